/* block.h - memory for one large block that is walked at random. */
#ifndef SUPPORT_BLOCK_H
#define SUPPORT_BLOCK_H

#include <stddef.h>

/* `size` bytes that begin on a cache line; large blocks on pages of 2 MB where the system has them,
 * since a walk at random through small pages waits for their table as well.  free() gives them back.
 * NULL if there is no memory. */
void *block_new(size_t size);

#endif
