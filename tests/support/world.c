#include "tests/support/world.h"

#include "protocol/field.h"
#include "sim/player.h"
#include "support/sha256.h"
#include "tests/support/marks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 65536
#define CLAIMS_MAX 64

struct claim {
	const char *rule, *file;
	int line;
	unsigned long before; /* times the rule had been reached when it was claimed */
};

struct world {
	struct player player;
	uint64_t now, block;
	bool has_block;
	struct claim claim[CLAIMS_MAX];
	unsigned claims;
};

/* ---- beginning and end ---- */

struct world *world_unstarted(void)
{
	struct world *w = calloc(1, sizeof *w);
	struct spheron_capacity small = { .accounts = 2, .providers = 1, .fizz = 1, .gpu_lines = 1,
		.purses = 1, .tills = 1, .orders = 1, .bids = 1, .delegations = 1, .poolgens = 1,
		.unbondings = 1, .proposals = 1, .votes = 1, .challenges = 1, .operators = 1,
		.tasks = 1, .attests = 1, .releases = 1 };

	/* Small on purpose: every table grows in every test. */
	assert_non_null(w);
	player_begin(&w->player, &small);
	w->now = T0;
	return w;
}

struct world *world_begin(const char *args)
{
	struct world *w = world_unstarted();

	ok(w, "{'do':'genesis'%s%s}", *args ? "," : "", args);
	return w;
}

void world_claim(struct world *w, const char *rule, const char *file, int line)
{
	assert_true(w->claims < CLAIMS_MAX);
	w->claim[w->claims++] = (struct claim) { rule, file, line, marks_count(rule) };
}

void world_end(struct world *w)
{
	for (unsigned i = 0; i < w->claims; i++)
		marks_claim(w->claim[i].rule, w->claim[i].file, w->claim[i].line,
				marks_count(w->claim[i].rule) > w->claim[i].before);
	player_end(&w->player);
	free(w);
}

struct spheron *world_state(struct world *w)
{
	return w->player.state;
}

/* ---- checks after every command ---- */

static bool rewrite(void *ctx, const struct spheron_record *record)
{
	static char line[8192];
	struct spheron_record again;
	uint8_t a[SPHERON_RECORD_BYTES], b[SPHERON_RECORD_BYTES];
	size_t size = spheron_record_write(record, line, sizeof line);

	(void) ctx;
	if (!spheron_record_read(line, size, &again))
		fail_msg("record does not read back: %s", line);
	size = spheron_record_bytes(record, a);
	assert_int_equal(spheron_record_bytes(&again, b), size);
	assert_memory_equal(a, b, size);
	return true;
}

/* What was written reads back, event by event. */
static void check_output_line(const char *line, size_t size)
{
	struct spheron_output read;
	struct spheron_event event;
	char again[SPHERON_EVENT_TEXT_MAX];

	if (!spheron_output_read(line, size, &read))
		fail_msg("output does not read back: %s", line);
	while (spheron_event_next(&read, &event)) {
		spheron_event_write(&event, again, sizeof again);
		if (!strstr(line, again))
			fail_msg("event %s is not in %s", again, line);
	}
}

/* Checks all lines, and returns the last, the receipt. */
static const char *check_output(const struct world *w)
{
	static char receipt[1 << 20];
	const char *line = w->player.out, *end = line + w->player.out_size, *last = line;

	while (line < end) {
		const char *lf = memchr(line, '\n', (size_t) (end - line));

		check_output_line(line, (size_t) (lf - line));
		last = line;
		line = lf + 1;
	}
	snprintf(receipt, sizeof receipt, "%.*s", (int) (end - last - 1), last);
	return receipt;
}

static void check_command_text(struct world *w)
{
	static char line[LINE_MAX_BYTES], again[LINE_MAX_BYTES];
	static struct spheron_command read;
	struct spheron_fault fault;
	size_t size = spheron_command_write(&w->player.command, line, sizeof line);

	if (!spheron_command_read(line, size, &read, &fault))
		fail_msg("command does not read back: %s: %s", line, fault.why);
	spheron_command_write(&read, again, sizeof again);
	assert_string_equal(line, again);
}

static void check_invariants(struct world *w)
{
	struct spheron_violation v;
	void *scratch = malloc(spheron_check_size(w->player.state));

	if (!spheron_check(w->player.state, scratch, &v))
		fail_msg("%s broken: %s", v.invariant, v.text);
	free(scratch);
}

/* ---- sending ---- */

/* The hash that the state would have if the clock were moved to the command's time by an advance. */
static void hash_after_advance(struct world *w, uint8_t hash[32])
{
	const struct spheron_command *c = &w->player.command;
	struct spheron_command advance = { .t = c->t, .b = c->b, .has_b = c->has_b,
		.verb = SPHERON_CMD_ADVANCE };
	struct spheron *copy = state_copy(w->player.state);

	while (spheron_apply(copy, &advance, NULL) == SPHERON_FULL)
		copy = state_grow(copy);
	spheron_hash(copy, hash);
	free(copy);
}

const char *send_line(struct world *w, const char *line, size_t size)
{
	struct player *p = &w->player;
	uint8_t expected[32], hash[32];

	if (player_read(p, line, size)) {
		hash_after_advance(w, expected);
		check_command_text(w);
	}
	player_apply(p);
	if (!p->malformed && p->result != SPHERON_OK && p->result != SPHERON_BAD_TIME
			&& p->command.verb != SPHERON_CMD_GENESIS) {
		spheron_hash(p->state, hash);
		assert_memory_equal(hash, expected, 32); /* I14 */
	}
	spheron_walk(p->state, rewrite, NULL);
	check_invariants(w);
	return check_output(w);
}

void at(struct world *w, uint64_t seconds)
{
	w->now = T0 + seconds;
}

void at_block(struct world *w, uint64_t block)
{
	w->block = block;
	w->has_block = true;
}

/* Completes a command told with ' for " and without clock. */
static const char *complete(struct world *w, const char *format, va_list args)
{
	static char told[LINE_MAX_BYTES], line[LINE_MAX_BYTES + 64];
	int n = vsnprintf(told, sizeof told, format, args);

	assert_true(n > 1 && (size_t) n < sizeof told && told[0] == '{');
	for (char *p = told; *p; p++)
		if (*p == '\'')
			*p = '"';
	if (w->has_block)
		snprintf(line, sizeof line, "{\"t\":%llu,\"b\":%llu,%s", (unsigned long long) w->now,
				(unsigned long long) w->block, told + 1);
	else
		snprintf(line, sizeof line, "{\"t\":%llu,%s", (unsigned long long) w->now, told + 1);
	return line;
}

static void expect_result(struct world *w, const char *line, enum spheron_result wanted)
{
	struct spheron_output read;
	const char *receipt = send_line(w, line, strlen(line));

	assert_true(spheron_output_read(receipt, strlen(receipt), &read));
	if (read.receipt.result != wanted)
		fail_msg("%s\n  expected %s, got %s", line, spheron_result_name(wanted), receipt);
}

void ok(struct world *w, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	expect_result(w, complete(w, format, args), SPHERON_OK);
	va_end(args);
}

void refused(struct world *w, enum spheron_result result, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	expect_result(w, complete(w, format, args), result);
	va_end(args);
}

void wait_until(struct world *w, uint64_t seconds)
{
	uint64_t step = spheron_param(w->player.state, SPHERON_P_STEP_MAX_S).lo;

	while (w->now - T0 < seconds) {
		uint64_t left = seconds - (w->now - T0);

		at(w, w->now - T0 + (left < step ? left : step));
		ok(w, "{'do':'advance'}");
	}
	ok(w, "{'do':'advance'}");
}

const char *output(struct world *w)
{
	return w->player.out;
}

/* ---- expecting ---- */

/* Does the event text match the pattern, in which _ stands for any field? */
static bool event_matches(const char *event, size_t size, const char *pattern)
{
	const char *end = event + size;

	for (; *pattern; pattern++) {
		if (*pattern == '_') {
			while (event < end && *event != ',' && *event != ']')
				event++;
			continue;
		}
		if (event == end || *event != (*pattern == '\'' ? '"' : *pattern))
			return false;
		event++;
	}
	return event == end;
}

/* Calls back for every event of the last output, until true. */
static bool any_event(struct world *w, bool (*match)(const char *event, size_t size, void *arg),
		void *arg)
{
	for (const char *p = w->player.out; (p = strstr(p, "[\"")) != NULL; p++) {
		const char *end = strchr(p, ']');

		if (end && match(p, (size_t) (end - p + 1), arg))
			return true;
	}
	return false;
}

static bool match_pattern(const char *event, size_t size, void *arg)
{
	return event_matches(event, size, arg);
}

void expect_event(struct world *w, const char *event)
{
	char pattern[512];

	snprintf(pattern, sizeof pattern, "%s", event);
	if (!any_event(w, match_pattern, pattern))
		fail_msg("no event %s in\n%s", event, w->player.out);
}

static bool match_name(const char *event, size_t size, void *arg)
{
	const char *name = arg;

	return size > strlen(name) + 3 && memcmp(event + 2, name, strlen(name)) == 0
			&& event[2 + strlen(name)] == '"';
}

void expect_no_event(struct world *w, const char *name)
{
	char copy[64];

	snprintf(copy, sizeof copy, "%s", name);
	if (any_event(w, match_name, copy))
		fail_msg("unexpected event %s in\n%s", name, w->player.out);
}

static bool add_name(const char *event, size_t size, void *arg)
{
	char *names = arg;
	const char *end = strchr(event + 2, '"');

	(void) size;
	snprintf(names + strlen(names), 4096 - strlen(names), "%s%.*s", *names ? " " : "",
			(int) (end - event - 2), event + 2);
	return false;
}

void expect_names(struct world *w, const char *names)
{
	char found[4096] = "";

	any_event(w, add_name, found);
	assert_string_equal(found, names);
}

static enum spheron_record_kind kind_named(const char *name)
{
	for (unsigned i = 0; i < SPHERON_RECORD_COUNT; i++)
		if (strcmp(spheron_record_name((enum spheron_record_kind) i), name) == 0)
			return (enum spheron_record_kind) i;
	fail_msg("no record is called %s", name);
	return SPHERON_RECORD_COUNT;
}

static unsigned bucket_named(const char *name)
{
	for (unsigned i = 0; i < SPHERON_BUCKET_COUNT; i++)
		if (strcmp(spheron_bucket_text(i), name) == 0)
			return i;
	fail_msg("no bucket is called %s", name);
	return SPHERON_BUCKET_COUNT;
}

/* The value of a field as text. */
static void field_text(const struct spheron_record *r, const char *name, char *text, size_t size)
{
	struct fields f = record_fields(r->kind);

	for (unsigned i = 0; i < f.count; i++) {
		const void *value = (const char *) &r->u + f.at[i].offset;

		if (strcmp(f.at[i].name, name) != 0)
			continue;
		if (f.at[i].type == FIELD_u128)
			spheron_decimal(text, *(const struct spheron_u128 *) value);
		else if (f.at[i].type == FIELD_hex32)
			sha256_hex(text, value, 32);
		else
			snprintf(text, size, "%llu",
					(unsigned long long) field_number(
							value, (enum field_type) f.at[i].type));
		return;
	}
	fail_msg("no field is called %s", name);
}

static void expect_field_of(struct world *w, enum spheron_record_kind kind, uint64_t key, uint64_t key2,
		uint64_t key3, const char *field, const char *value)
{
	struct spheron_record r;
	char text[80];

	if (!spheron_find(w->player.state, kind, key, key2, key3, &r))
		fail_msg("no %s %llu %llu", spheron_record_name(kind), (unsigned long long) key,
				(unsigned long long) key2);
	field_text(&r, field, text, sizeof text);
	if (strcmp(text, value) != 0)
		fail_msg("%s %llu: %s is %s, not %s", spheron_record_name(kind),
				(unsigned long long) key, field, text, value);
}

void expect_field(struct world *w, const char *record, uint64_t key, uint64_t key2, const char *field,
		const char *value)
{
	expect_field_of(w, kind_named(record), key, key2, 0, field, value);
}

void expect_gpu_field(struct world *w, unsigned kind, uint32_t id, uint16_t model, const char *field,
		const char *value)
{
	expect_field_of(w, SPHERON_RECORD_GPU, kind, id, model, field, value);
}

void expect_record(struct world *w, const char *record, uint64_t key, uint64_t key2, bool there)
{
	struct spheron_record r;

	assert_int_equal(spheron_find(w->player.state, kind_named(record), key, key2, 0, &r), there);
}

const char *bucket(struct world *w, const char *name, uint64_t owner, unsigned token)
{
	static char text[4][SPHERON_DECIMAL_SIZE];
	static unsigned turn;

	turn = (turn + 1) % 4;
	spheron_decimal(text[turn], spheron_bucket(w->player.state, bucket_named(name), owner, token));
	return text[turn];
}

void expect_bucket(struct world *w, const char *name, uint64_t owner, unsigned token,
		const char *amount)
{
	const char *found = bucket(w, name, owner, token);

	if (strcmp(found, amount) != 0)
		fail_msg("%s of %llu holds %s, not %s", name, (unsigned long long) owner, found,
				amount);
}

/* ---- people ---- */

void an_account(struct world *w, uint32_t acct)
{
	while (spheron_used(w->player.state, SPHERON_TABLE_ACCOUNTS) <= acct)
		ok(w, "{'do':'account.open'}");
}

void a_rich_account(struct world *w, uint32_t acct)
{
	an_account(w, acct);
	ok(w, "{'do':'token.mint','token':1,'to':%u,'amount':'1000000000000000000000000'}", acct);
	ok(w, "{'do':'token.mint','token':0,'to':%u,'amount':'1000000000000'}", acct);
	ok(w, "{'do':'token.mint','token':2,'to':%u,'amount':'100000000000000000000'}", acct);
}

/* Is the key among the members told in args? */
static bool told(const char *args, const char *key)
{
	char quoted[40];

	snprintf(quoted, sizeof quoted, "'%s':", key);
	return strstr(args, quoted) != NULL;
}

struct member {
	const char *key, *value;
};

/* The members that args do not replace, then args. */
static void merge(char *text, size_t size, const struct member *members, const char *args)
{
	text[0] = 0;
	for (; members->key; members++)
		if (!told(args, members->key))
			snprintf(text + strlen(text), size - strlen(text), ",'%s':%s", members->key,
					members->value);
	if (*args)
		snprintf(text + strlen(text), size - strlen(text), ",%s", args);
}

uint32_t a_provider(struct world *w, uint32_t acct, const char *args)
{
	static const struct member usual[] = { { "region", "257" }, { "cpu", "64" },
		{ "score", "30000" }, { "mem", "262144" }, { "sto", "4000" }, { "sto_tier", "1" },
		{ "down", "400" }, { "up", "300" }, { "tokens", "3" }, { NULL, NULL } };
	char members[4096];
	uint32_t id;

	a_rich_account(w, acct);
	merge(members, sizeof members, usual, args);
	ok(w, "{'do':'provider.register','from':%u%s}", acct, members);
	id = spheron_used(w->player.state, SPHERON_TABLE_PROVIDERS);
	ok(w, "{'do':'stake.add','from':%u,'provider':%u,'amount':'60000000000000000000000'}", acct,
			id);
	ok(w, "{'do':'proof.report','provider':%u,'kind':0,'pass':1}", id);
	if (told(args, "gpus"))
		ok(w, "{'do':'proof.report','provider':%u,'kind':1,'pass':1}", id);
	return id;
}

uint32_t a_fizz(struct world *w, uint32_t acct, uint32_t gateway, const char *args)
{
	static const struct member usual[] = { { "region", "257" }, { "cpu", "16" },
		{ "score", "10000" }, { "mem", "32768" }, { "sto", "500" }, { "sto_tier", "1" },
		{ "down", "400" }, { "up", "300" }, { NULL, NULL } };
	char members[4096];

	a_rich_account(w, acct);
	merge(members, sizeof members, usual, args);
	ok(w, "{'do':'fizz.register','from':%u,'gateway':%u%s}", acct, gateway, members);
	return spheron_used(w->player.state, SPHERON_TABLE_FIZZ);
}

uint64_t an_order(struct world *w, uint32_t tenant, const char *args)
{
	static const struct member usual[] = { { "max_price", "'100000000000000'" },
		{ "blocks", "1000" }, { "cpu", "8" }, { NULL, NULL } };
	struct spheron_record meta;
	char members[4096];

	a_rich_account(w, tenant);
	ok(w, "{'do':'escrow.deposit','from':%u,'token':0,'amount':'100000000000'}", tenant);
	merge(members, sizeof members, usual, args);
	ok(w, "{'do':'order.create','from':%u%s}", tenant, members);
	spheron_find(w->player.state, SPHERON_RECORD_META, 0, 0, 0, &meta);
	return meta.u.meta.next_order - 1;
}

uint64_t a_lease(struct world *w, uint32_t tenant, uint32_t provider, const char *args)
{
	uint64_t order = an_order(w, tenant, args);
	struct spheron_record p;

	assert_true(spheron_find(w->player.state, SPHERON_RECORD_PROVIDER, provider, 0, 0, &p));
	ok(w, "{'do':'bid.place','from':%u,'order':%llu,'provider':%u,'price':'100000000000000'}",
			p.u.provider.owner, (unsigned long long) order, provider);
	at(w, w->now - T0 + 6);
	ok(w, "{'do':'advance'}");
	expect_record(w, "lease", order, 0, true);
	return order;
}
