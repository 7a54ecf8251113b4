/* reports.h - what came of a suite, told to people and to the machines that run it.
 *
 *	report_text_test(test, colour, stdout)    one test, as it ends: call in the order of the suite
 *	report_text_foot(&suite, colour, stdout)  coverage, totals, flake rate, exit status, what to repeat
 *	report_junit(&suite, out)                 --junit FILE
 *	report_tap(&suite, stdout)                --tap
 *	report_annotations(&suite, stdout)        --annotations github
 *	report_markdown(&suite, out)              --markdown FILE, $GITHUB_STEP_SUMMARY
 *	report_json(&suite, out)                  --json
 *
 * All are made from the same list of points: one for each assertion, one for a test that ended in an
 * error, and some of the suite as a whole, which are there only when there is something to say:
 *
 *	tests found     no test was selected                                exit status 6
 *	tests run       it was stopped before all had their turn            130, or that of what stopped it
 *	rule coverage   a minimum was asked for                             1 if it is missed
 *
 * So the number of <testcase>s, of TAP's test points and what the exit status is derived from agree: a
 * file that has anything but passes (and undecided ones that count as passed) is never exited from with
 * 0, and the other way round.
 *
 *	state        JUnit                      TAP           annotation    exit status
 *	passed       empty                      ok            -             0
 *	warned       <system-out>               ok            ::warning     0: undecided, on_undecided "warn"
 *	not judged   <skipped>                  ok # SKIP     -             an error has its own point
 *	undecided    <failure type="undecided"> not ok        ::error       4
 *	golden       <failure type="golden">    not ok        ::error       5
 *	failed       <failure type="KIND">      not ok        ::error       1
 *	broken       <failure type="KIND">      not ok        ::error       3: level "invariant"
 *	error        <error type="...">         not ok        ::error       2, 4 (a limit), 70, 130
 *
 * A test that asserts nothing has not passed: it is undecided.
 *
 * Texts may be anything.  What is not UTF-8 comes out as U+FFFD, and so do control characters where the
 * format can't say them.  The same result gives the same bytes; what may differ between two runs that
 * are the same is seconds alone, which TAP and annotations leave out.
 *
 * Assertions do not own id, kind and text; who makes a result keeps them until it is freed.
 */
#ifndef SIM_SUITE_REPORTS_H
#define SIM_SUITE_REPORTS_H

#include "sim/suite/result.h"

#include <stdio.h>

/* What a test counts as.  Anything but the first two is what --rerun-failed repeats. */
enum test_outcome { OUTCOME_PASSED, OUTCOME_WARNED, OUTCOME_UNDECIDED, OUTCOME_FAILED, OUTCOME_ERROR };
enum test_outcome test_outcome(const struct test_result *test);

/* Why the suite ends with suite_exit(), in words: "an assertion failed".  Lives as long as the program. */
const char *suite_exit_meaning(const struct suite_result *suite);

/* ---- text ----
 *
 * PASS, FAIL, UNDECIDED or ERROR, the name (and cell of the matrix), runs and seconds of work; below it,
 * indented, whatever did not pass.
 */
void report_text_test(const struct test_result *test, bool colour, FILE *out);
void report_text_foot(const struct suite_result *suite, bool colour, FILE *out);

/* ---- for machines ---- */

/* A <testsuite> a file, a <testcase> a point: classname is the name of the test and its cell, name the
 * id.  tests/suite/junit.xsd is its schema.  The seconds of a test are spread evenly over its points. */
void report_junit(const struct suite_result *suite, FILE *out);

/* TAP 14, one test point a point; if it was interrupted, it bails out at the end.  The second is the
 * same with the version 13 in front, for those who refuse what they don't know (Perl's prove before
 * 5.40). */
void report_tap(const struct suite_result *suite, FILE *out);
void report_tap13(const struct suite_result *suite, FILE *out);

/* Workflow commands of GitHub, which shows ten of each kind in a step and drops the rest: the worst nine
 * (errors, broken invariants, failures, golden ones, undecided ones; in the order of the files), then
 * how many more there are. */
enum { ANNOTATIONS_MOST = 9 };
void report_annotations(const struct suite_result *suite, FILE *out);

/* GitHub drops a summary of more than 1 MiB, so at most this many are told at length. */
enum { MARKDOWN_MOST = 50 };
void report_markdown(const struct suite_result *suite, FILE *out);

/* One object on one line:
 *
 *	format      1
 *	profile     "pr"
 *	seed        a number, up to 2^64 - 1; 0: those of the files
 *	fresh_seed  true: another one tomorrow
 *	command     that repeats it
 *	seconds     on the wall
 *	exit, meaning
 *	stopped     true: some tests did not run
 *	flake_rate  declared, a probability
 *	counts      { tests, passed, warned, undecided, failed, errors, assertions, left_out }
 *	rules       { all, reached, missed: [ids], min_percent or null }; null if not looked at
 *	branches    { all, reached, missed: [ids] }, or null
 *	tests       of each { file, name, question, cell, outcome ("passed", "warned", "undecided", "failed",
 *	            "error"), error: null or { kind, line, message }, undecided_passes, runs, events,
 *	            seconds, assertions: of each
 *	                { id, kind, claim, line, state (as in the table above, "not judged" included),
 *	                verdict ("PASS", "FAIL", "UNDECIDED"; null if it was not judged), invariant, golden,
 *	                statistical, alpha, beta, expected, observed, note, seen, seed,
 *	                first: null or { run, at_ms, who }, replay } }
 *
 * line is 0 where it is not known; texts are "" where there is nothing to say. */
void report_json(const struct suite_result *suite, FILE *out);

/* ---- files ---- */

typedef void report_writer(const struct suite_result *suite, FILE *out);

/* A report as a file, whole or not at all; false if that failed, and the reason has been said. */
bool report_save(const char *path, report_writer *write, const struct suite_result *suite);

/* The same behind what is in the file already, for $GITHUB_STEP_SUMMARY, in a single write. */
bool report_append(const char *path, report_writer *write, const struct suite_result *suite);

/* ---- durations ----
 *
 * For people, rounded down: "41d06h", "3h20m", "5m12s", "12 s", "0.25 s". */
enum { DURATION_ROOM = 32 };
const char *report_duration(char text[DURATION_ROOM], uint64_t ms);

#endif
