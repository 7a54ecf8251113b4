/* Going over all entities of a kind. */

#include "sim/expr/expr_parts.h"
#include "sim/player.h"

#include <stdio.h>
#include <stdlib.h>

/* Keys of a kind that is found by walking.  They are gathered first, so that visitors may walk again:
 * a walk sorts in one room that belongs to the state.  Nothing else is in that room, and nothing that a
 * command does looks into it, so a walk is safe while an event is told. */
struct keys {
	enum spheron_record_kind kind;
	struct expr_key *key;
	size_t n, room;
};

static struct expr_key key_of(const struct spheron_record *r)
{
	switch (r->kind) {
	case SPHERON_RECORD_ORDER:
		return (struct expr_key) { r->u.order.id, 0 };
	case SPHERON_RECORD_LEASE:
		return (struct expr_key) { r->u.lease.id, 0 };
	case SPHERON_RECORD_DELEGATION:
		return (struct expr_key) { r->u.delegation.provider, r->u.delegation.acct };
	case SPHERON_RECORD_UNBOND:
		return (struct expr_key) { r->u.unbond.id, 0 };
	case SPHERON_RECORD_PROPOSAL:
		return (struct expr_key) { r->u.proposal.id, 0 };
	case SPHERON_RECORD_CHALLENGE:
		return (struct expr_key) { r->u.challenge.id, 0 };
	case SPHERON_RECORD_TASK:
		return (struct expr_key) { r->u.task.order, 0 };
	case SPHERON_RECORD_META:
	case SPHERON_RECORD_PARAM:
	case SPHERON_RECORD_TOKEN:
	case SPHERON_RECORD_ACCOUNT:
	case SPHERON_RECORD_PROVIDER:
	case SPHERON_RECORD_FIZZ:
	case SPHERON_RECORD_GPU:
	case SPHERON_RECORD_BID:
	case SPHERON_RECORD_POOLGEN:
	case SPHERON_RECORD_VOTE:
	case SPHERON_RECORD_OPERATOR:
	case SPHERON_RECORD_ATTEST:
	case SPHERON_RECORD_RELEASE:
	case SPHERON_RECORD_BUCKET:
	case SPHERON_RECORD_COUNT:
		break;
	}
	return (struct expr_key) { 0, 0 };
}

static bool take_key(void *ctx, const struct spheron_record *record)
{
	struct keys *keys = ctx;

	if (record->kind != keys->kind)
		return record->kind < keys->kind;
	if (keys->n == keys->room) {
		keys->room = keys->room ? keys->room * 2 : 256;
		keys->key = must(realloc(keys->key, keys->room * sizeof *keys->key));
	}
	keys->key[keys->n++] = key_of(record);
	return true;
}

static bool each_walked(struct spheron *state, enum spheron_record_kind kind,
		bool (*visit)(void *ctx, struct expr_key key), void *ctx)
{
	struct keys keys = { .kind = kind };
	bool on = true;

	spheron_walk(state, take_key, &keys);
	for (size_t i = 0; i < keys.n && on; i++)
		on = visit(ctx, keys.key[i]);
	free(keys.key);
	return on;
}

static bool each_of(uint64_t first, uint64_t end, bool (*visit)(void *ctx, struct expr_key key), void *ctx)
{
	for (uint64_t id = first; id < end; id++)
		if (!visit(ctx, (struct expr_key) { id, 0 }))
			return false;
	return true;
}

static bool each_operator(const struct spheron *state, bool (*visit)(void *ctx, struct expr_key key),
		void *ctx)
{
	uint32_t left = spheron_used(state, SPHERON_TABLE_OPERATORS);
	uint32_t accounts = spheron_used(state, SPHERON_TABLE_ACCOUNTS);
	struct spheron_record record;

	for (uint32_t acct = 0; acct < accounts && left > 0; acct++) {
		if (!spheron_find(state, SPHERON_RECORD_OPERATOR, acct, 0, 0, &record))
			continue;
		left--;
		if (!visit(ctx, (struct expr_key) { acct, 0 }))
			return false;
	}
	return true;
}

bool expr_each(struct spheron *state, enum expr_entity kind,
		bool (*visit)(void *ctx, struct expr_key key), void *ctx)
{
	static const struct {
		enum expr_entity kind;
		enum spheron_table table;
	} walked[] = { { EXPR_LEASE, SPHERON_TABLE_ORDERS }, { EXPR_ORDER, SPHERON_TABLE_ORDERS },
		{ EXPR_DELEGATION, SPHERON_TABLE_DELEGATIONS }, { EXPR_UNBONDING,
				SPHERON_TABLE_UNBONDINGS },
		{ EXPR_PROPOSAL, SPHERON_TABLE_PROPOSALS }, { EXPR_CHALLENGE, SPHERON_TABLE_CHALLENGES },
		{ EXPR_TASK, SPHERON_TABLE_TASKS } };

	if (kind == EXPR_PROVIDER)
		return each_of(1, (uint64_t) spheron_used(state, SPHERON_TABLE_PROVIDERS) + 1, visit, ctx);
	if (kind == EXPR_FIZZ)
		return each_of(1, (uint64_t) spheron_used(state, SPHERON_TABLE_FIZZ) + 1, visit, ctx);
	if (kind == EXPR_ACCOUNT)
		return each_of(0, spheron_used(state, SPHERON_TABLE_ACCOUNTS), visit, ctx);
	if (kind == EXPR_OPERATOR)
		return each_operator(state, visit, ctx);
	for (size_t i = 0; i < sizeof walked / sizeof *walked; i++)
		if (walked[i].kind == kind && spheron_used(state, walked[i].table) == 0)
			return true;
	return each_walked(state, entity_record(kind), visit, ctx);
}

void expr_entity_text(enum expr_entity kind, struct expr_key key, char text[64])
{
	if (entity_keys(kind) == 2)
		snprintf(text, 64, "%s %llu:%llu", entity_name(kind), (unsigned long long) key.key,
				(unsigned long long) key.key2);
	else
		snprintf(text, 64, "%s %llu", entity_name(kind), (unsigned long long) key.key);
}
