#include "sim/bench/bench.h"

#include "sim/player.h"
#include "sim/run/study.h"
#include "support/talk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const char *const output_name[OUTPUTS] = { "matched", "broken", "utilisation", "uptime", "revenue" };

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

const char *bench_path(const struct bench *b, const char *name, char *room, size_t size)
{
	snprintf(room, size, "%s/%s", b->scenarios, name);
	return room;
}

/* ---- a process of its own ---- */

static void be_child(bool (*what)(void *ctx, void *out), void *ctx, void *out, size_t size, int to)
{
	struct rusage usage;
	uint64_t kilobytes;
	bool good = what(ctx, out);

	getrusage(RUSAGE_SELF, &usage);
	kilobytes = (uint64_t) usage.ru_maxrss;
	good = good && write(to, out, size) == (ssize_t) size
			&& write(to, &kilobytes, sizeof kilobytes) == sizeof kilobytes;
	_exit(good ? 0 : 1);
}

static bool read_all(int from, void *out, size_t size)
{
	char *at = out;

	while (size) {
		ssize_t n = read(from, at, size);

		if (n <= 0)
			return false;
		at += n;
		size -= (size_t) n;
	}
	return true;
}

bool in_a_child(bool (*what)(void *ctx, void *out), void *ctx, void *out, size_t size,
		uint64_t *resident)
{
	int ends[2], status;
	uint64_t kilobytes = 0;
	pid_t child;
	bool good;

	fflush(stdout);
	if (pipe(ends) != 0 || (child = fork()) < 0) {
		talk_error("bench: %s", strerror(errno));
		return false;
	}
	if (child == 0)
		be_child(what, ctx, out, size, ends[1]);
	close(ends[1]);
	good = read_all(ends[0], out, size) && read_all(ends[0], &kilobytes, sizeof kilobytes);
	close(ends[0]);
	waitpid(child, &status, 0);
	if (resident)
		*resident = kilobytes * 1024;
	return good && status == 0;
}

/* ---- a world ---- */

struct task {
	const char *path;
	const char *const *sets;
	uint32_t first, n;
};

/* Leases that still run are in the price by time, which settlements alone are not. */
static void outputs_of(const struct setup *setup, const struct outcome *o, double days, double *out)
{
	double threads = 8.0 * setup->providers[0].count;

	out[MATCHED] = o->value[METRIC_MARKET_FILL];
	out[BROKEN] = o->value[METRIC_SLA_INTERRUPTED] * (double) o->events[SPHERON_EVENT_LEASE_CLOSED]
			/ (double) o->events[SPHERON_EVENT_LEASE_CREATED];
	out[UTILISATION] = o->value[METRIC_MARKET_USE_PROVIDERS];
	out[UPTIME] = o->value[METRIC_SLA_PROVIDERS];
	out[REVENUE] = o->value[METRIC_MARKET_PRICE_CPU] * out[UTILISATION] * threads * 24 * days;
}

static void run_world(const struct cell *cell, uint32_t replication, struct measured *m)
{
	double begin = cpu_s(), ready;
	struct world *w = world_new(&cell->plan, replication, NULL);
	struct world_result result;

	ready = cpu_s();
	while (!world_ended(w))
		world_run_era(w);
	*m = (struct measured) { .setup_s = ready - begin, .run_s = cpu_s() - ready };
	if (world_fault(w))
		talk_error("%s", world_fault(w));
	world_result(w, &result);
	m->days = (double) cell->plan.horizon_ms / 86.4e6;
	m->wakes = result.wakes;
	m->commands = result.commands;
	m->events = result.events;
	m->bytes = result.bytes;
	for (uint32_t c = 0; c < cell->setup.n_providers; c++)
		m->nodes += cell->setup.providers[c].count;
	for (uint32_t c = 0; c < cell->setup.n_fizz; c++)
		m->nodes += cell->setup.fizz[c].count;
	for (int p = 0; p < PROFILE_PARTS; p++)
		m->part[p] = result.seconds[p];
	outputs_of(&cell->setup, &result.outcome, m->days, m->output);
	fold_free_outcome(&result.outcome);
	world_free(w);
}

static bool run_task(void *ctx, void *out)
{
	const struct task *t = ctx;
	struct measured *m = out;
	struct study study;
	size_t n = 0;

	while (t->sets[n])
		n++;
	if (!study_open(&study, t->path, t->sets, n))
		return false;
	for (uint32_t r = 0; r < t->n; r++)
		run_world(&study.cell[0], t->first + r, &m[r]);
	study_close(&study);
	return true;
}

bool measure(const char *path, const char *const *sets, uint32_t first, uint32_t n, struct measured *out)
{
	struct task task = { path, sets, first, n };
	uint64_t resident;

	if (!in_a_child(run_task, &task, out, n * sizeof *out, &resident))
		return false;
	for (uint32_t r = 0; r < n; r++)
		out[r].resident = resident;
	return true;
}

/* ---- others' marketplaces ---- */

size_t yardstick_run(const char *command, struct yardstick *out, size_t room)
{
	FILE *f = popen(command, "r");
	char line[1000];
	size_t n = 0;

	while (f && n < room && fgets(line, sizeof line, f)) {
		struct yardstick *y = &out[n];

		n += sscanf(line, "cpu=%lf events=%lf matched=%lf broken=%lf utilisation=%lf uptime=%lf "
				"revenue=%lf", &y->cpu_s, &y->events, &y->output[MATCHED],
				&y->output[BROKEN], &y->output[UTILISATION], &y->output[UPTIME],
				&y->output[REVENUE]) == 2 + OUTPUTS;
	}
	if (f && pclose(f) != 0)
		n = 0;
	return n;
}

size_t yardstick_plain(const struct bench *b, uint64_t seed, uint32_t runs, double repair_h, double rate,
		bool own, struct yardstick *out)
{
	char command[4096];

	snprintf(command, sizeof command, "'%s' %d %d %llu %u %g %g %s", b->plain, MARKET_N, MARKET_DAYS,
			(unsigned long long) seed, runs, repair_h, rate, own ? "own" : "shared");
	return yardstick_run(command, out, runs);
}

/* ---- figures ---- */

static struct {
	char name[64];
	double value;
} figures[512];
static size_t n_figures;

void figure(const char *name, double value)
{
	if (n_figures == sizeof figures / sizeof figures[0])
		return;
	snprintf(figures[n_figures].name, sizeof figures[n_figures].name, "%s", name);
	figures[n_figures++].value = value;
}

bool figures_write(const char *file)
{
	FILE *f = fopen(file, "w");
	bool good = f;

	for (size_t i = 0; good && i < n_figures; i++)
		good = fprintf(f, "%s \"%s\": %.9g", i ? ",\n" : "{\n", figures[i].name,
				figures[i].value) > 0;
	good = good && fprintf(f, "%s}\n", n_figures ? "\n" : "{") > 0;
	good = (!f || fclose(f) == 0) && good;
	if (!good)
		talk_error("%s: %s", file, strerror(errno));
	return good;
}
