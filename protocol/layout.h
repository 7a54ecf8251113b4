/* layout.h - sizes of slots.  Internal. */
#ifndef PROTOCOL_LAYOUT_H
#define PROTOCOL_LAYOUT_H

#include "protocol/state.h"

/* Bytes of one slot of a table. */
size_t slot_size(enum table_id id);

#endif
