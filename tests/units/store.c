/* store - what is written into a file of results comes out again; files that are something else are
 * refused.
 */
#include "sim/store/store.h"

#include "sim/store/database.h"
#include "sim/store/stored.h"
#include "support/talk.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

enum { RUNS = 7, ERAS = 12, CELLS = 2 };

static char dir[] = "/tmp/store-test-XXXXXX";
static struct outcome outcome[CELLS][RUNS];
static struct provider_class provider_class = { .name = "data centre, \"large\"" };
static struct fizz_class fizz_class = { .name = "home" };
static struct setup setup = { .providers = &provider_class, .fizz = &fizz_class, .n_providers = 1,
	.n_fizz = 1 };
static const struct store_run run = { .name = "a run", .question = "does it, or not?",
	.scenario = "{\"time\":{\"horizon\":\"12d\"}}", .profile = "seed", .seed = UINT64_MAX,
	.era_s = 86400, .runs = RUNS, .horizon_eras = ERAS, .warmup_eras = 3 };

static char *in_dir(const char *name)
{
	static char path[2][200];
	static int which;

	which = !which;
	snprintf(path[which], sizeof path[which], "%s/%s", dir, name);
	return path[which];
}

static double some(int cell, int i, int m)
{
	return (m * 7 + i * 3 + cell) % 11 == 0 ? NAN : (i + 1) * 0.1 * (m + 1) - cell / 3.0;
}

static void make_outcomes(void)
{
	for (int c = 0; c < CELLS; c++) {
		for (int i = 0; i < RUNS; i++) {
			struct outcome *o = &outcome[c][i];

			for (int m = 0; m < METRIC_COUNT; m++)
				o->value[m] = some(c, i, m);
			o->n_eras = ERAS;
			o->series = calloc(ERAS * SERIES_COUNT, sizeof *o->series);
			for (int s = 0; s < ERAS * SERIES_COUNT; s++)
				o->series[s] = some(c, i, s);
			o->events[SPHERON_EVENT_SLASHED] = (uint64_t) i;
			o->total[TOTAL_NET_SPON] = (struct spheron_u128) { 1, (uint64_t) i };
		}
	}
}

static void add_rows(struct outcome *o)
{
	static struct final_row final[2];
	static struct recorded_event event[2];
	static char text[] = "[\"Slashed\",1][\"Slashed\",22]";

	final[0] = (struct final_row) { .kind = SPHERON_NODE_PROVIDER, .id = 1, .tier = 3,
		.exit_era = UINT32_MAX, .lease_usd = 0.1, .there_s = 10, .up_s = 5 };
	final[1] = (struct final_row) { .kind = SPHERON_NODE_FIZZ, .id = 9, .tier = 255, .exit_era = 7,
		.gateway = 4 };
	event[0] = (struct recorded_event) { 1500, SPHERON_EVENT_SLASHED, 0, 13 };
	event[1] = (struct recorded_event) { 2000, SPHERON_EVENT_SLASHED, 13, 14 };
	o->final = final;
	o->n_final = 2;
	o->event = event;
	o->n_event = 2;
	o->text = text;
}

static void write_cell(struct store *s, uint32_t c)
{
	const struct outcome *all[RUNS];
	struct summary summary[METRIC_COUNT];

	assert_true(store_cell(s, c, c ? "params.cooldown_s=2h" : ""));
	for (uint32_t i = 0; i < RUNS; i++) {
		struct store_replication r = { .setup = &setup, .state_hash = "abc", .commands = 10,
			.events = i, .finished = i > 0 };

		all[i] = &outcome[c][i];
		assert_true(store_outcome(s, c, i, all[i], &r));
	}
	summarise(all, RUNS, summary);
	assert_true(store_summary(s, c, summary));
}

static void write_file(const char *path, bool partial, char hash[65])
{
	struct store *s = store_begin(path, &run);

	assert_non_null(s);
	for (uint32_t c = 0; c < CELLS; c++)
		write_cell(s, c);
	assert_true(store_end(s, partial, hash));
}

static size_t files_in_dir(void)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

/* What goes to standard error while `of` runs, which must be one line and have `part` in it. */
static char heard[2000];
static int kept_stderr;

static void hear_begin(void)
{
	int fd = open(in_dir("heard"), O_CREAT | O_TRUNC | O_RDWR, 0600);

	fflush(stderr);
	kept_stderr = dup(STDERR_FILENO);
	assert_true(fd >= 0 && kept_stderr >= 0 && dup2(fd, STDERR_FILENO) >= 0);
	close(fd);
}

static void hear_end(const char *part)
{
	FILE *f;
	size_t n;

	fflush(stderr);
	dup2(kept_stderr, STDERR_FILENO);
	close(kept_stderr);
	f = fopen(in_dir("heard"), "r");
	n = fread(heard, 1, sizeof heard - 1, f);
	heard[n] = 0;
	fclose(f);
	unlink(in_dir("heard"));
	if (!strstr(heard, part) || strchr(heard, '\n') != heard + n - 1)
		fail_msg("one line with \"%s\" was expected: %s", part, heard);
}

static void refused(const char *path, const char *part)
{
	struct stored *s;

	hear_begin();
	s = stored_open(path);
	hear_end(part);
	assert_null(s);
}

/* ---- there and back ---- */

static void what_was_run_comes_back(void **unused)
{
	char hash[65], again[65];
	const struct stored_run *r;
	struct stored *s;

	(void) unused;
	write_file(in_dir("a.db"), false, hash);
	s = stored_open(in_dir("a.db"));
	assert_non_null(s);
	r = stored_run(s);
	assert_string_equal(r->name, run.name);
	assert_string_equal(r->question, run.question);
	assert_string_equal(r->scenario, run.scenario);
	/* sha256sum of that text. */
	assert_int_equal(strlen(r->scenario_sha256), 64);
	assert_string_equal(r->seed, "18446744073709551615");
	assert_string_equal(r->result_hash, hash);
	assert_true(stored_hash(s, again));
	assert_string_equal(again, hash);
	assert_true(r->runs == RUNS && r->horizon_eras == ERAS && r->warmup_eras == 3);
	assert_true(r->era_s == 86400 && !r->partial);
	assert_int_equal(stored_n_cells(s), CELLS);
	assert_string_equal(stored_cell(s, 1)->overrides, "params.cooldown_s=2h");
	assert_true(stored_cell(s, 1)->runs == RUNS && stored_cell(s, 1)->finished == RUNS - 1);
	stored_close(s);
	assert_int_equal(files_in_dir(), 1);
}

static void definitions_come_back(void **unused)
{
	struct stored *s = stored_open(in_dir("a.db"));

	(void) unused;
	assert_int_equal(stored_n_metrics(s), METRIC_COUNT);
	for (int i = 0; i < METRIC_COUNT; i++) {
		const struct stored_metric *m = stored_metric(s, (size_t) i);

		assert_string_equal(m->name, metric_rows[i].name);
		assert_string_equal(m->unit, metric_rows[i].unit);
		assert_string_equal(m->estimator, metric_rows[i].estimator);
		assert_string_equal(m->missing, metric_rows[i].missing);
		assert_int_equal(m->series, metric_rows[i].series >= 0);
		assert_int_equal(stored_find(s, m->name), i);
	}
	assert_int_equal(stored_find(s, "market.nothing"), -1);
	stored_close(s);
}

static void same(double a, double b)
{
	if (a != b && !(isnan(a) && isnan(b)))
		fail_msg("%.17g is not %.17g", a, b);
}

static void summaries_come_back_to_the_last_bit(void **unused)
{
	struct stored *s = stored_open(in_dir("a.db"));
	struct summary got[METRIC_COUNT], made[METRIC_COUNT];

	(void) unused;
	for (uint32_t c = 0; c < CELLS; c++) {
		const struct outcome *all[RUNS];

		for (int i = 0; i < RUNS; i++)
			all[i] = &outcome[c][i];
		summarise(all, RUNS, made);
		assert_true(stored_summaries(s, c, got));
		for (int m = 0; m < METRIC_COUNT; m++) {
			same(got[m].mean, made[m].mean);
			same(got[m].low, made[m].low);
			same(got[m].high, made[m].high);
			same(got[m].sd, made[m].sd);
			assert_true(got[m].n == made[m].n && got[m].missing == made[m].missing);
		}
	}
	assert_true(stored_summaries(s, 99, got));
	assert_true(got[0].n == 0 && isnan(got[0].mean));
	stored_close(s);
}

static void series_come_back_as_fans(void **unused)
{
	struct stored *s = stored_open(in_dir("a.db"));

	(void) unused;
	for (uint32_t c = 0; c < CELLS; c++) {
		for (int m = 0; m < METRIC_COUNT; m++) {
			struct fan *fan;
			size_t n = stored_series(s, c, (size_t) m, &fan);

			assert_int_equal(n, metric_rows[m].series >= 0 ? ERAS : 0);
			for (size_t e = 0; e < n; e++) {
				double x[RUNS];
				struct fan made;

				for (int i = 0; i < RUNS; i++)
					x[i] = outcome[c][i].series[e * SERIES_COUNT
							+ (size_t) metric_rows[m].series];
				made = summary_fan(x, RUNS);
				same(fan[e].mean.mean, made.mean.mean);
				same(fan[e].p10, made.p10);
				same(fan[e].p50, made.p50);
				same(fan[e].p90, made.p90);
			}
			free(fan);
		}
	}
	stored_close(s);
}

static void all_numbers_of_a_query_come_back(void **unused)
{
	struct stored *s = stored_open(in_dir("a.db"));
	double *value;
	size_t n = stored_numbers(s, "SELECT value FROM metric_value WHERE cell = 1 AND metric = 2"
			" ORDER BY run", &value);

	(void) unused;
	assert_int_equal(n, RUNS);
	for (int i = 0; i < RUNS; i++)
		same(value[i], outcome[1][i].value[2]);
	free(value);
	stored_close(s);
}

/* ---- the same content is the same file ---- */

static char *bytes(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *text = malloc(1 << 24);

	*size = fread(text, 1, 1 << 24, f);
	fclose(f);
	return text;
}

static void the_same_results_make_the_same_bytes(void **unused)
{
	size_t n[2];
	char *text[2], hash[2][65];

	(void) unused;
	write_file(in_dir("a.db"), false, hash[0]);
	write_file(in_dir("b.db"), false, hash[1]);
	text[0] = bytes(in_dir("a.db"), &n[0]);
	text[1] = bytes(in_dir("b.db"), &n[1]);
	assert_int_equal(n[0], n[1]);
	assert_memory_equal(text[0], text[1], n[0]);
	assert_string_equal(hash[0], hash[1]);
	free(text[0]);
	free(text[1]);
	unlink(in_dir("b.db"));
}

static void any_other_result_makes_another_hash(void **unused)
{
	double *const changed[] = { &outcome[0][0].value[0], &outcome[1][RUNS - 1].value[METRIC_COUNT - 1],
		&outcome[1][3].series[40] };
	char hash[65], other[65];

	(void) unused;
	write_file(in_dir("a.db"), false, hash);
	for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++) {
		double was = *changed[i];

		*changed[i] = isnan(was) ? 1 : nextafter(was, INFINITY);
		write_file(in_dir("b.db"), false, other);
		assert_string_not_equal(hash, other);
		*changed[i] = was;
	}
	outcome[0][0].total[TOTAL_NET_SPON].lo++;
	write_file(in_dir("b.db"), false, other);
	assert_string_not_equal(hash, other);
	outcome[0][0].total[TOTAL_NET_SPON].lo--;
	write_file(in_dir("b.db"), true, other);
	assert_string_not_equal(hash, other);
	unlink(in_dir("b.db"));
}

/* ---- rows on request, views ---- */

static char *asked(sqlite3 *db, const char *sql)
{
	static char text[4000];
	sqlite3_stmt *row;
	size_t n = 0;

	if (sqlite3_prepare_v2(db, sql, -1, &row, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(row) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(row); i++)
			n += (size_t) snprintf(text + n, sizeof text - n, "%s|",
					sqlite3_column_type(row, i) == SQLITE_NULL ? "NULL"
							: (const char *) sqlite3_column_text(row, i));
	sqlite3_finalize(row);
	text[n] = 0;
	return text;
}

static void nodes_and_events_are_there_if_asked_for(void **unused)
{
	struct outcome kept = outcome[0][2];
	char hash[65];
	sqlite3 *db;

	(void) unused;
	add_rows(&outcome[0][2]);
	write_file(in_dir("rows.db"), false, hash);
	outcome[0][2] = kept;
	assert_int_equal(sqlite3_open(in_dir("rows.db"), &db), SQLITE_OK);
	assert_string_equal(asked(db, "SELECT run, kind, id, class, gateway, exit_era, tier, lease_usd"
			" FROM final ORDER BY id"),
			"2|provider|1|data centre, \"large\"|NULL|NULL|3|0.1|2|fizz|9|home|4|7|NULL|0.0|");
	assert_string_equal(asked(db, "SELECT n, t_s, kind, text FROM event ORDER BY n"),
			"0|1.5|Slashed|[\"Slashed\",1]|1|2.0|Slashed|[\"Slashed\",22]|");
	assert_string_equal(asked(db, "SELECT availability FROM who_earned WHERE id = 1"), "0.5|");
	sqlite3_close(db);
}

static void totals_are_exact_and_events_are_counted(void **unused)
{
	sqlite3 *db;

	(void) unused;
	assert_int_equal(sqlite3_open(in_dir("a.db"), &db), SQLITE_OK);
	assert_string_equal(asked(db, "SELECT amount FROM total WHERE cell = 0 AND run = 3 AND"
			" name = 'lease.net' AND token = 'SPON'"), "55340232221128654849|");
	assert_string_equal(asked(db, "SELECT n FROM event_count WHERE cell = 0 AND run = 4 AND"
			" kind = 'Slashed'"), "4|");
	sqlite3_close(db);
}

static void every_view_answers(void **unused)
{
	static const char *const views[] = { "metric", "summary", "series", "series_mean", "headline",
		"difference", "unobserved", "slashed" };
	char sql[100];
	sqlite3 *db;

	(void) unused;
	assert_int_equal(sqlite3_open(in_dir("a.db"), &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
		snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", views[i]);
		if (strcmp(asked(db, sql), "0|") == 0)
			fail_msg("view %s has no rows", views[i]);
	}
	assert_string_equal(asked(db, "SELECT count(*) FROM headline WHERE cell = 0"), "12|");
	assert_string_equal(asked(db, "SELECT count(*) FROM slashed WHERE cell = 0"), "6|");
	sqlite3_close(db);
}

/* ---- CSV ---- */

static void tables_come_out_as_csv(void **unused)
{
	struct stored *s = stored_open(in_dir("rows.db"));
	static char text[1 << 22];

	(void) unused;
	for (size_t i = 0; i < stored_n_tables(); i++) {
		FILE *out = tmpfile();
		size_t n;

		assert_true(stored_csv(s, stored_table(i), out));
		rewind(out);
		n = fread(text, 1, sizeof text - 1, out);
		text[n] = 0;
		fclose(out);
		assert_true(n > 10 && text[n - 1] == '\n');
		if (strcmp(stored_table(i), "final") == 0)
			assert_non_null(strstr(text, ",\"data centre, \"\"large\"\"\","));
		if (strcmp(stored_table(i), "metric") == 0)
			assert_memory_equal(text, "cell,run,name,value,unit\n", 25);
		if (strcmp(stored_table(i), "event") == 0)
			assert_non_null(strstr(text, "0,2,0,1.5,Slashed,\"[\"\"Slashed\"\",1]\"\n"));
	}
	stored_close(s);
}

static void numbers_in_csv_are_exact_and_nothing_is_empty(void **unused)
{
	struct stored *s = stored_open(in_dir("a.db"));
	FILE *out = tmpfile();
	char line[300];
	int seen = 0, empty = 0;

	(void) unused;
	assert_true(stored_csv(s, "metric", out));
	rewind(out);
	assert_non_null(fgets(line, sizeof line, out));
	while (fgets(line, sizeof line, out)) {
		int cell, i, at;
		char name[60];

		assert_int_equal(sscanf(line, "%d,%d,%59[^,],%n", &cell, &i, name, &at), 3);
		seen++;
		if (line[at] == ',') {
			assert_true(isnan(outcome[cell][i].value[metric_find(name)]));
			empty++;
		} else {
			same(strtod(line + at, NULL), outcome[cell][i].value[metric_find(name)]);
		}
	}
	assert_int_equal(seen, CELLS * RUNS * METRIC_COUNT);
	assert_true(empty > 0);
	fclose(out);
	stored_close(s);
}

/* ---- what is refused ---- */

static void put_file(const char *path, const char *text, size_t size)
{
	FILE *f = fopen(path, "wb");

	assert_int_equal(fwrite(text, 1, size, f), size);
	fclose(f);
}

static void files_of_something_else_are_refused_by_what_they_are(void **unused)
{
	sqlite3 *db;

	(void) unused;
	refused(in_dir("nowhere.db"), "No such file");
	refused(dir, "a directory, not a database");
	put_file(in_dir("x"), "", 0);
	refused(in_dir("x"), "not a database of results");
	put_file(in_dir("x"), "{\"t\":1}\n", 8);
	refused(in_dir("x"), "not a database of results");
	unlink(in_dir("x"));
	assert_int_equal(sqlite3_open(in_dir("x"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE run(a)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	refused(in_dir("x"), "a database, but not of results");
	unlink(in_dir("x"));
}

static void another_format_is_refused_with_both_numbers(void **unused)
{
	char hash[65];
	sqlite3 *db;

	(void) unused;
	write_file(in_dir("x"), false, hash);
	assert_int_equal(sqlite3_open(in_dir("x"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=9", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	refused(in_dir("x"), "format 9; this program reads format 1");
	unlink(in_dir("x"));
}

static void a_file_that_was_cut_off_is_refused(void **unused)
{
	size_t size;
	char *text = bytes(in_dir("a.db"), &size);

	(void) unused;
	for (size_t cut = 100; cut < size; cut += size / 23) {
		put_file(in_dir("x"), text, cut);
		refused(in_dir("x"), "cut off");
	}
	put_file(in_dir("x"), text, 60);
	refused(in_dir("x"), "not a database of results");
	/* Rubbish where the tables are listed. */
	memset(text + 100, 0xa5, 3000);
	put_file(in_dir("x"), text, size);
	refused(in_dir("x"), "damaged");
	unlink(in_dir("x"));
	free(text);
}

/* ---- when it does not work ---- */

static void a_dropped_store_leaves_nothing_behind(void **unused)
{
	size_t before = files_in_dir();
	struct store *s = store_begin(in_dir("dropped.db"), &run);

	(void) unused;
	write_cell(s, 0);
	assert_int_equal(files_in_dir(), before + 1);
	assert_int_equal(access(in_dir("dropped.db"), F_OK), -1);
	store_drop(s);
	assert_int_equal(files_in_dir(), before);
}

static void an_old_file_stays_until_the_new_one_is_whole(void **unused)
{
	struct stored *made;
	struct store *s;
	char hash[65];

	(void) unused;
	put_file(in_dir("x"), "old", 3);
	s = store_begin(in_dir("x"), &run);
	write_cell(s, 0);
	refused(in_dir("x"), "not a database");
	assert_true(store_end(s, true, hash));
	made = stored_open(in_dir("x"));
	assert_true(stored_run(made)->partial);
	stored_close(made);
	unlink(in_dir("x"));
}

static void a_place_that_can_not_be_written_is_named(void **unused)
{
	struct store *s;

	(void) unused;
	hear_begin();
	s = store_begin(in_dir("nowhere/x.db"), &run);
	hear_end("nowhere/x.db: No such file");
	assert_null(s);
}

static void the_same_replication_twice_is_an_error_said_once(void **unused)
{
	struct store_replication r = { .setup = &setup, .state_hash = "abc" };
	struct store *s = store_begin(in_dir("x"), &run);
	char hash[65];

	(void) unused;
	assert_true(store_outcome(s, 0, 0, &outcome[0][0], &r));
	hear_begin();
	assert_false(store_outcome(s, 0, 0, &outcome[0][0], &r));
	assert_false(store_outcome(s, 0, 1, &outcome[0][0], &r));
	assert_false(store_end(s, false, hash));
	hear_end("UNIQUE constraint");
	assert_int_equal(access(in_dir("x"), F_OK), -1);
}

static int set_up(void **unused)
{
	(void) unused;
	talk_as("unit-store");
	make_outcomes();
	return mkdtemp(dir) ? 0 : -1;
}

static int clean_up(void **unused)
{
	static const char *const made[] = { "a.db", "rows.db" };

	(void) unused;
	for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
		unlink(in_dir(made[i]));
	for (int c = 0; c < CELLS; c++)
		for (int i = 0; i < RUNS; i++)
			free(outcome[c][i].series);
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_run_comes_back),
		cmocka_unit_test(definitions_come_back),
		cmocka_unit_test(summaries_come_back_to_the_last_bit),
		cmocka_unit_test(series_come_back_as_fans),
		cmocka_unit_test(all_numbers_of_a_query_come_back),
		cmocka_unit_test(the_same_results_make_the_same_bytes),
		cmocka_unit_test(any_other_result_makes_another_hash),
		cmocka_unit_test(nodes_and_events_are_there_if_asked_for),
		cmocka_unit_test(totals_are_exact_and_events_are_counted),
		cmocka_unit_test(every_view_answers),
		cmocka_unit_test(tables_come_out_as_csv),
		cmocka_unit_test(numbers_in_csv_are_exact_and_nothing_is_empty),
		cmocka_unit_test(files_of_something_else_are_refused_by_what_they_are),
		cmocka_unit_test(another_format_is_refused_with_both_numbers),
		cmocka_unit_test(a_file_that_was_cut_off_is_refused),
		cmocka_unit_test(a_dropped_store_leaves_nothing_behind),
		cmocka_unit_test(an_old_file_stays_until_the_new_one_is_whole),
		cmocka_unit_test(a_place_that_can_not_be_written_is_named),
		cmocka_unit_test(the_same_replication_twice_is_an_error_said_once),
	};

	return cmocka_run_group_tests(tests, set_up, clean_up);
}
