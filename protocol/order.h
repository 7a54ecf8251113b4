/* order.h - what tenants ask for.  Internal.
 *
 * Source: RULES.md ORDER-01..07, BID-01..06.
 */
#ifndef PROTOCOL_ORDER_H
#define PROTOCOL_ORDER_H

#include "protocol/node.h"
#include "protocol/state.h"

/* The resources of an order when this GPU model is offered for it. */
static inline struct need order_need(const struct spheron_order_record *o, uint16_t gpu)
{
	return (struct need) { o->cpu, o->mem, o->sto, gpu, o->gpus };
}

/* [ORDER-02] Are duration, price limit and resources within the bounds of an order? */
bool order_terms_valid(const struct spheron *st, u128 max_price, uint64_t blocks,
		const struct need *need);

/* An OPEN order leaves that state: its tenant has one fewer, its deadlines go, a running task is
 * void (AVS-06), its bids leave. */
void order_stop(struct spheron *st, uint32_t slot);

/* An OPEN order ends without a lease (OrderClosed). */
void order_close(struct spheron *st, uint32_t slot, enum spheron_order_close reason);

/* Takes the record out of the state. */
void order_forget(struct spheron *st, uint32_t slot);

/* Deadline. */
void order_expire(struct spheron *st, uint32_t slot);

/* [BID-06] Do the hard filters F1..F9 hold for this offer (FILTERED), and is there free capacity
 * (NO_CAPACITY)? */
enum spheron_result offer_admitted(const struct spheron *st, const struct spheron_order_record *o,
		uint32_t provider, uint32_t fizz, uint16_t gpu);

/* Slashes that count for a bid: those of its node, for a Fizz node plus its gateway's (F8). */
uint64_t offer_slashes(const struct spheron *st, uint32_t provider, uint32_t fizz);

/* Puts a bid into the index and list of its order; its record is set and its id the highest. */
void bid_link(struct spheron *st, uint32_t order_slot, uint32_t slot);

#endif
