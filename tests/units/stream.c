/* stream - every agent's own luck.
 *
 *	stream [DIRECTORY]	the tests; published outputs are in tests/published or DIRECTORY
 *	stream --draws		draws through GSL's interface, as tests/units/pcg_cpp.cc prints them
 *	stream --cost		nanoseconds for opening a stream and for a draw
 */
#include "model/stream.h"

#include "support/threefry.h"
#include "tests/units/statistics.h"

#include <gsl/gsl_cdf.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

static const char *published = "tests/published";

static const struct stream_key somebody = { .seed = 20250701, .replication = 3,
	.kind = STREAM_PROVIDER, .id = 17, .purpose = FOR_REPAIR, .occasion = 0 };

static struct stream opened(struct stream_key key)
{
	struct stream s;

	stream_open(&s, &key);
	return s;
}

/* ---- published outputs ---- */

static FILE *published_file(const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", published, name);
	f = fopen(path, "r");
	if (!f)
		fail_msg("%s cannot be read", path);
	return f;
}

static void the_mixing_of_keys_gives_the_published_answers(void **state)
{
	FILE *f = published_file("threefry.txt");
	unsigned lines = 0;
	char line[512];

	(void) state;
	while (fgets(line, sizeof line, f)) {
		uint64_t word[12], out[4];
		char *at = line;

		if (line[0] == '#')
			continue;
		for (unsigned i = 0; i < 12; i++)
			word[i] = strtoull(at, &at, 16);
		threefry(out, word + 4, word);
		assert_memory_equal(out, word + 8, sizeof out);
		lines++;
	}
	fclose(f);
	assert_int_equal(lines, 3);
}

/* After a line of six numbers come 65 coins, 33 dice and a deck of cards, which are drawn below a
 * bound. */
static void skip_games(struct stream *s)
{
	for (unsigned i = 0; i < 65; i++)
		pcg_below(&s->pcg, 2);
	for (unsigned i = 0; i < 33; i++)
		pcg_below(&s->pcg, 6);
	for (unsigned left = 52; left > 1; left--)
		pcg_below(&s->pcg, left);
}

static void through_gsl_the_generator_gives_the_published_numbers(void **state)
{
	FILE *f = published_file("pcg64.txt");
	unsigned lines = 0;
	struct stream s;
	gsl_rng r = stream_gsl(&s);
	char line[512];

	(void) state;
	pcg_seed(&s.pcg, 0, 42, 0, 54);
	while (fgets(line, sizeof line, f)) {
		char *at = line + 5;

		if (strncmp(line, "64bit", 5) != 0)
			continue;
		for (unsigned i = 0; i < 6; i++) {
			uint64_t number = strtoull(at, &at, 16);

			assert_int_equal(gsl_rng_get(&r), number >> (64 - CHAR_BIT * sizeof(long)));
		}
		skip_games(&s);
		lines++;
	}
	fclose(f);
	assert_int_equal(lines, 5);
}

/* ---- as GSL sees it ---- */

static void gsl_knows_its_name_and_range(void **state)
{
	struct stream s = opened(somebody);
	gsl_rng r = stream_gsl(&s);

	(void) state;
	assert_string_equal(gsl_rng_name(&r), "pcg64");
	assert_true(gsl_rng_min(&r) == 0 && gsl_rng_max(&r) == ULONG_MAX);
	assert_int_equal(gsl_rng_size(&r), sizeof(struct pcg));
	assert_ptr_equal(gsl_rng_state(&r), &s.pcg);
}

static void gsl_draws_from_the_stream_itself(void **state)
{
	struct stream s = opened(somebody), same = opened(somebody);
	gsl_rng r = stream_gsl(&s);

	(void) state;
	for (unsigned i = 0; i < 100; i++) {
		double unit = stream_unit(&same);

		assert_true(gsl_rng_uniform(&r) == unit);
		assert_int_equal(stream_next(&s), stream_next(&same));
	}
}

static void gsl_can_hold_a_generator_of_its_own(void **state)
{
	gsl_rng *own = gsl_rng_alloc(stream_gsl_type), *copy;

	(void) state;
	gsl_rng_set(own, 7);
	copy = gsl_rng_clone(own);
	for (unsigned i = 0; i < 10; i++)
		assert_true(gsl_rng_get(own) == gsl_rng_get(copy));
	gsl_rng_free(copy);
	gsl_rng_free(own);
}

static void gsl_integers_below_a_bound_are_even(void **state)
{
	struct stream s = opened(somebody);
	gsl_rng r = stream_gsl(&s);
	unsigned of_gsl[37] = { 0 }, ours[37] = { 0 };

	(void) state;
	for (unsigned i = 0; i < 370000; i++) {
		of_gsl[gsl_rng_uniform_int(&r, 37)]++;
		ours[stream_below(&s, 37)]++;
	}
	expect_even("GSL's integers", of_gsl, 37);
	expect_even("our integers", ours, 37);
}

static void a_unit_is_from_0_to_below_1_in_53_bits(void **state)
{
	(void) state;
	assert_true(stream_unit_of(0) == 0);
	assert_true(stream_unit_of(UINT64_MAX) == 1 - 0x1p-53);
	assert_true(stream_unit_of(UINT64_C(1) << 11) == 0x1p-53);
	assert_true(stream_unit_of((UINT64_C(1) << 11) - 1) == 0);
}

static void an_inner_unit_is_never_0_and_never_1(void **state)
{
	(void) state;
	assert_true(stream_inner_unit_of(0) == 0x1p-53);
	assert_true(stream_inner_unit_of(UINT64_MAX) == 1 - 0x1p-53);
	assert_true(stream_inner_unit_of(UINT64_C(1) << 63) > 0.5);
	assert_true(stream_inner_unit_of((UINT64_C(1) << 63) - 1) < 0.5);
}

/* With three quarters of all numbers as a bound, a quarter of them is drawn again: a rule without
 * that would give every third result twice as often. */
static void a_large_bound_is_without_bias(void **state)
{
	struct stream s = opened(somebody);
	const uint64_t bound = UINT64_C(3) << 62;
	unsigned third[3] = { 0 }, rest[3] = { 0 };

	(void) state;
	for (unsigned i = 0; i < 300000; i++) {
		uint64_t x = stream_below(&s, bound);

		assert_true(x < bound);
		third[x >> 62]++;
		rest[x % 3]++;
	}
	expect_even("thirds of the range", third, 3);
	expect_even("remainders", rest, 3);
}

static void a_bound_keeps_the_order_of_numbers(void **state)
{
	struct stream s = opened(somebody);

	(void) state;
	for (unsigned i = 0; i < 10000; i++) {
		struct stream same = s;
		double unit = stream_unit(&s);

		assert_int_equal(stream_below(&same, 1000), (uint64_t) (unit * 1000));
	}
}

/* ---- keys ---- */

static void a_stream_is_the_documented_function_of_its_key(void **state)
{
	const uint64_t run[4] = { 20250701, 3, 0, 0 };
	const uint64_t who[4] = { UINT64_C(3) << 32 | 16, 17, 0, 0 };
	struct stream s = opened(somebody), expected;
	uint64_t words[4];

	(void) state;
	threefry(words, run, who);
	pcg_seed(&expected.pcg, words[0], words[1], words[2], words[3]);
	assert_memory_equal(&s, &expected, sizeof s);
}

/* Keys that differ from a key in one part, by n. */
#define PARTS 6

static struct stream_key neighbour(struct stream_key key, unsigned part, uint32_t n)
{
	switch (part) {
	case 0:
		key.seed += n;
		break;
	case 1:
		key.replication += n;
		break;
	case 2:
		key.kind = (enum stream_kind) ((uint32_t) key.kind + n);
		break;
	case 3:
		key.id += n;
		break;
	case 4:
		key.purpose = (enum stream_purpose) ((uint32_t) key.purpose + n);
		break;
	case 5:
		key.occasion += n;
		break;
	}
	return key;
}

static const char *const part_name[PARTS] = { "seed", "replication", "kind", "id", "purpose",
	"occasion" };

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct stream));
}

static void different_keys_are_different_streams(void **state)
{
	enum { EACH = 20000 };
	struct stream *all = malloc(PARTS * EACH * sizeof *all);

	(void) state;
	assert_non_null(all);
	for (unsigned part = 0; part < PARTS; part++)
		for (uint32_t n = 0; n < EACH; n++)
			all[part * EACH + n] = opened(neighbour(somebody, part, n + 1));
	qsort(all, PARTS * EACH, sizeof *all, compare);
	for (size_t i = 1; i < PARTS * EACH; i++)
		assert_true(compare(&all[i - 1], &all[i]) != 0);
	free(all);
}

/* Each of 256 bits of the stream turns over in half of the keys when one bit of the key does. */
static void one_bit_of_a_key_changes_half_of_the_stream(void **state)
{
	enum { KEYS = 4000 };

	(void) state;
	for (unsigned bit = 0; bit < 64; bit++) {
		unsigned turned = 0;

		for (uint64_t id = 0; id < KEYS; id++) {
			struct stream_key key = somebody;
			struct stream a, b;
			unsigned char *x = (unsigned char *) &a, *y = (unsigned char *) &b;

			key.id = id;
			a = opened(key);
			key.id ^= UINT64_C(1) << bit;
			b = opened(key);
			for (unsigned i = 0; i < sizeof a; i++)
				turned += (unsigned) __builtin_popcount(x[i] ^ y[i]);
		}
		/* The lowest bit of an increment is always 1. */
		expect_normal("bits turned", (turned - KEYS * 255 / 2.0) / sqrt(KEYS * 255 / 4.0));
	}
}

/* ---- neighbours are strangers ---- */

#define PAIRS 200000

/* Pairs of numbers by their upper or lower four bits, and the correlation of the numbers. */
struct pairs {
	unsigned upper[256], lower[256];
	double products;
};

static void take_pair(struct pairs *p, uint64_t a, uint64_t b)
{
	p->upper[a >> 60 << 4 | b >> 60]++;
	p->lower[(a & 15) << 4 | (b & 15)]++;
	p->products += (stream_inner_unit_of(a) - 0.5) * (stream_inner_unit_of(b) - 0.5);
}

/* Of two independent uniform numbers the product of their distances from 1/2 has mean 0 and
 * variance 1/144. */
static void expect_strangers(const char *what, const struct pairs *p)
{
	char text[100];

	snprintf(text, sizeof text, "%s, upper bits", what);
	expect_even(text, p->upper, 256);
	snprintf(text, sizeof text, "%s, lower bits", what);
	expect_even(text, p->lower, 256);
	snprintf(text, sizeof text, "%s, correlation", what);
	expect_normal(text, p->products * 12 / sqrt(PAIRS));
}

static void the_first_numbers_of_neighbouring_streams_are_independent(void **state)
{
	(void) state;
	for (unsigned part = 0; part < PARTS; part++) {
		struct pairs p = { 0 };

		for (uint32_t n = 0; n < PAIRS; n++) {
			struct stream a = opened(neighbour(somebody, part, 2 * n));
			struct stream b = opened(neighbour(somebody, part, 2 * n + 1));

			take_pair(&p, stream_next(&a), stream_next(&b));
		}
		expect_strangers(part_name[part], &p);
	}
}

static void two_neighbouring_streams_are_independent_all_along(void **state)
{
	(void) state;
	for (unsigned part = 0; part < PARTS; part++)
		for (uint32_t n = 1; n <= 4; n++) {
			struct stream a = opened(somebody);
			struct stream b = opened(neighbour(somebody, part, n));
			struct pairs p = { 0 };

			for (unsigned i = 0; i < PAIRS; i++)
				take_pair(&p, stream_next(&a), stream_next(&b));
			expect_strangers(part_name[part], &p);
		}
}

static void a_stream_is_independent_of_its_own_past(void **state)
{
	(void) state;
	for (unsigned lag = 1; lag <= 16; lag++) {
		struct stream now = opened(somebody), later = now;
		struct pairs p = { 0 };

		pcg_advance(&later.pcg, lag);
		for (unsigned i = 0; i < PAIRS; i++)
			take_pair(&p, stream_next(&now), stream_next(&later));
		expect_strangers("lag", &p);
	}
}

static double itself(double x)
{
	return x;
}

static void numbers_opened_anew_at_each_occasion_are_uniform(void **state)
{
	static double x[PAIRS];
	struct stream_key key = somebody;

	(void) state;
	for (unsigned i = 0; i < PAIRS; i++) {
		struct stream s;

		key.occasion = i;
		s = opened(key);
		x[i] = stream_unit(&s);
	}
	expect_distribution("first numbers", x, PAIRS, itself);
}

/* ---- common random numbers ---- */

#define TURNS 50

/* A small market: agents take turns; each asks its own streams.  Returns what one of them got. */
struct luck {
	uint64_t repair[TURNS], bid[TURNS];
};

static struct luck market(unsigned agents, unsigned watched, unsigned bids_of_others,
		int own_repairs)
{
	struct stream repair[20], bid[20];
	struct luck luck;

	for (unsigned i = 0; i < agents; i++) {
		repair[i] = opened((struct stream_key) { .seed = 5, .kind = STREAM_PROVIDER,
				.id = i, .purpose = FOR_REPAIR });
		bid[i] = opened((struct stream_key) { .seed = 5, .kind = STREAM_PROVIDER,
				.id = i, .purpose = FOR_BID });
	}
	for (unsigned turn = 0; turn < TURNS; turn++)
		for (unsigned i = 0; i < agents; i++) {
			if (i == watched) {
				luck.bid[turn] = stream_next(&bid[i]);
				luck.repair[turn] = own_repairs ? stream_next(&repair[i]) : 0;
			} else {
				for (unsigned n = 0; n < bids_of_others; n++)
					stream_next(&bid[i]);
			}
		}
	return luck;
}

static void more_draws_of_one_agent_do_not_move_anothers_luck(void **state)
{
	struct luck few = market(10, 4, 1, 1), many = market(10, 4, 9, 1);

	(void) state;
	assert_memory_equal(&few, &many, sizeof few);
}

static void another_agent_does_not_move_the_luck_of_those_before(void **state)
{
	struct luck few = market(10, 4, 1, 1), many = market(20, 4, 1, 1);

	(void) state;
	assert_memory_equal(&few, &many, sizeof few);
}

static void draws_for_one_purpose_do_not_move_another_purpose(void **state)
{
	struct luck with = market(10, 4, 1, 1), without = market(10, 4, 1, 0);

	(void) state;
	assert_memory_equal(with.bid, without.bid, sizeof with.bid);
	assert_memory_not_equal(with.repair, without.repair, sizeof with.repair);
}

static void the_nth_occasion_has_its_luck_whatever_the_earlier_ones_drew(void **state)
{
	struct stream_key key = somebody;
	struct stream third, other;

	(void) state;
	key.occasion = 3;
	third = opened(key);
	key.occasion = 2;
	other = opened(key);
	for (unsigned i = 0; i < 1000; i++)
		stream_next(&other);
	key.occasion = 3;
	other = opened(key);
	assert_memory_equal(&third, &other, sizeof third);
}

/* ---- tables ---- */

static void kinds_have_names_and_numbers_of_their_own(void **state)
{
	const char *seen[64] = { 0 };
	unsigned kinds = 0;

	(void) state;
#define KIND(number, name, text) \
	assert_true(number > 0 && number < 64 && !seen[number]); \
	seen[number] = stream_kind_name(STREAM_##name); \
	assert_string_equal(seen[number], text); \
	kinds++;
	STREAM_KINDS(KIND)
#undef KIND
	for (unsigned i = 1; i <= kinds; i++)
		for (unsigned j = 1; j < i; j++)
			assert_string_not_equal(seen[i], seen[j]);
	assert_null(stream_kind_name((enum stream_kind) 0));
}

static void purposes_have_names_and_numbers_of_their_own(void **state)
{
	const char *seen[256] = { 0 };
	unsigned purposes = 0;

	(void) state;
#define PURPOSE(number, name, text, what) \
	assert_true(number > 0 && number < 256 && !seen[number]); \
	seen[number] = stream_purpose_name(FOR_##name); \
	assert_string_equal(seen[number], text); \
	assert_string_equal(stream_purpose_text(FOR_##name), what); \
	purposes++;
	STREAM_PURPOSES(PURPOSE)
#undef PURPOSE
	for (unsigned i = 1; i <= purposes; i++)
		for (unsigned j = 1; j < i; j++)
			assert_string_not_equal(seen[i], seen[j]);
	assert_null(stream_purpose_name((enum stream_purpose) 0));
	assert_null(stream_purpose_text((enum stream_purpose) 0));
}

/* ---- other things that the program does ---- */

static void print_draws(void)
{
	static const uint64_t seeds[] = { 0, 1, 42, UINT64_C(0x8000000000000000), UINT64_MAX };
	static const uint64_t sequences[][2] = { { 0, 0 }, { 0, 54 }, { 1, 1 },
		{ UINT64_MAX, UINT64_MAX } };

	for (unsigned i = 0; i < sizeof seeds / sizeof seeds[0]; i++)
		for (unsigned j = 0; j <= sizeof sequences / sizeof sequences[0]; j++) {
			struct stream s;
			gsl_rng r = stream_gsl(&s);

			if (j == 0)
				gsl_rng_set(&r, (unsigned long) seeds[i]);
			else
				pcg_seed(&s.pcg, seeds[i], ~seeds[i], sequences[j - 1][0],
						sequences[j - 1][1]);
			printf("%u.%u", i, j);
			for (unsigned n = 0; n < 8; n++)
				printf(" %016lx", gsl_rng_get(&r));
			printf(" %" PRIu64, pcg_below(&s.pcg, 1000003));
			pcg_advance(&s.pcg, 1000000007);
			printf(" %016lx\n", gsl_rng_get(&r));
		}
}

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec * 1e9 + (double) t.tv_nsec;
}

static void print_cost(void)
{
	enum { TIMES = 5000000 };
	struct stream_key key = somebody;
	struct stream s;
	uint64_t sum = 0;
	double start, open_ns, next_ns;

	start = now_ns();
	for (unsigned i = 0; i < TIMES; i++) {
		key.id = i;
		stream_open(&s, &key);
		sum += s.pcg.state_lo;
	}
	open_ns = (now_ns() - start) / TIMES;
	start = now_ns();
	for (unsigned i = 0; i < TIMES; i++)
		sum += stream_next(&s);
	next_ns = (now_ns() - start) / TIMES;
	printf("open %.1f ns, draw %.1f ns (%016" PRIx64 ")\n", open_ns, next_ns, sum);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_mixing_of_keys_gives_the_published_answers),
		cmocka_unit_test(through_gsl_the_generator_gives_the_published_numbers),
		cmocka_unit_test(gsl_knows_its_name_and_range),
		cmocka_unit_test(gsl_draws_from_the_stream_itself),
		cmocka_unit_test(gsl_can_hold_a_generator_of_its_own),
		cmocka_unit_test(gsl_integers_below_a_bound_are_even),
		cmocka_unit_test(a_unit_is_from_0_to_below_1_in_53_bits),
		cmocka_unit_test(an_inner_unit_is_never_0_and_never_1),
		cmocka_unit_test(a_large_bound_is_without_bias),
		cmocka_unit_test(a_bound_keeps_the_order_of_numbers),
		cmocka_unit_test(a_stream_is_the_documented_function_of_its_key),
		cmocka_unit_test(different_keys_are_different_streams),
		cmocka_unit_test(one_bit_of_a_key_changes_half_of_the_stream),
		cmocka_unit_test(the_first_numbers_of_neighbouring_streams_are_independent),
		cmocka_unit_test(two_neighbouring_streams_are_independent_all_along),
		cmocka_unit_test(a_stream_is_independent_of_its_own_past),
		cmocka_unit_test(numbers_opened_anew_at_each_occasion_are_uniform),
		cmocka_unit_test(more_draws_of_one_agent_do_not_move_anothers_luck),
		cmocka_unit_test(another_agent_does_not_move_the_luck_of_those_before),
		cmocka_unit_test(draws_for_one_purpose_do_not_move_another_purpose),
		cmocka_unit_test(the_nth_occasion_has_its_luck_whatever_the_earlier_ones_drew),
		cmocka_unit_test(kinds_have_names_and_numbers_of_their_own),
		cmocka_unit_test(purposes_have_names_and_numbers_of_their_own),
	};

	if (argc == 2 && strcmp(argv[1], "--draws") == 0)
		return print_draws(), 0;
	if (argc == 2 && strcmp(argv[1], "--cost") == 0)
		return print_cost(), 0;
	if (argc == 2)
		published = argv[1];
	return cmocka_run_group_tests_name("streams", tests, NULL, NULL);
}
