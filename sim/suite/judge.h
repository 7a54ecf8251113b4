/* judge.h - runs of a test, in their order, into verdicts.
 *
 *	judge_begin(&j, test);
 *	while (judge_wants(&j, ahead) ...)  start the next run
 *	judge_add(&j, seen)                 in the order of the runs; those behind the last wanted one
 *	                                    are not looked at
 *	judge_result(&j)                    what came of it
 *
 * A claim that holds or not in each run fails in the first run in which it doesn't, and passes when all
 * of random.runs are there.  Claims about chance take more runs until they are decided, at most
 * random.max_runs.  How many runs are done at a time changes nothing: runs are judged one by one, and
 * judging ends at the same run.
 */
#ifndef SIM_SUITE_JUDGE_H
#define SIM_SUITE_JUDGE_H

#include "sim/suite/watcher.h"

struct judged {
	enum verdict verdict;
	bool judged, passed_over;
	uint64_t asked, count;
	struct decide_prob prob;
	struct decide_mean mean;
	bool has_moment;
	uint32_t run;
	uint64_t at_ms;
	unsigned line;                 /* of the step that was answered otherwise, or 0 */
	char who[100], what[300];
	char observed[300], note[300];
};

struct judge {
	const struct test *test;
	struct judged *claim;
	uint32_t runs;                 /* judged so far */
	uint64_t events, bytes;
	double seconds;
	bool done;
	enum test_error error;
	char message[900];
	bool broken;                   /* an invariant, in some run */
	char fault[320];
	uint32_t fault_run;
	struct golden *golden;         /* NULL: nothing golden */
};

void judge_begin(struct judge *j, const struct test *test);
void judge_add(struct judge *j, struct run_seen *seen); /* uses it up */
bool judge_done(const struct judge *j);

/* How many runs may be started, when so many may be in vain. */
uint32_t judge_wants(const struct judge *j, uint32_t ahead);

/* Nothing more is coming. */
void judge_stop(struct judge *j, enum test_error error, const char *message);
struct test_result *judge_result(struct judge *j);
void judge_free(struct judge *j);

#endif
