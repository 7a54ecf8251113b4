/* Words about a suite that several reports say, and files of reports. */

#include "sim/suite/report_parts.h"

#include "sim/player.h"
#include "support/file.h"
#include "support/talk.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *report_duration(char text[DURATION_ROOM], uint64_t ms)
{
	unsigned long long s = ms / 1000, min = s / 60, h = min / 60, d = h / 24;

	if (d)
		snprintf(text, DURATION_ROOM, "%llud%02lluh", d, h % 24);
	else if (h)
		snprintf(text, DURATION_ROOM, "%lluh%02llum", h, min % 60);
	else if (min)
		snprintf(text, DURATION_ROOM, "%llum%02llus", min, s % 60);
	else
		snprintf(text, DURATION_ROOM, "%.*g s", s >= 10 ? 5 : s ? 4 : 3, (double) ms / 1000);
	return text;
}

void put_count(FILE *out, uint64_t n)
{
	if (n >= 1000) {
		put_count(out, n / 1000);
		fprintf(out, ",%03u", (unsigned) (n % 1000));
	} else {
		fprintf(out, "%u", (unsigned) n);
	}
}

void put_test_name(FILE *out, const struct test_result *test)
{
	fputs(test->name, out);
	if (*test->cell)
		fprintf(out, " [%s]", test->cell);
}

void put_totals(FILE *out, const struct suite_result *suite)
{
	struct suite_counts counts = suite_count(suite);
	const struct {
		size_t n;
		const char *what;
	} part[] = { { counts.passed, "passed" }, { counts.warned, "undecided but passed by its limits" },
		{ counts.failed, "failed" }, { counts.undecided, "undecided" },
		{ counts.errors, counts.errors == 1 ? "error" : "errors" } };
	const char *before = ":";

	put_count(out, suite->n_tests);
	fputs(suite->n_tests == 1 ? " test" : " tests", out);
	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		if (!part[i].n)
			continue;
		fprintf(out, "%s ", before);
		put_count(out, part[i].n);
		fprintf(out, " %s", part[i].what);
		before = ",";
	}
	if (suite->left_out) {
		fputs("; ", out);
		put_count(out, suite->left_out);
		fputs(" left out", out);
	}
	if (suite->stopped)
		fputs("; stopped, some did not run", out);
}

size_t statistical_assertions(const struct suite_result *suite)
{
	size_t n = 0;

	for (size_t i = 0; i < suite->n_tests; i++)
		for (size_t k = 0; k < suite->test[i]->n_assertions; k++)
			n += suite->test[i]->assertion[k].statistical;
	return n;
}

/* A bound: two digits, rounded up, but not for the last bit of a binary fraction. */
static double bound(double value)
{
	double step = value > 0 ? pow(10, floor(log10(value)) - 1) : 1;

	return ceil(value / step * (1 - 1e-9)) * step;
}

void put_flake_rate(FILE *out, const struct suite_result *suite)
{
	size_t n = statistical_assertions(suite);

	fputs("declared flake rate: ", out);
	if (!(suite->flake_rate > 0)) {
		fprintf(out, "0 (%s)", suite->fresh_seed ? "nothing is left to chance" : "fixed seeds");
		return;
	}
	fprintf(out, "at most %.3g %% a run with fresh seeds (%zu statistical %s)",
			bound(fmin(suite->flake_rate, 1) * 100), n, n == 1 ? "assertion" : "assertions");
	fprintf(out, "; nightly, at most %.3g red runs a year that nothing is wrong with",
			bound(fmin(suite->flake_rate, 1) * 365));
}

void put_seeds(FILE *out, const struct suite_result *suite)
{
	fprintf(out, "profile %s, ", suite->profile);
	if (suite->fresh_seed)
		fprintf(out, "fresh seed %llu (another one tomorrow)", (unsigned long long) suite->seed);
	else if (suite->seed)
		fprintf(out, "seed %llu for all", (unsigned long long) suite->seed);
	else
		fputs("seeds of the files", out);
}

void put_coverage(FILE *out, size_t n, size_t reached, const char *const *missed, size_t columns)
{
	size_t used = (size_t) fprintf(out, "%zu/%zu", reached, n);
	size_t left = 0;

	while (missed && missed[left])
		left++;
	if (!left)
		return;
	used += (size_t) fprintf(out, ": never reached");
	for (size_t i = 0; i < left; i++) {
		size_t wide = strlen(missed[i]) + 2;

		if (i >= 3 && used + wide + (i + 1 < left ? 20 : 0) > columns) {
			fprintf(out, ", ... (%zu more)", left - i);
			return;
		}
		fputs(i ? ", " : " ", out);
		put_text(out, TEXT_LINE, missed[i]);
		used += wide;
	}
}

/* ---- files ---- */

static char *composed(report_writer *write, const struct suite_result *suite, size_t *size)
{
	char *text = NULL;
	FILE *out = must(open_memstream(&text, size));

	write(suite, out);
	fclose(out);
	return must(text);
}

bool report_save(const char *path, report_writer *write, const struct suite_result *suite)
{
	size_t size;
	char *text = composed(write, suite, &size);
	bool saved = file_write(path, text, size);

	free(text);
	return saved;
}

bool report_append(const char *path, report_writer *write, const struct suite_result *suite)
{
	size_t size;
	char *text = composed(write, suite, &size);
	FILE *file = fopen(path, "ab");
	bool done = false;

	if (file) {
		setvbuf(file, NULL, _IONBF, 0);
		done = fwrite(text, 1, size, file) == size;
		done = fclose(file) == 0 && done;
	}
	if (!done)
		talk_error("%s: %s", path, strerror(errno));
	free(text);
	return done;
}
