/* What a stream for each entity saves: a comparison of two repair times, on the same luck and not. */
#include "sim/bench/bench.h"

#include "sim/measure/summary.h"
#include "support/talk.h"

#include <stdio.h>

#define BUDGET_RATIO 10.0

struct pairs {
	double same[REPLICATIONS_MAX], other[REPLICATIONS_MAX];
};

/* How many times less the variance of the difference is on the same luck. */
static double ratio_of(const struct pairs *p, uint32_t n)
{
	double same = summary_of(p->same, n, 1).sd, other = summary_of(p->other, n, 1).sd;

	return other * other / (same * same);
}

static bool ours(const struct bench *b, uint32_t n, struct pairs *p)
{
	static struct measured a[REPLICATIONS_MAX], same[REPLICATIONS_MAX], other[REPLICATIONS_MAX];
	const char *const four[] = { "params.era_s=86400", NULL };
	const char *const three[] = { "params.era_s=86400", "population.providers.0.repair.mean=3 h",
		NULL };
	char path[4096];

	bench_path(b, "bench/market.json", path, sizeof path);
	if (!measure(path, four, 0, n, a) || !measure(path, three, 0, n, same)
			|| !measure(path, three, 100000, n, other))
		return false;
	for (int o = 0; o < OUTPUTS; o++)
		for (uint32_t r = 0; r < n; r++) {
			p[o].same[r] = same[r].output[o] - a[r].output[o];
			p[o].other[r] = other[r].output[o] - a[r].output[o];
		}
	return true;
}

static bool plain(const struct bench *b, bool own, uint32_t n, struct pairs *p)
{
	static struct yardstick a[REPLICATIONS_MAX], same[REPLICATIONS_MAX], other[REPLICATIONS_MAX];

	if (yardstick_plain(b, 1, n, 4, 2.8, own, a) != n || yardstick_plain(b, 1, n, 3, 2.8, own, same)
			!= n || yardstick_plain(b, 100001, n, 3, 2.8, own, other) != n)
		return false;
	for (int o = 0; o < OUTPUTS; o++)
		for (uint32_t r = 0; r < n; r++) {
			p[o].same[r] = same[r].output[o] - a[r].output[o];
			p[o].other[r] = other[r].output[o] - a[r].output[o];
		}
	return true;
}

bool bench_luck(const struct bench *b)
{
	static struct pairs mine[OUTPUTS], shared[OUTPUTS], own[OUTPUTS];
	uint32_t n = b->quick ? 30 : 150;
	bool compared;

	if (!ours(b, n, mine))
		return false;
	compared = b->plain && plain(b, false, n, shared) && plain(b, true, n, own);
	printf("Common random numbers: repairs of 3 h instead of 4 h, %u pairs; how many times less the\n"
		"variance of the difference is with the same seed than with independent ones\n"
		"  %-12s %-24s %12s", n, "", "    difference", "spheron-sim");
	puts(compared ? "  plain C, one stream  plain C, own streams" : "");
	for (int o = BROKEN; o < OUTPUTS; o++) {
		struct summary s = summary_of(mine[o].same, n, 1);
		double ratio = ratio_of(&mine[o], n);
		char name[64];

		printf("  %-12s %+12.4g ± %-9.2g %11.1fx", output_name[o], s.mean,
				summary_half_width(s.sd, s.n), ratio);
		if (compared)
			printf(" %18.1fx %20.1fx", ratio_of(&shared[o], n), ratio_of(&own[o], n));
		putchar('\n');
		snprintf(name, sizeof name, "luck.%s.variance_ratio", output_name[o]);
		figure(name, ratio);
	}
	printf("  budget: at least %.0fx\n\n", BUDGET_RATIO);
	return true;
}
