/* Networks: the reference network, sizes from a thousand to a million nodes, threads, the profile. */
#include "sim/bench/bench.h"

#include "sim/run/jobs.h"
#include "support/talk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define BUDGET_YEAR_S   60.0
#define BUDGET_GROWTH   3.0
#define BUDGET_SPEED_UP 1.9
#define GIB             1073741824.0

static bool least_of(const char *path, const char *const *sets, int tries, struct measured *best)
{
	*best = (struct measured) { 0 };
	for (int k = 0; k < tries; k++) {
		struct measured m;

		if (!measure(path, sets, 0, 1, &m))
			return false;
		if (k == 0 || m.run_s < best->run_s)
			*best = m;
	}
	return true;
}

/* ---- the reference network ---- */

bool bench_reference(const struct bench *b)
{
	const char *const sets[] = { b->quick ? "time.horizon=10 d" : "time.horizon=30 d", "time.warmup=0 s",
		NULL };
	struct measured m;
	char path[4096];
	double year_s;

	if (!least_of(bench_path(b, "reference.json", path, sizeof path), sets, b->quick ? 1 : 3, &m))
		return false;
	year_s = m.setup_s + m.run_s / m.days * 365;
	printf("Reference network: %llu nodes, the first %.0f days\n"
		"  %.1f simulated days a second, %.0f ns a node-day, %.0f ns a wake, %.0f a command\n"
		"  a year at that rate: %.0f s (budget %.0f s); %.2f GiB of data, %.2f GiB resident "
		"(budget 1)\n\n", (unsigned long long) m.nodes, m.days, m.days / m.run_s,
			m.run_s * 1e9 / (m.days * (double) m.nodes), m.run_s * 1e9 / (double) m.wakes,
			m.run_s * 1e9 / (double) m.commands, year_s, BUDGET_YEAR_S,
			(double) m.bytes / GIB, (double) m.resident / GIB);
	figure("reference.days_s", m.days / m.run_s);
	figure("reference.year_s", year_s);
	figure("reference.resident_bytes", (double) m.resident);
	return true;
}

/* ---- sizes ---- */

struct size {
	uint32_t nodes, days, tries;
};

static bool one_size(const struct bench *b, const struct size *size, double *node_day_ns)
{
	uint32_t gateways = size->nodes / 500, providers = size->nodes / 100;
	char set[6][80], path[4096], name[64];
	const char *const sets[] = { set[0], set[1], set[2], set[3], set[4], set[5], NULL };
	struct measured m;

	snprintf(set[0], sizeof set[0], "population.providers.0.count=%u", gateways);
	snprintf(set[1], sizeof set[1], "population.providers.1.count=%u", providers);
	snprintf(set[2], sizeof set[2], "population.fizz.0.count=%u", size->nodes - gateways - providers);
	snprintf(set[3], sizeof set[3], "population.demand.0.orders=%u /d", size->nodes * 36 / 100);
	snprintf(set[4], sizeof set[4], "population.demand.0.tenants=%u", size->nodes / 10);
	snprintf(set[5], sizeof set[5], "time.horizon=%u d", size->days);
	if (!least_of(bench_path(b, "bench/scale.json", path, sizeof path), sets, (int) size->tries, &m))
		return false;
	*node_day_ns = m.run_s * 1e9 / (m.days * (double) m.nodes);
	printf("  %9llu %5.0f %10.2f %10.2f %12.0f %10.0f %10.0f %10.0f %10.2f %10.0f\n",
			(unsigned long long) m.nodes, m.days, m.setup_s, m.run_s, *node_day_ns,
			m.run_s * 1e9 / (double) m.wakes, (double) m.bytes / (double) m.nodes,
			(double) m.resident / (double) m.nodes, (double) m.resident / GIB,
			m.setup_s + m.run_s / m.days * 30);
	snprintf(name, sizeof name, "scale.%u.node_day_ns", size->nodes);
	figure(name, *node_day_ns);
	snprintf(name, sizeof name, "scale.%u.wake_ns", size->nodes);
	figure(name, m.run_s * 1e9 / (double) m.wakes);
	snprintf(name, sizeof name, "scale.%u.resident_bytes", size->nodes);
	figure(name, (double) m.resident);
	snprintf(name, sizeof name, "scale.%u.month_s", size->nodes);
	figure(name, m.setup_s + m.run_s / m.days * 30);
	return true;
}

bool bench_scale(const struct bench *b)
{
	static const struct size usual[] = { { 1000, 60, 3 }, { 10000, 15, 3 }, { 100000, 6, 2 },
		{ 1000000, 3, 1 } };
	static const struct size quick[] = { { 1000, 15, 2 }, { 10000, 6, 2 }, { 100000, 3, 1 } };
	size_t n = b->quick ? sizeof quick / sizeof quick[0] : sizeof usual / sizeof usual[0];
	double first = 0, ns = 0;

	printf("Size: Fizz hosts 98.8 %%, providers 1 %%, gateways 0.2 %%, 0.36 orders a node-day\n"
		"  %9s %5s %10s %10s %12s %10s %10s %10s %10s %10s\n", "nodes", "days", "set-up s", "run s",
			"ns/node-day", "ns/wake", "data B/n", "in all B/n", "GiB", "30 days, s");
	for (size_t i = 0; i < n; i++) {
		if (!one_size(b, b->quick ? &quick[i] : &usual[i], &ns))
			return false;
		first = i == 0 ? ns : first;
	}
	printf("  a node-day costs %.2f times as much in the largest as in the smallest (budget %.0f); "
		"a million\n  nodes for 30 days: budget 2 GiB\n\n", ns / first, BUDGET_GROWTH);
	figure("scale.growth", ns / first);
	return true;
}

/* ---- threads ---- */

static double wall_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

struct crew_task {
	const char *path;
	int threads;
};

static bool drop(void *ctx, const struct job_result *result)
{
	(void) ctx;
	(void) result;
	return true;
}

static bool run_crew(void *ctx, void *out)
{
	const struct crew_task *task = ctx;
	static const char *const sets[] = { "random.runs=8", "params.era_s=86400" };
	struct study study;
	struct jobs jobs = { .study = &study, .threads = task->threads, .quiet = true, .take = drop };
	double begin;
	bool good;

	if (!study_open(&study, task->path, sets, 2))
		return false;
	begin = wall_s();
	good = jobs_run(&jobs) == JOBS_DONE;
	*(double *) out = wall_s() - begin;
	study_close(&study);
	return good;
}

bool bench_jobs(const struct bench *b)
{
	double least[3] = { 0, INFINITY, INFINITY }, took;
	int tries = b->quick ? 2 : 5;
	char path[4096];

	bench_path(b, "bench/market.json", path, sizeof path);
	for (int k = 0; k < tries; k++)
		for (int threads = 1; threads <= 2; threads++) {
			struct crew_task task = { path, threads };

			if (!in_a_child(run_crew, &task, &took, sizeof took, NULL))
				return false;
			least[threads] = fmin(least[threads], took);
		}
	printf("Threads: 8 replications of the marketplace, time on the wall, the least of %d\n"
		"  --jobs 1 %.2f s, --jobs 2 %.2f s: %.2fx (budget %.1fx on 2 idle cores)\n\n", tries,
			least[1], least[2], least[1] / least[2], BUDGET_SPEED_UP);
	figure("jobs.speed_up", least[1] / least[2]);
	return true;
}

/* ---- where the time goes ---- */

static const char *const part_name[PROFILE_PARTS] = {
#define PART_NAME(constant, name, what) name,
	PROFILE_PARTS_LIST(PART_NAME)
#undef PART_NAME
};
static const char *const part_what[PROFILE_PARTS] = {
#define PART_WHAT(constant, name, what) what,
	PROFILE_PARTS_LIST(PART_WHAT)
#undef PART_WHAT
};

static bool profile_of(const struct bench *b, const char *file, const char *what, const char *key,
		const char *const *sets, double share[PROFILE_PARTS])
{
	struct measured m;
	char path[4096], name[64];
	double all = 0;

	if (!measure(bench_path(b, file, path, sizeof path), sets, 0, 1, &m))
		return false;
	for (int p = 0; p < PROFILE_PARTS; p++)
		all += m.part[p];
	printf("  %-28s", what);
	for (int p = 0; p < PROFILE_PARTS; p++) {
		share[p] = all > 0 ? m.part[p] / all : 0;
		printf(" %9.1f %%", 100 * share[p]);
		snprintf(name, sizeof name, "profile.%s.%s", key, part_name[p]);
		figure(name, share[p]);
	}
	putchar('\n');
	return true;
}

bool bench_profile(const struct bench *b)
{
#ifdef SPHERON_PROFILE
	static const char *const as_is[] = { NULL };
	static const char *const daily[] = { "params.era_s=86400", NULL };
	const char *const days[] = { b->quick ? "time.horizon=5 d" : "time.horizon=20 d", "time.warmup=0 s",
		NULL };
	double share[PROFILE_PARTS];

	printf("Where the time goes\n  %-28s", "");
	for (int p = 0; p < PROFILE_PARTS; p++)
		printf(" %11s", part_name[p]);
	putchar('\n');
	if (!profile_of(b, "bench/market.json", "marketplace, an era an hour", "market_hour", as_is, share)
			|| !profile_of(b, "bench/market.json", "marketplace, an era a day", "market_day",
				daily, share)
			|| !profile_of(b, "reference.json", "reference network", "reference", days, share))
		return false;
	for (int p = 0; p < PROFILE_PARTS; p++)
		printf("  %-9s %s\n", part_name[p], part_what[p]);
	putchar('\n');
#else
	(void) b;
	(void) part_what;
	(void) profile_of;
	talk("profile: only in the program of make V=profile");
#endif
	return true;
}
