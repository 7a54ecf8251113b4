/* A state rebuilt from records (spheron.h, "rebuilding"): the records of a world come back as that
 * world, and wrong ones are refused, or at least do no harm.
 *
 * Wrong records are made from right ones, a field at a time.  Whatever is done to them, one of three
 * things must happen: they are refused; or they make a state in which spheron_check() finds a broken
 * invariant; or the state has just these records and lives on. */

#include "protocol/field.h"
#include "protocol/state.h"
#include "tests/protocol/damage.h"
#include "tests/protocol/groups.h"
#include "tests/support/marks.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORDS_MAX 1024
#define PROPOSALS_MAX 8

/* ---- a world as records ---- */

struct dump {
	struct spheron_record record[RECORDS_MAX];
	unsigned n;
	struct spheron_command terms[PROPOSALS_MAX]; /* of its proposals, in order */
	struct spheron_param_info name[PROPOSALS_MAX];
	unsigned n_terms;
};

static struct dump *everything; /* all kinds of records */
static struct dump *now;        /* a copy of it that a test may spoil */

static bool keep_record(void *ctx, const struct spheron_record *record)
{
	struct dump *d = ctx;

	assert_true(d->n < RECORDS_MAX);
	d->record[d->n++] = *record;
	return true;
}

static void dump_state(struct dump *d, struct spheron *st)
{
	d->n = d->n_terms = 0;
	spheron_walk(st, keep_record, d);
	for (unsigned i = 0; i < d->n; i++) {
		if (d->record[i].kind != SPHERON_RECORD_PROPOSAL)
			continue;
		assert_true(spheron_terms(st, d->record[i].u.proposal.id, &d->terms[d->n_terms],
				&d->name[d->n_terms]));
		d->n_terms++;
	}
}

static int begin_group(void **state)
{
	struct world *w = make_everything();

	(void) state;
	everything = calloc(1, sizeof *everything);
	now = calloc(1, sizeof *now);
	dump_state(everything, world_state(w));
	world_end(w);
	return 0;
}

static int end_group(void **state)
{
	(void) state;
	free(everything);
	free(now);
	return 0;
}

/* ---- and back ---- */

static struct spheron_capacity roomy;

static enum spheron_restored put_terms(struct spheron *st, const struct dump *d)
{
	unsigned n = 0;

	for (unsigned i = 0; i < d->n; i++) {
		enum spheron_restored r;

		if (d->record[i].kind != SPHERON_RECORD_PROPOSAL || n == d->n_terms)
			continue;
		r = spheron_restore_terms(st, d->record[i].u.proposal.id, &d->terms[n++]);
		if (r != SPHERON_RESTORED)
			return r;
	}
	return SPHERON_RESTORED;
}

/* The state of these records, NULL if they are refused; *refused is then the first record that was,
 * or their number if it was the whole. */
static struct spheron *restore(const struct dump *d, unsigned *refused)
{
	struct spheron *st = spheron_restore(malloc(spheron_size(&roomy)), &roomy);
	enum spheron_restored r = SPHERON_RESTORED;

	for (*refused = 0; *refused < d->n; ++*refused) {
		r = spheron_restore_record(st, &d->record[*refused]);
		assert_int_not_equal(r, SPHERON_RESTORE_FULL);
		if (r != SPHERON_RESTORED)
			break;
	}
	if (r == SPHERON_RESTORED)
		r = put_terms(st, d);
	if (r == SPHERON_RESTORED)
		r = spheron_restore_end(st);
	if (r == SPHERON_RESTORED)
		return st;
	free(st);
	return NULL;
}

/* Fields that are counted again rather than believed. */
static bool is_counted(enum spheron_record_kind kind, const char *field)
{
	return (kind == SPHERON_RECORD_PROVIDER || kind == SPHERON_RECORD_FIZZ)
			&& (strcmp(field, "leases") == 0 || strcmp(field, "fleases") == 0
					|| strcmp(field, "holders") == 0);
}

static void assert_same_record(const struct spheron_record *a, const struct spheron_record *b)
{
	struct fields f = record_fields(a->kind);
	struct spheron_record same = *b;
	uint8_t x[SPHERON_RECORD_BYTES], y[SPHERON_RECORD_BYTES];
	size_t size;

	assert_int_equal(a->kind, b->kind);
	for (unsigned i = 0; i < f.count; i++)
		if (is_counted(a->kind, f.at[i].name))
			memcpy((char *) &same.u + f.at[i].offset, (const char *) &a->u + f.at[i].offset,
					sizeof(uint32_t));
	size = spheron_record_bytes(a, x);
	assert_int_equal(spheron_record_bytes(&same, y), size);
	assert_memory_equal(x, y, size);
}

static bool holds(struct spheron *st)
{
	struct spheron_violation v;
	void *scratch = malloc(spheron_check_size(st));
	bool good = spheron_check(st, scratch, &v);

	free(scratch);
	return good;
}

static struct spheron *never_full(struct spheron *full)
{
	free(full);
	return NULL;
}

/* Three eras later the invariants hold as well, and everybody can leave with what is theirs. */
static struct spheron *live_on(struct spheron *st)
{
	struct spheron_violation v;
	struct spheron_command advance = { .verb = SPHERON_CMD_ADVANCE };
	struct spheron_record meta;
	uint64_t step = spheron_param(st, SPHERON_P_STEP_MAX_S).lo;
	uint64_t end = spheron_clock(st).t + 3 * 86400;

	advance.has_b = (uint8_t) spheron_param(st, SPHERON_P_CLOCK_MODE).lo;
	advance.b = spheron_clock(st).b;
	for (advance.t = spheron_clock(st).t; advance.t < end;) {
		advance.t += step < 50000 ? step : 50000;
		assert_int_equal(spheron_apply(st, &advance, NULL), SPHERON_OK);
	}
	assert_true(holds(st));
	/* Without ids for entries nothing can be unbonded (ID-05). */
	spheron_find(st, SPHERON_RECORD_META, 0, 0, 0, &meta);
	if (meta.u.meta.next_unbond != UINT32_MAX && !spheron_check_exit(&st, never_full, &v))
		fail_msg("%s: %s", v.invariant, v.text);
	return st;
}

/* Restores the spoiled records; if that is possible and what comes of it is sound, it lives on. */
static void try_now(void)
{
	static struct dump again;
	unsigned refused;
	struct spheron *st = restore(now, &refused);

	if (!st)
		return;
	again.n = 0;
	spheron_walk(st, keep_record, &again);
	if (again.n == now->n)
		for (unsigned i = 0; i < now->n; i++)
			assert_same_record(&now->record[i], &again.record[i]);
	else
		assert_false(holds(st));
	if (holds(st))
		st = live_on(st);
	free(st);
}

/* ---- tests ---- */

static void records_come_back_as_the_same_state(void **state)
{
	unsigned refused;
	struct spheron *st = restore(everything, &refused);

	(void) state;
	assert_non_null(st);
	dump_state(now, st);
	assert_int_equal(now->n, everything->n);
	for (unsigned i = 0; i < now->n; i++)
		assert_same_record(&now->record[i], &everything->record[i]);
	assert_true(holds(st));
	free(live_on(st));
	marks_claim("D-24", __FILE__, __LINE__, marks_count("D-24") > 0);
}

static void a_record_twice_is_refused(void **state)
{
	unsigned refused;

	(void) state;
	for (unsigned i = 0; i < everything->n; i++) {
		*now = *everything;
		memmove(&now->record[i + 1], &now->record[i],
				(now->n++ - i) * sizeof now->record[0]);
		if (restore(now, &refused) || refused != i + 1)
			fail_msg("%s, record %u", spheron_record_name(now->record[i].kind), i);
	}
}

static void a_missing_record_is_missed_or_missing(void **state)
{
	(void) state;
	for (unsigned i = 0; i < everything->n; i++) {
		*now = *everything;
		memmove(&now->record[i], &now->record[i + 1],
				(now->n-- - i - 1) * sizeof now->record[0]);
		try_now();
	}
}

/* ---- a field at a time ---- */

#define WRONG_VALUES 7

/* The n-th value for a field in place of its own. */
static void spoil_number(void *at, enum field_type type, unsigned n)
{
	uint64_t own = field_number(at, type), most = UINT64_MAX >> (64 - 8 * field_width(type));
	uint64_t less = own ? own - 1 : most, more = own < most ? own + 1 : 0;
	uint64_t value[WRONG_VALUES] = { 0, 1, more, less, most, own ^ 0x80, UINT64_C(1) << 48 };

	if (type == FIELD_u8)
		*(uint8_t *) at = (uint8_t) value[n];
	else if (type == FIELD_u16)
		*(uint16_t *) at = (uint16_t) value[n];
	else if (type == FIELD_u32)
		*(uint32_t *) at = (uint32_t) value[n];
	else
		*(uint64_t *) at = value[n];
}

static void spoil(struct spheron_record *r, const struct field *f, unsigned n)
{
	void *at = (char *) &r->u + f->offset;
	struct spheron_u128 own, value[WRONG_VALUES];

	if (f->type == FIELD_hex32) {
		((uint8_t *) at)[n] ^= 1;
		return;
	}
	if (f->type != FIELD_u128) {
		spoil_number(at, (enum field_type) f->type, n);
		return;
	}
	memcpy(&own, at, sizeof own);
	value[0] = U128_ZERO;
	value[1] = u128_of(1);
	value[2] = u128_add(own, u128_of(1));
	value[3] = u128_of(own.lo / 2);
	value[4] = U128_MAX;
	value[5] = u128_power_of_ten(24);
	value[6] = u128_power_of_ten(30);
	memcpy(at, &value[n], sizeof own);
}

/* Of the many parameters some are enough. */
static bool is_interesting(const struct spheron_record *r)
{
	return r->kind != SPHERON_RECORD_PARAM || r->u.param.id % 16 == 0 || r->u.param.pending;
}

static void a_wrong_field_is_refused_or_does_no_harm(void **state)
{
	(void) state;
	for (unsigned i = 0; i < everything->n; i++) {
		struct fields f = record_fields(everything->record[i].kind);

		if (!is_interesting(&everything->record[i]))
			continue;
		for (unsigned k = 0; k < f.count * WRONG_VALUES; k++) {
			*now = *everything;
			spoil(&now->record[i], &f.at[k / WRONG_VALUES], k % WRONG_VALUES);
			try_now();
		}
	}
}

/* ---- what one wrong field does not show ---- */

/* The first record of a kind, or behind the last one. */
static unsigned first_of(const struct dump *d, enum spheron_record_kind kind)
{
	unsigned i = 0;

	while (i < d->n && d->record[i].kind < kind)
		i++;
	return i;
}

static struct spheron_record *insert(struct dump *d, unsigned at)
{
	memmove(&d->record[at + 1], &d->record[at], (d->n++ - at) * sizeof d->record[0]);
	return &d->record[at];
}

static void leave_out(struct dump *d, unsigned at)
{
	memmove(&d->record[at], &d->record[at + 1], (d->n-- - at - 1) * sizeof d->record[0]);
}

static void expect_refused(unsigned at)
{
	unsigned refused;

	assert_null(restore(now, &refused));
	assert_int_equal(refused, at);
}

static void expect_restored(void)
{
	unsigned refused;
	struct spheron *st = restore(now, &refused);

	if (!st)
		fail_msg("record %u of %u is refused", refused, now->n);
	assert_true(holds(st));
	free(live_on(st));
}

static void there_are_only_so_many_of_some(void **state)
{
	unsigned at = first_of(everything, SPHERON_RECORD_TOKEN);
	struct spheron_record *r;

	(void) state;
	*now = *everything;
	r = insert(now, at);
	r->kind = SPHERON_RECORD_PARAM;
	r->u.param = (struct spheron_param_record) { .id = SPHERON_PARAM_COUNT };
	expect_refused(at);

	*now = *everything;
	for (uint8_t id = 3; id <= SPHERON_TOKENS_MAX; id++) {
		r = insert(now, at + id);
		r->kind = SPHERON_RECORD_TOKEN;
		r->u.token = (struct spheron_token_record) { .id = id };
	}
	expect_refused(at + SPHERON_TOKENS_MAX);

	/* Provider 1 has two lines. */
	*now = *everything;
	at = first_of(everything, SPHERON_RECORD_GPU) + 2;
	for (uint16_t i = 0; i < SPHERON_GPU_LINES_MAX - 1; i++) {
		r = insert(now, at + i);
		*r = now->record[at - 1];
		r->u.gpu.model = (uint16_t) (2000 + i);
	}
	expect_refused(at + SPHERON_GPU_LINES_MAX - 2);
}

static void a_record_of_no_kind_is_refused(void **state)
{
	(void) state;
	*now = *everything;
	now->record[now->n - 1].kind = SPHERON_RECORD_COUNT;
	expect_refused(now->n - 1);
	now->record[now->n - 1].kind = (enum spheron_record_kind) 200;
	expect_refused(now->n - 1);
}

static void burned_money_has_one_place(void **state)
{
	struct spheron_record *r;
	unsigned last = everything->n;
	unsigned token = first_of(everything, SPHERON_RECORD_TOKEN) + SPHERON_SPON;

	(void) state;
	*now = *everything;
	now->record[token].u.token.minted = u128_add(now->record[token].u.token.minted, u128_of(7));
	r = insert(now, last);
	r->kind = SPHERON_RECORD_BUCKET;
	r->u.bucket = (struct spheron_bucket_record) { SPHERON_BURNED, 0, SPHERON_SPON, { 7, 0 } };
	expect_restored();
	r->u.bucket.owner = 1;
	expect_refused(last);
	r->u.bucket = (struct spheron_bucket_record) { SPHERON_BURNED, 0, SPHERON_USD, { 7, 0 } };
	expect_refused(last);
	r->u.bucket = (struct spheron_bucket_record) { SPHERON_BUCKET_COUNT, 0, SPHERON_SPON, { 7, 0 } };
	expect_refused(last);
}

static void nothing_comes_before_the_first_record(void **state)
{
	(void) state;
	*now = *everything;
	leave_out(now, 0);
	expect_refused(0);
}

static void a_state_has_tokens_and_the_system_account(void **state)
{
	struct spheron *st;
	unsigned refused;

	(void) state;
	*now = *everything;
	now->n_terms = 0;
	now->n = first_of(now, SPHERON_RECORD_ACCOUNT);
	expect_refused(now->n); /* the whole is refused */
	now->n = first_of(now, SPHERON_RECORD_TOKEN) - 1;
	expect_refused(now->n);

	/* An account and two tokens are not enough, three are. */
	*now = *everything;
	now->n_terms = 0;
	now->n = first_of(now, SPHERON_RECORD_ACCOUNT) + 1;
	leave_out(now, now->n - 2);
	expect_refused(now->n);
	*now = *everything;
	now->n_terms = 0;
	now->n = first_of(now, SPHERON_RECORD_ACCOUNT) + 1;
	assert_non_null(st = restore(now, &refused));
	free(st);
}

static void a_matched_order_has_its_lease(void **state)
{
	unsigned locked = first_of(everything, SPHERON_RECORD_BUCKET);

	(void) state;
	*now = *everything;
	while (now->record[locked].u.bucket.name != SPHERON_LOCKED)
		locked++;
	leave_out(now, locked);
	leave_out(now, first_of(now, SPHERON_RECORD_LEASE));
	expect_refused(now->n);
}

static void entries_of_an_operator_have_their_operator(void **state)
{
	unsigned i;

	(void) state;
	*now = *everything;
	for (i = first_of(now, SPHERON_RECORD_OPERATOR); now->record[i].u.oper.acct != 12;)
		i++;
	leave_out(now, i);
	while (first_of(now, SPHERON_RECORD_ATTEST) < first_of(now, SPHERON_RECORD_RELEASE))
		leave_out(now, first_of(now, SPHERON_RECORD_ATTEST));
	expect_refused(now->n);
}

static void attestations_of_a_bid_add_up(void **state)
{
	unsigned at = first_of(everything, SPHERON_RECORD_ATTEST);
	struct spheron_record *r;

	(void) state;
	/* 14 attested order 3; let 13 have attested the same bid with more weight than there can be. */
	*now = *everything;
	assert_int_equal(now->record[at].u.attest.acct, 14);
	r = insert(now, at);
	r->u.attest.acct = 13;
	r->u.attest.stake = U128_MAX;
	expect_refused(at + 1);
	now->record[at].u.attest.stake = u128_of(1);
	expect_restored();
}

static void running_proposals_need_what_made_them(void **state)
{
	struct spheron *st = spheron_restore(malloc(spheron_size(&roomy)), &roomy);
	struct spheron_command other = everything->terms[0];

	(void) state;
	for (unsigned i = 0; i < everything->n; i++)
		assert_int_equal(spheron_restore_record(st, &everything->record[i]),
				SPHERON_RESTORED);
	/* Proposal 7 is that of a parameter. */
	assert_int_equal(everything->n_terms, 1);
	assert_int_equal(spheron_restore_end(st), SPHERON_RESTORE_BAD);
	assert_int_equal(spheron_restore_terms(st, 6, &everything->terms[0]), SPHERON_RESTORE_BAD);
	other.verb = SPHERON_CMD_ADVANCE;
	assert_int_equal(spheron_restore_terms(st, 7, &other), SPHERON_RESTORE_BAD);
	other.verb = SPHERON_CMD_PROP_SUBMIT;
	other.u.prop_submit.kind = SPHERON_PROPOSE_SUSPEND;
	assert_int_equal(spheron_restore_terms(st, 7, &other), SPHERON_RESTORE_BAD);
	other = everything->terms[0];
	other.u.prop_submit.name = (struct spheron_text) { "vote_x", 6, 0 };
	assert_int_equal(spheron_restore_terms(st, 7, &other), SPHERON_RESTORE_BAD);
	assert_int_equal(spheron_restore_terms(st, 7, &everything->terms[0]), SPHERON_RESTORED);
	assert_int_equal(spheron_restore_terms(st, 7, &everything->terms[0]), SPHERON_RESTORE_BAD);
	assert_int_equal(spheron_restore_end(st), SPHERON_RESTORED);
	free(live_on(st));
}

/* A vote on a registration and one on new attributes, both with all that they would do. */
static void running_registrations_need_what_they_register(void **state)
{
	struct world *w = world_begin("'params':{'auto_approve':0}");
	struct spheron_command *attrs = &now->terms[1], other;

	(void) state;
	a_rich_account(w, 1);
	a_rich_account(w, 2);
	ok(w, "{'do':'provider.register','from':1,'region':3,'cpu':64}");
	ok(w, "{'do':'provider.register','from':2,'region':4,'cpu':32,'gpus':[[36,1,0]],'tokens':3}");
	dump_state(now, world_state(w));
	assert_int_equal(now->n_terms, 2);
	expect_restored();
	other = *attrs;

	attrs->verb = SPHERON_CMD_PROVIDER_ATTRS;
	expect_refused(now->n);
	*attrs = other;
	attrs->u.provider_register.attr.region = 0;
	expect_refused(now->n);
	*attrs = other;
	/* The second one is about new attributes instead: of a provider that is not there. */
	now->record[first_of(now, SPHERON_RECORD_PROPOSAL) + 1].u.proposal.kind =
			SPHERON_PROPOSE_ATTRIBUTES;
	expect_refused(now->n);
	attrs->verb = SPHERON_CMD_PROVIDER_ATTRS;
	attrs->u.provider_attrs = (struct spheron_args_attrs) { 1,
		other.u.provider_register.attr, 3, 0 };
	expect_refused(now->n);
	world_end(w);
}

static void terms_are_those_of_a_running_proposal(void **state)
{
	struct world *w = make_everything();
	struct spheron_param_info name;
	struct spheron_command c;

	(void) state;
	assert_true(spheron_terms(world_state(w), 7, &c, &name));
	assert_int_equal(c.verb, SPHERON_CMD_PROP_SUBMIT);
	assert_int_equal(c.from, 10);
	assert_int_equal(c.u.prop_submit.kind, SPHERON_PROPOSE_PARAM);
	assert_memory_equal(c.u.prop_submit.name.data, "vote_s", 6);
	assert_int_equal(c.u.prop_submit.value.lo, 60);
	assert_false(spheron_terms(world_state(w), 1, &c, &name)); /* passed at once */
	assert_false(spheron_terms(world_state(w), 8, &c, &name));
	world_end(w);
}

/* ---- room ---- */

static void a_table_that_is_too_small_is_named(void **state)
{
	struct world *w = make_everything();

	(void) state;
	/* Money earned from a lease lies in a till; the world above has earned some. */
	for (enum spheron_table t = 0; t < SPHERON_TABLE_COUNT; t++) {
		struct spheron *st = spheron_restore(malloc(spheron_size(&roomy)), &roomy);
		uint32_t used = spheron_used(world_state(w), t);
		enum spheron_restored r = SPHERON_RESTORED;

		assert_true(used > 0);
		st->table[t].capacity = t == SPHERON_TABLE_PURSES || t == SPHERON_TABLE_TILLS ? 0
											     : used - 1;
		for (unsigned i = 0; i < everything->n && r == SPHERON_RESTORED; i++)
			r = spheron_restore_record(st, &everything->record[i]);
		assert_int_equal(r, SPHERON_RESTORE_FULL);
		assert_int_equal(spheron_full(st), t);
		free(st);
	}
	world_end(w);
}

int test_restore(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_come_back_as_the_same_state),
		cmocka_unit_test(a_record_twice_is_refused),
		cmocka_unit_test(a_missing_record_is_missed_or_missing),
		cmocka_unit_test(a_wrong_field_is_refused_or_does_no_harm),
		cmocka_unit_test(there_are_only_so_many_of_some),
		cmocka_unit_test(a_record_of_no_kind_is_refused),
		cmocka_unit_test(burned_money_has_one_place),
		cmocka_unit_test(nothing_comes_before_the_first_record),
		cmocka_unit_test(a_state_has_tokens_and_the_system_account),
		cmocka_unit_test(a_matched_order_has_its_lease),
		cmocka_unit_test(entries_of_an_operator_have_their_operator),
		cmocka_unit_test(attestations_of_a_bid_add_up),
		cmocka_unit_test(running_proposals_need_what_made_them),
		cmocka_unit_test(running_registrations_need_what_they_register),
		cmocka_unit_test(terms_are_those_of_a_running_proposal),
		cmocka_unit_test(a_table_that_is_too_small_is_named),
	};

	for (unsigned i = 0; i < SPHERON_TABLE_COUNT; i++)
		((uint32_t *) &roomy)[i] = 200;
	return cmocka_run_group_tests_name("restore", tests, begin_group, end_group);
}
