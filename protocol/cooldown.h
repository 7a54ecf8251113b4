/* cooldown.h - link state of nodes.  Internal. */
#ifndef PROTOCOL_COOLDOWN_H
#define PROTOCOL_COOLDOWN_H

#include "protocol/state.h"

/* Pauses a node whose counters are folded, with its event. */
void node_set_paused(struct spheron *st, unsigned kind, struct node *n);

#endif
