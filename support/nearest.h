/* nearest.h - what somebody who mistyped a name may have meant. */
#ifndef SUPPORT_NEAREST_H
#define SUPPORT_NEAREST_H

#include <stddef.h>

/* Which of the names that name_at(i), 0 <= i < n, returns is nearest to `word`; -1 if none is near
 * enough to be worth suggesting.  Distance is that of Damerau and Levenshtein: letters added, lost,
 * changed or swapped; none if only capitals differ. */
ptrdiff_t nearest_name(const char *word, const char *(*name_at)(size_t i), size_t n);

#endif
