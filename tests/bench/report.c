#include "tests/bench/report.h"

#include "tests/bench/stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

double rate_without_eras(const struct outcome *o)
{
	return (double) o->commands / o->cpu_s;
}

double rate_with_eras(const struct outcome *o)
{
	double era_s = era_per_node_s(o) * o->effort.nodes;

	return (double) o->commands / (o->cpu_s + era_s * o->effort.hours / 24);
}

double era_per_node_s(const struct outcome *o)
{
	return o->eras ? o->era_cpu_s / o->eras / o->effort.nodes : 0;
}

uint64_t fired_in_all(const struct outcome *o)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < DUES; i++)
		sum += o->fired[i];
	return sum;
}

/* ---- tables ---- */

static void tell_stream(const struct results *r)
{
	puts("Mixed stream, one core, a sink that counts.  Speeds by CPU time; the clock moves "
	     "with the\n"
	     "commands, so deadlines (matches, expiries, ...) fire inside.\n");
	puts("    nodes    hours    commands  refused  deadlines     events   M/s  without   "
	     "median  wall");
	puts("                                                                      era cl.  "
	     "segment   M/s");
	for (unsigned i = 0; i < r->sizes; i++) {
		struct outcome *o = &r->size[i];

		printf("%9u %8u %11" PRIu64 "   %5.2f%% %10" PRIu64 " %10" PRIu64
		       "  %4.2f     %4.2f     %4.2f  %4.2f\n",
			o->effort.nodes, o->effort.hours, o->commands,
			100 * (double) o->refused / (double) o->commands, fired_in_all(o),
			o->events,
			rate_with_eras(o) / 1e6, rate_without_eras(o) / 1e6,
			median_of(o->rate, o->segments) / 1e6,
			(double) o->commands / o->wall_s / 1e6);
	}
}

static void tell_eras(const struct results *r)
{
	puts("\nEra close: every node folded, rewarded, judged.\n");
	puts("    nodes   closes   ns a node   least");
	for (unsigned i = 0; i < r->sizes; i++) {
		const struct outcome *o = &r->size[i];

		printf("%9u %8u %11.0f %7.0f\n", o->effort.nodes, o->eras, era_per_node_s(o) * 1e9,
			o->era_least_s / o->effort.nodes * 1e9);
	}
}

static double per_node(const struct outcome *o, uint64_t bytes)
{
	return (double) bytes / o->effort.nodes;
}

static void tell_memory(const struct results *r)
{
	puts("\nBytes a node.  The block has tables sized for the population and its market; of "
	     "them in\n"
	     "use are, at rest (everybody registered, staked, delegated to) and in the running "
	     "market:\n");
	puts("    nodes   block   at rest   running   leases   founded in");
	for (unsigned i = 0; i < r->sizes; i++) {
		const struct outcome *o = &r->size[i];

		printf("%9u %7.0f %9.0f %9.0f %8u   %6.2f s, %" PRIu64 " commands\n",
			o->effort.nodes, per_node(o, o->size), per_node(o, o->used_founded),
			per_node(o, o->used_running), o->leases, o->founding_s,
			o->founding_commands);
	}
}

static void tell_habits(void)
{
	const struct habit_line *line;
	unsigned n = stream_habits(&line);

	puts("\nWhat people do of their own accord, a day in the reference network (5,000 "
	     "providers,\n"
	     "50,000 homes, 20,000 orders a day); bids, attestations, returns, closes, judgements "
	     "follow.\n");
	for (unsigned i = 0; i < n; i++)
		printf("%9u  %-24s %s\n", line[i].per_day, line[i].what, line[i].why);
}

/* The size at which shares are told: the one with the budget, or the largest. */
static const struct outcome *main_size(const struct results *r)
{
	for (unsigned i = 0; i < r->sizes; i++)
		if (r->size[i].effort.nodes == BUDGET_NODES)
			return &r->size[i];
	return &r->size[r->sizes - 1];
}

static double growth(const struct results *r, size_t offset)
{
	const struct spread *first = (const void *) ((const char *) &r->size[0] + offset);
	const struct spread *last = (const void *) ((const char *) &r->size[r->sizes - 1] + offset);

	if (first->n == 0 || last->n == 0 || spread_at(first, 0.5) == 0)
		return 0;
	return spread_at(last, 0.5) / spread_at(first, 0.5);
}

static void tell_spread(const struct results *r, const char *name, size_t offset, uint64_t count,
	double refused, double all_ns)
{
	const struct spread *s = (const void *) ((const char *) main_size(r) + offset);
	double factor = growth(r, offset);

	printf("  %-21s %6.2f%% %6.2f%% %6.1f%%", name,
		100 * (double) count / (double) main_size(r)->commands, 100 * refused,
		100 * spread_mean(s) * (double) count / all_ns);
	for (unsigned i = 0; i < r->sizes; i++) {
		s = (const void *) ((const char *) &r->size[i] + offset);
		printf(" %7.0f", spread_at(s, 0.5));
	}
	s = (const void *) ((const char *) main_size(r) + offset);
	printf(" %7.0f %7.0f %8" PRIu64, spread_mean(s), spread_at(s, 0.99), s->max_ns);
	if (factor > 0 && r->sizes > 1)
		printf(" %6.1f", factor);
	putchar('\n');
}

static double all_time_ns(const struct outcome *o)
{
	double sum = 0;

	for (unsigned i = 0; i < SPHERON_VERB_COUNT; i++)
		sum += spread_mean(&o->verb[i]) * (double) o->said[i];
	for (unsigned i = 1; i < DUES; i++)
		if (i != SPHERON_DUE_ERA_CLOSE)
			sum += spread_mean(&o->due[i]) * (double) o->fired[i];
	return sum;
}

static void tell_latency(const struct results *r)
{
	const struct outcome *o = main_size(r);
	double all = all_time_ns(o);

	printf("\nOne by one, in ns (reading the clock taken off; deadlines by themselves).  "
	       "Shares, mean,\n"
	       "99 %% and most at %u nodes; medians at each size, and how they grow from the first "
	       "to the\n"
	       "last.  The mean leaves out the slowest thousandth, \"most\" includes whatever else "
	       "the\n"
	       "machine did meanwhile.\n\n",
		o->effort.nodes);
	printf("  %-21s %7s %7s %7s", "command", "share", "refused", "time");
	for (unsigned i = 0; i < r->sizes; i++)
		printf(" %7u", r->size[i].effort.nodes);
	puts("    mean    99 %     most growth");
	for (unsigned i = 0; i < SPHERON_VERB_COUNT; i++)
		if (o->said[i] && o->verb[i].n)
			tell_spread(r, spheron_verb_name((enum spheron_verb) i),
				offsetof(struct outcome, verb) + i * sizeof(struct spread),
				o->said[i], (double) o->refused_of[i] / (double) o->said[i], all);
	for (unsigned i = SPHERON_DUE_ERA_CLOSE + 1; i < DUES; i++)
		if (o->due[i].n)
			tell_spread(r, spheron_due_name((enum spheron_due_class) i),
				offsetof(struct outcome, due) + i * sizeof(struct spread),
				o->fired[i], 0, all);
}

static void tell_race(const struct race *race)
{
	double n = (double) race->commands;

	printf("\nAgainst a plain version of the hottest five commands (and order.create, which "
	       "bids need):\n"
	       "malloc, chained hash maps, heap of pointers; %u nodes, %" PRIu64
	       " commands, %u laps in turns,\nno sink; same results, same nodes in the end.\n\n",
		race->nodes, race->commands, race->laps);
	printf("  ns a command    least   median\n  library       %7.1f  %7.1f\n  plain         "
	       "%7.1f  "
	       "%7.1f\n  ratio         %7.2f  %7.2f\n",
		race->ours_s[0] / n * 1e9, race->ours_median / n * 1e9, race->plain_s[0] / n * 1e9,
		race->plain_median / n * 1e9, race->plain_s[0] / race->ours_s[0],
		race->plain_median / race->ours_median);
	printf("  of them");
	for (unsigned i = 0; i < SPHERON_VERB_COUNT; i++)
		if (race->said[i] * 100 > race->commands)
			printf(" %s %.0f%%", spheron_verb_name((enum spheron_verb) i),
				100 * (double) race->said[i] / n);
	putchar('\n');
}

static void tell_worst_growth(const struct results *r)
{
	double most = 0, factor;
	unsigned worst = 0;

	for (unsigned i = 0; i < SPHERON_VERB_COUNT; i++) {
		factor = growth(r, offsetof(struct outcome, verb) + i * sizeof(struct spread));
		/* a handful of measurements says nothing */
		if (factor > most && r->size[r->sizes - 1].verb[i].n > 100) {
			most = factor;
			worst = i;
		}
	}
	if (most > 0 && r->sizes > 1)
		printf("largest growth of a median from %u to %u nodes: %s, %.1f times\n",
			r->size[0].effort.nodes, r->size[r->sizes - 1].effort.nodes,
			spheron_verb_name((enum spheron_verb) worst), most);
}

static void tell_budgets(const struct results *r)
{
	const struct outcome *o = main_size(r);
	double rate = rate_with_eras(o), bytes = per_node(o, o->size);

	putchar('\n');
	if (o->effort.nodes == BUDGET_NODES) {
		printf("budget %.1f M commands/s at 10^5 nodes: %.1f M (%s)\n", BUDGET_RATE / 1e6,
			rate / 1e6, rate >= BUDGET_RATE ? "met" : "missed");
		printf("budget %d bytes a node: %.0f the whole block (%s), %.0f in use at rest "
		       "(%s)\n",
			BUDGET_BYTES, bytes, bytes <= BUDGET_BYTES ? "met" : "missed",
			per_node(o, o->used_founded),
			per_node(o, o->used_founded) <= BUDGET_BYTES ? "met" : "missed");
	}
	tell_worst_growth(r);
}

void report_text(const struct results *r)
{
	printf("libspheron %s, compiled by " __VERSION__ "\n\n", spheron_version());
	tell_stream(r);
	tell_eras(r);
	tell_memory(r);
	tell_latency(r);
	tell_habits();
	if (r->race)
		tell_race(r->race);
	tell_budgets(r);
}
