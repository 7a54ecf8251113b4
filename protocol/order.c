#include "protocol/order.h"

#include "protocol/apply.h"
#include "protocol/deadline.h"
#include "protocol/index.h"
#include "protocol/operator.h"
#include "protocol/price.h"
#include "protocol/tier.h"

#define SIZE_MAX_MB (1u << 30)

bool order_terms_valid(const struct spheron *st, u128 max_price, uint64_t blocks,
		const struct need *need)
{
	RULE("ORDER-02");
	if (u128_is_zero(max_price) || u128_lt(par_amount(st, SPHERON_P_PRICE_MAX), max_price))
		return false;
	if (blocks < par(st, SPHERON_P_MIN_BLOCKS) || blocks > par(st, SPHERON_P_MAX_BLOCKS))
		return false;
	if (need->cpu > 65536 || need->mem > SIZE_MAX_MB || need->sto > SIZE_MAX_MB
			|| need->gpus > 4096)
		return false;
	return need->cpu > 0 || need->gpus > 0 || need->sto > 0;
}

static bool order_valid(const struct spheron *st, const struct spheron_args_order_create *a)
{
	struct need need = { a->cpu, a->mem, a->sto, a->gpu, a->gpus };

	if (a->mode > 1 || a->select > 1 || a->strict > 1 || a->tiers < 1 || a->tiers > 127)
		return false;
	if (a->gpu != 0 && (!gpu_model_valid(a->gpu) || a->gpus == 0))
		return false;
	if (a->strict == 1 && a->region == 0)
		return false;
	if (a->min_compute > 3 || a->min_sto > 2 || a->min_conn > 4 || a->min_gpu > 10)
		return false;
	if (a->min_uptime > 1000000 || a->min_rep > 1000000)
		return false;
	return order_terms_valid(st, a->max_price, a->blocks, &need);
}

/* Does `select_mask` admit how the provider is to be picked? */
static bool select_admitted(const struct spheron *st, uint8_t select)
{
	RULE("ORDER-03");
	return par(st, SPHERON_P_SELECT_MASK) >> select & 1;
}

/* [ORDER-05] The window close, and the end of its life. */
static void set_deadlines(struct spheron *st, uint32_t slot)
{
	struct spheron_order_record *o = &order_at(st, slot)->rec;

	RULE("ORDER-05");
	o->created_b = now_block(st);
	o->close_b = o->created_b + par(st, SPHERON_P_BID_WINDOW_BLOCKS) + 1;
	o->ttl_b = o->created_b + par(st, SPHERON_P_ORDER_TTL_BLOCKS);
	deadline_at_block(st, SPHERON_DUE_BID_CLOSE, H_ORDER, slot, o->id, o->close_b);
	deadline_at_block(st, SPHERON_DUE_ORDER_TTL, H_TTL, slot, o->id, o->ttl_b);
}

enum spheron_result command_order_create(struct spheron *st, uint32_t from,
		const struct spheron_args_order_create *a)
{
	struct account *tenant = account_at(st, from);
	struct spheron_order_record *o;
	uint32_t slot;

	RULE("ORDER-01");
	REQUIRE(order_valid(st, a), BAD_VALUE);
	REQUIRE(select_admitted(st, a->select), DISABLED);
	RULE("ORDER-04");
	REQUIRE(is_paying(st, a->token), BAD_TOKEN);
	REQUIRE(price_admitted(st, a->token, a->max_price, a->blocks), PRICE_LOW);
	RULE("ORDER-07");
	REQUIRE(tenant->orders < par(st, SPHERON_P_ORDERS_MAX), LIMIT);
	REQUIRE(u128_le(price_lock(st, a->token, a->max_price, a->blocks),
				escrow_balance(st, from, a->token)),
			NO_ESCROW);
	REQUIRE_ROOM(has_room(st, T_ORDERS, 1));

	slot = slot_take(st, T_ORDERS);
	lease_at(st, slot)->rec.id = 0;
	o = &order_at(st, slot)->rec;
	*o = (struct spheron_order_record) { .id = st->meta.next_order++, .tenant = from,
		.state = SPHERON_ORDER_OPEN, .mode = a->mode, .select = a->select, .token = a->token,
		.max_price = a->max_price, .blocks = a->blocks, .region = a->region,
		.strict = a->strict, .tiers = a->tiers, .cpu = a->cpu, .mem = a->mem, .sto = a->sto,
		.gpu = a->gpu, .gpus = a->gpus, .min_compute = a->min_compute, .min_sto = a->min_sto,
		.min_conn = a->min_conn, .min_gpu = a->min_gpu, .min_uptime = a->min_uptime,
		.min_rep = a->min_rep, .max_slashes = a->max_slashes, .desired = a->desired };
	order_index(st, slot);
	set_deadlines(st, slot);
	tenant->orders++;
	EMIT(st, ORDER_CREATED, order_created, .order = o->id, .tenant = from, .mode = o->mode,
			.max_price = o->max_price, .blocks = o->blocks, .close_block = o->close_b);
	return SPHERON_OK;
}

/* ---- the end of an order ---- */

static void bids_leave(struct spheron *st, struct order *o)
{
	for (uint32_t slot = o->first_bid; slot;) {
		uint32_t next = bid_at(st, slot)->next;

		bid_unindex(st, slot);
		bid_of_unindex(st, slot);
		slot_give(st, T_BIDS, slot);
		slot = next;
	}
	o->first_bid = o->last_bid = o->n_bids = 0;
}

void order_stop(struct spheron *st, uint32_t slot)
{
	struct order *o = order_at(st, slot);

	account_at(st, o->rec.tenant)->orders--;
	deadline_clear(st, H_ORDER, slot);
	deadline_clear(st, H_TTL, slot);
	if (o->task)
		task_stop(st, o->task, SPHERON_TASK_VOID);
	bids_leave(st, o);
}

void order_forget(struct spheron *st, uint32_t slot)
{
	RULE("ID-04");
	order_unindex(st, slot);
	slot_give(st, T_ORDERS, slot);
}

void order_close(struct spheron *st, uint32_t slot, enum spheron_order_close reason)
{
	order_stop(st, slot);
	EMIT(st, ORDER_CLOSED, order_closed, .order = order_at(st, slot)->rec.id,
			.reason = (uint8_t) reason);
	order_forget(st, slot);
}

void order_expire(struct spheron *st, uint32_t slot)
{
	order_close(st, slot, SPHERON_ORDER_EXPIRED);
}

enum spheron_result command_order_cancel(struct spheron *st, uint32_t from,
		const struct spheron_args_order *a)
{
	uint32_t slot = order_find(st, a->order, 0);
	const struct order *o = order_at(st, slot);

	RULE("ORDER-06");
	if (!slot)
		return missing(a->order, st->meta.next_order);
	REQUIRE(o->rec.tenant == from, NOT_ALLOWED);
	REQUIRE(o->rec.state == SPHERON_ORDER_OPEN, BAD_STATE);

	order_close(st, slot, SPHERON_ORDER_CANCELLED);
	return SPHERON_OK;
}
