/* plain.h - the hottest commands once more, the way one would first write them: every record from
 * malloc, found through a chained hash map by its id, deadlines as objects in a binary heap,
 * 128-bit integers of the compiler.  Ordinary C, nothing done on purpose to make it slow.
 *
 * It knows proof.report, fizz.checks, node.down, node.up, bid.place, and order.create because bids
 * need orders; with their checks in the order of the rules, the time to live of orders and the end
 * of cooldowns.  It knows no leases, so its orders must end by their time to live.  It emits no
 * events.
 */
#ifndef TESTS_BENCH_PLAIN_H
#define TESTS_BENCH_PLAIN_H

#include "protocol/spheron.h"

#include <stdbool.h>

struct plain;

/* The population of a state that was just founded. */
struct plain *plain_new(const struct spheron *state);
void plain_free(struct plain *p);

enum spheron_result plain_apply(struct plain *p, const struct spheron_command *command);

/* Does the state hold what the plain version holds, node by node?  What differs is put into `what`.
 */
bool plain_agrees(struct plain *p, const struct spheron *state, char what[80]);

#endif
