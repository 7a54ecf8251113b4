/* homes - Fizz hosts, and incidents that strike many at once.
 *
 *	homes		the tests
 *	homes --cost	nanoseconds of what is asked most often
 */
#include "model/faults.h"
#include "model/fitted.h"
#include "model/fizz.h"

#include "tests/units/owners.h"
#include "tests/units/statistics.h"

#include <gsl/gsl_cdf.h>
#include <stdio.h>
#include <time.h>

static struct fizz_class homes(void)
{
	return (struct fizz_class) {
		.name = "homes",
		.count = 50000,
		.power_factor = 1,
		.power_share = 0.3,
		.price_factor = 0.5,
		.shortfall = 0.03,
		.exit_after_s = 60 * DAY_S,
		.entry_year = 1.2,
		.entry_ratio = 1.5,
	};
}

static struct fizz fizz_of(const struct fizz_class *c, uint32_t id)
{
	struct spheron_attr attr;
	struct fizz f;

	fizz_make(&f, &attr, c, 0, &luck, id);
	return f;
}

#define HOSTS 100000u

static void what_a_home_registers_is_always_accepted(void **state)
{
	struct spheron *net = network(HOSTS);
	struct fizz_class c = homes(), odd = homes();
	const struct machine large[] = { { .weight = 1,
			.threads = 512,
			.score = 20000000,
			.mem_mb = 1u << 31,
			.sto_gb = 1u << 31,
			.down_mbps = 1e9,
			.up_mbps = 1e9,
			.gpu = 36,
			.gpus = 16 } };
	struct spheron_attr attr = { .region = 257, .cpu_model = 1, .cpu = 1 };
	struct fizz f;

	(void) state;
	odd.machine = large;
	odd.n_machine = 1;
	expect_registered(net, HOSTS + 1, &attr, true);
	for (uint32_t id = 0; id < HOSTS; id++) {
		const struct fizz_class *mine = id % 10 ? &c : &odd;
		struct spheron_command r = {
			.t = 1000000, .from = id + 1, .verb = SPHERON_CMD_FIZZ_REGISTER
		};
		struct spheron_args_fizz_register *args = &r.u.fizz_register;

		fizz_make(&f, &args->attr, mine, 0, &luck, id);
		fizz_prices(&f, mine, &args->attr, &args->p_cpu, &args->p_mem, &args->p_sto,
				&args->p_gpu);
		args->gateway = 1;
		assert_int_equal(spheron_apply(net, &r, NULL), SPHERON_OK);
	}
	free(net);
}

static void new_hosts_follow_the_income(void **state)
{
	struct fizz_class f = homes();

	(void) state;
	for (unsigned i = 0; i < 2; i++) {
		struct sample n = { 0 };

		for (uint32_t era = 0; era < 20000; era++)
			sample_add(&n, fizz_newcomers(&f, &luck, 0, era, DAY_S, i ? 2.25 : 1.5));
		expect_mean("new hosts", &n, i ? 0.5 * 50000 * 1.2 / 365 : 0);
	}
}

/* ---- Fizz hosts ---- */

static struct fizz_class hosts(enum fizz_habit habit, double availability)
{
	struct fizz_class c = homes();

	c.habit[habit] = 1;
	c.availability = law_constant(availability);
	c.session_s = law(LAW_WEIBULL, 15.55 * HOUR_S, 0.6);
	c.gap_s = law(LAW_WEIBULL, 4.57 * HOUR_S, 0.62);
	return c;
}

/* A host through so many days: the part that it was up, and how often it changed. */
static double lived(struct fizz *f, const struct fizz_class *c, uint32_t id, double days,
		double *changes)
{
	double now = 0, up_s = 0, end = days * DAY_S;
	bool up = fizz_starts_up(f, c, &luck, id);

	while (now < end) {
		double next = up ? fizz_up_s(f, c, &luck, id, now)
				 : fizz_gap_s(f, c, &luck, id, now);

		assert_true(next >= 0);
		next = fmin(next, end - now);
		up_s += up ? next : 0;
		now += next;
		up = !up;
		f->links++;
	}
	*changes = f->links / days;
	return up_s / end;
}

/* Whole cycles of up and down: what was up beyond its part is nothing on average. */
static void expect_renewal(const struct fizz_class *c, double availability)
{
	struct sample excess = { 0 };

	for (uint32_t id = 0; id < 500; id++) {
		struct fizz f = fizz_of(c, id);
		double up = 0, gap = 0;

		expect_near(f.availability, availability, 1e-6);
		for (unsigned i = 0; i < 400; i++) {
			up += fizz_up_s(&f, c, &luck, id, 0);
			gap += fizz_gap_s(&f, c, &luck, id, 0);
			f.links++;
		}
		sample_add(&excess, (1 - availability) * up - availability * gap);
	}
	expect_mean("time up beyond its part", &excess, 0);
}

static void every_habit_keeps_its_availability(void **state)
{
	static const double availability[] = { 0.2, 0.5, 0.8, 0.97 };

	(void) state;
	for (unsigned i = 0; i < 4; i++) {
		struct fizz_class always = hosts(FIZZ_ALWAYS, availability[i]);
		struct fizz_class casual = hosts(FIZZ_CASUAL, availability[i]);
		struct fizz_class diurnal = hosts(FIZZ_DIURNAL, availability[i]);
		struct sample up = { 0 };
		double changes;

		expect_renewal(&always, availability[i]);
		expect_renewal(&casual, availability[i]);
		casual.session_s = law(LAW_PARETO, HOUR_S, 1.5);
		casual.session_s.max = 200 * HOUR_S;
		casual.gap_s.min = HOUR_S;
		expect_renewal(&casual, availability[i]);
		casual.session_s = casual.gap_s = law_constant(0); /* fitted */
		expect_renewal(&casual, availability[i]);
		for (uint32_t id = 0; id < 300; id++) {
			struct fizz f = fizz_of(&diurnal, id);

			sample_add(&up, lived(&f, &diurnal, id, 1000, &changes));
			assert_true(changes > 1.5 && changes < 2.5);
		}
		expect_mean("diurnal hosts", &up, availability[i]);
	}
}

static void a_host_that_is_never_off_is_never_off(void **state)
{
	(void) state;
	for (int habit = 0; habit < FIZZ_HABIT_COUNT; habit++) {
		struct fizz_class c = hosts((enum fizz_habit) habit, 1);
		struct fizz f = fizz_of(&c, 5);

		assert_true(fizz_starts_up(&f, &c, &luck, 5));
		assert_true(isinf(fizz_up_s(&f, &c, &luck, 5, 12345)));
		assert_non_null(fizz_habit_name((enum fizz_habit) habit));
	}
}

static void diurnal_hosts_sleep_at_their_own_night(void **state)
{
	struct fizz_class c = hosts(FIZZ_DIURNAL, 0.7);
	double off_h = 24 * (1 - 0.7 / 0.97);
	struct sample middles = { 0 };
	unsigned all = 0;

	(void) state;
	for (uint32_t id = 0; id < 300; id++) {
		struct fizz f = fizz_of(&c, id);
		double clock_h = fitted_regions[f.region].clock_min / 60.0;
		bool up = fizz_starts_up(&f, &c, &luck, id);
		unsigned nights = 0;

		expect_near(f.off_h, off_h, 1e-5);
		for (double now = 0; now < 50 * DAY_S; f.links++, up = !up) {
			double next = up ? fizz_up_s(&f, &c, &luck, id, now)
					 : fizz_gap_s(&f, &c, &luck, id, now);
			double middle = fmod((now + next / 2) / HOUR_S + clock_h + 48, 24);

			/* Off for about as long as a night is, from half past three two hours for
			 * the host and one for the day apart. */
			if (!up && now > 0 && fabs(next / HOUR_S - off_h) < 2.01 && middle > 0.49 &&
					middle < 6.51) {
				if (nights == 0)
					sample_add(&middles, middle);
				nights++;
			}
			now += next;
		}
		assert_true(nights >= 30);
		all += nights;
	}
	/* A fault in twenty days of being on takes a night or begins or ends in one. */
	assert_true(all >= 300 * 43);
	expect_mean("middle of the night", &middles, 3.5);
}

static void the_default_mix_changes_once_a_day(void **state)
{
	struct fizz_class c = homes();
	double sum = 0, changes, habit[FIZZ_HABIT_COUNT] = { 0 }, chi = 0;
	const double weight[FIZZ_HABIT_COUNT] = {
		[FIZZ_ALWAYS] = 0.5, [FIZZ_DIURNAL] = 0.2, [FIZZ_CASUAL] = 0.3
	};
	struct sample up = { 0 };

	(void) state;
	for (uint32_t id = 0; id < 4000; id++) {
		struct fizz f = fizz_of(&c, id);

		habit[f.habit]++;
		sample_add(&up, f.availability);
		lived(&f, &c, id, 60, &changes);
		sum += changes;
	}
	assert_true(sum / 4000 > 0.75 && sum / 4000 < 1.25);
	expect_mean("availability", &up,
			fitted_quantile_mean(fitted_home_availability, FITTED_RANKS));
	for (unsigned i = 0; i < FIZZ_HABIT_COUNT; i++)
		chi += pow(habit[i] - 4000 * weight[i], 2) / (4000 * weight[i]);
	expect_chi_square("habits", chi, 2);
}

/* The highest available are always on, the lowest casual. */
static void habits_follow_availability(void **state)
{
	struct fizz_class c = homes();
	double lowest[FIZZ_HABIT_COUNT] = { 1, 1, 1 }, highest[FIZZ_HABIT_COUNT] = { 0 };

	(void) state;
	for (uint32_t id = 0; id < 5000; id++) {
		struct fizz f = fizz_of(&c, id);

		lowest[f.habit] = fmin(lowest[f.habit], f.availability);
		highest[f.habit] = fmax(highest[f.habit], f.availability);
	}
	assert_true(highest[FIZZ_CASUAL] <= lowest[FIZZ_DIURNAL]);
	assert_true(highest[FIZZ_DIURNAL] <= lowest[FIZZ_ALWAYS]);
}

/* FIZZ-06 for an hour: micro-USD a month of 720 h. */
static void asks_are_the_wanted_part_of_the_market(void **state)
{
	struct fizz_class c = homes();
	struct sample part = { 0 };

	(void) state;
	for (uint32_t id = 0; id < 20000; id++) {
		uint64_t cpu, mem, sto, gpu;
		struct spheron_attr a;
		struct fizz f;
		uint16_t model, gpus;

		fizz_make(&f, &a, &c, 0, &luck, id);
		fizz_prices(&f, &c, &a, &cpu, &mem, &sto, &gpu);
		model = a.gpus.count ? a.gpus.item[0].model : 0;
		gpus = a.gpus.count ? a.gpus.item[0].count : 0;
		assert_int_equal(gpu == 0, gpus == 0);
		sample_add(&part, (double) (4 * cpu + 8 * mem + 50 * sto + gpus * gpu) / 1e6 / 720 /
						  hardware_usd_hour(4, 8192, 50, model, gpus));
	}
	expect_mean("ask over market price", &part, 0.5);
}

static void hosts_pay_for_their_part_of_idle_power_at_home_prices(void **state)
{
	const struct machine m = { .weight = 1, .threads = 8, .idle_w = 100, .busy_w = 400 };
	struct fizz_class c = homes();

	(void) state;
	c.machine = &m;
	c.n_machine = 1;
	c.power_factor = 2;
	for (uint32_t id = 0; id < 100; id++) {
		struct fizz f = fizz_of(&c, id);
		double kwh = 2 * fitted_regions[f.region].home_usd_kwh;

		expect_near(f.idle_usd_hour, 0.03 * kwh, 1e-6);
		expect_near(f.busy_usd_hour, 0.3 * kwh, 1e-6);
	}
}

static void hosts_fall_short_as_their_class_does(void **state)
{
	struct fizz_class c = homes();
	struct sample shortfall = { 0 };

	(void) state;
	for (uint32_t id = 0; id < 20000; id++)
		sample_add(&shortfall, fizz_of(&c, id).shortfall);
	expect_mean("shortfall", &shortfall, 0.03);
}

static void a_host_leaves_after_lasting_losses(void **state)
{
	struct fizz_class c = homes();
	struct fizz f = fizz_of(&c, 4);

	(void) state;
	for (unsigned day = 1; day < 60; day++)
		assert_false(fizz_gives_up(&f, &c, 0.09, 0.1, DAY_S));
	assert_true(fizz_gives_up(&f, &c, 0.09, 0.1, DAY_S));
}

/* ---- incidents ---- */

static const struct incident_setup incidents = { .year = 6.7,
	.providers = 0.25,
	.fizz = 0.05,
	.length_s = { LAW_LOGNORMAL, 8568, 1.146, -INFINITY, INFINITY, NULL, 0 } };

static void incidents_come_at_their_rate(void **state)
{
	struct sample gap = { 0 }, square = { 0 };
	double mean = YEAR_S / 6.7;
	struct incident_setup none = incidents;

	(void) state;
	for (uint32_t region = 0; region < 12; region++)
		for (uint64_t i = 0; i < 20000; i++) {
			double x = incident_next_s(&incidents, &luck, region, i);

			sample_add(&gap, x);
			sample_add(&square, x * x);
		}
	expect_mean("time between incidents", &gap, mean);
	expect_mean("its square", &square, 2 * mean * mean);
	none.year = 0;
	assert_true(isinf(incident_next_s(&none, &luck, 1, 0)));
}

static double length_cdf(double x)
{
	return gsl_cdf_lognormal_P(x, log(8568), 1.146);
}

static void incidents_last_as_their_law_says(void **state)
{
	static double x[20000];

	(void) state;
	for (uint32_t i = 0; i < 20000; i++)
		x[i] = incident_length_s(&incidents, &luck, i % 12, i / 12);
	expect_distribution("lengths", x, 20000, length_cdf);
}

static void an_incident_strikes_its_part_of_the_nodes_each_by_itself(void **state)
{
	struct sample struck = { 0 }, both = { 0 };

	(void) state;
	for (uint32_t id = 0; id < 2000; id++)
		for (uint64_t i = 0; i < 30; i++) {
			bool now = incident_strikes(0.25, &luck, STREAM_PROVIDER, id, 3, i);
			bool next = incident_strikes(0.25, &luck, STREAM_PROVIDER, id, 3, i + 1000);
			bool other = incident_strikes(
					0.25, &luck, STREAM_PROVIDER, id + 2000, 3, i);

			bool away = incident_strikes(0.25, &luck, STREAM_PROVIDER, id, 4, i);

			sample_add(&struck, now);
			sample_add(&both, now && away);
			sample_add(&both, now && next);
			sample_add(&both, now && other);
			/* A larger part strikes whom a smaller one struck, and others. */
			assert_true(!now ||
					incident_strikes(0.4, &luck, STREAM_PROVIDER, id, 3, i));
		}
	expect_mean("struck", &struck, 0.25);
	expect_mean("two at once", &both, 0.0625);
	assert_false(incident_strikes(0, &luck, STREAM_FIZZ, 1, 1, 1));
	assert_true(incident_strikes(1, &luck, STREAM_FIZZ, 1, 1, 1));
}

/* ---- everybody's own luck ---- */

#define HOST_DRAWS(X)                                                                              \
	X(REGION)                                                                                  \
	X(MACHINE)                                                                                 \
	X(LINE) X(AVAILABILITY) X(HABIT) X(SLEEPS) X(TASTE) X(SHORTFALL) X(STARTS) X(UP) X(GAP)    \
			X(NEWCOMERS)

enum host_draw {
#define DRAW_ENUM(name) D_##name,
	HOST_DRAWS(DRAW_ENUM)
#undef DRAW_ENUM
			D_COUNT
};

static const char *const draw_name[] = {
#define DRAW_NAME(name) #name,
	HOST_DRAWS(DRAW_NAME)
#undef DRAW_NAME
};

#define BIT(name) (1u << D_##name)

static void draws_of(double v[D_COUNT], const struct fizz_class *c, uint32_t id)
{
	struct spheron_attr attr;
	struct fizz f;

	memset(v, 0, D_COUNT * sizeof *v);
	fizz_make(&f, &attr, c, 0, &luck, id);
	v[D_REGION] = f.region;
	v[D_MACHINE] = attr.score + 1e9 * attr.gpus.count;
	v[D_LINE] = attr.up;
	v[D_AVAILABILITY] = f.availability;
	v[D_HABIT] = f.habit;
	v[D_SLEEPS] = f.off_at_h;
	v[D_TASTE] = f.taste;
	v[D_SHORTFALL] = f.shortfall;
	v[D_STARTS] = fizz_starts_up(&f, c, &luck, id);
	f.links = 7;
	v[D_UP] = fizz_up_s(&f, c, &luck, id, 10 * DAY_S);
	v[D_GAP] = fizz_gap_s(&f, c, &luck, id, 10 * DAY_S);
	v[D_NEWCOMERS] = fizz_newcomers(c, &luck, 0, id, DAY_S, 1.7);
}

static void expect_moves(const char *what, const struct fizz_class *changed, unsigned may)
{
	struct fizz_class c = hosts(FIZZ_CASUAL, 0.6);
	unsigned moved = 0;

	for (uint32_t id = 0; id < 300; id++) {
		double before[D_COUNT], after[D_COUNT];

		draws_of(before, &c, id);
		draws_of(after, changed, id);
		for (unsigned i = 0; i < D_COUNT; i++) {
			if (before[i] == after[i])
				continue;
			moved |= 1u << i;
			if (!(may >> i & 1))
				fail_msg("%s moves %s of host %u: %.17g is %.17g", what,
						draw_name[i], id, before[i], after[i]);
		}
	}
	if (moved != may)
		fail_msg("%s moves %x, %x expected", what, moved, may);
}

static void one_parameter_moves_only_its_own_draws(void **state)
{
	static const struct machine other = { .weight = 1, .threads = 8, .up_mbps = 7 };
	struct fizz_class c = hosts(FIZZ_CASUAL, 0.6), d;

	(void) state;
#define CHANGE(member, value, may) (d = c, d.member = value, expect_moves(#member, &d, may))
	CHANGE(region[3], 1, BIT(REGION));
	d = c;
	d.machine = &other;
	d.n_machine = 1;
	expect_moves("machine", &d, BIT(MACHINE) | BIT(LINE));
	CHANGE(habit[FIZZ_DIURNAL], 1, BIT(HABIT) | BIT(SLEEPS) | BIT(STARTS) | BIT(UP) | BIT(GAP));
	CHANGE(availability, law_constant(0.8),
			BIT(AVAILABILITY) | BIT(STARTS) | BIT(UP) | BIT(GAP));
	CHANGE(session_s, law(LAW_WEIBULL, 15.55 * HOUR_S, 1.2), BIT(UP) | BIT(GAP));
	CHANGE(power_factor, 2, 0);
	CHANGE(power_share, 1, 0);
	CHANGE(price_factor, 1, 0);
	CHANGE(shortfall, 0.06, BIT(SHORTFALL));
	CHANGE(exit_after_s, 1, 0);
	CHANGE(entry_year, 4, BIT(NEWCOMERS));
#undef CHANGE
}

static void the_same_question_has_the_same_answer(void **state)
{
	struct fizz_class c = homes();
	static double forwards[500][D_COUNT];
	double backwards[D_COUNT];

	(void) state;
	for (uint32_t id = 0; id < 500; id++)
		draws_of(forwards[id], &c, id);
	for (uint32_t id = 500; id-- > 0;) {
		draws_of(backwards, &c, id);
		assert_memory_equal(forwards[id], backwards, sizeof backwards);
	}
}

/* ---- cost ---- */

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec * 1e9 + (double) t.tv_nsec;
}

#define TIMES 1000000u

static void print_cost(void)
{
	double start, sum = 0;

	for (int habit = 0; habit < FIZZ_HABIT_COUNT; habit++) {
		struct fizz_class c = hosts((enum fizz_habit) habit, 0.8);
		struct fizz f = fizz_of(&c, 1);

		start = now_ns();
		for (f.links = 0; f.links < TIMES; f.links++)
			sum += fizz_up_s(&f, &c, &luck, 1, f.links * 1000.0);
		printf("%s up %.1f ns, ", fizz_habit_name((enum fizz_habit) habit),
				(now_ns() - start) / TIMES);
		start = now_ns();
		for (f.links = 0; f.links < TIMES; f.links++)
			sum += fizz_gap_s(&f, &c, &luck, 1, f.links * 1000.0);
		printf("down %.1f ns\n", (now_ns() - start) / TIMES);
	}
	start = now_ns();
	for (uint32_t id = 0; id < TIMES / 10; id++) {
		struct fizz_class c = homes();

		sum += fizz_of(&c, id).availability;
	}
	printf("making one %.1f ns (%g)\n", (now_ns() - start) / (TIMES / 10), sum);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_home_registers_is_always_accepted),
		cmocka_unit_test(every_habit_keeps_its_availability),
		cmocka_unit_test(a_host_that_is_never_off_is_never_off),
		cmocka_unit_test(diurnal_hosts_sleep_at_their_own_night),
		cmocka_unit_test(the_default_mix_changes_once_a_day),
		cmocka_unit_test(habits_follow_availability),
		cmocka_unit_test(asks_are_the_wanted_part_of_the_market),
		cmocka_unit_test(hosts_pay_for_their_part_of_idle_power_at_home_prices),
		cmocka_unit_test(hosts_fall_short_as_their_class_does),
		cmocka_unit_test(a_host_leaves_after_lasting_losses),
		cmocka_unit_test(new_hosts_follow_the_income),
		cmocka_unit_test(incidents_come_at_their_rate),
		cmocka_unit_test(incidents_last_as_their_law_says),
		cmocka_unit_test(an_incident_strikes_its_part_of_the_nodes_each_by_itself),
		cmocka_unit_test(one_parameter_moves_only_its_own_draws),
		cmocka_unit_test(the_same_question_has_the_same_answer),
	};

	if (argc == 2 && strcmp(argv[1], "--cost") == 0)
		return print_cost(), 0;
	return cmocka_run_group_tests_name("homes", tests, NULL, NULL);
}
