/* touched.h - whom an event concerns: those it names, those whose money it moves, and the parties of the
 * lease or order that it is about. */
#ifndef SIM_SUITE_TOUCHED_H
#define SIM_SUITE_TOUCHED_H

#include "sim/expr/expr.h"

/* The kind of entity whose number owns a bucket, enum expr_entity; EXPR_NONE for those of nobody. */
int touched_owner(unsigned bucket);

/* Calls `touch` for each of them that is of a kind in `kinds` (bits by enum expr_entity), some perhaps
 * twice.  `state` is as it is when the event is told. */
void touched_by(const struct spheron_event *event, const struct spheron *state, uint32_t kinds,
		void (*touch)(void *ctx, enum expr_entity kind, struct expr_key key), void *ctx);

#endif
