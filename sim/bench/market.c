/* The small marketplace: ours with ledger and rules, beside others' without. */
#include "sim/bench/bench.h"

#include "sim/measure/summary.h"
#include "support/talk.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>

#define BUDGET_TO_PLAIN 0.5
#define BUDGET_TO_SIMPY 25.0

static const char *const hourly[] = { NULL };
static const char *const daily[] = { "params.era_s=86400", NULL };

/* The least time of some tries of the same replication. */
static bool least_of(const char *path, const char *const *sets, int tries, struct measured *best)
{
	*best = (struct measured) { 0 };
	for (int k = 0; k < tries; k++) {
		struct measured m;

		if (!measure(path, sets, 0, 1, &m))
			return false;
		if (k == 0 || m.run_s < best->run_s)
			*best = m;
	}
	return true;
}

static void line(const char *what, const char *key, double run_s, double events, double plain_s,
		double simpy_s)
{
	double node_days = MARKET_N * MARKET_DAYS;
	char name[64];

	printf("  %-34s %12.0f", what, node_days / run_s);
	if (events > 0)
		printf(" %10.0f", run_s / events * 1e9);
	else
		printf(" %10s", "-");
	if (plain_s > 0)
		printf(" %10.2f", plain_s / run_s);
	if (simpy_s > 0)
		printf(" %10.1f", simpy_s / run_s);
	putchar('\n');
	snprintf(name, sizeof name, "market.%s.node_days_s", key);
	figure(name, node_days / run_s);
	if (plain_s > 0) {
		snprintf(name, sizeof name, "market.%s.to_plain", key);
		figure(name, plain_s / run_s);
	}
	if (simpy_s > 0) {
		snprintf(name, sizeof name, "market.%s.to_simpy", key);
		figure(name, simpy_s / run_s);
	}
}

/* Its own clock, the least of some tries; 0 if it is not there. */
static double least_plain(const struct bench *b, int tries, double *events)
{
	struct yardstick y[1];
	double least = 0;

	for (int k = 0; b->plain && k < tries; k++) {
		if (yardstick_plain(b, 1, 1, 4, 2.8, false, y) != 1) {
			talk_error("%s does not run", b->plain);
			return 0;
		}
		least = least > 0 ? fmin(least, y->cpu_s) : y->cpu_s;
		*events = y->events;
	}
	return least;
}

/* Shorter than the others, since a node-day costs it the same on each day. */
static double least_simpy(const struct bench *b, int tries)
{
	struct yardstick y[1];
	double least = 0, days = 10;
	char command[4096];

	for (int k = 0; b->simpy && k < tries; k++) {
		snprintf(command, sizeof command, "%s %d %g 1 2>/dev/null", b->simpy, MARKET_N, days);
		if (yardstick_run(command, y, 1) != 1) {
			talk("SimPy is not measured: \"%s\" does not run (it needs SimPy and numpy)",
					b->simpy);
			return 0;
		}
		y->cpu_s *= MARKET_DAYS / days;
		least = least > 0 ? fmin(least, y->cpu_s) : y->cpu_s;
	}
	return least;
}

bool bench_market(const struct bench *b)
{
	int tries = b->quick ? 3 : 9;
	char path[4096];
	struct measured hour, day;
	double events = 0, plain_s = least_plain(b, tries, &events), simpy_s = least_simpy(b, 2);

	bench_path(b, "bench/market.json", path, sizeof path);
	if (!least_of(path, hourly, tries, &hour) || !least_of(path, daily, tries, &day))
		return false;
	printf("Marketplace: %d providers, %d days, the cheapest first; processor time, the least of %d\n"
		"  %-34s %12s %10s", MARKET_N, MARKET_DAYS, tries, "", "node-days/s", "ns/event");
	printf("%s%s\n", plain_s > 0 ? "    to plain C" : "", simpy_s > 0 ? "   to SimPy" : "");
	if (plain_s > 0)
		line("plain C, no protocol", "plain", plain_s, events, plain_s, simpy_s);
	line("spheron-sim, an era a day", "era_day", day.run_s, events, plain_s, simpy_s);
	line("spheron-sim, an era an hour", "era_hour", hour.run_s, events, plain_s, simpy_s);
	if (simpy_s > 0)
		line("SimPy (10 days times 3)", "simpy", simpy_s, events, plain_s, simpy_s);
	printf("  ns/event: of the %.0f events that the model has in plain C.  Of ours: %.0f ns a wake,\n"
		"  %.0f a command, %.0f a protocol event (an era a day: %llu wakes, %llu commands,\n"
		"  %llu events)\n",
			events, day.run_s * 1e9 / (double) day.wakes,
			day.run_s * 1e9 / (double) day.commands, day.run_s * 1e9 / (double) day.events,
			(unsigned long long) day.wakes, (unsigned long long) day.commands,
			(unsigned long long) day.events);
	printf("  budget: at least %.1f of plain C, at least %.0f times SimPy\n\n", BUDGET_TO_PLAIN,
			BUDGET_TO_SIMPY);
	return true;
}

/* ---- the same means? ---- */

struct moments {
	double mean, sd;
	uint32_t n;
};

static struct moments moments_of(const double *x, uint32_t n)
{
	struct summary s = summary_of(x, n, 1);

	return (struct moments) { s.mean, s.sd, s.n };
}

/* Half the interval of a difference of means (Welch), so wide that all of a load together are covered
 * with 95 %. */
static double half_width(struct moments a, struct moments b)
{
	double x = a.sd * a.sd / a.n, y = b.sd * b.sd / b.n;
	double freedom = (x + y) * (x + y) / (x * x / (a.n - 1) + y * y / (b.n - 1));

	return x + y > 0 ? gsl_cdf_tdist_Pinv(1 - 0.025 / OUTPUTS, freedom) * sqrt(x + y) : 0;
}

static void compare(const char *load, int output, const double *ours, const double *theirs, uint32_t n)
{
	struct moments a = moments_of(ours, n), b = moments_of(theirs, n);
	double wide = half_width(a, b), differ = a.mean - b.mean;
	bool agree = fabs(differ) <= wide;
	char name[64];

	printf("  %-12s %12.6g ± %-10.2g %12.6g ± %-10.2g %+10.2g ± %-9.2g %s\n", output_name[output],
			a.mean, summary_half_width(a.sd, a.n), b.mean, summary_half_width(b.sd, b.n),
			differ, wide, agree ? "agree" : "differ");
	snprintf(name, sizeof name, "agreement.%s.%s.difference", load, output_name[output]);
	figure(name, differ);
	snprintf(name, sizeof name, "agreement.%s.%s.half_width", load, output_name[output]);
	figure(name, wide);
}

static bool agreement_at(const struct bench *b, const char *load, double rate, const char *set,
		uint32_t n)
{
	static struct measured m[REPLICATIONS_MAX];
	static struct yardstick y[REPLICATIONS_MAX];
	const char *const sets[] = { set, "params.era_s=86400", NULL };
	char path[4096];

	if (!measure(bench_path(b, "bench/market.json", path, sizeof path), sets, 0, n, m))
		return false;
	if (yardstick_plain(b, 1, n, 4, rate, false, y) != n) {
		talk_error("%s does not run", b->plain);
		return false;
	}
	printf("  %g orders a day and provider, %u replications each\n", rate, n);
	printf("  %-12s %-25s  %-25s  %s\n", "", "    spheron-sim", "    plain C",
			"   difference, 95 % for all");
	for (int o = 0; o < OUTPUTS; o++) {
		double ours[REPLICATIONS_MAX], theirs[REPLICATIONS_MAX];

		for (uint32_t r = 0; r < n; r++) {
			ours[r] = m[r].output[o];
			theirs[r] = y[r].output[o];
		}
		compare(load, o, ours, theirs, n);
	}
	return true;
}

/* With two loads: at the usual one nearly every order finds a provider, at the other many do not. */
bool bench_agreement(const struct bench *b)
{
	uint32_t n = b->quick ? 20 : 60;

	if (!b->plain) {
		talk("agreement: not compared without --plain PROGRAM");
		return true;
	}
	puts("Marketplace: are the means those of plain C?");
	if (!agreement_at(b, "usual", 2.8, "population.demand.0.orders=2800 /d", n)
			|| !agreement_at(b, "busy", 5.6, "population.demand.0.orders=5600 /d", n))
		return false;
	puts("  what differs in meaning: an order waits up to 1 s for its window to close, and one in\n"
		"  three million loses its provider meanwhile; a tenant leaves a provider that has been\n"
		"  down for 1 s; uptime is by time and not looked at hourly; slashes are those of the\n"
		"  protocol, which asks nothing of a provider that is down without a lease\n");
	return true;
}
