#define _DEFAULT_SOURCE /* madvise() */

#include "support/block.h"

#include <stdlib.h>
#include <sys/mman.h>

#define LINE ((size_t) 64)
#define HUGE_PAGE ((size_t) 2 << 20)

static size_t rounded_up(size_t size, size_t unit)
{
	return (size + unit - 1) / unit * unit;
}

void *block_new(size_t size)
{
	void *block;

	if (size < 2 * HUGE_PAGE)
		return aligned_alloc(LINE, rounded_up(size ? size : 1, LINE));
	size = rounded_up(size, HUGE_PAGE);
	block = aligned_alloc(HUGE_PAGE, size);
#ifdef MADV_HUGEPAGE
	/* Advice: a system without huge pages goes on with small ones. */
	if (block)
		madvise(block, size, MADV_HUGEPAGE);
#endif
	return block;
}
