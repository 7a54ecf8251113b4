/* The arguments of every command (RULES.md 4.1): names, types, defaults. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

/* A row of the table in chapter 4.1, ATTR written out (CMD-02).  Optional arguments end in = and
 * their default, lists, texts and hex32 in = alone.  t and b belong to every command. */
static const struct row {
	const char *verb, *arguments;
} rows[] = {
	{ "genesis", "profile:str= params:params= beacon:hex32=" },
	{ "advance", "" },
	{ "account.open", "" },
	{ "role.set", "acct:u32 roles:u8" },
	{ "token.add", "decimals:u8 pay:u8=1" },
	{ "token.mint", "token:u8 to:u32 amount:u128" },
	{ "token.transfer", "token:u8 to:u32 amount:u128" },
	{ "pool.fund", "amount:u128" },
	{ "treasury.pay", "token:u8 to:u32 amount:u128" },
	{ "beacon.set", "beacon:hex32" },
	{ "release.set", "version:u32" },
	{ "escrow.deposit", "token:u8 amount:u128" },
	{ "escrow.withdraw", "token:u8 amount:u128" },
	{ "provider.register",
		"region:u16 cpu:u32=0 score:u32=0 cpu_model:u8=1 mem:u32=0 sto:u32=0 "
		"sto_tier:u8=0 down:u32=0 up:u32=0 gpus:gpus= tokens:u8=1 gateway:u8=0" },
	{ "provider.attrs",
		"provider:u32 region:u16 cpu:u32=0 score:u32=0 cpu_model:u8=1 mem:u32=0 "
		"sto:u32=0 sto_tier:u8=0 down:u32=0 up:u32=0 gpus:gpus= tokens:u8=1 "
		"gateway:u8=0" },
	{ "provider.commission", "provider:u32 bp:u16" },
	{ "provider.upgrade", "provider:u32 version:u32" },
	{ "provider.suspend", "provider:u32" },
	{ "provider.reinstate", "provider:u32" },
	{ "provider.exit", "provider:u32" },
	{ "trust.set", "provider:u32 tier:u8" },
	{ "prop.submit", "kind:u8 name:str= value:u128=0 target:u32=0 fizz:u8=0 bp:u16=10000 "
			 "harmed:harmed=" },
	{ "prop.vote", "prop:u32 choice:u8" },
	{ "stake.add", "provider:u32 amount:u128" },
	{ "stake.unbond", "provider:u32 amount:u128" },
	{ "deleg.add", "provider:u32 amount:u128" },
	{ "deleg.unbond", "provider:u32 shares:u128" },
	{ "deleg.claim", "provider:u32" },
	{ "reward.claim", "provider:u32" },
	{ "fizz.claim", "fizz:u32" },
	{ "earn.withdraw", "kind:u8 id:u32 token:u8" },
	{ "node.down", "kind:u8 id:u32" },
	{ "node.up", "kind:u8 id:u32" },
	{ "node.pause", "kind:u8 id:u32" },
	{ "node.resume", "kind:u8 id:u32" },
	{ "maint.schedule", "provider:u32 start:u64 dur:u32" },
	{ "maint.cancel", "provider:u32" },
	{ "maint.end", "provider:u32" },
	{ "order.create",
		"mode:u8=1 select:u8=0 token:u8=0 max_price:u128 blocks:u64 region:u16=0 "
		"strict:u8=0 tiers:u8=127 cpu:u32=0 mem:u32=0 sto:u32=0 gpu:u16=0 gpus:u16=0 "
		"min_compute:u8=0 min_sto:u8=0 min_conn:u8=0 min_gpu:u8=0 min_uptime:u32=0 "
		"min_rep:u32=0 max_slashes:u32=4294967295 desired:u32=0" },
	{ "order.cancel", "order:u64" },
	{ "bid.place", "order:u64 provider:u32 fizz:u32=0 gpu:u16=0 price:u128" },
	{ "match.set", "order:u64 bid:u64" },
	{ "order.choose", "order:u64 bid:u64" },
	{ "avs.register", "amount:u128" },
	{ "avs.unregister", "" },
	{ "avs.attest", "order:u64 bid:u64" },
	{ "avs.dispute", "order:u64 operator:u32" },
	{ "lease.close", "lease:u64" },
	{ "lease.settle", "lease:u64" },
	{ "lease.update_request",
		"lease:u64 max_price:u128 blocks:u64 cpu:u32 mem:u32 sto:u32 gpus:u16" },
	{ "lease.update_accept", "lease:u64" },
	{ "lease.update", "lease:u64 price:u128" },
	{ "lease.update_cancel", "lease:u64" },
	{ "proof.report", "provider:u32 kind:u8 pass:u8" },
	{ "fizz.checks", "gateway:u32 list:checks" },
	{ "challenge.open", "provider:u32 kind:u8" },
	{ "challenge.respond", "challenge:u32" },
	{ "challenge.judge", "challenge:u32 pass:u8" },
	{ "slash.misconduct", "kind:u8 id:u32 bp:u16=10000 harmed:harmed=" },
	{ "fizz.register", "gateway:u32 region:u16 cpu:u32=0 score:u32=0 cpu_model:u8=1 mem:u32=0 "
			   "sto:u32=0 sto_tier:u8=0 down:u32=0 up:u32=0 gpus:gpus= p_cpu:u64=0 "
			   "p_mem:u64=0 p_sto:u64=0 p_gpu:u64=0" },
	{ "fizz.relink", "fizz:u32 gateway:u32" },
	{ "fizz.evict", "fizz:u32" },
	{ "fizz.prices", "fizz:u32 p_cpu:u64 p_mem:u64 p_sto:u64 p_gpu:u64" },
	{ "fizz.capacity",
		"fizz:u32 region:u16 cpu:u32=0 score:u32=0 cpu_model:u8=1 mem:u32=0 sto:u32=0 "
		"sto_tier:u8=0 down:u32=0 up:u32=0 gpus:gpus=" },
	{ "fizz.exit", "fizz:u32" },
	{ "subnet.set", "provider:u32 gateway_bp:u16 min_cpu:u32=0 min_mem:u32=0 min_gpus:u16=0" },
	{ "subnet.object", "fizz:u32" },
	{ "q.price", "hourly:u128" },
	{ "q.rate", "kind:u8 id:u32" },
	{ "q.apr", "provider:u32" },
	{ "q.state", "" },
};

#define N_ROWS (sizeof rows / sizeof rows[0])

struct argument {
	char name[24], type[8], value[24];
	bool optional;
};

/* The next argument of a row, false after the last. */
static bool next_argument(const char **p, struct argument *a)
{
	int used = 0;

	while (**p == ' ')
		++*p;
	if (!**p)
		return false;
	a->value[0] = 0;
	assert_true(sscanf(*p, "%23[^:]:%7[^= ]%n", a->name, a->type, &used) == 2);
	*p += used;
	a->optional = **p == '=';
	if (a->optional) {
		++*p;
		if (**p && **p != ' ') {
			assert_true(sscanf(*p, "%23[^ ]%n", a->value, &used) == 1);
			*p += used;
		}
	}
	return true;
}

/* A value of the type: the smallest, the largest, one too large. */
enum size { SMALLEST, LARGEST, TOO_LARGE };

#define HEX64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const char *value_of(const char *type, enum size size)
{
	static const struct {
		const char *type, *value[3];
	} values[] = {
		{ "u8", { "0", "255", "256" } },
		{ "u16", { "0", "65535", "65536" } },
		{ "u32", { "0", "4294967295", "4294967296" } },
		{ "u64", { "0", "\"18446744073709551615\"", "\"18446744073709551616\"" } },
		{ "u128", { "0", "\"340282366920938463463374607431768211455\"",
				  "\"340282366920938463463374607431768211456\"" } },
		{ "str", { "\"\"", "\"any text\"", "1" } },
		{ "hex32", { "\"" HEX64 "\"", "\"" HEX64 "\"", "\"" HEX64 "00\"" } },
		{ "gpus", { "[]", "[[1,1,1]]", "[[1,1]]" } },
		{ "harmed", { "[]", "[[1,1]]", "[[1]]" } },
		{ "checks", { "[]", "[[1,1,1,1,1,1]]", "[[1]]" } },
		{ "params", { "{}", "{\"era_s\":600}", "[]" } },
	};

	for (unsigned i = 0; i < sizeof values / sizeof values[0]; i++)
		if (strcmp(values[i].type, type) == 0)
			return values[i].value[size];
	fail_msg("no type %s", type);
	return NULL;
}

/* Adds ,"name":value to the line. */
static void add(char *line, const char *name, const char *value)
{
	snprintf(line + strlen(line), 2048 - strlen(line), ",\"%s\":%s", name, value);
}

/* The line of the command with all required arguments but one (NULL: none is missing). */
static void required_line(const struct row *row, const char *but, char *line)
{
	const char *p = row->arguments;
	struct argument a;

	snprintf(line, 2048, "{\"t\":1000000,\"do\":\"%s\"", row->verb);
	while (next_argument(&p, &a))
		if (!a.optional && (!but || strcmp(a.name, but) != 0))
			add(line, a.name, value_of(a.type, SMALLEST));
}

/* Is the line, closed by }, a well-formed command? */
static bool readable(char *line, struct spheron_command *c)
{
	struct spheron_fault fault;
	size_t end = strlen(line);
	bool fine;

	line[end] = '}';
	fine = spheron_command_read(line, end + 1, c, &fault);
	line[end] = 0;
	return fine;
}

static void expect_readable(char *line, bool wanted)
{
	static struct spheron_command c;

	if (readable(line, &c) != wanted)
		fail_msg("%s} is %sread", line, wanted ? "not " : "");
}

static void every_command_of_the_table_is_known(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-03");
	assert_int_equal(N_ROWS, SPHERON_VERB_COUNT);
	for (unsigned i = 0; i < N_ROWS; i++) {
		struct spheron_command c;
		char line[2048];

		assert_string_equal(spheron_verb_name((enum spheron_verb)i), rows[i].verb);
		required_line(&rows[i], NULL, line);
		assert_true(readable(line, &c));
		assert_int_equal(c.verb, i);
		assert_int_equal(c.from, 0);
		assert_int_equal(c.has_b, 0);
	}
	world_end(w);
}

static void every_required_argument_is_required(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-03");
	for (unsigned i = 0; i < N_ROWS; i++) {
		const char *p = rows[i].arguments;
		struct argument a;
		char line[2048];

		while (next_argument(&p, &a))
			if (!a.optional) {
				required_line(&rows[i], a.name, line);
				expect_readable(line, false);
				/* The right name is what is missing. */
				add(line, a.name, value_of(a.type, SMALLEST));
				expect_readable(line, true);
			}
	}
	world_end(w);
}

static void every_argument_has_the_width_of_its_type(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-03");
	for (unsigned i = 0; i < N_ROWS; i++) {
		const char *p = rows[i].arguments;
		struct argument a;

		while (next_argument(&p, &a))
			for (enum size size = SMALLEST; size <= TOO_LARGE; size++) {
				char line[2048];

				required_line(&rows[i], a.name, line);
				add(line, a.name, value_of(a.type, size));
				expect_readable(line, size != TOO_LARGE);
			}
	}
	world_end(w);
}

/* What an argument of the type is that has no other default. */
static const char *empty_value(const char *type)
{
	if (strcmp(type, "hex32") == 0)
		return "\"0000000000000000000000000000000000000000000000000000000000000000\"";
	return value_of(type, SMALLEST);
}

static void an_optional_argument_left_out_has_its_default(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("CMD-02");
	for (unsigned i = 0; i < N_ROWS; i++) {
		const char *p = rows[i].arguments;
		struct argument a;

		while (next_argument(&p, &a)) {
			static struct spheron_command with, without;
			char line[2048], one[2048], two[2048];

			/* Defaults are left out when a command is written. */
			required_line(&rows[i], NULL, line);
			assert_true(readable(line, &without));
			spheron_command_write(&without, one, sizeof one);
			if (!a.optional || strcmp(a.name, "profile") == 0)
				continue;
			add(line, a.name, a.value[0] ? a.value : empty_value(a.type));
			assert_true(readable(line, &with));
			spheron_command_write(&with, two, sizeof two);
			assert_string_equal(one, two);
		}
	}
	ok(w, "{'do':'provider.register','region':1,'cpu':1}");
	world_end(w);
}

static void no_command_knows_an_argument_of_another(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-03");
	for (unsigned i = 0; i < N_ROWS; i++)
		for (unsigned j = 0; j < N_ROWS; j++) {
			const char *p = rows[j].arguments, *q;
			struct argument other, own;

			while (next_argument(&p, &other)) {
				bool known = false;
				char line[2048];

				for (q = rows[i].arguments; next_argument(&q, &own);)
					known = known || strcmp(own.name, other.name) == 0;
				if (known)
					continue;
				required_line(&rows[i], NULL, line);
				add(line, other.name, value_of(other.type, SMALLEST));
				expect_readable(line, false);
			}
		}
	world_end(w);
}

int test_commands(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_of_the_table_is_known),
		cmocka_unit_test(every_required_argument_is_required),
		cmocka_unit_test(every_argument_has_the_width_of_its_type),
		cmocka_unit_test(an_optional_argument_left_out_has_its_default),
		cmocka_unit_test(no_command_knows_an_argument_of_another),
	};

	return cmocka_run_group_tests_name("commands", tests, NULL, NULL);
}
