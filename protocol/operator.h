/* operator.h - matchmaker operators, their tasks and attestations (AVS).  Internal.
 *
 * Source: RULES.md AVS-01..10.
 */
#ifndef PROTOCOL_OPERATOR_H
#define PROTOCOL_OPERATOR_H

#include "protocol/state.h"

/* [AVS-03] Opens the task of an order whose window has just closed. */
void task_open(struct spheron *st, uint32_t order_slot);

/* A running task stops in this state and is forgotten avs_dispute_s from now. */
void task_stop(struct spheron *st, uint32_t slot, enum spheron_task_state state);

/* Deadlines. */
void task_expire(struct spheron *st, uint32_t slot);
void task_forget(struct spheron *st, uint32_t slot);

/* [AVS-10] Recounts the weights of all operators after avs_min_stake changed. */
void operators_reweigh(struct spheron *st);

/* The weight of an operator now. */
u128 operator_weight(const struct spheron *st, const struct oper *op);

/* Hangs the operator in this slot into the list and adds its weight. */
void operator_link(struct spheron *st, uint32_t slot);

/* Puts the attestation in this slot into its index and the list of its task. */
void attest_link(struct spheron *st, uint32_t task_slot, uint32_t slot);

#endif
