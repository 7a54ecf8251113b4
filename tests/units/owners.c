#include "tests/units/owners.h"

#include "tests/units/statistics.h"

const struct luck luck = { .seed = 20250701, .replication = 2 };

struct law law(enum law_kind kind, double a, double b)
{
	return (struct law) { .kind = kind, .a = a, .b = b, .min = -INFINITY, .max = INFINITY };
}

void sample_add(struct sample *s, double x)
{
	s->n++;
	s->sum += x;
	s->squares += x * x;
}

void expect_mean(const char *what, const struct sample *s, double mean)
{
	double m = s->sum / s->n, variance = (s->squares / s->n - m * m) / (s->n - 1);

	if (variance > 0)
		expect_normal(what, (m - mean) / sqrt(variance));
	else if (m != mean)
		fail_msg("%s: always %g, %g expected", what, m, mean);
}

void expect_near(double is, double expected, double within)
{
	if (!(fabs(is - expected) <= within))
		fail_msg("%.12g, %.12g expected", is, expected);
}

struct spheron *network(uint32_t nodes)
{
	static const char profile[] = "docs-2025-07";
	struct spheron_capacity capacity = { .accounts = nodes + 2,
		.providers = nodes + 1,
		.fizz = nodes,
		.gpu_lines = 9 * nodes,
		.purses = 2 * nodes };
	struct spheron_command start = { .t = 1000000, .verb = SPHERON_CMD_GENESIS };
	struct spheron_command open = { .t = 1000000, .verb = SPHERON_CMD_ACCOUNT_OPEN };
	void *mem = malloc(spheron_size(&capacity));
	struct spheron *net;

	assert_non_null(mem);
	net = spheron_init(mem, &capacity);
	start.u.genesis.profile = (struct spheron_text) { profile, sizeof profile - 1, 0 };
	start.u.genesis.params.count = 1;
	start.u.genesis.params.item[0].param = SPHERON_P_SUBNET_MAX;
	start.u.genesis.params.item[0].value.lo = 1000000;
	assert_int_equal(spheron_apply(net, &start, NULL), SPHERON_OK);
	for (uint32_t i = 0; i <= nodes; i++)
		assert_int_equal(spheron_apply(net, &open, NULL), SPHERON_OK);
	return net;
}

void expect_registered(
		struct spheron *net, uint32_t acct, const struct spheron_attr *attr, bool gateway)
{
	struct spheron_command c = {
		.t = 1000000, .from = acct, .verb = SPHERON_CMD_PROVIDER_REGISTER
	};

	c.u.provider_register.attr = *attr;
	c.u.provider_register.tokens = 1;
	c.u.provider_register.gateway = gateway;
	assert_int_equal(spheron_apply(net, &c, NULL), SPHERON_OK);
}
