/* gateway.h - gateways and the subnets of Fizz nodes behind them.  Internal.
 *
 * Source: RULES.md GATE-01..06, FIZZ-02, FIZZ-03, FIZZ-11.
 */
#ifndef PROTOCOL_GATEWAY_H
#define PROTOCOL_GATEWAY_H

#include "protocol/state.h"

/* [FIZZ-02] Is there such a gateway, and may it take a member?  NOT_FOUND, NOT_LINKED, BAD_STATE. */
enum spheron_result gateway_check(const struct spheron *st, uint32_t gateway);

/* [FIZZ-02, FIZZ-03] Is there a place (LIMIT), and does the node meet the minimum (NO_CAPACITY)? */
enum spheron_result gateway_admits(const struct spheron *st, uint32_t gateway, uint32_t cpu,
		uint32_t mem, uint32_t gpus);

/* A Fizz node joins, and leaves; its counters are folded.  A node that exits keeps the number of its
 * last gateway (D-04), so leaving changes the gateway only. */
void gateway_join(struct spheron *st, struct fizz *f, uint32_t gateway);
void gateway_leave(struct spheron *st, const struct fizz *f);

/* [GATE-03, GATE-05] At the era close: pending values of the subnet are set or dropped. */
void subnet_decide(struct spheron *st, struct provider *p);

#endif
