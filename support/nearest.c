#include "support/nearest.h"

#include <stdbool.h>
#include <string.h>

#define WORD_MAX 63

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Rows of the usual table; the one before the last is needed for swaps. */
static size_t distance(const char *a, const char *b)
{
	size_t row[3][WORD_MAX + 1], n = strlen(a), m = strlen(b);

	if (n > WORD_MAX || m > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			now[j] = last[j - 1] + (a[i - 1] != b[j - 1]);
			now[j] = least(now[j], least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return row[n % 3][m];
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

/* But for small letters and capitals. */
static bool same_word(const char *a, const char *b)
{
	while (*a && small(*a) == small(*b)) {
		a++;
		b++;
	}
	return !*a && !*b;
}

ptrdiff_t nearest_name(const char *word, const char *(*name_at)(size_t i), size_t n)
{
	size_t best = strlen(word) / 3 + 2;
	ptrdiff_t found = -1;

	for (size_t i = 0; i < n; i++) {
		size_t d = same_word(word, name_at(i)) ? 0 : distance(word, name_at(i));

		if (d < best) {
			best = d;
			found = (ptrdiff_t) i;
		}
	}
	return found;
}
