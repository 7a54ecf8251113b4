/* What the program around the library gives it: memory of some size, and somebody who listens or not.
 * Neither may be seen in what the rules make of a log (RES-01, EVENT-01).
 *
 * The logs are those of the worked examples, and two of this file with what the examples leave out. */

#include "protocol/state.h"
#include "support/file.h"
#include "support/json.h"
#include "tests/protocol/groups.h"
#include "tests/support/marks.h"
#include "tests/support/world.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEARD_MAX (1u << 16)

/* ---- logs ---- */

/* People who get money of a kind for the first time, which takes room. */
static const char *const first_money[] = {
	"{'t':1000000,'do':'genesis','params':{'require_stake':0,'verify_first':0,'fizz_checks_min':0,"
	"'matcher_mode':2,'settle_mode':1,'fizz_fee':0,'min_order_ppm':0}}",
	"{'t':1000000,'do':'account.open'}",
	"{'t':1000000,'do':'account.open'}",
	"{'t':1000000,'do':'account.open'}",
	"{'t':1000000,'do':'account.open'}",
	"{'t':1000000,'do':'account.open'}",
	"{'t':1000000,'do':'role.set','acct':5,'roles':7}",
	"{'t':1000000,'do':'beacon.set','beacon':"
	"'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'}",
	"{'t':1000000,'from':1,'do':'provider.register','region':257,'cpu':64,'score':30000,'mem':1000,"
	"'sto':10,'sto_tier':1,'down':400,'up':300,'tokens':3,'gateway':1}",
	"{'t':1000000,'do':'trust.set','provider':1,'tier':5}",
	"{'t':1000000,'from':2,'do':'fizz.register','gateway':1,'region':257,'cpu':16,'score':30000,"
	"'mem':1000,'sto':10,'sto_tier':1,'down':400,'up':300}",
	"{'t':1000000,'from':2,'do':'fizz.prices','fizz':1,'p_cpu':1,'p_mem':1,'p_sto':1,'p_gpu':1}",
	"{'t':1000000,'from':2,'do':'fizz.capacity','fizz':1,'region':257,'cpu':32,'score':30000,"
	"'mem':1000,'sto':10,'sto_tier':1,'down':400,'up':300,'gpus':[[1,1,0]]}",
	"{'t':1000000,'do':'token.mint','token':1,'to':4,'amount':'400000000000000000000000'}",
	"{'t':1000000,'from':4,'do':'pool.fund','amount':'200000000000000000000000'}",
	"{'t':1000000,'do':'token.mint','token':0,'to':3,'amount':'100000000000'}",
	"{'t':1000000,'from':3,'do':'escrow.deposit','token':0,'amount':'50000000000'}",
	/* A lease of the provider, and one of the Fizz node that it then neglects. */
	"{'t':1000000,'from':3,'do':'order.create','max_price':'100000000000000','blocks':100000,"
	"'cpu':8}",
	"{'t':1000000,'from':1,'do':'bid.place','order':1,'provider':1,'price':'100000000000000'}",
	"{'t':1000000,'from':3,'do':'order.create','mode':0,'max_price':'100000000000000',"
	"'blocks':100000,'cpu':8}",
	"{'t':1000000,'from':1,'do':'bid.place','order':2,'provider':1,'fizz':1,"
	"'price':'100000000000000'}",
	"{'t':1000100,'do':'advance'}",
	"{'t':1086400,'do':'advance'}",
	"{'t':1086500,'from':1,'do':'lease.settle','lease':1}",
	"{'t':1086500,'from':1,'do':'earn.withdraw','kind':0,'id':1,'token':0}",
	"{'t':1086500,'from':1,'do':'reward.claim','provider':1}",
	"{'t':1086500,'from':2,'do':'node.down','kind':1,'id':1}",
	"{'t':1172800,'do':'advance'}",
	"{'t':1172900,'from':2,'do':'node.up','kind':1,'id':1}",
	"{'t':1259200,'do':'advance'}",
	"{'t':1259200,'from':2,'do':'fizz.claim','fizz':1}",
	"{'t':1345600,'do':'advance'}",
	"{'t':1345600,'do':'slash.misconduct','kind':1,'id':1,'bp':5000}",
	/* Somebody who puts all he has into a pool has none of it left to begin with. */
	"{'t':1345600,'from':4,'do':'token.transfer','token':1,'to':1,"
	"'amount':'100000000000000000000000'}",
	"{'t':1345600,'from':1,'do':'stake.add','provider':1,'amount':'100000000000000000000000'}",
	"{'t':1345600,'from':4,'do':'deleg.add','provider':1,'amount':'100000000000000000000000'}",
	"{'t':1432000,'do':'advance'}",
	"{'t':1432000,'from':4,'do':'deleg.claim','provider':1}",
	"{'t':1432000,'from':4,'do':'token.transfer','token':1,'to':3,'amount':'1'}",
	"{'t':1432000,'do':'token.mint','token':2,'to':4,'amount':'5'}",
	"{'t':1432000,'from':4,'do':'token.transfer','token':2,'to':5,'amount':'5'}",
	"{'t':1432000,'do':'treasury.pay','token':0,'to':5,'amount':'1'}",
	"{'t':1432000,'do':'q.state'}",
	NULL
};

/* Somebody whose every unit is delegated leaves with what it earned. */
static const char *const last_money[] = {
	"{'t':1000000,'do':'genesis','params':{'require_stake':0,'verify_first':0}}",
	"{'t':1000000,'do':'account.open'}",
	"{'t':1000000,'do':'account.open'}",
	"{'t':1000000,'do':'token.mint','token':1,'to':1,'amount':'1000000000000000000000'}",
	"{'t':1000000,'do':'token.mint','token':1,'to':2,'amount':'1000000000000000000000'}",
	"{'t':1000000,'do':'token.mint','token':1,'to':0,'amount':'1000000000000000000000000'}",
	"{'t':1000000,'do':'pool.fund','amount':'1000000000000000000000000'}",
	"{'t':1000000,'from':1,'do':'provider.register','region':257,'cpu':64,'score':30000}",
	"{'t':1000000,'do':'trust.set','provider':1,'tier':0}",
	"{'t':1000000,'from':1,'do':'stake.add','provider':1,'amount':'1000000000000000000000'}",
	"{'t':1000000,'from':2,'do':'deleg.add','provider':1,'amount':'1000000000000000000000'}",
	"{'t':1086400,'do':'advance'}",
	"{'t':1086400,'from':2,'do':'deleg.unbond','provider':1,'shares':'400000000000000000000'}",
	"{'t':1086400,'from':1,'do':'provider.exit','provider':1}",
	"{'t':1086400,'from':1,'do':'reward.claim','provider':1}",
	NULL
};

/* Everything that can be put to the vote. */
static const char *const ballots[] = {
	"{'t':1000000,'do':'genesis','params':{'auto_approve':0,'vote_mode':1,'vote_s':60,"
	"'proposal_deposit':'1000'}}",
	"{'t':1000000,'do':'account.open'}",
	"{'t':1000000,'do':'account.open'}",
	"{'t':1000000,'do':'token.mint','token':1,'to':1,'amount':'1000000'}",
	"{'t':1000000,'do':'token.mint','token':1,'to':2,'amount':'1000000'}",
	"{'t':1000000,'from':1,'do':'provider.register','region':257,'cpu':64,'score':30000,"
	"'gpus':[[36,2,1600]]}",
	"{'t':1000000,'from':2,'do':'provider.register','region':258,'sto':5}",
	"{'t':1000010,'do':'prop.vote','prop':1,'choice':1}",
	"{'t':1000060,'do':'advance'}",
	"{'t':1000060,'from':1,'do':'provider.attrs','provider':1,'region':259,'cpu':32,'score':30000,"
	"'gpus':[[36,1,1600],[40,3,900]]}",
	"{'t':1000060,'from':1,'do':'prop.submit','kind':2,'name':'cooldown_s','value':'5'}",
	"{'t':1000060,'from':1,'do':'prop.submit','kind':3,'target':1,'bp':100,'harmed':[[2,'77']]}",
	"{'t':1000060,'from':1,'do':'prop.submit','kind':4,'target':1}",
	"{'t':1000060,'from':1,'do':'prop.submit','kind':5,'target':1}",
	"{'t':1000060,'from':1,'do':'prop.submit','kind':6,'value':'2'}",
	"{'t':1000070,'do':'prop.vote','prop':3,'choice':1}",
	"{'t':1000070,'do':'prop.vote','prop':4,'choice':1}",
	"{'t':1000070,'do':'prop.vote','prop':5,'choice':0}",
	"{'t':1000070,'do':'prop.vote','prop':6,'choice':1}",
	"{'t':1000070,'do':'prop.vote','prop':7,'choice':2}",
	"{'t':1000070,'do':'prop.vote','prop':8,'choice':1}",
	"{'t':1000120,'do':'advance'}",
	"{'t':1000121,'do':'q.state'}",
	NULL
};

static const char *const *const own_logs[] = { first_money, last_money, ballots };

static char *vectors;
static size_t vectors_size;

static int read_vectors(void **state)
{
	static struct json_key keys[4096];
	struct json_fault fault;

	(void) state;
	vectors = file_read("tests/vectors/vectors.json", 1u << 26, &vectors_size);
	return vectors && json_check(vectors, vectors_size, JSON_PLAIN, keys, 4096, &fault) ? 0 : -1;
}

static int forget_vectors(void **state)
{
	(void) state;
	free(vectors);
	return 0;
}

static struct json_value member(const struct json_value *object, const char *name)
{
	struct json_walk walk = json_walk(object);
	struct json_value key, value;

	while (json_next(&walk, &key, &value))
		if (key.size == strlen(name) && memcmp(key.data, name, key.size) == 0)
			return value;
	fail_msg("the worked examples have no %s", name);
	return value;
}

/* ---- states ---- */

struct host {
	struct spheron *st;
	struct spheron_sink sink;
	char heard[HEARD_MAX]; /* by the sink, since the last command */
	size_t heard_size;
	unsigned times[SPHERON_EVENT_COUNT];
	enum spheron_result result; /* of the last command */
};

static struct spheron *new_state(uint32_t each)
{
	struct spheron_capacity capacity;
	uint32_t *member_of = (uint32_t *) &capacity;

	for (unsigned i = 0; i < SPHERON_TABLE_COUNT; i++)
		member_of[i] = each;
	return spheron_init(malloc(spheron_size(&capacity)), &capacity);
}

static void hear_event(void *ctx, const struct spheron_event *event)
{
	struct host *h = ctx;

	assert_true(h->heard_size + SPHERON_EVENT_TEXT_MAX < HEARD_MAX);
	h->heard_size += spheron_event_write(event, h->heard + h->heard_size, SPHERON_EVENT_TEXT_MAX);
	h->times[event->kind]++;
}

static void hear_due(void *ctx, const struct spheron_due *due)
{
	struct host *h = ctx;

	assert_true(h->heard_size + SPHERON_EVENT_TEXT_MAX < HEARD_MAX);
	h->heard_size += spheron_due_write(due, "", 0, h->heard + h->heard_size,
			SPHERON_EVENT_TEXT_MAX);
}

static void hear_due_end(void *ctx)
{
	struct host *h = ctx;

	h->heard[h->heard_size++] = '\n';
}

static void listen(struct host *h)
{
	h->sink = (struct spheron_sink) { h, hear_due, hear_event, hear_due_end };
}

struct rebuilding {
	struct spheron *from, *to;
	uint32_t prop[64];
	unsigned n_props;
};

static bool put_record(void *ctx, const struct spheron_record *record)
{
	struct rebuilding *r = ctx;

	assert_int_equal(spheron_restore_record(r->to, record), SPHERON_RESTORED);
	if (record->kind == SPHERON_RECORD_PROPOSAL)
		r->prop[r->n_props++ % 64] = record->u.proposal.id;
	return true;
}

/* Puts a state in the place of another that knows nothing but its records. */
static void rebuild(struct host *h)
{
	static struct spheron_command command;
	struct spheron_param_info name;
	struct spheron_capacity capacity;
	struct rebuilding r = { .from = h->st };

	spheron_capacity(h->st, &capacity);
	r.to = spheron_restore(malloc(spheron_size(&capacity)), &capacity);
	spheron_walk(h->st, put_record, &r);
	for (unsigned i = 0; i < r.n_props; i++) {
		assert_true(spheron_terms(h->st, r.prop[i], &command, &name));
		assert_int_equal(spheron_restore_terms(r.to, r.prop[i], &command),
				SPHERON_RESTORED);
	}
	assert_int_equal(spheron_restore_end(r.to), SPHERON_RESTORED);
	free(h->st);
	h->st = r.to;
}

static void assert_same_hash(struct spheron *a, struct spheron *b)
{
	uint8_t x[32], y[32];

	spheron_hash(a, x);
	spheron_hash(b, y);
	assert_memory_equal(x, y, 32);
}

/* ---- every log, a command at a time, to two hosts ---- */

typedef void each_command(struct host *a, struct host *b, const struct spheron_command *command);

static void play_line(struct host *a, struct host *b, const char *line, size_t size, each_command *each)
{
	static struct spheron_command command;
	struct spheron_fault fault;

	a->heard_size = b->heard_size = 0;
	if (spheron_command_read(line, size, &command, &fault))
		each(a, b, &command);
}

static void begin_log(struct host *a, struct host *b)
{
	a->st = new_state(100);
	b->st = new_state(100);
}

static void end_log(struct host *a, struct host *b)
{
	assert_same_hash(a->st, b->st);
	free(a->st);
	free(b->st);
}

/* A line of one of the logs above, with ' for ". */
static void play_told(struct host *a, struct host *b, const char *told, each_command *each)
{
	char line[4096];
	size_t size = strlen(told);

	assert_true(size < sizeof line);
	for (size_t i = 0; i < size; i++)
		line[i] = (char) (told[i] == '\'' ? '"' : told[i]);
	play_line(a, b, line, size, each);
	/* These logs are meant to get somewhere. */
	if (a->result != SPHERON_OK)
		fail_msg("%s: %s", spheron_result_name(a->result), told);
}

static void play_all(struct host *a, struct host *b, each_command *each)
{
	struct json_value root = json_root(vectors, vectors_size), list = member(&root, "vectors");
	struct json_walk walk = json_walk(&list), lines;
	struct json_value vector, commands, command;

	while (json_next(&walk, NULL, &vector)) {
		commands = member(&vector, "commands");
		begin_log(a, b);
		for (lines = json_walk(&commands); json_next(&lines, NULL, &command);)
			play_line(a, b, command.data, command.size, each);
		end_log(a, b);
	}
	for (unsigned i = 0; i < sizeof own_logs / sizeof own_logs[0]; i++) {
		begin_log(a, b);
		for (const char *const *line = own_logs[i]; *line; line++)
			play_told(a, b, *line, each);
		end_log(a, b);
	}
}

/* ---- listening ---- */

static void to_a_listener_and_to_nobody(struct host *a, struct host *b,
		const struct spheron_command *command)
{
	a->result = spheron_apply(a->st, command, &a->sink);
	assert_int_equal(spheron_apply(b->st, command, NULL), a->result);
}

static void nobody_needs_to_listen(void **state)
{
	struct host *a = calloc(1, sizeof *a), *b = calloc(1, sizeof *b);

	(void) state;
	listen(a);
	play_all(a, b, to_a_listener_and_to_nobody);
	for (unsigned i = 0; i < SPHERON_EVENT_COUNT; i++)
		if (a->times[i] == 0)
			fail_msg("no log has a %s", spheron_event_name((enum spheron_event_kind) i));
	free(a);
	free(b);
}

static void to_a_listener_and_to_one_that_is_deaf(struct host *a, struct host *b,
		const struct spheron_command *command)
{
	a->result = spheron_apply(a->st, command, &a->sink);
	assert_int_equal(spheron_apply(b->st, command, &b->sink), a->result);
}

static void a_listener_may_lack_any_function(void **state)
{
	struct host *a = calloc(1, sizeof *a), *b = calloc(1, sizeof *b);

	(void) state;
	listen(a);
	play_all(a, b, to_a_listener_and_to_one_that_is_deaf);
	free(a);
	free(b);
}

/* ---- memory ---- */

/* Leaves no table more room than its records take: as if the block had been that small. */
static void squeeze(struct spheron *st, uint32_t room[N_TABLES])
{
	for (unsigned i = 0; i < N_TABLES; i++) {
		room[i] = st->table[i].capacity;
		st->table[i].capacity = st->table[i].used;
	}
}

static void release(struct spheron *st, const uint32_t room[N_TABLES])
{
	for (unsigned i = 0; i < N_TABLES; i++)
		st->table[i].capacity = room[i];
}

static unsigned times_full[N_TABLES];

/* The command to a state that was just rebuilt from its records and has no room at all: each table that
 * turns out to be full is given back what it had, and the command is sent again. */
static void to_one_with_room_and_to_one_without(struct host *a, struct host *b,
		const struct spheron_command *command)
{
	enum spheron_result result;
	uint32_t room[N_TABLES];
	unsigned grown = 0;

	a->result = spheron_apply(a->st, command, &a->sink);
	if (spheron_clock(b->st).t != 0)
		rebuild(b);
	squeeze(b->st, room);
	while ((result = spheron_apply(b->st, command, &b->sink)) == SPHERON_FULL) {
		enum spheron_table full = spheron_full(b->st);

		assert_true(full < SPHERON_TABLE_COUNT);
		/* Only a table that was squeezed can be full, and only once. */
		assert_true(b->st->table[full].capacity < room[full]);
		b->st->table[full].capacity = room[full];
		times_full[full]++;
		assert_true(++grown <= N_TABLES);
	}
	release(b->st, room);
	assert_int_equal(result, a->result);
	/* Nothing was told twice, nothing was left out. */
	assert_int_equal(a->heard_size, b->heard_size);
	assert_memory_equal(a->heard, b->heard, a->heard_size);
}

static void a_full_table_only_delays(void **state)
{
	struct host *a = calloc(1, sizeof *a), *b = calloc(1, sizeof *b);

	(void) state;
	memset(times_full, 0, sizeof times_full);
	listen(a);
	listen(b);
	play_all(a, b, to_one_with_room_and_to_one_without);
	for (unsigned i = 0; i < N_TABLES; i++)
		if (times_full[i] == 0)
			fail_msg("no log needs room for %s",
					spheron_table_name((enum spheron_table) i));
	free(a);
	free(b);
}

static void a_copy_needs_room_for_all_records(void **state)
{
	struct host *h = calloc(1, sizeof *h);
	struct spheron_capacity capacity = { .accounts = 4 };
	struct spheron_command open = { .t = T0, .verb = SPHERON_CMD_ACCOUNT_OPEN };
	struct spheron *copy;
	void *mem = malloc(spheron_size(&capacity));

	(void) state;
	h->st = new_state(100);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(spheron_apply(h->st, &open, NULL), SPHERON_OK);
	copy = spheron_copy(mem, &capacity, h->st);
	assert_ptr_equal(copy, mem);
	assert_same_hash(copy, h->st);
	/* Five accounts with the system's own; the copy is full now and says so. */
	assert_int_equal(spheron_used(copy, SPHERON_TABLE_ACCOUNTS), 5);
	assert_int_equal(spheron_apply(copy, &open, NULL), SPHERON_FULL);
	assert_int_equal(spheron_full(copy), SPHERON_TABLE_ACCOUNTS);
	assert_int_equal(spheron_apply(h->st, &open, NULL), SPHERON_OK);
	assert_null(spheron_copy(mem, &capacity, h->st));
	free(mem);
	free(h->st);
	free(h);
}

static void the_full_table_grows_and_no_other(void **state)
{
	struct spheron_command open = { .t = T0, .verb = SPHERON_CMD_ACCOUNT_OPEN };
	struct spheron_capacity capacity;
	struct spheron *st = new_state(2);

	(void) state;
	spheron_grown(st, &capacity);
	assert_int_equal(capacity.accounts, 2); /* nothing was full */
	while (spheron_apply(st, &open, NULL) == SPHERON_OK)
		;
	assert_int_equal(spheron_full(st), SPHERON_TABLE_ACCOUNTS);
	spheron_grown(st, &capacity);
	assert_int_equal(capacity.accounts, 4);
	assert_int_equal(capacity.providers, 2);
	assert_int_equal(capacity.releases, 2);
	/* As far as a count goes. */
	st->capacity.accounts = UINT32_MAX / 4;
	spheron_grown(st, &capacity);
	assert_int_equal(capacity.accounts, UINT32_MAX / 4 * 2);
	st->capacity.accounts++;
	spheron_grown(st, &capacity);
	assert_int_equal(capacity.accounts, UINT32_MAX / 2);
	marks_claim("D-23", __FILE__, __LINE__, marks_count("D-23") > 0);
	free(st);
}

static void bytes_in_use_follow_the_records(void **state)
{
	struct world *w = world_begin("");
	size_t empty = spheron_bytes_used(world_state(w)), with_order, with_two;

	(void) state;
	a_rich_account(w, 1);
	assert_true(spheron_bytes_used(world_state(w)) > empty);
	an_order(w, 1, "");
	with_order = spheron_bytes_used(world_state(w));
	ok(w, "{'do':'order.create','from':1,'max_price':'100000000000000','blocks':1000,'cpu':8}");
	with_two = spheron_bytes_used(world_state(w));
	assert_true(with_two > with_order + sizeof(struct spheron_order_record));
	ok(w, "{'do':'order.cancel','from':1,'order':2}");
	assert_int_equal(spheron_bytes_used(world_state(w)), with_order);
	assert_true(with_two < world_state(w)->size);
	world_end(w);
}

static void what_is_expected_need_not_be_there_and_nothing_changes(void **state)
{
	struct world *w = world_begin("");
	uint8_t before[32], after[32];

	(void) state;
	a_fizz(w, 2, a_provider(w, 1, "'gateway':1"), "");
	spheron_hash(world_state(w), before);
	for (uint32_t id = 0; id < 4; id++) {
		spheron_expect(world_state(w), SPHERON_NODE_PROVIDER, id);
		spheron_expect(world_state(w), SPHERON_NODE_FIZZ, id);
	}
	spheron_expect(world_state(w), SPHERON_NODE_PROVIDER, UINT32_MAX);
	spheron_expect(world_state(w), SPHERON_NODE_FIZZ, UINT32_MAX);
	spheron_hash(world_state(w), after);
	assert_memory_equal(before, after, sizeof before);
	world_end(w);
}

/* ---- what only a program can ask, not a line of text ---- */

static void a_command_out_of_range_is_refused_and_does_nothing(void **state)
{
	static const struct spheron_command bad[] = {
		{ .t = 0, .verb = SPHERON_CMD_ADVANCE },
		{ .t = UINT64_C(1) << 40, .verb = SPHERON_CMD_ADVANCE },
		{ .t = T0 + 1, .has_b = 1, .b = UINT64_C(1) << 40, .verb = SPHERON_CMD_ADVANCE },
		{ .t = T0 + 1, .verb = SPHERON_VERB_COUNT },
		{ .t = T0 + 1, .verb = (enum spheron_verb) 200 },
		{ .t = T0 + 1, .from = 1, .verb = SPHERON_CMD_GENESIS },
	};
	struct world *w = world_begin("");
	uint8_t before[32], after[32];

	(void) state;
	CLAIM("RES-01");
	spheron_hash(world_state(w), before);
	for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(spheron_apply(world_state(w), &bad[i], NULL), SPHERON_BAD_COMMAND);
	spheron_hash(world_state(w), after);
	assert_memory_equal(before, after, 32);
	world_end(w);
}

static sigjmp_buf stopped;

static void on_trap(int number)
{
	siglongjmp(stopped, number);
}

/* A broken state must not go on: what would corrupt it stops the program instead. */
static void a_record_without_room_stops_the_program(void **state)
{
	struct sigaction catch = { .sa_handler = on_trap }, ill, trap;
	struct spheron *st = new_state(1);

	(void) state;
	sigaction(SIGILL, &catch, &ill);
	sigaction(SIGTRAP, &catch, &trap);
	st->table[T_BIDS].capacity = st->table[T_BIDS].used;
	if (sigsetjmp(stopped, 1) == 0) {
		slot_take(st, T_BIDS);
		fail_msg("a record was made where there is no room");
	}
	sigaction(SIGILL, &ill, NULL);
	sigaction(SIGTRAP, &trap, NULL);
	assert_int_equal(st->table[T_BIDS].used, 0);
	free(st);
}

/* ---- names ---- */

static void versions_tables_and_results_have_names(void **state)
{
	static const char *const tables[] = {
#define NAME(constant, member, what) #member,
		SPHERON_TABLES(NAME)
#undef NAME
	};
	char version[32];

	(void) state;
	snprintf(version, sizeof version, "%d.%d.%d", SPHERON_VERSION_MAJOR, SPHERON_VERSION_MINOR,
			SPHERON_VERSION_PATCH);
	assert_string_equal(spheron_version(), version);
	assert_string_equal(SPHERON_VERSION, version);
	for (enum spheron_table t = 0; t < SPHERON_TABLE_COUNT; t++)
		assert_string_equal(spheron_table_name(t), tables[t]);
	assert_string_equal(spheron_result_name(SPHERON_FULL), "FULL");
	assert_string_equal(spheron_result_meaning(SPHERON_FULL), "a table of the state is too small");
}

/* A cell of a row of a table in RULES.md, without the spaces around it. */
static void cell(const char *row, unsigned n, char *text, size_t size)
{
	size_t length;

	while (n-- > 0)
		row = strchr(row, '|') + 1;
	row += strspn(row, " ");
	length = strcspn(row, "|");
	while (length > 0 && row[length - 1] == ' ')
		length--;
	assert_true(length < size);
	memcpy(text, row, length);
	text[length] = 0;
	if (strcmp(text, "-") == 0)
		text[0] = 0;
}

/* [RES-01] What the library tells of results and commands is what the tables of RULES.md say. */
static void checks_and_rules_of_commands_are_those_of_the_rules(void **state)
{
	char *rules, start[64], text[1024];
	const char *row;
	size_t size;

	(void) state;
	rules = file_read("protocol/RULES.md", 1u << 24, &size);
	assert_non_null(rules);
	for (enum spheron_verb v = 0; v < SPHERON_VERB_COUNT; v++) {
		snprintf(start, sizeof start, "\n| `%s` | ", spheron_verb_name(v));
		assert_non_null(row = strstr(rules, start));
		cell(row, 4, text, sizeof text);
		assert_string_equal(spheron_verb_checks(v), text);
		cell(row, 6, text, sizeof text);
		assert_string_equal(spheron_verb_rules(v), text);
	}
	for (unsigned r = 0; r < SPHERON_RESULT_COUNT; r++) {
		snprintf(start, sizeof start, "\n| %u | %s | ", r,
				spheron_result_name((enum spheron_result) r));
		assert_non_null(row = strstr(rules, start));
		cell(row, 3, text, sizeof text);
		assert_string_equal(spheron_result_meaning((enum spheron_result) r), text);
	}
	free(rules);
}

int test_host(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_needs_to_listen),
		cmocka_unit_test(a_listener_may_lack_any_function),
		cmocka_unit_test(a_full_table_only_delays),
		cmocka_unit_test(a_copy_needs_room_for_all_records),
		cmocka_unit_test(the_full_table_grows_and_no_other),
		cmocka_unit_test(bytes_in_use_follow_the_records),
		cmocka_unit_test(what_is_expected_need_not_be_there_and_nothing_changes),
		cmocka_unit_test(a_command_out_of_range_is_refused_and_does_nothing),
		cmocka_unit_test(a_record_without_room_stops_the_program),
		cmocka_unit_test(versions_tables_and_results_have_names),
		cmocka_unit_test(checks_and_rules_of_commands_are_those_of_the_rules),
	};

	return cmocka_run_group_tests_name("host", tests, read_vectors, forget_vectors);
}
