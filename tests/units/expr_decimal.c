/* Exact decimals against fractions that are put together another way. */

#include "tests/units/expr_ask.h"

#include "sim/expr/expr_parts.h"
#include "support/pcg.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SENTENCE(name) static void name(void **unused)

/* A number as a fraction: num / den. */
struct fraction {
	__int128 num, den;
};

static __int128 power(__int128 base, unsigned n)
{
	__int128 product = 1;

	while (n-- > 0)
		product *= base;
	return product;
}

static struct fraction fraction(const struct expr_value *v)
{
	return (struct fraction) { v->whole, power(10, v->scale) * power(EXPR_PER, v->per) };
}

static bool equal(struct fraction a, struct fraction b)
{
	return a.num * b.den == b.num * a.den;
}

/* Small enough that all products of two such fractions fit. */
static struct expr_value small(struct pcg *random)
{
	static const int64_t most[] = { 2, 10, 1000, 1000000 };
	int64_t size = most[pcg_next(random) % 4];
	int64_t whole = (int64_t) (pcg_next(random) % (uint64_t) (2 * size)) - size;

	return value_whole(whole, (uint8_t) (pcg_next(random) % 4), (uint8_t) (pcg_next(random) % 4 == 0));
}

SENTENCE(small_numbers_are_added_multiplied_and_compared_as_fractions_are)
{
	struct pcg random;

	(void) unused;
	pcg_seed(&random, 0, 1, 0, 1);
	for (int i = 0; i < 200000; i++) {
		struct expr_value a = small(&random), b = small(&random);
		struct fraction p = fraction(&a), q = fraction(&b);
		struct expr_value sum = value_add(a, b), product = value_multiply(a, b);
		struct expr_value minus = value_negate(a);
		__int128 left = p.num * q.den, right = q.num * p.den;

		assert_true(sum.exact && product.exact && minus.exact);
		assert_true(equal(fraction(&sum), (struct fraction) { left + right, p.den * q.den }));
		assert_true(equal(fraction(&product), (struct fraction) { p.num * q.num, p.den * q.den }));
		assert_true(equal(fraction(&minus), (struct fraction) { -p.num, p.den }));
		assert_int_equal(value_compare(&a, &b), left < right ? -1 : left > right);
		assert_true(fabs(value_number(&a) - (double) p.num / (double) p.den)
				<= 1e-15 * fabs(value_number(&a)));
	}
}

/* Of any size. */
static struct expr_value large(struct pcg *random)
{
	__int128 whole = (__int128) ((unsigned __int128) pcg_next(random) << 64 | pcg_next(random));

	return value_whole(whole >> pcg_next(random) % 128, (uint8_t) (pcg_next(random) % 40),
			(uint8_t) (pcg_next(random) % 3));
}

SENTENCE(large_numbers_obey_the_laws_or_become_doubles)
{
	struct pcg random;
	int exact = 0;

	(void) unused;
	pcg_seed(&random, 0, 2, 0, 1);
	for (int i = 0; i < 200000; i++) {
		struct expr_value a = large(&random), b = large(&random), c = large(&random);
		struct expr_value sum = value_add(a, b), other = value_add(b, a);
		struct expr_value product = value_multiply(a, b), turned = value_multiply(b, a);
		struct expr_value back = value_add(sum, value_negate(b));
		int ab = value_compare(&a, &b);

		assert_int_equal(value_compare(&a, &a), 0);
		assert_int_equal(ab, -value_compare(&b, &a));
		assert_int_equal(value_compare(&sum, &other), 0);
		assert_int_equal(value_compare(&product, &turned), 0);
		if (back.exact) {
			assert_int_equal(value_compare(&back, &a), 0);
			exact++;
		}
		/* Far apart, doubles know it as well. */
		if (fabs(value_number(&a) - value_number(&b)) > 1e-12 * fabs(value_number(&a)))
			assert_int_equal(ab, value_number(&a) < value_number(&b) ? -1 : 1);
		if (ab < 0 && value_compare(&b, &c) < 0)
			assert_int_equal(value_compare(&a, &c), -1);
	}
	assert_true(exact > 20000);
}

SENTENCE(money_differs_by_its_last_unit)
{
	(void) unused;
	expect_true("1_000_000_000.000000000000000001 SPON > 1_000_000_000 SPON", NULL);
	expect_true("1_000_000_000.000000000000000001 SPON - 1_000_000_000 SPON == 1 SPON unit", NULL);
	expect_true("59997000000000000000000 SPON unit == 59_997 SPON", NULL);
	expect_true("170_141_183_460_469_231_731_687_303_715_884_105_727 SPON unit "
			"> 170_141_183_460_469_231_731.687303715884105726 SPON", NULL);
	expect_true("0.1 + 0.2 == 0.3", NULL);
	expect_true("0.1 SPON * 3 == 0.3 SPON", NULL);
	expect_true("3 * 0.333333333333333333 != 1", NULL);
	expect_true("1_000_000_000 SPON * 1_000_000 > 999_999_999_999_999 SPON", NULL);
	expect_true("100_000_000_000 * 100_000_000_000 * 100_000_000_000 * 100_000_000_000 > "
			"99_999_999_999 * 100_000_000_000 * 100_000_000_000 * 100_000_000_000", NULL);
}

static void expect_spelt(__int128 whole, uint8_t scale, int shift, const char *text)
{
	struct expr_value v = value_whole(whole, scale, 0);
	char spelt[80];

	assert_true(value_spell(&v, shift, spelt, sizeof spelt));
	assert_string_equal(spelt, text);
}

SENTENCE(exact_numbers_are_spelt_without_needless_zeros)
{
	(void) unused;
	expect_spelt(0, 0, 0, "0");
	expect_spelt(0, 18, 0, "0");
	expect_spelt(5, 0, 0, "5");
	expect_spelt(5, 1, 0, "0.5");
	expect_spelt(-5, 1, 0, "-0.5");
	expect_spelt(-1250, 2, 0, "-12.5");
	expect_spelt(95, 2, 2, "95");
	expect_spelt(9, 1, 2, "90");
	expect_spelt(945, 3, 2, "94.5");
	expect_spelt(1, 18, 0, "0.000000000000000001");
	expect_spelt(4000, 0, -3, "4");
	expect_spelt(4500, 0, -3, "4.5");
	expect_spelt(100, 0, 0, "100");
	expect_spelt(((__int128) 1 << 126) * -2, 0, 0, "-170141183460469231731687303715884105728");
}

const struct CMUnitTest expr_decimal_tests[] = {
	cmocka_unit_test(small_numbers_are_added_multiplied_and_compared_as_fractions_are),
	cmocka_unit_test(large_numbers_obey_the_laws_or_become_doubles),
	cmocka_unit_test(money_differs_by_its_last_unit),
	cmocka_unit_test(exact_numbers_are_spelt_without_needless_zeros),
};
const size_t expr_decimal_n = sizeof expr_decimal_tests / sizeof *expr_decimal_tests;
