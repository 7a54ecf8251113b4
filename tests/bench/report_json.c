#include "tests/bench/report.h"

#include <inttypes.h>
#include <stdio.h>

/* Between the members of an object or array. */
static void comma(bool *begun)
{
	if (*begun)
		putchar(',');
	*begun = true;
}

static void spread_json(const char *name, const struct spread *s, uint64_t count, uint64_t refused)
{
	printf("\"%s\":{\"count\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"measured\":%" PRIu64
	       ",\"mean_ns\":%.1f,\"median_ns\":%.1f,\"p99_ns\":%.1f,\"max_ns\":%" PRIu64 "}",
		name, count, refused, s->n, spread_mean(s), spread_at(s, 0.5), spread_at(s, 0.99),
		s->max_ns);
}

static void outcome_json(struct outcome *o)
{
	bool begun = false;

	printf("{\"nodes\":%u,\"hours\":%u,\"commands\":%" PRIu64 ",\"refused\":%" PRIu64
	       ",\"deadlines\":%" PRIu64 ",\"events\":%" PRIu64 ",\"cpu_s\":%.6f,\"wall_s\":%.6f",
		o->effort.nodes, o->effort.hours, o->commands, o->refused, fired_in_all(o),
		o->events, o->cpu_s, o->wall_s);
	printf(",\"commands_per_s\":%.0f,\"commands_per_s_without_era_closes\":%.0f,"
	       "\"commands_per_s_median_segment\":%.0f",
		rate_with_eras(o), rate_without_eras(o), median_of(o->rate, o->segments));
	printf(",\"era_closes\":%u,\"era_close_ns_per_node\":%.1f", o->eras,
		era_per_node_s(o) * 1e9);
	printf(",\"bytes_block\":%" PRIu64 ",\"bytes_at_rest\":%" PRIu64
	       ",\"bytes_running\":%" PRIu64
	       ",\"leases\":%u,\"founding_s\":%.3f,\"commands_by_verb\":{",
		o->size, o->used_founded, o->used_running, o->leases, o->founding_s);
	for (unsigned i = 0; i < SPHERON_VERB_COUNT; i++) {
		if (!o->said[i] && !o->verb[i].n)
			continue;
		comma(&begun);
		spread_json(spheron_verb_name((enum spheron_verb) i), &o->verb[i], o->said[i],
			o->refused_of[i]);
	}
	printf("},\"deadlines_by_class\":{");
	begun = false;
	for (unsigned i = 1; i < DUES; i++) {
		comma(&begun);
		spread_json(
			spheron_due_name((enum spheron_due_class) i), &o->due[i], o->fired[i], 0);
	}
	printf("}}");
}

void report_json(const struct results *r)
{
	bool begun = false;

	printf("{\"version\":\"%s\",\"sizes\":[", spheron_version());
	for (unsigned i = 0; i < r->sizes; i++) {
		comma(&begun);
		outcome_json(&r->size[i]);
	}
	printf("]");
	if (r->race)
		printf(",\"plain\":{\"nodes\":%u,\"commands\":%" PRIu64
		       ",\"laps\":%u,\"ours_least_s\":%.6f,"
		       "\"ours_median_s\":%.6f,\"plain_least_s\":%.6f,\"plain_median_s\":%.6f}",
			r->race->nodes, r->race->commands, r->race->laps, r->race->ours_s[0],
			r->race->ours_median, r->race->plain_s[0], r->race->plain_median);
	puts("}");
}
