/* report.h - what was measured, told to people or to programs. */
#ifndef TESTS_BENCH_REPORT_H
#define TESTS_BENCH_REPORT_H

#include "tests/bench/race.h"
#include "tests/bench/run.h"

struct results {
	struct outcome *size; /* ascending numbers of nodes */
	unsigned sizes;
	struct race *race; /* NULL if it was not run */
};

void report_text(const struct results *r);
void report_json(const struct results *r);

/* Commands a second of CPU: all, and with era closes in proportion, one a day. */
double rate_without_eras(const struct outcome *o);
double rate_with_eras(const struct outcome *o);

/* Seconds that an era close takes for a node. */
double era_per_node_s(const struct outcome *o);

uint64_t fired_in_all(const struct outcome *o);

/* The budgets. */
#define BUDGET_RATE  5e6
#define BUDGET_BYTES 512
#define BUDGET_NODES 100000

#endif
