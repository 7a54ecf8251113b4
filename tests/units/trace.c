/* trace - CSV files of any cluster become traces, traces become endless ones; what is doubtful is refused
 * in plain words.
 *
 * With TRACES=DIR in the environment, real ones are read as well.
 */
#include "model/gpu_name.h"
#include "model/stream.h"
#include "sim/trace_file.h"
#include "support/csv.h"
#include "support/sha256.h"
#include "tests/units/statistics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define DAY_S 86400.0

/* ---- CSV ---- */

/* Rows of a text, or what is wrong with it, "line: why". */
static const char *read_csv(const char *text, size_t size)
{
	static char said[400];
	char *copy = malloc(size + 1);
	struct csv csv;
	struct csv_fault fault;
	size_t rows = 0;

	memcpy(copy, text, size);
	if (csv_open(&csv, copy, size, &fault))
		while (csv_next(&csv, &fault))
			rows++;
	if (fault.why[0])
		snprintf(said, sizeof said, "%u: %s", (unsigned) fault.line, fault.why);
	else
		snprintf(said, sizeof said, "%zu columns, %zu rows", csv.columns, rows);
	free(copy);
	return said;
}

static void expect_csv(const char *text, const char *said)
{
	assert_string_equal(read_csv(text, strlen(text)), said);
}

static void plain_tables_are_read(void **state)
{
	(void) state;
	expect_csv("a,b\n1,2\n3,4\n", "2 columns, 2 rows");
	expect_csv("a,b\n1,2\n3,4", "2 columns, 2 rows");
	expect_csv("a,b\r\n1,2\r\n", "2 columns, 1 rows");
	expect_csv("a,b\r\n1,2", "2 columns, 1 rows");
	expect_csv("\xef\xbb\xbf" "a\n1\n", "1 columns, 1 rows");
	expect_csv("a\n\nx\n", "1 columns, 2 rows");
	expect_csv("a,b\n,\n x , it's \"so\"\n", "2 columns, 2 rows");
	expect_csv("a,b", "2 columns, 0 rows");
}

static void tables_that_are_not_plain_are_refused_with_their_line(void **state)
{
	(void) state;
	expect_csv("", "0: is empty, a header line was expected");
	expect_csv("a,b\n1,2\n3\n", "3: has 1 field, the header has 2");
	expect_csv("a,b\n1,2,3\n", "2: has 3 fields, the header has 2");
	expect_csv("a,b\n1,2\n\n3,4\n", "3: is empty");
	expect_csv("a,b\n1,\"2,3\"\n",
			"2: field 2 is quoted; only plain fields are read, without quotation marks");
	expect_csv("\"a\",b\n",
			"1: field 1 is quoted; only plain fields are read, without quotation marks");
	expect_csv("a,b\r\n1,2\n", "2: ends with LF, the header with CRLF");
	expect_csv("a,b\n1,2\r\n", "2: ends with CRLF, the header with LF");
	expect_csv("a,,c\n", "1: column 2 has no name");
	expect_csv("a,b,a\n", "1: columns 1 and 3 are both called \"a\"");
	expect_csv("a\n\x1b[2J\n", "2: has a control character, byte 1 is 0x1b");
	assert_string_equal(read_csv("a\nx\0y\n", 6), "2: has a control character, byte 2 is 0x00");
}

static void only_decimal_numbers_are_numbers(void **state)
{
	static const char *const no[] = { "", " 1", "1 ", "0x10", "inf", "nan", "1e999", "1,5", "-", "1-2",
		"--1", "1e", "one" };
	double x;

	(void) state;
	assert_true(csv_number("-1.5", &x) && x == -1.5);
	assert_true(csv_number("2e6", &x) && x == 2e6);
	assert_true(csv_number(".5", &x) && x == .5);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_false(csv_number(no[i], &x));
}

/* ---- loading ---- */

static const struct trace_mapped names_of_gpus[] = { { TRACE_ROLE_GPU, "G9", "h100" },
	{ TRACE_ROLE_GPU, "old", "skip" }, { TRACE_ROLE_GPU, "none", "any" },
	{ TRACE_ROLE_GPU, "own", "#1003" } };

static struct trace_spec orders_spec(void)
{
	struct trace_spec s = { .name = "orders", .file = "orders.csv", .kind = TRACE_ORDERS,
		.mapped = names_of_gpus, .n_mapped = 4 };

	s.column[TRACE_ROLE_TIME].column = "submit";
	s.column[TRACE_ROLE_DURATION].column = "runs";
	s.column[TRACE_ROLE_CPU].column = "cpu";
	return s;
}

static struct trace *load(const struct trace_spec *spec, const char *text, struct trace_found *found,
		struct trace_fault *fault)
{
	size_t size = strlen(text);
	char *copy = malloc(size + 1);
	struct trace *t;

	memcpy(copy, text, size);
	t = trace_load_text(spec, copy, size, found, fault);
	free(copy);
	return t;
}

static struct trace *must_load(const struct trace_spec *spec, const char *text)
{
	struct trace_fault fault;
	struct trace *t = load(spec, text, NULL, &fault);

	if (!t)
		fail_msg("%s", fault.why);
	return t;
}

static void expect_refused(const struct trace_spec *spec, const char *text, const char *why)
{
	struct trace_fault fault;
	struct trace *t = load(spec, text, NULL, &fault);

	if (t || strcmp(fault.why, why) != 0) {
		trace_free(t);
		fail_msg("expected: %s\n     got: %s", why, t ? "(loaded)" : fault.why);
	}
}

static void columns_may_stand_in_any_order_among_others(void **state)
{
	struct trace_spec s = orders_spec();
	struct trace *a = must_load(&s, "submit,runs,cpu\n20,5,4\n10,7,2\n10,9,1\n");
	struct trace *b = must_load(&s, "colour,cpu,runs,x,submit\nred,4,5,,20\n,2,7,,10\n"
			"blue,1,9,,10\n");

	(void) state;
	assert_int_equal(trace_size(a), 3);
	assert_int_equal(trace_size(b), 3);
	for (size_t i = 0; i < 3; i++)
		assert_memory_equal(trace_order(a, i), trace_order(b, i), sizeof(struct trace_order));
	/* By time; those of the same time as they came. */
	assert_true(trace_order(a, 0)->at_s == 10 && trace_order(a, 0)->threads == 2);
	assert_true(trace_order(a, 1)->at_s == 10 && trace_order(a, 1)->threads == 1);
	assert_true(trace_order(a, 2)->at_s == 20 && trace_order(a, 2)->row == 2);
	trace_free(a);
	trace_free(b);
}

static void units_are_those_of_each_column(void **state)
{
	struct trace_spec s = orders_spec();
	const struct trace_order *o;
	struct trace *t;

	(void) state;
	s.column[TRACE_ROLE_TIME].unit = "h";
	s.column[TRACE_ROLE_DURATION].unit = "min";
	s.column[TRACE_ROLE_CPU].unit = "milli";
	s.column[TRACE_ROLE_MEM] = (struct trace_column) { .column = "mem", .unit = "MiB" };
	s.column[TRACE_ROLE_STO] = (struct trace_column) { .column = "disk", .unit = "GiB" };
	s.column[TRACE_ROLE_GPUS].column = "gpus";
	s.column[TRACE_ROLE_SHARE] = (struct trace_column) { .column = "part", .unit = "%" };
	t = must_load(&s, "submit,runs,cpu,mem,disk,gpus,part\n2,3,1500,1024,100,1,25\n"
			"3,1,1000,1000,0,4,25\n");
	o = trace_order(t, 0);
	assert_true(o->at_s == 7200 && o->duration_s == 180);
	/* Rounded up: 1.5 threads are 2, 1024 MiB 1,073.74 MB, 100 GiB 107.4 GB. */
	assert_int_equal(o->threads, 2);
	assert_int_equal(o->mem_mb, 1074);
	assert_int_equal(o->sto_gb, 108);
	assert_int_equal(o->share_milli, 250);
	/* A share of several GPUs means nothing. */
	assert_int_equal(trace_order(t, 1)->share_milli, 1000);
	assert_int_equal(trace_order(t, 1)->threads, 1);
	trace_free(t);
}

static void dates_and_months_are_seconds(void **state)
{
	struct trace_spec s = { .name = "price", .file = "price.csv", .kind = TRACE_SERIES,
		.zero_is_first = true };
	struct trace *t;

	(void) state;
	s.column[TRACE_ROLE_TIME] = (struct trace_column) { .column = "day", .unit = "date" };
	s.column[TRACE_ROLE_VALUE].column = "usd";
	t = must_load(&s, "day,usd\n2024-02-28,1\n2024-03-01,2\n2025-02-28,3\n");
	assert_true(trace_point(t, 0)->at_s == 0);
	assert_true(trace_point(t, 1)->at_s == 2 * DAY_S);
	assert_true(trace_point(t, 2)->at_s == 366 * DAY_S);
	trace_free(t);
	s.zero_is_first = false;
	s.column[TRACE_ROLE_TIME].unit = "month";
	t = must_load(&s, "day,usd\n1970-01,1\n2000-03,2\n");
	assert_true(trace_point(t, 0)->at_s == 0);
	assert_true(trace_point(t, 1)->at_s == 951868800);
	trace_free(t);
	s.column[TRACE_ROLE_TIME].unit = "datetime";
	t = must_load(&s, "day,usd\n1970-01-02T01:01:01,1\n1970-01-03 00:00:00.25Z,2\n");
	assert_true(trace_point(t, 0)->at_s == DAY_S + 3661);
	assert_true(trace_point(t, 1)->at_s == 2 * DAY_S + 0.25);
	trace_free(t);
	expect_refused(&s, "day,usd\n1970-01-02T24:00:00,1\n", "price.csv:2: time is \"1970-01-02T24:00:00\" "
			"in column \"day\"; a moment such as 2026-08-22T17:30:00 was expected");
	s.column[TRACE_ROLE_TIME].unit = "date";
	expect_refused(&s, "day,usd\n2023-02-29,1\n", "price.csv:2: time is \"2023-02-29\" in column "
			"\"day\"; a date such as 2026-08-22 was expected");
}

static void empty_cells_follow_the_gap_policy(void **state)
{
	const char *text = "submit,runs,cpu\n1,5,4\n2,,3\n3,6,2\n";
	struct trace_spec s = orders_spec();
	struct trace_found found;
	struct trace_fault fault;
	struct trace *t;

	(void) state;
	expect_refused(&s, text, "orders.csv:3: column \"runs\" (duration) is empty; say \"gaps\": \"skip\", "
			"\"hold\" or \"zero\" if that may be");
	s.gap = TRACE_GAP_SKIP;
	t = load(&s, text, &found, &fault);
	assert_true(t && trace_size(t) == 2 && found.skipped == 1 && found.rows == 3);
	trace_free(t);
	s.column[TRACE_ROLE_DURATION].gap = TRACE_GAP_HOLD;
	t = load(&s, text, &found, &fault);
	assert_true(t && trace_size(t) == 3 && found.filled == 1 && found.skipped == 0);
	assert_true(trace_order(t, 1)->duration_s == 5);
	trace_free(t);
	s.column[TRACE_ROLE_DURATION].gap = TRACE_GAP_ZERO;
	t = load(&s, text, &found, &fault);
	assert_true(t && trace_order(t, 1)->duration_s == 0 && found.filled == 1);
	trace_free(t);
	s.column[TRACE_ROLE_DURATION].gap = TRACE_GAP_HOLD;
	expect_refused(&s, "submit,runs,cpu\n1,,4\n", "orders.csv:2: column \"runs\" (duration) is empty "
			"and no row before says what to hold");
}

static void orders_last_from_their_start_and_may_never_start(void **state)
{
	struct trace_spec s = orders_spec();
	struct trace *t;

	(void) state;
	s.column[TRACE_ROLE_DURATION] = (struct trace_column) { 0 };
	s.column[TRACE_ROLE_START].column = "placed";
	s.column[TRACE_ROLE_END].column = "ended";
	t = must_load(&s, "submit,placed,ended,cpu\n10,15,100,1\n20,,50,1\n");
	assert_true(trace_order(t, 0)->waited_s == 5 && trace_order(t, 0)->duration_s == 85);
	assert_true(trace_order(t, 0)->placed && !trace_order(t, 1)->placed);
	assert_true(trace_order(t, 1)->waited_s < 0 && trace_order(t, 1)->duration_s == 30);
	trace_free(t);
	expect_refused(&s, "submit,placed,ended,cpu\n10,15,14,1\n",
			"orders.csv:2: end is \"14\" in column \"ended\"; that is before its begin");
	expect_refused(&s, "submit,placed,ended,cpu\n10,9,14,1\n",
			"orders.csv:2: start is \"9\" in column \"placed\"; that is before the order came");
}

static void gpu_models_are_read_by_many_names(void **state)
{
	struct trace_spec s = orders_spec();
	const struct trace_order *o;
	struct trace *t;

	(void) state;
	s.column[TRACE_ROLE_GPU].column = "gpu";
	s.column[TRACE_ROLE_GPUS].column = "n";
	t = must_load(&s, "submit,runs,cpu,n,gpu\n1,1,1,1,NVIDIA GeForce RTX 4090\n"
			"2,1,1,1,V100M16|V100M32|a10|G9\n3,1,1,1,\n4,1,1,1,T4|none\n5,1,1,1,old\n"
			"6,1,1,1,own\n");
	assert_int_equal(trace_size(t), 5);
	assert_true(trace_order(t, 0)->n_gpu == 1 && trace_order(t, 0)->gpu[0] == 36);
	o = trace_order(t, 1);
	assert_true(o->n_gpu == 3 && o->gpu[0] == 41 && o->gpu[1] == 38 && o->gpu[2] == 51);
	assert_int_equal(trace_order(t, 2)->n_gpu, 0);
	assert_int_equal(trace_order(t, 3)->n_gpu, 0);
	assert_int_equal(trace_order(t, 4)->gpu[0], 1003);
	trace_free(t);
	expect_refused(&s, "submit,runs,cpu,n,gpu\n1,1,1,1,abacus\n",
			"orders.csv:2: gpu is \"abacus\" in column \"gpu\"; no such model is known, map it "
			"to a name of TIER-05, \"#id\", \"any\" or \"skip\"");
}

static void every_model_of_the_table_is_found_by_its_name(void **state)
{
	(void) state;
	for (unsigned id = 1; id <= GPU_NAMES; id++)
		assert_int_equal(gpu_named(gpu_name(id)), id);
	assert_int_equal(gpu_named("NVIDIA GeForce RTX 3060 Laptop GPU"), 0);
	assert_int_equal(gpu_named("GeForce RTX 3060 Ti"), 17);
	assert_int_equal(gpu_named("A100_80GB_SXM4"), 50);
	assert_int_equal(gpu_named("Quadro RTX 6000"), 74);
	assert_int_equal(gpu_named("NVIDIA"), 0);
	assert_int_equal(gpu_named(""), 0);
	assert_null(gpu_name(0));
	assert_null(gpu_name(GPU_NAMES + 1));
}

static void rows_are_chosen_by_time_and_by_text(void **state)
{
	const struct trace_only only[] = { { "zone", "b", true }, { "kind", "x", false } };
	struct trace_spec s = orders_spec();
	struct trace_found found;
	struct trace_fault fault;
	struct trace *t;

	(void) state;
	s.from_given = s.until_given = true;
	s.from_s = 100;
	s.until_s = 200;
	s.zero_is_first = true;
	s.only = only;
	s.n_only = 2;
	/* What is left out need not be good. */
	t = load(&s, "submit,runs,cpu,zone,kind\n99,,1,a,x\n100,1,1,a,x\n150,1,1,b,x\n160,1,1,a,y\n"
			"199,1,1,a,x\n200,1,1,a,x\n", &found, &fault);
	assert_non_null(t);
	assert_int_equal(trace_size(t), 2);
	assert_int_equal(found.other, 4);
	assert_true(trace_order(t, 0)->at_s == 0 && trace_order(t, 1)->at_s == 99);
	assert_true(trace_from_s(t) == 0 && trace_until_s(t) == 100);
	trace_free(t);
}

static void descriptions_that_do_not_fit_are_refused(void **state)
{
	const char *text = "submit,runs,cpu\n1,1,1\n";
	struct trace_spec s = orders_spec();

	(void) state;
	s.column[TRACE_ROLE_CPU].column = "cpus";
	expect_refused(&s, text, "orders.csv:1: no column \"cpus\" for cpu; did you mean \"cpu\"?");
	s.column[TRACE_ROLE_CPU].column = "processors";
	expect_refused(&s, text,
			"orders.csv:1: no column \"processors\" for cpu; there are submit, runs, cpu");
	s.column[TRACE_ROLE_CPU] = (struct trace_column) { .column = "cpu", .unit = "GB" };
	expect_refused(&s, text,
			"orders.csv: \"GB\" is no unit of \"cpu\"; it is one of threads, milli or %");
	s = orders_spec();
	s.column[TRACE_ROLE_UP].column = "cpu";
	expect_refused(&s, text, "orders.csv: a trace of orders has no \"up\"");
	s = orders_spec();
	s.column[TRACE_ROLE_TIME].column = NULL;
	expect_refused(&s, text, "orders.csv: a trace of orders needs a column for \"time\"");
	s = orders_spec();
	s.column[TRACE_ROLE_DURATION].column = NULL;
	expect_refused(&s, text, "orders.csv: a trace of orders needs a column for \"duration\" or \"end\"");
	s = orders_spec();
	expect_refused(&s, "submit,runs,cpu\n1,x,1\n",
			"orders.csv:2: duration is \"x\" in column \"runs\"; a number was expected");
	expect_refused(&s, "submit,runs,cpu\n1,1,70000\n", "orders.csv:2: cpu is \"70000\" in column "
			"\"cpu\"; at most 65536 threads and nothing negative can be told");
	expect_refused(&s, "submit,runs,cpu\n1,-1,1\n",
			"orders.csv:2: duration is \"-1\" in column \"runs\"; that is before its begin");
	expect_refused(&s, "submit,runs,cpu\n1,1\n", "orders.csv:2: has 2 fields, the header has 3");
	expect_refused(&s, "submit,runs,cpu\n", "orders.csv: no rows of it are left");
	s.from_given = true;
	s.from_s = 5;
	expect_refused(&s, text, "orders.csv: no rows of it are left by what the scenario takes from it");
}

/* ---- files ---- */

static const char *write_file(const char *text)
{
	static char path[40];
	int fd;

	strcpy(path, "/tmp/trace-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t) strlen(text));
	close(fd);
	return path;
}

static void an_altered_file_is_refused_before_it_is_read(void **state)
{
	const char *good = "submit,runs,cpu\n1,1,1\n", *broken = "submit,\"runs\n";
	struct trace_spec s = orders_spec();
	struct trace_found found;
	struct trace_fault fault;
	uint8_t digest[SHA256_SIZE];
	char hex[65], is[65], why[400];
	struct trace *t;

	(void) state;
	sha256(good, strlen(good), digest);
	sha256_hex(hex, digest, sizeof digest);
	s.sha256 = hex;
	s.file = write_file(good);
	t = trace_load(&s, &found, &fault);
	assert_non_null(t);
	assert_string_equal(found.sha256, hex);
	trace_free(t);
	for (char *c = hex; *c; c++)
		if (*c >= 'a' && *c <= 'f')
			*c = (char) (*c - 'a' + 'A');
	t = trace_load(&s, NULL, &fault);
	assert_non_null(t);
	trace_free(t);
	unlink(s.file);

	s.file = write_file(broken);
	sha256(broken, strlen(broken), digest);
	sha256_hex(is, digest, sizeof digest);
	assert_null(trace_load(&s, NULL, &fault));
	snprintf(why, sizeof why, "%s: sha256 is %s, the scenario says %s", s.file, is, hex);
	assert_string_equal(fault.why, why);
	s.sha256 = "abc";
	assert_null(trace_load(&s, NULL, &fault));
	assert_non_null(strstr(fault.why, "\"abc\", is not 64 hexadecimal digits"));
	unlink(s.file);
	s.sha256 = NULL;
	assert_null(trace_load(&s, NULL, &fault));
	snprintf(why, sizeof why, "%s: No such file or directory", s.file);
	assert_string_equal(fault.why, why);
}

/* ---- machines, availability, series ---- */

static void machines_are_dealt_out_in_turn(void **state)
{
	static const unsigned threads[] = { 8, 8, 8, 16, 4, 4 };
	struct trace_spec s = { .name = "fleet", .file = "fleet.csv", .kind = TRACE_MACHINES };
	struct trace *t;

	(void) state;
	s.column[TRACE_ROLE_CPU].column = "threads";
	s.column[TRACE_ROLE_COUNT].column = "n";
	s.column[TRACE_ROLE_GPUS].column = "gpus";
	s.column[TRACE_ROLE_GPU].column = "model";
	t = must_load(&s, "threads,n,gpus,model\n8,3,0,\n16,1,2,rtx4090\n4,2,0,l4\n");
	assert_int_equal(trace_machines(t), 6);
	for (uint64_t i = 0; i < 18; i++)
		assert_int_equal(trace_machine_dealt(t, i)->threads, threads[i % 6]);
	assert_true(trace_machine(t, 1)->gpu == 36 && trace_machine(t, 1)->gpus == 2);
	assert_int_equal(trace_machine(t, 2)->gpu, 0);
	trace_free(t);
	expect_refused(&s, "threads,n,gpus,model\n8,1,1,\n", "fleet.csv:2: gpu is \"\" in column "
			"\"model\"; this machine has GPUs; of which model?");
}

static struct trace_spec runs_spec(void)
{
	struct trace_spec s = { .name = "runs", .file = "runs.csv", .kind = TRACE_AVAILABILITY };

	s.column[TRACE_ROLE_ENTITY].column = "who";
	s.column[TRACE_ROLE_TIME].column = "from";
	s.column[TRACE_ROLE_DURATION].column = "for";
	return s;
}

static void outages_leave_the_rest_of_the_time_up(void **state)
{
	struct trace_spec s = runs_spec();
	struct trace_resample how = { .from_s = 0 };
	struct trace *t;

	(void) state;
	s.rows_down = s.from_given = s.until_given = true;
	s.from_s = 0;
	s.until_s = 100;
	/* The second outage of a begins within the first; b's goes on beyond the end. */
	how.trace = t = must_load(&s, "who,from,for\nb,90,50\na,10,10\na,15,15\n");
	assert_int_equal(trace_entities(t), 2);
	assert_string_equal(trace_entity(t, 1), "a");
	assert_true(trace_up(&how, 1, 9.9) && !trace_up(&how, 1, 10));
	assert_true(!trace_up(&how, 1, 29.9) && trace_up(&how, 1, 30) && trace_up(&how, 1, 99));
	assert_true(trace_change_s(&how, 1, 0) == 10 && trace_change_s(&how, 1, 10) == 30);
	/* Without blocks it plays again after its end. */
	assert_true(trace_change_s(&how, 1, 30) == 110 && !trace_up(&how, 1, 110));
	assert_true(trace_change_s(&how, 0, 0) == 90 && trace_change_s(&how, 0, 90) == 100);
	trace_free(t);
}

static void runs_are_up_or_down_by_their_flag(void **state)
{
	struct trace_spec s = runs_spec();
	struct trace_resample how = { .from_s = 0 };
	struct trace *t;

	(void) state;
	s.column[TRACE_ROLE_UP].column = "state";
	how.trace = t = must_load(&s, "who,from,for,state\na,0,10,up\na,10,5,down\na,20,10,1\nb,0,30,yes\n");
	assert_true(trace_up(&how, 0, 5) && !trace_up(&how, 0, 12) && !trace_up(&how, 0, 17));
	assert_true(trace_change_s(&how, 0, 0) == 10 && trace_change_s(&how, 0, 10) == 20);
	assert_true(trace_change_s(&how, 1, 0) == INFINITY);
	trace_free(t);
	/* Held: what no run tells of is as before. */
	s.gap = TRACE_GAP_HOLD;
	how.trace = t = must_load(&s, "who,from,for,state\na,0,10,down\na,10,5,up\na,20,10,down\n");
	assert_true(trace_up(&how, 0, 17) && trace_change_s(&how, 0, 10) == 20);
	trace_free(t);
	expect_refused(&s, "who,from,for,state\na,0,10,maybe\n", "runs.csv:2: up is \"maybe\" in column "
			"\"state\"; 1 or 0, up or down, true or false, yes or no was expected");
}

static struct trace *make_series(const double *value, size_t n, double step_s)
{
	struct trace *t = trace_new(TRACE_SERIES, "series");

	for (size_t i = 0; i < n; i++)
		assert_true(trace_add_point(t, (double) i * step_s, value[i]));
	assert_true(trace_finish(t, 0, (double) n * step_s));
	return t;
}

static void a_series_replays_exactly(void **state)
{
	const double value[] = { 1, 4, 2, 8 };
	struct trace *t = make_series(value, 4, 10);

	(void) state;
	for (size_t i = 0; i < 4; i++) {
		assert_true(trace_value(t, (double) i * 10, TRACE_STEP) == value[i]);
		assert_true(trace_value(t, (double) i * 10, TRACE_LINEAR) == value[i]);
		assert_true(trace_value(t, (double) i * 10 + 9.9, TRACE_STEP) == value[i]);
	}
	assert_true(trace_value(t, 5, TRACE_LINEAR) == 2.5);
	assert_true(trace_value(t, 12.5, TRACE_LINEAR) == 3.5);
	assert_true(trace_value(t, -1, TRACE_LINEAR) == 1 && trace_value(t, 99, TRACE_LINEAR) == 8);
	trace_free(t);
}

/* ---- endless ---- */

#define WEEKS  5
#define SOURCE 3000

/* Orders of five weeks, denser by day, told apart by their row; the same for each call. */
static struct trace *make_orders(const char *name)
{
	struct trace *t = trace_new(TRACE_ORDERS, name);
	struct stream s;

	stream_open(&s, &(struct stream_key) { .seed = 4, .kind = STREAM_TRACE, .purpose = FOR_ARRIVAL });
	for (uint32_t i = 0; i < SOURCE; i++) {
		struct trace_order o = { .row = i, .threads = i, .placed = true };

		o.at_s = floor(stream_unit(&s) * WEEKS * 7) * DAY_S
				+ stream_unit(&s) * stream_unit(&s) * DAY_S;
		assert_true(trace_add_order(t, &o));
	}
	assert_true(trace_finish(t, 0, WEEKS * 7 * DAY_S));
	return t;
}

static struct trace_resample weekly(const struct trace *t, uint64_t seed)
{
	return (struct trace_resample) { .trace = t, .block_s = 7 * DAY_S, .align_s = DAY_S,
		.seed = seed };
}

static void without_blocks_a_trace_plays_as_it_was(void **state)
{
	struct trace *t = make_orders("orders");
	struct trace_resample how = { .trace = t, .from_s = 3 * DAY_S };
	const struct trace_order *order;
	struct trace_walk walk;
	size_t at = trace_first_at(t, 3 * DAY_S);
	double at_s;

	(void) state;
	for (trace_walk_open(&walk, &how); trace_walk_next(&walk, &at_s, &order); at++) {
		assert_ptr_equal(order, trace_order(t, at));
		assert_true(at_s == order->at_s - 3 * DAY_S);
	}
	assert_int_equal(at, SOURCE);
	assert_false(trace_walk_next(&walk, &at_s, &order));
	trace_free(t);
}

static void blocks_keep_order_and_hours_inside(void **state)
{
	struct trace *t = make_orders("orders");
	struct trace_resample how = weekly(t, 1);
	const struct trace_order *order, *before = NULL;
	double at_s, before_s = 0;
	struct trace_walk walk;
	size_t inside = 0, seams = 0;

	(void) state;
	trace_walk_open(&walk, &how);
	for (int i = 0; i < 20000; i++) {
		double until_s, source_s;

		assert_true(trace_walk_next(&walk, &at_s, &order));
		assert_true(at_s >= before_s);
		source_s = trace_source_s(&how, at_s, &until_s);
		assert_true(fabs(source_s - order->at_s) < 1e-5);
		/* A block begins a whole number of days away. */
		assert_true(fabs(remainder(at_s - order->at_s, DAY_S)) < 1e-5);
		if (before && trace_source_s(&how, before_s, &until_s) >= 0 && at_s < until_s) {
			/* In the same stretch the next row of the trace follows, as much later. */
			assert_ptr_equal(order, before + 1);
			assert_true(fabs((at_s - before_s) - (order->at_s - before->at_s)) < 1e-5);
			inside++;
		} else {
			seams++;
		}
		before = order;
		before_s = at_s;
	}
	assert_true(inside > 19000 && seams > 20);
	trace_free(t);
}

static void blocks_have_the_mean_rate_of_the_trace(void **state)
{
	struct trace *t = make_orders("orders");
	struct trace_resample how = weekly(t, 2);
	const struct trace_order *order;
	double at_s, sum = 0, squares = 0, mean;
	struct trace_walk walk;
	enum { BLOCKS = 2000 };
	static double count[BLOCKS];
	unsigned seen[WEEKS * 7] = { 0 };

	(void) state;
	trace_walk_open(&walk, &how);
	while (trace_walk_next(&walk, &at_s, &order) && at_s < BLOCKS * how.block_s)
		count[(size_t) (at_s / how.block_s)]++;
	for (size_t i = 0; i < BLOCKS; i++) {
		sum += count[i];
		squares += count[i] * count[i];
		seen[(size_t) (trace_source_s(&how, (double) i * how.block_s, NULL) / DAY_S)]++;
	}
	mean = sum / BLOCKS;
	expect_normal("orders a block", (mean - (double) SOURCE / WEEKS)
			/ sqrt((squares / BLOCKS - mean * mean) / BLOCKS));
	expect_even("days on which blocks begin", seen, WEEKS * 7);
	trace_free(t);
}

static void luck_depends_on_seed_replication_and_name_alone(void **state)
{
	struct trace *t = make_orders("orders"), *same = make_orders("orders");
	struct trace *other = make_orders("other orders");
	struct trace_resample how[5] = { weekly(t, 7), weekly(same, 7), weekly(t, 8), weekly(other, 7),
		weekly(t, 7) };
	unsigned equal[5] = { 0 };

	(void) state;
	how[4].replication = 1;
	for (int block = 0; block < 1000; block++)
		for (int i = 0; i < 5; i++)
			equal[i] += trace_source_s(&how[i], block * 7 * DAY_S, NULL)
					== trace_source_s(&how[0], block * 7 * DAY_S, NULL);
	assert_int_equal(equal[1], 1000);
	/* One in 35 by chance. */
	for (int i = 2; i < 5; i++)
		expect_normal("equal blocks", (equal[i] - 1000 / 35.0) / sqrt(1000 / 35.0));
	trace_free(t);
	trace_free(same);
	trace_free(other);
}

static void any_order_is_found_by_its_number(void **state)
{
	static const uint64_t asked[] = { 0, 1, 700, 699, 5000, 4999, 9999, 3, 10000, 10001 };
	struct trace *t = make_orders("orders");
	struct trace_resample how = weekly(t, 3);
	static double at_s[10002];
	static const struct trace_order *order[10002];
	struct trace_walk walk;

	(void) state;
	trace_walk_open(&walk, &how);
	for (size_t k = 0; k < 10002; k++)
		assert_true(trace_walk_next(&walk, &at_s[k], &order[k]));
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		const struct trace_order *found;
		double found_s;

		assert_true(trace_walk_to(&walk, asked[i]));
		assert_int_equal(walk.taken, asked[i]);
		assert_true(trace_walk_next(&walk, &found_s, &found));
		assert_true(found_s == at_s[asked[i]]);
		assert_ptr_equal(found, order[asked[i]]);
	}
	how.block_s = 0;
	trace_walk_open(&walk, &how);
	assert_true(trace_walk_to(&walk, SOURCE - 1));
	assert_false(trace_walk_to(&walk, SOURCE));
	trace_free(t);
}

static void a_window_without_orders_ends(void **state)
{
	struct trace *t = trace_new(TRACE_ORDERS, "few");
	struct trace_resample how = { .trace = t, .from_s = 50, .block_s = 10 };
	const struct trace_order *order;
	struct trace_walk walk;
	double at_s;

	(void) state;
	assert_true(trace_add_order(t, &(struct trace_order) { .at_s = 1 }));
	assert_true(trace_finish(t, 0, 100));
	trace_walk_open(&walk, &how);
	assert_false(trace_walk_next(&walk, &at_s, &order));
	assert_false(trace_walk_to(&walk, 0));
	/* The one order of a window that has it comes again and again. */
	how.from_s = 0;
	trace_walk_open(&walk, &how);
	for (int i = 0; i < 1000; i++)
		assert_true(trace_walk_next(&walk, &at_s, &order));
	trace_free(t);
}

static void changes_are_when_the_state_changes(void **state)
{
	struct trace *t = trace_new(TRACE_AVAILABILITY, "hosts");
	struct trace_resample how = { .trace = t, .block_s = 9 * 3600.0, .align_s = 3600, .seed = 5 };
	double at_s = 0, up_s = 0, source_up_s = 0;
	struct stream s;
	uint32_t entity;
	unsigned changes = 0;

	(void) state;
	stream_open(&s, &(struct stream_key) { .seed = 9, .kind = STREAM_TRACE, .purpose = FOR_UPTIME });
	assert_true(trace_intern_entity(t, "host", &entity));
	for (double from_s = 0; from_s < 30 * DAY_S;) {
		double end_s = from_s + 600 + floor(stream_unit(&s) * 20000);
		bool up = stream_unit(&s) < .7;

		assert_true(trace_add_run(t, &(struct trace_run) { from_s, end_s, entity, up }));
		source_up_s += up ? fmin(end_s, 30 * DAY_S) - from_s : 0;
		from_s = end_s;
	}
	assert_true(trace_finish(t, 0, 30 * DAY_S));
	while (at_s < 3000 * DAY_S) {
		bool up = trace_up(&how, 0, at_s);
		double next_s = trace_change_s(&how, 0, at_s);

		assert_true(next_s > at_s && trace_up(&how, 0, next_s) != up);
		for (int i = 1; i < 8; i++)
			assert_true(trace_up(&how, 0, at_s + (next_s - at_s) * i / 8) == up);
		up_s += up ? next_s - at_s : 0;
		at_s = next_s;
		changes++;
	}
	assert_true(changes > 1000);
	/* Blocks are independent and of 9 hours: at most a variance of 1/4 each. */
	expect_normal("part of the time up", (up_s / at_s - source_up_s / (30 * DAY_S))
			/ sqrt(.25 / (at_s / how.block_s)));
	trace_free(t);
}

static void a_resampled_series_has_the_returns_of_its_source(void **state)
{
	double value[200];
	struct trace_resample how = { .block_s = 20, .align_s = 1, .seed = 6 };
	struct trace *t;

	(void) state;
	for (int i = 0; i < 200; i++)
		value[i] = exp(sin(i * .7) + .01 * i);
	how.trace = t = make_series(value, 200, 1);
	assert_true(trace_value_resampled(&how, 0, TRACE_LINEAR) == value[0]);
	for (int i = 0; i < 500; i++) {
		double a = trace_value_resampled(&how, i, TRACE_LINEAR);
		double b = trace_value_resampled(&how, i + 1, TRACE_LINEAR);
		bool known = false;

		for (int j = 0; j < 199 && !known; j++)
			known = fabs(log(b / a) - log(value[j + 1] / value[j])) < 1e-9;
		assert_true(known);
	}
	how.block_s = 0;
	for (int i = 0; i < 200; i++)
		assert_true(trace_value_resampled(&how, i, TRACE_STEP) == value[i]);
	trace_free(t);
}

/* ---- whatever comes ---- */

static void any_bytes_are_read_or_refused(void **state)
{
	static const char letters[] = "0123456789.-,,,,\n\n\n\r\"abup|#";
	struct trace_spec s[2] = { orders_spec(), runs_spec() };
	struct stream luck;

	(void) state;
	s[0].gap = TRACE_GAP_HOLD;
	s[1].gap = TRACE_GAP_ZERO;
	s[0].column[TRACE_ROLE_GPU].column = "gpu";
	stream_open(&luck, &(struct stream_key) { .seed = 3, .kind = STREAM_WORLD });
	for (int round = 0; round < 20000; round++) {
		const char *header = round % 2 ? "who,from,for\n" : "submit,runs,cpu,gpu\n";
		size_t n = strlen(header), more = stream_below(&luck, 60);
		char *text = malloc(n + more + 1);
		struct trace_fault fault;
		struct trace *t;

		memcpy(text, header, n);
		for (size_t i = 0; i < more; i++)
			text[n + i] = letters[stream_below(&luck, sizeof letters - 1)];
		t = trace_load_text(&s[round % 2], text, n + more, NULL, &fault);
		assert_true(t ? !fault.why[0] : strncmp(fault.why, s[round % 2].file, 8) == 0);
		trace_free(t);
		free(text);
	}
}

/* ---- real ones ---- */

static struct trace *load_real(struct trace_spec *s, const char *file, struct trace_found *found)
{
	static char path[4096];
	struct trace_fault fault;
	struct trace *t;

	snprintf(path, sizeof path, "%s/%s", getenv("TRACES"), file);
	s->file = path;
	s->name = file;
	t = trace_load(s, found, &fault);
	if (!t)
		fail_msg("%s", fault.why);
	return t;
}

/* Two clusters, two ways to tell the same. */
static void orders_of_other_clusters_load_with_a_mapping(void **state)
{
	const struct trace_mapped names[] = { { TRACE_ROLE_GPU, "G2", "a10" },
		{ TRACE_ROLE_GPU, "G3", "a100-80g" } };
	struct trace_spec s = { .kind = TRACE_ORDERS, .mapped = names, .n_mapped = 2,
		.from_given = true, .from_s = 115, .zero_is_first = true };
	struct trace_found found;
	struct trace *t;

	(void) state;
	if (!getenv("TRACES") || access(getenv("TRACES"), R_OK) != 0) {
		print_message("skipped: no traces\n");
		skip();
	}
	s.from_s *= DAY_S;
	s.column[TRACE_ROLE_TIME].column = "submit_s";
	s.column[TRACE_ROLE_START].column = "sched_s";
	s.column[TRACE_ROLE_END].column = "end_s";
	s.column[TRACE_ROLE_CPU] = (struct trace_column) { .column = "cpu_milli", .unit = "milli" };
	s.column[TRACE_ROLE_MEM] = (struct trace_column) { .column = "mem_mib", .unit = "MiB" };
	s.column[TRACE_ROLE_GPUS].column = "gpus";
	s.column[TRACE_ROLE_GPU].column = "gpu_spec";
	s.column[TRACE_ROLE_QUALITY].column = "qos";
	t = load_real(&s, "demand_alibaba_gpu2023/pods.csv", &found);
	assert_int_equal(trace_size(t), 8125);
	assert_int_equal(found.rows, 8152);
	trace_free(t);

	s = (struct trace_spec) { .kind = TRACE_ORDERS, .gap = TRACE_GAP_SKIP };
	s.column[TRACE_ROLE_TIME].column = "create_s";
	s.column[TRACE_ROLE_END].column = "end_s";
	s.column[TRACE_ROLE_CPU].column = "cpu";
	s.column[TRACE_ROLE_MEM] = (struct trace_column) { .column = "mem_gib", .unit = "GiB" };
	s.column[TRACE_ROLE_STO] = (struct trace_column) { .column = "disk_gib", .unit = "GiB" };
	s.column[TRACE_ROLE_GPUS].column = "gpus";
	s.column[TRACE_ROLE_QUALITY].column = "role";
	t = load_real(&s, "demand_alibaba_dlrm2025/instances.csv", &found);
	assert_true(found.rows == 23871 && found.skipped + trace_size(t) == found.rows);
	assert_true(trace_size(t) > 8000);
	trace_free(t);
}

static void availability_of_other_systems_loads_with_a_mapping(void **state)
{
	struct trace_spec s = { .kind = TRACE_AVAILABILITY };
	struct trace_resample how = { .block_s = 7 * DAY_S, .align_s = DAY_S, .seed = 1 };
	double at_s = 0, up_s = 0;
	struct trace *t;

	(void) state;
	if (!getenv("TRACES") || access(getenv("TRACES"), R_OK) != 0)
		skip();
	s.column[TRACE_ROLE_ENTITY].column = "zone_type";
	s.column[TRACE_ROLE_TIME].column = "start_s";
	s.column[TRACE_ROLE_DURATION].column = "dur_s";
	s.column[TRACE_ROLE_UP].column = "nodes_up";
	how.trace = t = load_real(&s, "avail_spot_aws2023/v100_1node_9zones.csv", NULL);
	assert_int_equal(trace_entities(t), 9);
	while (at_s < 1000 * DAY_S) {
		double next_s = trace_change_s(&how, 3, at_s);

		up_s += trace_up(&how, 3, at_s) ? next_s - at_s : 0;
		at_s = next_s;
	}
	assert_true(up_s > 0 && up_s < at_s);
	trace_free(t);

	s = (struct trace_spec) { .kind = TRACE_AVAILABILITY, .rows_down = true };
	s.column[TRACE_ROLE_ENTITY].column = "node";
	s.column[TRACE_ROLE_TIME] = (struct trace_column) { .column = "start_min", .unit = "min" };
	s.column[TRACE_ROLE_DURATION] = (struct trace_column) { .column = "dur_min", .unit = "min" };
	t = load_real(&s, "avail_lanl_fta/outages.csv", NULL);
	assert_int_equal(trace_size(t), 23329);
	/* Five of the 3,554 nodes have only outages of no length, which are not in this file. */
	assert_int_equal(trace_entities(t), 3549);
	trace_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_tables_are_read),
		cmocka_unit_test(tables_that_are_not_plain_are_refused_with_their_line),
		cmocka_unit_test(only_decimal_numbers_are_numbers),
		cmocka_unit_test(columns_may_stand_in_any_order_among_others),
		cmocka_unit_test(units_are_those_of_each_column),
		cmocka_unit_test(dates_and_months_are_seconds),
		cmocka_unit_test(empty_cells_follow_the_gap_policy),
		cmocka_unit_test(orders_last_from_their_start_and_may_never_start),
		cmocka_unit_test(gpu_models_are_read_by_many_names),
		cmocka_unit_test(every_model_of_the_table_is_found_by_its_name),
		cmocka_unit_test(rows_are_chosen_by_time_and_by_text),
		cmocka_unit_test(descriptions_that_do_not_fit_are_refused),
		cmocka_unit_test(an_altered_file_is_refused_before_it_is_read),
		cmocka_unit_test(machines_are_dealt_out_in_turn),
		cmocka_unit_test(outages_leave_the_rest_of_the_time_up),
		cmocka_unit_test(runs_are_up_or_down_by_their_flag),
		cmocka_unit_test(a_series_replays_exactly),
		cmocka_unit_test(without_blocks_a_trace_plays_as_it_was),
		cmocka_unit_test(blocks_keep_order_and_hours_inside),
		cmocka_unit_test(blocks_have_the_mean_rate_of_the_trace),
		cmocka_unit_test(luck_depends_on_seed_replication_and_name_alone),
		cmocka_unit_test(any_order_is_found_by_its_number),
		cmocka_unit_test(a_window_without_orders_ends),
		cmocka_unit_test(changes_are_when_the_state_changes),
		cmocka_unit_test(a_resampled_series_has_the_returns_of_its_source),
		cmocka_unit_test(any_bytes_are_read_or_refused),
		cmocka_unit_test(orders_of_other_clusters_load_with_a_mapping),
		cmocka_unit_test(availability_of_other_systems_loads_with_a_mapping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
