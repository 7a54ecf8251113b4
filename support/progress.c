#include "support/progress.h"

#include "support/talk.h"

#include <stdio.h>
#include <time.h>

/* Seconds before the first word, between two on a terminal, and between two lines elsewhere. */
#define PATIENCE_S 1.0
#define REFRESH_S 0.2
#define LINE_S 10.0

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

void progress_begin(struct progress *p, const char *what, const char *unit, bool silent)
{
	*p = (struct progress) { .what = what, .unit = unit, .begun = now_s(),
		.terminal = talk_to_terminal(), .silent = silent };
	p->shown = p->begun;
}

void progress_show(struct progress *p, uint64_t done, double share)
{
	double now = p->silent ? 0 : now_s(), elapsed = now - p->begun;
	char eta[32] = "";

	if (p->silent || elapsed < PATIENCE_S
			|| now - p->shown < (p->terminal ? REFRESH_S : LINE_S))
		return;
	p->shown = now;
	if (share > 0.001)
		snprintf(eta, sizeof eta, ", %.0f s left", elapsed / share - elapsed);
	fprintf(stderr, "%s%s: %llu %s, %.0f a second%s%s", p->terminal ? "\r\033[K" : "", p->what,
			(unsigned long long) done, p->unit, (double) done / elapsed, eta,
			p->terminal ? "" : "\n");
	fflush(stderr);
}

void progress_end(struct progress *p)
{
	if (!p->silent && p->terminal && p->shown > p->begun)
		fputs("\r\033[K", stderr);
}
