/* Numbers (RULES.md 0.1): the arithmetic on its own, against the compiler's 128-bit type and a slow
 * long division, and where a whole command shows it. */

#include "protocol/amount.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <string.h>

#define ROUNDS 100000

typedef unsigned __int128 wide_t;

/* 256 bits, most significant half first. */
struct product {
	wide_t high, low;
};

static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* Numbers of every length, and now and then the edges: all ones, a power of two, zero. */
static wide_t a_number(uint64_t *seed)
{
	wide_t v = (wide_t)next_random(seed) << 64 | next_random(seed);
	unsigned bits = (unsigned)(next_random(seed) % 129);

	v = bits == 0 ? 0 : v >> (128 - bits);
	switch (next_random(seed) % 8) {
	case 0:
		return ~(wide_t)0;
	case 1:
		return bits == 0 || bits == 128 ? v : (wide_t)1 << bits;
	case 2:
		return bits == 128 ? v : ((wide_t)1 << bits) - 1;
	default:
		return v;
	}
}

static u128 narrow(wide_t v)
{
	return (u128){ (uint64_t)v, (uint64_t)(v >> 64) };
}

static wide_t widen(u128 v)
{
	return (wide_t)v.hi << 64 | v.lo;
}

static void assert_number(u128 found, wide_t wanted)
{
	if (widen(found) != wanted)
		fail_msg("%llx:%llx, not %llx:%llx", (unsigned long long)found.hi,
			(unsigned long long)found.lo, (unsigned long long)(wanted >> 64),
			(unsigned long long)wanted);
}

/* Shift and add: nothing here can be wrong in the way that fast code is. */
static struct product slow_product(wide_t a, wide_t b)
{
	struct product p = { 0, 0 };

	for (int i = 127; i >= 0; i--) {
		p.high = p.high << 1 | p.low >> 127;
		p.low <<= 1;
		if (b >> i & 1) {
			p.low += a;
			p.high += p.low < a;
		}
	}
	return p;
}

/* Shift and subtract.  A quotient above 128 bits becomes all ones, as NUM-03 says. */
static wide_t slow_quotient(struct product p, wide_t c)
{
	wide_t rest = 0, quotient = 0;
	bool over = false;

	for (int i = 255; i >= 0; i--) {
		wide_t bit = (i >= 128 ? p.high >> (i - 128) : p.low >> i) & 1;
		bool carry = rest >> 127;

		rest = rest << 1 | bit;
		if (carry || rest >= c) {
			rest -= c;
			if (i >= 128)
				over = true;
			else
				quotient |= (wide_t)1 << i;
		}
	}
	return over ? ~(wide_t)0 : quotient;
}

static void a_sum_that_does_not_fit_is_told_and_leaves_the_target_alone(void **state)
{
	u128 out = u128_of(77);

	(void)state;
	assert_true(u128_add_fits(U128_MAX, U128_ZERO, &out));
	assert_number(out, ~(wide_t)0);
	out = u128_of(77);
	assert_false(u128_add_fits(U128_MAX, u128_of(1), &out));
	assert_number(out, 77);
	/* Only the carry out of the low half makes this one too large. */
	assert_false(u128_add_fits((u128){ 1, UINT64_MAX }, u128_of(UINT64_MAX), &out));
	assert_true(u128_add_fits((u128){ 0, UINT64_MAX }, u128_of(UINT64_MAX), &out));
	assert_number(out, ~(wide_t)0);
}

static void sums_differences_and_comparisons_are_those_of_128_bits(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		wide_t a = a_number(&seed), b = a_number(&seed), sum;
		bool fits = !__builtin_add_overflow(a, b, &sum);
		u128 out = u128_of(5);

		assert_int_equal(u128_add_fits(narrow(a), narrow(b), &out), fits);
		assert_number(out, fits ? sum : 5);
		assert_int_equal(u128_lt(narrow(a), narrow(b)), a < b);
		assert_int_equal(u128_le(narrow(a), narrow(b)), a <= b);
		assert_int_equal(u128_eq(narrow(a), narrow(b)), a == b);
		assert_int_equal(u128_is_zero(narrow(a)), a == 0);
		assert_number(u128_min(narrow(a), narrow(b)), a < b ? a : b);
		assert_number(u128_max(narrow(a), narrow(b)), a < b ? b : a);
		if (a >= b)
			assert_number(u128_sub(narrow(a), narrow(b)), a - b);
	}
}

static void products_that_do_not_fit_are_told_and_the_others_are_exact(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		wide_t a = a_number(&seed), product;
		uint64_t m = (uint64_t)a_number(&seed), k = (uint64_t)a_number(&seed);
		bool fits = !__builtin_mul_overflow(a, (wide_t)m, &product);
		u128 out = u128_of(5);

		assert_int_equal(u128_mul_fits(narrow(a), m, &out), fits);
		assert_number(out, fits ? product : 5);
		assert_number(u128_mul64x64(m, k), (wide_t)m * k);
	}
}

static void a_division_rounds_the_way_its_name_says(void **state)
{
	uint64_t seed = 3;

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		wide_t a = a_number(&seed);
		uint64_t d = (uint64_t)a_number(&seed);

		if (d == 0)
			continue;
		assert_number(u128_div_down(narrow(a), d), a / d);
		if (a <= ~(wide_t)0 - (d - 1)) /* dividends of the rules stay far below */
			assert_number(u128_div_up(narrow(a), d), a / d + (a % d != 0));
	}
	assert_number(u128_div_up(U128_ZERO, 7), 0);
	assert_number(u128_div_up(u128_of(7), 7), 1);
	assert_number(u128_div_up(u128_of(8), 7), 2);
	assert_number(u128_div_down(u128_of(13), 7), 1);
}

static void muldiv_is_the_floor_of_an_exact_256_bit_quotient(void **state)
{
	struct world *w = world_unstarted();
	uint64_t seed = 4;

	(void)state;
	CLAIM("NUM-03");
	for (unsigned i = 0; i < ROUNDS; i++) {
		wide_t a = a_number(&seed), b = a_number(&seed), c = a_number(&seed);

		if (c == 0)
			continue;
		assert_number(u128_muldiv_down(narrow(a), narrow(b), narrow(c)),
			slow_quotient(slow_product(a, b), c));
	}
	world_end(w);
}

/* Values at which words and digits begin and end, in all combinations. */
static void muldiv_and_division_hold_at_every_edge_of_words_and_digits(void **state)
{
	static const unsigned bit[] = { 0, 1, 31, 32, 33, 63, 64, 65, 95, 96, 97, 127 };
	struct world *w = world_unstarted();
	wide_t edge[3 * sizeof bit / sizeof *bit + 4];
	unsigned n = 0;

	(void)state;
	CLAIM("NUM-03");
	for (unsigned i = 0; i < sizeof bit / sizeof *bit; i++) {
		wide_t v = (wide_t)1 << bit[i];

		edge[n++] = v - 1;
		edge[n++] = v;
		edge[n++] = v + 1;
	}
	edge[n++] = ~(wide_t)0;
	edge[n++] = ~(wide_t)0 << 64;
	edge[n++] = ~(wide_t)0 << 96;
	edge[n++] = ~(wide_t)0 >> 32 << 64;
	for (unsigned a = 0; a < n; a++)
		for (unsigned c = 0; c < n; c++) {
			if (edge[c] == 0)
				continue;
			if (edge[c] >> 64 == 0)
				assert_number(u128_div_down(narrow(edge[a]), (uint64_t)edge[c]),
					edge[a] / edge[c]);
			for (unsigned b = 0; b < n; b++)
				assert_number(u128_muldiv_down(narrow(edge[a]), narrow(edge[b]),
						      narrow(edge[c])),
					slow_quotient(slow_product(edge[a], edge[b]), edge[c]));
		}
	world_end(w);
}

/* A dividend next to a multiple of the divisor is where an estimated digit is off by one, or two. */
static void muldiv_is_exact_around_multiples_of_the_divisor(void **state)
{
	struct world *w = world_unstarted();
	uint64_t seed = 7;

	(void)state;
	CLAIM("NUM-03");
	for (unsigned i = 0; i < ROUNDS; i++) {
		wide_t c = a_number(&seed), q = (uint64_t)a_number(&seed);
		wide_t a = c + next_random(&seed) % 3 - 1;

		if (i % 4 == 0) /* the top word of the divisor tells as little of it as it can */
			c |= (wide_t)UINT64_MAX;
		if (i % 4 == 1) /* a million or less, like the factors of a score */
			q %= 1000001;
		if (c == 0)
			continue;
		assert_number(u128_muldiv_down(narrow(a), narrow(q), narrow(c)),
			slow_quotient(slow_product(a, q), c));
		assert_number(u128_muldiv_down(narrow(q), narrow(a), narrow(c)),
			slow_quotient(slow_product(a, q), c));
	}
	world_end(w);
}

static void a_quotient_above_the_width_becomes_the_largest_number(void **state)
{
	wide_t half = (wide_t)1 << 64, all = ~(wide_t)0;
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("NUM-03");
	/* 2^64 * 2^64 = 2^128 is one too many, (2^64 - 1)(2^64 + 1) = 2^128 - 1 just fits. */
	assert_number(u128_muldiv_down(narrow(half), narrow(half), u128_of(1)), all);
	assert_number(u128_muldiv_down(narrow(half - 1), narrow(half + 1), u128_of(1)), all);
	assert_number(u128_muldiv_down(narrow(half - 1), narrow(half), u128_of(1)), all - half + 1);
	assert_number(u128_muldiv_down(narrow(all), narrow(all), narrow(all)), all);
	assert_number(u128_muldiv_down(narrow(all), narrow(all), narrow(all - 1)), all);
	assert_number(u128_muldiv_down(narrow(all), narrow(all - 1), narrow(all)), all - 1);
	assert_number(u128_muldiv_down(narrow(all), u128_of(3), u128_of(2)), all);
	assert_number(u128_muldiv_down(narrow(all), narrow(all), u128_of(1)), all);
	world_end(w);
}

static void products_are_compared_exactly(void **state)
{
	uint64_t seed = 5;

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		wide_t a = a_number(&seed), b = a_number(&seed), c = a_number(&seed),
		       d = a_number(&seed);
		struct product left, right;

		if (i % 3 == 0) { /* products that differ by little or not at all */
			c = b;
			d = a - (a > 0 && i % 2);
		}
		left = slow_product(a, b);
		right = slow_product(c, d);
		assert_int_equal(u128_cmp_products(narrow(a), narrow(b), narrow(c), narrow(d)),
			left.high != right.high ? (left.high < right.high ? -1 : 1)
			: left.low != right.low ? (left.low < right.low ? -1 : 1)
						: 0);
	}
}

static void a_part_in_basis_points_or_ppm_is_rounded_down(void **state)
{
	wide_t p = 1;

	(void)state;
	assert_number(u128_bp_down(u128_of(9999), 1), 0);
	assert_number(u128_bp_down(u128_of(10000), 1), 1);
	assert_number(u128_bp_down(u128_of(19999), 1), 1);
	assert_number(u128_bp_down(u128_of(12345), 10000), 12345);
	assert_number(u128_ppm_down(u128_of(999999), 1), 0);
	assert_number(u128_ppm_down(u128_of(1000000), 1), 1);
	assert_number(u128_ppm_down(u128_of(12345), 1000000), 12345);
	for (unsigned n = 0; n <= 38; n++, p *= 10)
		assert_number(u128_power_of_ten(n), p);
}

static void assert_reads(const char *text, bool readable, u128 wanted)
{
	u128 out = u128_of(77);

	if (spheron_decimal_read(text, strlen(text), &out) != readable)
		fail_msg("'%s' is %sreadable", text, readable ? "" : "not ");
	assert_true(u128_eq(out, readable ? wanted : u128_of(77)));
}

static void decimals_are_read_without_signs_and_leading_zeros_up_to_the_width(void **state)
{
	char text[SPHERON_DECIMAL_SIZE];
	uint64_t seed = 6;
	u128 out;

	(void)state;
	assert_reads("0", true, U128_ZERO);
	assert_reads("18446744073709551616", true, (u128){ 0, 1 });
	assert_reads("340282366920938463463374607431768211455", true, U128_MAX);
	assert_reads("340282366920938463463374607431768211456", false, U128_ZERO);
	assert_reads("340282366920938463463374607431768211460", false, U128_ZERO);
	assert_reads("999999999999999999999999999999999999999", false, U128_ZERO);
	assert_reads("1000000000000000000000000000000000000000", false, U128_ZERO);
	assert_reads("", false, U128_ZERO);
	assert_reads("00", false, U128_ZERO);
	assert_reads("01", false, U128_ZERO);
	assert_reads("-1", false, U128_ZERO);
	assert_reads("+1", false, U128_ZERO);
	assert_reads("1 ", false, U128_ZERO);
	assert_reads("1e3", false, U128_ZERO);
	assert_reads("/", false, U128_ZERO);
	assert_reads(":", false, U128_ZERO);
	for (unsigned i = 0; i < ROUNDS / 10; i++) {
		wide_t v = a_number(&seed);
		size_t n = spheron_decimal(text, narrow(v));

		assert_int_equal(strlen(text), n);
		assert_true(spheron_decimal_read(text, n, &out));
		assert_number(out, v);
	}
}

static void a_number_beyond_two_to_the_53_keeps_every_digit(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("NUM-01");
	/* (170141183460469231731687 * 10^12 * 2000 + 1800000) / 3600000; a double has 16 digits. */
	ok(w, "{'do':'q.price','hourly':'170141183460469231731687'}");
	expect_event(w, "['Answer','94522879700260684295381666666667']");
	world_end(w);
}

static void what_does_not_fit_its_width_is_refused_with_overflow(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("NUM-02");
	/* 170141183460469231731688 * 2 * 10^15 = 340282366920938463463376 * 10^15 > 2^128. */
	refused(w, SPHERON_OVERFLOW, "{'do':'q.price','hourly':'170141183460469231731688'}");
	refused(w, SPHERON_OVERFLOW,
		"{'do':'q.price','hourly':'340282366920938463463374607431768211455'}");
	world_end(w);
}

static void a_remainder_of_a_division_stays_in_the_bucket_it_was_in(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("NUM-04");
	ok(w, "{'do':'stake.add','from':1,'provider':%u,'amount':'9999'}", p);
	/* 60000 * 10^18 + 9999 units: the ten-thousandth is 6 * 10^18, the 9999 are too few. */
	ok(w, "{'do':'slash.misconduct','kind':0,'id':%u,'bp':1}", p);
	expect_event(w, "['Slashed',1,4,'6000000000000000000','6000000000000000000','0','0','0']");
	expect_bucket(w, "stake", p, 1, "59994000000000000009999");
	expect_bucket(w, "treasury", 0, 1, "6000000000000000000");
	world_end(w);
}

static void rates_are_basis_points_or_ppm_and_points_are_counted_in_millionths(void **state)
{
	struct world *w = world_begin("'params':{'user_fee_bp':1,'min_deposit':999999}");

	(void)state;
	CLAIM("NUM-05");
	a_rich_account(w, 2);
	/* 999,999 ppm of a whole credit are 999,999 of its 10^6 units. */
	refused(w, SPHERON_BAD_VALUE,
		"{'do':'escrow.deposit','from':2,'token':0,'amount':'999998'}");
	ok(w, "{'do':'escrow.deposit','from':2,'token':0,'amount':'999999'}");
	/* One basis point of 10,000 units is one: the lock is 10,001. */
	ok(w, "{'do':'escrow.withdraw','from':2,'token':0,'amount':'989999'}");
	refused(w, SPHERON_NO_ESCROW,
		"{'do':'order.create','from':2,'max_price':'10000000000000','blocks':1000,'cpu':"
		"1}");
	ok(w, "{'do':'escrow.deposit','from':2,'token':0,'amount':'999999'}");
	ok(w, "{'do':'escrow.withdraw','from':2,'token':0,'amount':'999998'}");
	ok(w, "{'do':'order.create','from':2,'max_price':'10000000000000','blocks':1000,'cpu':1}");
	/* 64 threads at 0.1 points an era in tier Six: 6.4 points. */
	ok(w, "{'do':'trust.set','provider':%u,'tier':5}", a_provider(w, 1, ""));
	ok(w, "{'do':'q.rate','kind':0,'id':1}");
	expect_event(w, "['Answer','6400000']");
	world_end(w);
}

int test_number(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sum_that_does_not_fit_is_told_and_leaves_the_target_alone),
		cmocka_unit_test(sums_differences_and_comparisons_are_those_of_128_bits),
		cmocka_unit_test(products_that_do_not_fit_are_told_and_the_others_are_exact),
		cmocka_unit_test(a_division_rounds_the_way_its_name_says),
		cmocka_unit_test(muldiv_is_the_floor_of_an_exact_256_bit_quotient),
		cmocka_unit_test(
			muldiv_and_division_hold_at_every_edge_of_words_and_digits),
		cmocka_unit_test(muldiv_is_exact_around_multiples_of_the_divisor),
		cmocka_unit_test(a_quotient_above_the_width_becomes_the_largest_number),
		cmocka_unit_test(products_are_compared_exactly),
		cmocka_unit_test(a_part_in_basis_points_or_ppm_is_rounded_down),
		cmocka_unit_test(decimals_are_read_without_signs_and_leading_zeros_up_to_the_width),
		cmocka_unit_test(a_number_beyond_two_to_the_53_keeps_every_digit),
		cmocka_unit_test(what_does_not_fit_its_width_is_refused_with_overflow),
		cmocka_unit_test(a_remainder_of_a_division_stays_in_the_bucket_it_was_in),
		cmocka_unit_test(
			rates_are_basis_points_or_ppm_and_points_are_counted_in_millionths),
	};

	return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
