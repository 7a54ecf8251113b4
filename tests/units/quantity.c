/* quantity - numbers with units: read and written exactly, refused in plain words.
 *
 * The second opinion is decimal arithmetic on strings of digits, as done on paper, with sizes of units
 * of its own.
 */
#include "sim/unit.h"

#include "protocol/param.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define ROUNDS  200000
#define ANY     1000 /* a want that is a parameter: ANY + its number */
#define PARAM(name) (ANY + SPHERON_P_##name)

static uint64_t state;

static uint64_t luck(uint64_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % n;
}

static struct quantity_want want_of(int what)
{
	return what >= ANY ? unit_of_param((unsigned) (what - ANY))
			   : unit_want((enum unit_dimension) what);
}

static bool parse(int what, const char *text, struct quantity_number *out,
		struct quantity_fault *fault)
{
	struct quantity_want want = want_of(what);

	return quantity_read(&unit_table, &want, text, strlen(text), out, fault);
}

static void expect(int what, const char *text, uint64_t hi, uint64_t lo)
{
	struct quantity_number n;
	struct quantity_fault fault;

	if (!parse(what, text, &n, &fault))
		fail_msg("%s: %s", text, fault.why);
	if (n.hi != hi || n.lo != lo)
		fail_msg("%s is %llu * 2^64 + %llu", text, (unsigned long long) n.hi,
				(unsigned long long) n.lo);
}

/* ---- sums on paper ---- */

#define PAPER 120

/* Decimal digits, the last first. */
struct paper {
	unsigned char digit[PAPER];
};

static struct paper paper(const char *digits)
{
	struct paper p = { { 0 } };
	size_t n = strlen(digits);

	for (size_t i = 0; i < n; i++)
		p.digit[i] = (unsigned char) (digits[n - 1 - i] - '0');
	return p;
}

static struct paper times(const struct paper *a, const struct paper *b)
{
	struct paper p = { { 0 } };

	for (size_t i = 0; i < PAPER; i++) {
		unsigned carry = 0;

		for (size_t j = 0; a->digit[i] && i + j < PAPER; j++) {
			carry += p.digit[i + j] + (unsigned) a->digit[i] * b->digit[j];
			p.digit[i + j] = (unsigned char) (carry % 10);
			carry /= 10;
		}
	}
	return p;
}

static bool less(const struct paper *a, const struct paper *b)
{
	for (int i = PAPER - 1; i >= 0; i--)
		if (a->digit[i] != b->digit[i])
			return a->digit[i] < b->digit[i];
	return false;
}

/* a / b, and whether it comes out even: long division by taking b away. */
static struct paper over(const struct paper *a, const struct paper *b, bool *even)
{
	struct paper quotient = { { 0 } }, rest = { { 0 } }, none = { { 0 } };

	for (int i = PAPER - 1; i >= 0; i--) {
		memmove(rest.digit + 1, rest.digit, PAPER - 1);
		rest.digit[0] = a->digit[i];
		while (!less(&rest, b)) {
			int borrow = 0;

			for (size_t j = 0; j < PAPER; j++) {
				int d = rest.digit[j] - b->digit[j] - borrow;

				borrow = d < 0;
				rest.digit[j] = (unsigned char) (d + 10 * borrow);
			}
			quotient.digit[i]++;
		}
	}
	*even = memcmp(&rest, &none, sizeof rest) == 0;
	return quotient;
}

static struct paper written_out(struct quantity_number n)
{
	struct paper word = paper("18446744073709551616"), high, low;
	char digits[24];

	snprintf(digits, sizeof digits, "%llu", (unsigned long long) n.hi);
	high = paper(digits);
	high = times(&high, &word);
	snprintf(digits, sizeof digits, "%llu", (unsigned long long) n.lo);
	low = paper(digits);
	for (size_t i = 0, carry = 0; i < PAPER; i++) {
		carry += (size_t) high.digit[i] + low.digit[i];
		high.digit[i] = (unsigned char) (carry % 10);
		carry /= 10;
	}
	return high;
}

/* Units as anybody would explain them: so many steps in one, or one part of so many. */
static const struct {
	int what;
	const char *name, *steps, *parts;
} known[] = {
	{ UNIT_DURATION, "ms", "1", "1" },
	{ UNIT_DURATION, "s", "1000", "1" },
	{ UNIT_DURATION, "min", "60000", "1" },
	{ UNIT_DURATION, "h", "3600000", "1" },
	{ UNIT_DURATION, "d", "86400000", "1" },
	{ UNIT_DURATION, "weeks", "604800000", "1" },
	{ UNIT_SPON, "SPON", "1000000000000000000", "1" },
	{ UNIT_SPON, "SPON unit", "1", "1" },
	{ UNIT_USD, "USD", "1000000", "1" },
	{ UNIT_USD, "USD unit", "1", "1" },
	{ UNIT_ETH, "ETH", "1000000000000000000", "1" },
	{ UNIT_ETH, "gwei", "1000000000", "1" },
	{ UNIT_ETH, "wei", "1", "1" },
	{ UNIT_RATIO, "%", "10000", "1" },
	{ UNIT_RATIO, "bp", "100", "1" },
	{ UNIT_RATIO, "ppm", "1", "1" },
	{ UNIT_RATIO, "", "1000000", "1" },
	{ UNIT_YEARLY, "%/year", "10000", "1" },
	{ UNIT_YEARLY, "bp/year", "100", "1" },
	{ UNIT_YEARLY, "ppm/year", "1", "1" },
	{ UNIT_YEARLY, "", "1000000", "1" },
	{ UNIT_DATA, "MB", "1", "1" },
	{ UNIT_DATA, "GB", "1000", "1" },
	{ UNIT_DATA, "TB", "1000000", "1" },
	{ UNIT_BANDWIDTH, "Mbps", "1", "1" },
	{ UNIT_BANDWIDTH, "Gbps", "1000", "1" },
	{ UNIT_USD_HOUR, "USD/h", "1000000", "1" },
	{ UNIT_USD_GPU_HOUR, "USD/gpu-hour", "1000000", "1" },
	{ UNIT_USD_THREAD_HOUR, "USD/thread-hour", "1000000", "1" },
	{ UNIT_USD_GB_HOUR, "USD/GB-hour", "1000000", "1" },
	{ UNIT_SPON_HOUR, "SPON/h", "1000000", "1" },
	{ UNIT_SPON_GPU_HOUR, "SPON/gpu-hour", "1000000", "1" },
	{ UNIT_TOKEN_PRICE, "USD/SPON", "1000000000000", "1" },
	{ UNIT_POWER, "mW", "1", "1" },
	{ UNIT_POWER, "W", "1000", "1" },
	{ UNIT_POWER, "kW", "1000000", "1" },
	{ UNIT_ENERGY_PRICE, "USD/kWh", "1000000", "1" },
	{ UNIT_FREQUENCY, "/s", "220752000000", "1" },
	{ UNIT_FREQUENCY, "/min", "3679200000", "1" },
	{ UNIT_FREQUENCY, "/h", "61320000", "1" },
	{ UNIT_FREQUENCY, "/d", "2555000", "1" },
	{ UNIT_FREQUENCY, "/week", "365000", "1" },
	{ UNIT_FREQUENCY, "/year", "7000", "1" },
	{ UNIT_FREQUENCY, "per 2555000 d", "1", "1" },
	{ UNIT_THREADS, "threads", "1", "1" },
	{ UNIT_THREADS, "", "1", "1" },
	{ UNIT_GPUS, "GPUs", "1", "1" },
	{ UNIT_GPUS, "", "1", "1" },
	{ UNIT_BLOCKS, "blocks", "1", "1" },
	{ UNIT_BLOCKS, "", "1", "1" },
	{ UNIT_ERAS, "eras", "1", "1" },
	{ UNIT_ERAS, "", "1", "1" },
	{ UNIT_POINTS, "points", "1000000", "1" },
	{ UNIT_POINTS, "micropoints", "1", "1" },
	{ UNIT_POINT_VALUE, "SPON/point", "1000000000000", "1" },
	{ UNIT_POINT_VALUE, "SPON unit per micropoint", "1", "1" },
	{ UNIT_STAKE_PER_GPU, "SPON/GPU", "1000000000000000000", "1" },
	{ UNIT_STAKE_PER_GPU, "SPON unit per GPU", "1", "1" },
	{ UNIT_PART_OF_TOKEN, "token", "1000000", "1" },
	{ UNIT_PART_OF_TOKEN, "ppm of a whole token", "1", "1" },
	{ UNIT_BLOCK_PRICE, "token/block", "1000000000000000000", "1" },
	{ UNIT_COUNT, "", "1", "1" },
	{ PARAM(STEP_MAX_S), "ms", "1", "1000" },
	{ PARAM(STEP_MAX_S), "d", "86400", "1" },
	{ PARAM(STEP_MAX_S), "", "1", "1" },
	{ PARAM(QUORUM_BP), "ppm", "1", "100" },
	{ PARAM(QUORUM_BP), "%", "100", "1" },
	{ PARAM(POINT_VALUE_PROV), "SPON/point", "1000000000000", "1" },
	{ PARAM(MIN_DEPOSIT), "token", "1000000", "1" },
};

/* A number as somebody may write it: its text, its digits and how many of them are a fraction. */
static void any_number(char *text, char *digits, unsigned *fraction)
{
	unsigned whole = 1 + (unsigned) luck(luck(4) ? 6 : 36), zeros = (unsigned) luck(4);
	size_t n = 0, m = 0;

	*fraction = luck(2) ? 1 + (unsigned) luck(luck(4) ? 4 : 24) : 0;
	for (unsigned i = 0; i < whole; i++) {
		if (i > 0 && whole > 3 && (whole - i) % 3 == 0 && *fraction % 2)
			text[n++] = '_';
		text[n++] = digits[m++] = (char) ('0' + (i == 0 && whole > 1 ? 1 + luck(9) : luck(10)));
	}
	if (*fraction)
		text[n++] = '.';
	for (unsigned i = 0; i < *fraction; i++)
		text[n++] = digits[m++] = (char) ('0' + (i + zeros >= *fraction ? 0 : luck(10)));
	text[n] = digits[m] = 0;
}

/* Reading is exact: it agrees with the sum on paper about the result, and about whether there is one. */
static void reads_as_on_paper(void **unused)
{
	struct paper limit = paper("340282366920938463463374607431768211455"), ten = paper("10");
	unsigned results = 0, refusals = 0;

	(void) unused;
	state = 20250709;
	for (int round = 0; round < ROUNDS / 10; round++) {
		size_t k = luck(sizeof known / sizeof *known);
		char text[160], digits[80];
		struct quantity_want want = want_of(known[k].what);
		struct paper steps = paper(known[k].steps), parts = paper(known[k].parts), low, high;
		struct paper sum, seen;
		struct quantity_number n = { 7, 7 };
		struct quantity_fault fault;
		unsigned fraction;
		bool even, right, read;

		any_number(text, digits, &fraction);
		sum = paper(digits);
		for (size_t end = strlen(digits); fraction > 0 && digits[end - 1] == '0'; end--, fraction--)
			sum = over(&sum, &ten, &even);
		right = !less(&limit, &sum);
		sum = times(&sum, &steps);
		for (; fraction > 0; fraction--)
			parts = times(&parts, &ten);
		sum = over(&sum, &parts, &even);
		low = written_out(want.bounded ? want.min : (struct quantity_number) { 0, 0 });
		high = want.bounded ? written_out(want.max) : limit;
		right = right && even && !less(&sum, &low) && !less(&high, &sum);
		if (luck(2) && *known[k].name)
			strcat(text, " ");
		strcat(text, known[k].name);
		read = quantity_read(&unit_table, &want, text, strlen(text), &n, &fault);
		if (read != right)
			fail_msg("%s: %s", text, read ? "should be refused" : fault.why);
		seen = written_out(n);
		if (read && memcmp(&seen, &sum, sizeof sum) != 0)
			fail_msg("%s: a wrong result", text);
		if (!read)
			assert_true(n.lo == 7 && n.hi == 7 && fault.offset <= strlen(text));
		results += read;
		refusals += !read;
	}
	assert_true(results > ROUNDS / 50 && refusals > ROUNDS / 50);
}

static void digits_of(const struct paper *p, char text[PAPER + 1])
{
	int top = PAPER - 1;

	while (top > 0 && p->digit[top] == 0)
		top--;
	for (int i = 0; i <= top; i++)
		text[i] = (char) ('0' + p->digit[top - i]);
	text[top + 1] = 0;
}

/* Units of any size: k parts of which `den` make `num` steps are k / den * num steps. */
static void any_fraction_is_exact(void **unused)
{
	struct quantity_dimension dimension = { "a length", "3 ells" };
	struct paper limit = paper("340282366920938463463374607431768211455");
	unsigned results = 0;

	(void) unused;
	state = 77;
	for (int round = 0; round < ROUNDS / 20; round++) {
		uint64_t den = UINT64_MAX - luck(UINT64_MAX / 2), num = (luck(UINT64_MAX) >> luck(60)) + 1;
		uint64_t k = (luck(UINT64_MAX) >> luck(60)) + 1;
		struct quantity_unit ell = { 0, "ells", NULL, num, den, NULL };
		struct quantity_table table = { &dimension, 1, &ell, 1 };
		struct quantity_want want = { .dimension = 0, .step = 1 };
		struct paper dens = written_out((struct quantity_number) { den, 0 }), sum, seen;
		struct paper nums = written_out((struct quantity_number) { num, 0 });
		struct quantity_number n;
		struct quantity_fault fault;
		char text[PAPER + 8];
		bool even, right, read;

		sum = written_out((struct quantity_number) { k, 0 });
		sum = times(&sum, &dens);
		if (luck(4) == 0)
			sum.digit[0] = (unsigned char) luck(10);
		digits_of(&sum, text);
		strcat(text, "ells");
		sum = times(&sum, &nums);
		sum = over(&sum, &dens, &even);
		right = even && !less(&limit, &sum);
		read = quantity_read(&table, &want, text, strlen(text), &n, &fault);
		if (read != right)
			fail_msg("%s: %s", text, read ? "should be refused" : fault.why);
		if (!read)
			continue;
		seen = written_out(n);
		assert_memory_equal(&seen, &sum, sizeof sum);
		results++;
	}
	assert_true(results > ROUNDS / 50);
}

/* A product beyond 2^128 whose next 32 bits happen to be zero is still too large. */
static void no_product_wraps(void **unused)
{
	struct quantity_dimension dimension = { "a length", "3 ells" };
	struct quantity_unit ell = { 0, "ells", NULL, UINT64_C(1) << 33, 1, NULL };
	struct quantity_table table = { &dimension, 1, &ell, 1 };
	struct quantity_want want = { .dimension = 0, .step = 1 };
	const char *text = "170141183460469231731687303715884105728 ells";
	struct quantity_number n;
	struct quantity_fault fault;

	(void) unused;
	assert_false(quantity_read(&table, &want, text, strlen(text), &n, &fault));
}

/* ---- writing ---- */

static void returns(int what, struct quantity_number value)
{
	struct quantity_want want = want_of(what);
	char text[QUANTITY_TEXT_SIZE];
	struct quantity_number n;
	struct quantity_fault fault;
	size_t length;

	want.bounded = false;
	length = quantity_write(&unit_table, &want, value, text);
	assert_int_equal(length, strlen(text));
	if (!quantity_read(&unit_table, &want, text, strlen(text), &n, &fault))
		fail_msg("written as %s: %s", text, fault.why);
	if (quantity_compare(n, value) != 0)
		fail_msg("%s is not what was written", text);
}

/* What is written reads back as the same value: any value of any dimension and of any parameter. */
static void writing_returns(void **unused)
{
	(void) unused;
	state = 1;
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t k = luck(UNIT_DIMENSION_COUNT + SPHERON_PARAM_COUNT);
		int what = k < UNIT_DIMENSION_COUNT ? (int) k : ANY + (int) (k - UNIT_DIMENSION_COUNT);
		struct quantity_number value = { luck(UINT64_MAX), luck(4) ? 0 : luck(UINT64_MAX) };

		value.lo >>= luck(64);
		value.hi >>= luck(64);
		if (luck(2) && value.lo < UINT32_MAX)
			value.lo *= luck(2) ? 86400 : 1000000000;
		returns(what, value);
	}
	for (int what = 0; what < UNIT_DIMENSION_COUNT; what++) {
		returns(what, (struct quantity_number) { 0, 0 });
		returns(what, (struct quantity_number) { 1, 0 });
		returns(what, (struct quantity_number) { UINT64_MAX, UINT64_MAX });
	}
}

static const struct {
	int what;
	uint64_t lo;
	const char *text;
} readable[] = {
	{ UNIT_DURATION, 0, "0 ms" },
	{ PARAM(COOLDOWN_S), 0, "0 s" },
	{ PARAM(COOLDOWN_S), 10800, "3 h" },
	{ UNIT_DURATION, 5400000, "90 min" },
	{ UNIT_DURATION, 1800000, "30 min" },
	{ UNIT_DURATION, 129600000, "36 h" },
	{ UNIT_DURATION, 604800000, "1 week" },
	{ UNIT_DURATION, 1209600000, "2 weeks" },
	{ UNIT_DURATION, 259200000, "3 d" },
	{ UNIT_SPON, 1500000000000000000, "1.5 SPON" },
	{ UNIT_SPON, 1, "1 SPON unit" },
	{ UNIT_SPON, 1234567890123456789, "1.234567890123456789 SPON" },
	{ UNIT_ETH, 5000000000000000, "0.005 ETH" },
	{ UNIT_RATIO, 950000, "95 %" },
	{ UNIT_RATIO, 1, "1 ppm" },
	{ PARAM(GPU_MULT), 150000, "1500 %" },
	{ UNIT_DATA, 131072, "131072 MB" },
	{ UNIT_DATA, 12500, "12.5 GB" },
	{ UNIT_USD_GPU_HOUR, 740000, "0.74 USD/gpu-hour" },
	{ UNIT_FREQUENCY, 51100000000, "20000 /d" },
	{ UNIT_COUNT, 12, "12" },
	{ UNIT_ERAS, 1, "1 era" },
	{ PARAM(POINT_VALUE_FIZZ), 40000000000, "0.04 SPON/point" },
	{ PARAM(DRAW_POWER), 4, "4" },
};

/* A third of an ell has no end as a decimal: what is no multiple of three is written in steps. */
static void writes_steps_where_no_unit_fits(void **unused)
{
	struct quantity_dimension dimension = { "a length", "3 ells" };
	struct quantity_unit units[] = { { 0, "ells", NULL, 3, 1, NULL },
		{ 0, "miles", NULL, UINT64_C(1) << 40, 1, NULL },
		{ 0, "inches", NULL, 3, UINT64_C(1) << 63, NULL } };
	struct quantity_table table = { &dimension, 1, units, 3 };
	struct quantity_want want = { .dimension = 0, .step = 1, .plain = 1 };
	char text[QUANTITY_TEXT_SIZE];

	(void) unused;
	quantity_write(&table, &want, (struct quantity_number) { 7, 0 }, text);
	assert_string_equal(text, "7");
	quantity_write(&table, &want, (struct quantity_number) { 6, 0 }, text);
	assert_string_equal(text, "2 ells");
	quantity_write(&table, &want, (struct quantity_number) { 3, UINT64_C(1) << 62 }, text);
	assert_string_equal(text, "85070591730234615865843651857942052867");
}

static void lists_of_units_are_cut(void **unused)
{
	static const char whole[] = "ms, s, min, h, d or weeks";

	(void) unused;
	for (size_t size = 1; size <= sizeof whole; size++) {
		char text[sizeof whole + 1] = "";

		text[size] = '!';
		quantity_units(&unit_table, UNIT_DURATION, text, size);
		assert_int_equal(strlen(text), size - 1);
		assert_memory_equal(text, whole, size - 1);
		assert_int_equal(text[size], '!');
	}
}

static void writes_the_readable_unit(void **unused)
{
	(void) unused;
	for (size_t i = 0; i < sizeof readable / sizeof *readable; i++) {
		struct quantity_want want = want_of(readable[i].what);
		char text[QUANTITY_TEXT_SIZE];

		quantity_write(&unit_table, &want, (struct quantity_number) { readable[i].lo, 0 }, text);
		assert_string_equal(text, readable[i].text);
	}
}

/* ---- the laboratory's units ---- */

static void reads_what_scenarios_say(void **unused)
{
	(void) unused;
	expect(UNIT_DURATION, "3h", 0, 10800000);
	expect(UNIT_DURATION, "1.5 d", 0, 129600000);
	expect(UNIT_DURATION, "0.001 s", 0, 1);
	expect(UNIT_DURATION, "1 weeks", 0, 604800000);
	expect(UNIT_SPON, "1000 SPON", 54, 3875820019684212736);
	expect(UNIT_SPON, "340282366920938463463374607431768211455 SPON unit", UINT64_MAX, UINT64_MAX);
	expect(UNIT_USD_GPU_HOUR, "0.74 USD/gpu-hour", 0, 740000);
	expect(UNIT_RATIO, "95 %", 0, 950000);
	expect(UNIT_RATIO, "0.95", 0, 950000);
	expect(UNIT_DATA, "12_500 MB", 0, 12500);
	expect(UNIT_BANDWIDTH, "1.5 Gbps", 0, 1500);
	expect(UNIT_POWER, "0.35 kW", 0, 350000);
	expect(UNIT_FREQUENCY, "1 /h", 0, UNIT_OFTEN);
	expect(UNIT_FREQUENCY, "24 /d", 0, UNIT_OFTEN);
	expect(UNIT_FREQUENCY, "168 /week", 0, UNIT_OFTEN);
	expect(UNIT_FREQUENCY, "8760 /year", 0, UNIT_OFTEN);
	expect(UNIT_FREQUENCY, "60 /h", 0, 60 * UNIT_OFTEN);
	expect(UNIT_FREQUENCY, "1 /min", 0, 60 * UNIT_OFTEN);
	expect(UNIT_FREQUENCY, "1 /s", 0, 3600 * UNIT_OFTEN);
	expect(UNIT_BLOCKS, "2blocks", 0, 2);
	expect(UNIT_COUNT, "1.000", 0, 1);
	expect(PARAM(COOLDOWN_S), "3 h", 0, 10800);
	expect(PARAM(COOLDOWN_S), "10800", 0, 10800);
	expect(PARAM(BLOCK_TIME_MS), "2 s", 0, 2000);
	expect(PARAM(QUORUM_BP), "10 %", 0, 1000);
	expect(PARAM(QUORUM_BP), "1000", 0, 1000);
	expect(PARAM(FIZZ_FEE), "0.005 ETH", 0, 5000000000000000);
	expect(PARAM(MIN_STAKE_GPU), "1 SPON/GPU", 0, 1000000000000000000);
	expect(PARAM(PRICE_MAX), "0.5 token/block", 0, 500000000000000000);
	expect(PARAM(INFLATION_BP), "5 %/year", 0, 500);
}

/* A parameter's default, as RULES.md gives it and as it is written back, is the default; just outside
 * of its bounds it is refused. */
static void parameters_take_their_own_unit(void **unused)
{
	static const char *const counts[] = { "enum", "bool", "bits", "count", "times", "tier index" };

	(void) unused;
	for (unsigned p = 0; p < SPHERON_PARAM_COUNT; p++) {
		struct quantity_want want = unit_of_param(p);
		struct spheron_u128 value = spheron_param_default(SPHERON_PROFILE_SEED, p);
		struct spheron_param_info info;
		char text[SPHERON_DECIMAL_SIZE + 1];
		struct quantity_number n;
		struct quantity_fault fault;
		bool count = false;

		spheron_param_info(p, &info);
		for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
			count = count || strcmp(info.unit, counts[i]) == 0;
		if (count != (want.dimension == UNIT_COUNT))
			fail_msg("%s: nothing is known of its unit %s", info.name, info.unit);
		spheron_decimal(text, value);
		expect(ANY + (int) p, text, value.hi, value.lo);
		returns(ANY + (int) p, (struct quantity_number) { value.lo, value.hi });
		spheron_decimal(text, info.max);
		expect(ANY + (int) p, text, info.max.hi, info.max.lo);
		assert_true(info.max.lo < UINT64_MAX);
		info.max.lo++;
		spheron_decimal(text, info.max);
		assert_false(parse(ANY + (int) p, text, &n, &fault));
		spheron_decimal(text, info.min);
		expect(ANY + (int) p, text, info.min.hi, info.min.lo);
		if (info.min.lo == 0)
			continue;
		info.min.lo--;
		spheron_decimal(text, info.min);
		assert_false(parse(ANY + (int) p, text, &n, &fault));
	}
}

/* Each unit of the table is among those that are compared with sums on paper. */
static bool is_known(const struct quantity_unit *unit)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].what == (int) unit->dimension && strcmp(known[i].name, unit->name) == 0)
			return true;
	return false;
}

/* Every example in a message is itself admitted, every suggested unit exists, and the writer has room. */
static void the_table_keeps_its_word(void **unused)
{
	struct quantity_number n;
	struct quantity_fault fault;

	(void) unused;
	for (int what = 0; what < UNIT_DIMENSION_COUNT; what++)
		if (!parse(what, unit_table.dimension[what].example, &n, &fault))
			fail_msg("%s: %s", unit_table.dimension[what].example, fault.why);
	for (size_t i = 0; i < unit_table.n_units; i++) {
		const struct quantity_unit *u = unit_table.unit + i;
		char text[64];

		assert_true(strlen(u->name) <= 40 && u->num > 0 && u->den > 0);
		assert_true(u->instead || is_known(u));
		snprintf(text, sizeof text, "1 %s", u->instead ? u->instead : u->name);
		if (!parse((int) u->dimension, text, &n, &fault))
			fail_msg("%s: %s", text, fault.why);
		snprintf(text, sizeof text, "1 %s", u->name);
		assert_int_equal(parse((int) u->dimension, text, &n, &fault), !u->instead);
	}
}

/* ---- refusals ---- */

#define DURATIONS "a duration is given in ms, s, min, h, d or weeks"

static const struct {
	int what;
	const char *text;
	size_t offset;
	const char *why;
} refused[] = {
	{ UNIT_DURATION, "", 0, "nothing is given; a duration is written like 3 h" },
	{ UNIT_DURATION, " 3h", 0, "a blank before the number; it begins with a digit" },
	{ UNIT_DURATION, "-3h", 0, "a quantity has no sign; it begins with a digit" },
	{ UNIT_DURATION, ".5h", 0, "a digit is missing before the point; write 0.5, not .5" },
	{ UNIT_DURATION, "soon", 0,
		"\"soon\" does not begin with a number; a duration is written like 3 h" },
	{ UNIT_DURATION, "007 s", 0, "a number begins with 0 only if the point follows" },
	{ UNIT_DURATION, "340282366920938463463374607431768211456 ms", 0,
		"the number has too many digits; 2^128 - 1 is the largest" },
	{ UNIT_DURATION, "1_50 s", 4, "a _ parts groups of three digits, as in 12_500" },
	{ UNIT_DURATION, "1234_500 s", 4, "a _ parts groups of three digits, as in 12_500" },
	{ UNIT_DURATION, "1_500_ s", 6, "a _ parts groups of three digits, as in 12_500" },
	{ UNIT_DURATION, "5. s", 2, "a digit is missing behind the point; write 1.5 or 1" },
	{ UNIT_DURATION, "1.500_5 s", 5, "a _ parts digits before the point only" },
	{ UNIT_DURATION, "1.5.2 s", 3, "a second point; a number has one at most" },
	{ UNIT_DURATION, "1,5 s", 1,
		"a number has no comma; write 1.5 for a fraction, 12_500 for thousands" },
	{ UNIT_DURATION, "1e3 s", 1, "a number has no exponent; write all of its digits" },
	{ UNIT_DURATION, "3h ", 2, "a blank at the end" },
	{ UNIT_DURATION, "3  h", 2, "one blank at most parts number and unit" },
	{ UNIT_DURATION, "7", 1, "7 lacks a unit; " DURATIONS },
	{ UNIT_DURATION, "3 hours", 2, "no unit is called \"hours\" (did you mean h?); " DURATIONS },
	{ UNIT_DURATION, "3 weks", 2, "no unit is called \"weks\" (did you mean weeks?); " DURATIONS },
	{ UNIT_DURATION, "3 H", 2, "no unit is called \"H\" (did you mean h?); " DURATIONS },
	{ UNIT_DURATION, "3 parsecs\n", 2, "no unit is called \"parsecs?\"; " DURATIONS },
	{ UNIT_POWER, "3 MW", 2,
		"no unit is called \"MW\" (did you mean kW?); a power is given in W, kW or mW" },
	{ UNIT_ENERGY_PRICE, "3 zorkmids", 2,
		"no unit is called \"zorkmids\"; a price of energy is given in USD/kWh" },
	{ UNIT_COUNT, "3 dozen", 2,
		"no unit is called \"dozen\"; a count is given without a unit" },
	{ UNIT_USD_GPU_HOUR, "3h", 1,
		"a price of a GPU hour in USD cannot be given as a duration (3h); it is given in "
		"USD/gpu-hour, like 0.74 USD/gpu-hour" },
	{ UNIT_COUNT, "3 h", 2,
		"a count cannot be given as a duration (3 h); it is given without a unit, like 12" },
	{ PARAM(BID_WINDOW_BLOCKS), "4 s", 2,
		"a number of blocks cannot be given as a duration (4 s); it is given in blocks, "
		"like 30 blocks" },
	{ UNIT_DURATION, "0.3 ms", 0, "0.3 ms is no multiple of the smallest step, 1 ms" },
	{ PARAM(COOLDOWN_S), "0.3 s", 0, "0.3 s is no multiple of the smallest step, 1 s" },
	{ UNIT_FREQUENCY, "0.00001 /year", 0,
		"0.00001 /year is no multiple of the smallest step, 1 per 2555000 d" },
	{ UNIT_COUNT, "1.5", 0, "1.5 is no multiple of the smallest step, 1" },
	{ UNIT_USD_HOUR, "0.0000001 USD/h", 0,
		"0.0000001 USD/h is no multiple of the smallest step, 0.000001 USD/h" },
	{ UNIT_SPON, "340282366920938463464 SPON", 0,
		"340282366920938463464 SPON is too large; the largest admitted is "
		"340282366920938463463.374607431768211455 SPON" },
	{ PARAM(QUORUM_BP), "60 %", 0, "60 % is too large; the largest admitted is 50 %" },
	{ PARAM(ERA_S), "300 s", 0, "300 s is too small; the smallest admitted is 10 min" },
	{ UNIT_DURATION, "1 abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq", 2,
		"no unit is called \"abcdefghijklmnopqrstuvwxyzabcdefghijklmn...\"; " DURATIONS },
};

static void refuses_in_these_words(void **unused)
{
	(void) unused;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct quantity_number n = { 7, 7 };
		struct quantity_fault fault;

		if (parse(refused[i].what, refused[i].text, &n, &fault))
			fail_msg("%s was admitted", refused[i].text);
		assert_string_equal(fault.why, refused[i].why);
		assert_int_equal(fault.offset, refused[i].offset);
		assert_true(n.lo == 7 && n.hi == 7);
	}
}

/* Whatever the bytes, the answer is a value, or a place in the text and a printable line. */
static void survives_any_bytes(void **unused)
{
	static const char likely[] = "0123456789__...  hsdminSPONUSD/%ebpw,-\t";

	(void) unused;
	state = 5;
	for (int round = 0; round < ROUNDS; round++) {
		struct quantity_want want = unit_want((enum unit_dimension) luck(UNIT_DIMENSION_COUNT));
		size_t size = luck(luck(8) ? 12 : 100);
		char text[100];
		struct quantity_number n;
		struct quantity_fault fault;

		for (size_t i = 0; i < size; i++)
			text[i] = luck(16) ? likely[luck(sizeof likely - 1)] : (char) luck(256);
		if (quantity_read(&unit_table, &want, text, size, &n, &fault))
			continue;
		assert_true(fault.offset <= size && fault.why[0]);
		for (const char *c = fault.why; *c; c++)
			assert_true(*c >= ' ' && *c <= '~');
	}
}

/* Nothing of the text is looked at twice for each of its digits. */
static void long_texts_are_refused(void **unused)
{
	static char text[1 << 20];
	struct quantity_want want = unit_want(UNIT_DURATION);
	struct quantity_number n;
	struct quantity_fault fault;

	(void) unused;
	memset(text, '9', sizeof text);
	assert_false(quantity_read(&unit_table, &want, text, sizeof text, &n, &fault));
	memset(text, '0', sizeof text);
	text[1] = '.';
	text[sizeof text - 1] = 's';
	assert_true(quantity_read(&unit_table, &want, text, sizeof text, &n, &fault));
	assert_true(n.lo == 0 && n.hi == 0);
	text[sizeof text - 2] = '1';
	assert_false(quantity_read(&unit_table, &want, text, sizeof text, &n, &fault));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_scenarios_say),
		cmocka_unit_test(reads_as_on_paper),
		cmocka_unit_test(any_fraction_is_exact),
		cmocka_unit_test(no_product_wraps),
		cmocka_unit_test(writing_returns),
		cmocka_unit_test(writes_the_readable_unit),
		cmocka_unit_test(writes_steps_where_no_unit_fits),
		cmocka_unit_test(lists_of_units_are_cut),
		cmocka_unit_test(parameters_take_their_own_unit),
		cmocka_unit_test(the_table_keeps_its_word),
		cmocka_unit_test(refuses_in_these_words),
		cmocka_unit_test(survives_any_bytes),
		cmocka_unit_test(long_texts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
