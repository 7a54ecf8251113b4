/* form - scenario files: what is admitted becomes the right values, what is not is refused in one
 * line.
 *
 * The form is that of form_example.c, which has everything that a form can have.
 */
#include "sim/scenario/form_number.h"
#include "sim/scenario/form_read.h"
#include "sim/scenario/form_schema.h"
#include "tests/units/form_example.h"
#include "tests/units/form_random.h"

#include "support/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define HOUR "\"time\": {\"horizon\": \"1 h\"}"

/* A scenario that was read, with its one cell or the whole. */
struct reading {
	struct form_document *document;
	struct form_resolved *resolved;
	const struct example *e;
	struct form_fault fault;
	char line[FORM_FAULT_SIZE];
};

static void finish(struct reading *r, size_t cell)
{
	r->resolved = r->document ? form_resolve(r->document, cell, &r->fault) : NULL;
	r->e = r->resolved ? r->resolved->value : NULL;
	*r->line = 0;
	if (!r->resolved)
		form_fault_line(&r->fault, r->line);
}

static void read_text(struct reading *r, const char *text, const char *const *sets, size_t n)
{
	r->document = form_open_text(
			&example_form, "x.json", text, strlen(text), sets, n, &r->fault);
	finish(r, FORM_WHOLE);
}

static void release(struct reading *r)
{
	form_release(r->resolved);
	form_close(r->document);
}

static void good(struct reading *r, const char *text)
{
	read_text(r, text, NULL, 0);
	if (!r->resolved)
		fail_msg("%s\n%s", text, r->line);
}

static void good_with(struct reading *r, const char *text, const char *set)
{
	read_text(r, text, &set, 1);
	if (!r->resolved)
		fail_msg("%s with %s\n%s", text, set, r->line);
}

static void expect_line(const char *text, const char *set, const char *line)
{
	struct reading r;

	read_text(&r, text, &set, set ? 1 : 0);
	if (r.resolved)
		fail_msg("%s %s is admitted", text, set ? set : "");
	if (strcmp(r.line, line) != 0)
		fail_msg("%s %s\nsays      %s\ninstead of %s", text, set ? set : "", r.line, line);
	release(&r);
}

/* ---- what values become ---- */

static void fallbacks_fill_what_is_not_given(void **state)
{
	struct reading r;

	(void) state;
	good(&r, "{" HOUR "}");
	assert_string_equal(r.e->name, "unnamed");
	assert_true(r.e->time.horizon_ms == 3600000);
	assert_true(r.e->time.era_s == 86400);
	assert_true(r.e->seed == 1);
	assert_int_equal(r.e->n_classes, 1);
	assert_string_equal(r.e->classes[0].name, "home");
	assert_int_equal(r.e->classes[0].count, 10);
	assert_int_equal(r.e->classes[0].threads, 64);
	assert_int_equal(r.e->classes[0].repair.kind, LAW_LOGNORMAL);
	assert_true(r.e->classes[0].repair.a == 1200 && r.e->classes[0].repair.b == 1);
	assert_true(r.e->classes[0].repair.min == -INFINITY &&
			r.e->classes[0].repair.max == INFINITY);
	assert_true(r.e->classes[0].gpus.kind == LAW_CONSTANT && r.e->classes[0].gpus.a == 8);
	assert_true(r.e->classes[0].power_w == 700);
	assert_true(r.e->classes[0].orders_a_day == 72);
	assert_false(r.e->classes[0].has_exit);
	assert_int_equal(r.e->price.model, PRICE_CONSTANT);
	assert_true(r.e->price.start == 0.02);
	assert_int_equal(r.e->n_traces, 0);
	assert_int_equal(r.e->n_events, 0);
	assert_true(r.e->day[0] == 1 && r.e->day[2] == 1.5 && r.e->day[3] == 0.5);
	assert_int_equal(r.e->n_tags, 0);
	assert_int_equal(r.e->outputs, 1);
	assert_true(r.e->weights[0] == 0.5 && r.e->weights[1] == 0.5 && r.e->weights[2] == 0);
	assert_true(r.e->bond.hi == 54 && r.e->bond.lo == UINT64_C(3875820019684212736));
	assert_true(r.e->strict);
	assert_true(r.e->share == 0.1);
	assert_null(r.e->assertions);
	for (int i = 0; i < SPHERON_PARAM_COUNT; i++)
		assert_false(r.e->params[i].given);
	release(&r);
}

static void every_type_takes_its_values(void **state)
{
	struct reading r;

	(void) state;
	good(&r, "{\"name\": \"fl\\u00e4che \\ud83d\\ude00\", " HOUR
		 ", \"seed\": \"18446744073709551615\","
		 "\"classes\": [{\"class\": \"dc\", \"threads\": \"1 thread\", \"count\": "
		 "\"1_000\","
		 "\"repair\": {\"dist\": \"weibull\", \"scale\": \"30d\", \"shape\": 0.8, "
		 "\"at_most\": "
		 "\"1 week\"}, \"gpus\": {\"dist\": \"table\", \"quantiles\": [1, 1, 2.5, 8]},"
		 "\"orders\": \"1 /year\", \"exit\": {\"below\": \"-12.5 USD\"}}],"
		 "\"price\": {\"model\": \"gbm\", \"drift\": \"-20 %/year\", \"volatility\": 9e-1},"
		 "\"steps\": [\"1 ms\", \"2.5 h\"], \"tags\": [\"a\", \"b\"], \"outputs\": "
		 "[\"html\", \"csv\"],"
		 "\"weights\": {\"stake\": 1}, \"bond\": \"7 SPON unit\", \"strict\": false, "
		 "\"share\": 0.07,"
		 "\"assert\": {\"b\": [1e-9, null, true], \"a\": \"\\n\", \"$comment\": 1}}");
	assert_string_equal(r.e->name, "fl\xc3\xa4"
				       "che \xf0\x9f\x98\x80");
	assert_true(r.e->seed == UINT64_MAX);
	assert_int_equal(r.e->classes[0].threads, 1);
	assert_int_equal(r.e->classes[0].count, 1000);
	assert_int_equal(r.e->classes[0].repair.kind, LAW_WEIBULL);
	assert_true(r.e->classes[0].repair.a == 30 * 86400.0 && r.e->classes[0].repair.b == 0.8);
	assert_true(r.e->classes[0].repair.min == -INFINITY &&
			r.e->classes[0].repair.max == 604800);
	assert_int_equal(r.e->classes[0].gpus.n, 4);
	assert_true(r.e->classes[0].gpus.quantile[2] == 2.5);
	assert_true(r.e->classes[0].orders_a_day == 1.0 / 365);
	assert_true(r.e->classes[0].has_exit);
	assert_true(r.e->classes[0].leave.below_usd == -12.5);
	assert_true(r.e->classes[0].leave.after_s == 30 * 86400.0);
	assert_true(r.e->price.drift == -0.2 && r.e->price.volatility == 0.9);
	assert_int_equal(r.e->n_steps, 2);
	assert_true(r.e->steps_s[0] == 0.001 && r.e->steps_s[1] == 9000);
	assert_int_equal(r.e->n_tags, 2);
	assert_string_equal(r.e->tags[1], "b");
	assert_int_equal(r.e->outputs, 5);
	assert_true(r.e->weights[0] == 0 && r.e->weights[2] == 1);
	assert_true(r.e->bond.hi == 0 && r.e->bond.lo == 7);
	assert_false(r.e->strict);
	assert_true(r.e->share == 0.07);
	assert_string_equal(r.e->assertions, "{ \"b\": [1e-9, null, true], \"a\": \"\\n\" }");
	release(&r);
}

static void parameters_are_given_by_name_family_or_member(void **state)
{
	struct reading r;

	(void) state;
	good(&r, "{" HOUR
		 ", \"params\": {\"cooldown_s\": \"10 min\", \"era_s\": 43200, \"require_stake\": "
		 "true, \"storage_mult\": [\"100 %\", 9000, \"80 %\"], \"gpu_mult.4\": "
		 "\"12_500\"}}");
	assert_true(r.e->params[SPHERON_P_COOLDOWN_S].given);
	assert_true(r.e->params[SPHERON_P_COOLDOWN_S].value.lo == 600);
	assert_true(r.e->params[SPHERON_P_ERA_S].value.lo == 43200);
	assert_true(r.e->params[SPHERON_P_REQUIRE_STAKE].value.lo == 1);
	assert_true(r.e->params[SPHERON_P_STORAGE_MULT].value.lo == 10000);
	assert_true(r.e->params[SPHERON_P_STORAGE_MULT + 1].value.lo == 9000);
	assert_true(r.e->params[SPHERON_P_STORAGE_MULT + 2].value.lo == 8000);
	assert_true(r.e->params[SPHERON_P_GPU_MULT + 4].value.lo == 12500);
	assert_false(r.e->params[SPHERON_P_GPU_MULT + 3].given);
	release(&r);
}

static void comments_and_schema_are_allowed_anywhere(void **state)
{
	struct reading r;

	(void) state;
	good(&r, "{\"$schema\": \"x\", \"$comment\": [{}], \"time\": {\"$comment\": 1, "
		 "\"horizon\": \"1 h\"},"
		 "\"params\": {\"$comment\": \"c\"}, \"weights\": {\"$comment\": 0, \"price\": 1},"
		 "\"classes\": [{\"class\": \"a\", \"$comment\": null, \"repair\": {\"$comment\": "
		 "1, \"dist\": "
		 "\"constant\", \"value\": \"1 h\"}}], \"traces\": {\"$comment\": 1}}");
	assert_null(strstr(r.resolved->text, "$"));
	assert_int_equal(r.e->n_traces, 0);
	release(&r);
}

/* strtod() of the C library rounds correctly, the machine divides correctly: two second opinions.
 */
static void plain_numbers_become_the_nearest_double(void **state)
{
	static const char *const some[] = { "0", "1", "0.1", "0.30000000000000004",
		"9007199254740992", "9007199254740991.5", "1e-22", "49e-22", "123456789.123456789",
		"0.1e1", "1e15", "2.5E-3" };
	uint64_t x = 88172645463325252u;
	struct form_number n;
	char why[FORM_WHY_SIZE], text[64];

	(void) state;
	for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
		assert_true(form_number_read(FORM_PLAIN, false, true, some[i], &n, why));
		assert_true(form_number_double(FORM_PLAIN, n) == strtod(some[i], NULL));
	}
	for (int i = 0; i < 200000; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		snprintf(text, sizeof text, "%u.%0*llu", (unsigned) (x >> 60), (int) (x % 17 + 3),
				(unsigned long long) (x >> 8) % 1000);
		assert_true(form_number_read(FORM_PLAIN, false, true, text, &n, why));
		assert_true(form_number_double(FORM_PLAIN, n) == strtod(text, NULL));
		uint64_t a = x >> 11, b = (x * 2654435761u >> 20) + 1;

		assert_true(form_ratio((struct quantity_number){ a, 0 },
					    (struct quantity_number){ b, 0 }) ==
				(double) a / (double) b);
	}
	assert_true(form_ratio((struct quantity_number){ 0, 1 },
				    (struct quantity_number){ 1, 0 }) == 18446744073709551616.0);
	assert_true(form_ratio((struct quantity_number){ UINT64_MAX, UINT64_MAX },
				    (struct quantity_number){ 1, 0 }) ==
			340282366920938463463374607431768211456.0);
}

/* ---- layers ---- */

static void options_lie_over_the_file(void **state)
{
	static const struct {
		const char *set;
		const char *in; /* of the resolved text */
	} sets[] = {
		{ "time.horizon=2d", "\"horizon\": \"2 d\"" },
		{ "time.horizon=\"3d\"", "\"horizon\": \"3 d\"" },
		{ "name=12", "\"name\": \"12\"" },
		{ "name=a=b", "\"name\": \"a=b\"" },
		{ "seed=7", "\"seed\": 7" },
		{ "seed=18446744073709551615", "\"seed\": \"18446744073709551615\"" },
		{ "classes.home.count=3", "\"count\": 3" },
		{ "classes.0.count=3", "\"count\": 3" },
		{ "classes.home.exit.below=1 USD", "\"below\": \"1 USD\"" },
		{ "classes.home.repair.sigma=2", "\"sigma\": 2" },
		{ "classes={\"$append\": [{\"class\": \"dc\"}]}", "\"class\": \"dc\"" },
		{ "tags={\"$append\": [\"new\"]}", "\"tags\": [\"new\"]" },
		{ "price={\"model\": \"gbm\", \"volatility\": 1}", "\"volatility\": 1" },
		{ "params.gpu_mult.4=12_500", "\"gpu_mult.4\": \"125 %\"" },
		{ "params.storage_mult=[1,2,3]", "\"storage_mult.2\": \"3 bp\"" },
		{ "weights.stake=0.25", "\"stake\": 0.25" },
		{ "traces.orders.file=x.csv", "\"file\": \"x.csv\"" },
		{ "day=[0,0,0,1]", "\"day\": [0, 0, 0, 1]" },
		{ "strict=false", "\"strict\": false" },
		{ "assert.deep.er=[1]", "\"assert\": { \"deep\": { \"er\": [1] } }" },
	};
	struct reading r;

	(void) state;
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		good_with(&r, "{" HOUR "}", sets[i].set);
		if (!strstr(r.resolved->text, sets[i].in))
			fail_msg("%s gives\n%s", sets[i].set, r.resolved->text);
		release(&r);
	}
}

static void later_options_win(void **state)
{
	static const char *const sets[] = { "seed=3", "seed=4", "time.horizon=2h" };
	struct reading r;

	(void) state;
	read_text(&r, "{" HOUR "}", sets, 3);
	assert_true(r.e->seed == 4);
	assert_true(r.e->time.horizon_ms == 7200000);
	release(&r);
}

/* The keys that belonged to the old one are gone, the common ones stay. */
static void another_tag_takes_its_keys_away(void **state)
{
	static const char gbm[] =
			"{" HOUR ", \"price\": {\"model\": \"gbm\", \"volatility\": 1, \"start\": "
			"\"3 USD/SPON\"}}";
	struct reading r;

	(void) state;
	good_with(&r, gbm, "price.model=constant");
	assert_true(r.e->price.start == 3 && r.e->price.volatility == 0);
	assert_null(strstr(r.resolved->text, "volatility"));
	release(&r);
	good_with(&r,
			"{" HOUR
			", \"classes\": [{\"class\": \"a\", \"repair\": {\"dist\": \"weibull\", "
			"\"scale\": \"1 h\", \"shape\": 2}}]}",
			"classes.a.repair={\"dist\": \"exponential\", \"mean\": \"2 h\"}");
	assert_true(r.e->classes[0].repair.kind == LAW_EXPONENTIAL &&
			r.e->classes[0].repair.a == 7200);
	release(&r);
}

static char root[] = "/tmp/form-XXXXXX";

static const char *file_of(const char *name)
{
	static char path[200];

	snprintf(path, sizeof path, "%s/%s", root, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(file_of(name), "wb");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int make_directory(void **state)
{
	(void) state;
	if (!mkdtemp(root))
		return -1;
	return mkdir(file_of("base"), 0700);
}

static int remove_directory(void **state)
{
	char command[100];

	(void) state;
	snprintf(command, sizeof command, "rm -rf %s", root);
	return system(command);
}

static void read_file(struct reading *r, const char *name)
{
	r->document = form_open(&example_form, file_of(name), NULL, 0, &r->fault);
	finish(r, FORM_WHOLE);
}

/* The line with the directory of the test left out. */
static void expect_file(const char *name, const char *line)
{
	struct reading r;
	char whole[FORM_FAULT_SIZE], *at;

	read_file(&r, name);
	assert_null(r.resolved);
	strcpy(whole, r.line);
	while ((at = strstr(whole, root)))
		memmove(at, at + strlen(root) + 1, strlen(at + strlen(root) + 1) + 1);
	assert_string_equal(whole, line);
	release(&r);
}

static void includes_lie_below_the_file(void **state)
{
	struct reading r;
	char path[200];

	(void) state;
	put("base/a.json", "{\"name\": \"a\", \"time\": {\"horizon\": \"1 h\", \"era\": \"1 h\"}, "
			   "\"tags\": "
			   "[\"a\"], \"classes\": [{\"class\": \"a\"}], \"traces\": {\"t\": "
			   "{\"file\": "
			   "\"t.csv\"}}, \"params\": {\"storage_mult\": [1, 2, 3]}, \"outputs\": "
			   "[\"json\"]}");
	put("base/b.json", "{\"include\": [\"a.json\"], \"name\": \"b\", \"tags\": {\"$append\": "
			   "[\"b\"]}, "
			   "\"params\": {\"storage_mult.1\": 9}}");
	put("x.json", "{\"include\": [\"base/b.json\"], \"time\": {\"era\": \"2 h\"}, \"classes\": "
		      "{\"$append\": [{\"class\": \"x\"}]}, \"tags\": {\"$append\": [\"x\"]}, "
		      "\"outputs\": [\"html\"]}");
	read_file(&r, "x.json");
	assert_non_null(r.resolved);
	assert_string_equal(r.e->name, "b");
	assert_true(r.e->time.horizon_ms == 3600000 && r.e->time.era_s == 7200);
	assert_int_equal(r.e->n_classes, 2);
	assert_string_equal(r.e->classes[1].name, "x");
	assert_int_equal(r.e->n_tags, 3);
	assert_string_equal(r.e->tags[2], "x");
	assert_int_equal(r.e->outputs, 4);
	assert_true(r.e->params[SPHERON_P_STORAGE_MULT + 1].value.lo == 9);
	assert_true(r.e->params[SPHERON_P_STORAGE_MULT + 2].value.lo == 3);
	/* A path is relative to the file that it stands in. */
	snprintf(path, sizeof path, "%s", file_of("base/t.csv"));
	assert_string_equal(r.e->traces[0].file, path);
	assert_non_null(strstr(r.resolved->text, "\"base/t.csv\""));
	put("resolved.json", r.resolved->text);
	release(&r);
	read_file(&r, "resolved.json");
	assert_string_equal(r.e->traces[0].file, path);
	release(&r);
}

static void every_value_tells_its_origin(void **state)
{
	static const char *const sets[] = { "seed=5", "classes.a.count=2" };
	struct reading r;
	char expected[300], *lines;

	(void) state;
	put("x.json", "{\n \"include\": [\"base/a.json\"],\n \"share\":\n\"20 %\"}");
	r.document = form_open(&example_form, file_of("x.json"), sets, 2, &r.fault);
	finish(&r, FORM_WHOLE);
	assert_non_null(r.resolved);
	lines = form_origins(r.resolved);
	assert_non_null(strstr(lines, "\nseed = 5   # --set seed=5\n"));
	assert_non_null(strstr(lines, "\nclasses.a.count = 2   # --set classes.a.count=2\n"));
	assert_non_null(strstr(
			lines, "\nclasses.a.power = \"0.7 kW\"   # default, from data sheet\n"));
	assert_non_null(strstr(lines, "\nday = [1, 1, 1.5, 0.5]   # default\n"));
	snprintf(expected, sizeof expected, "\nshare = \"20 %%\"   # %s:4\n", file_of("x.json"));
	assert_non_null(strstr(lines, expected));
	snprintf(expected, sizeof expected, "\ntime.era = \"1 h\"   # %s:1\n",
			file_of("base/a.json"));
	assert_non_null(strstr(lines, expected));
	free(lines);
	release(&r);
}

/* From where the program was called, whatever directory the scenario is in. */
static void paths_in_options_are_relative_to_the_caller(void **state)
{
	static const char *const sets[] = { "traces.t.file=x.csv", "traces.u.file=/x.csv" };
	struct reading r;
	char here[4000], expected[4100];

	(void) state;
	assert_non_null(getcwd(here, sizeof here));
	snprintf(expected, sizeof expected, "%s/x.csv", here);
	put("x.json", "{" HOUR ", \"traces\": {\"v\": {\"file\": \"x.csv\"}}}");
	r.document = form_open(&example_form, file_of("x.json"), sets, 2, &r.fault);
	finish(&r, FORM_WHOLE);
	assert_int_equal(r.e->n_traces, 3);
	assert_string_equal(r.e->traces[0].name, "v");
	assert_string_equal(r.e->traces[0].file, file_of("x.csv"));
	assert_string_equal(r.e->traces[1].file, expected);
	assert_string_equal(r.e->traces[2].file, "/x.csv");
	release(&r);
}

static void includes_that_cannot_be_are_refused_where_they_stand(void **state)
{
	(void) state;
	put("x.json", "{\n\"include\": [\"nowhere.json\"]}");
	expect_file("x.json", "x.json:2:13: include: nowhere.json: No such file or directory");
	put("x.json", "{\"include\": [\"base\"]}");
	expect_file("x.json", "x.json:1:14: include: base: is a directory; a scenario is a file");
	put("x.json", "{\"include\": [\"base/c.json\"]}");
	put("base/c.json", "{\"include\": [\"../x.json\"]}");
	expect_file("x.json",
			"base/c.json:1:14: include: base/../x.json: includes itself, directly or "
			"through others");
	put("x.json", "{\"include\": [\"x.json\"]}");
	expect_file("x.json", "x.json:1:14: include: x.json: includes itself, directly or through "
			      "others");
	put("x.json", "{\"include\": \"base/a.json\"}");
	expect_file("x.json",
			"x.json:1:13: include: a string; an array of names of files belongs here");
	put("x.json", "{\"include\": [7]}");
	expect_file("x.json", "x.json:1:14: include.0: a number; the name of a file belongs here");
	put("base/c.json", "{\"tme\": 1}");
	put("x.json", "{\"include\": [\"base/c.json\"]}");
	expect_file("x.json", "base/c.json:1:2: tme: a scenario has no such key (did you mean "
			      "\"time\"?)");
	put("base/c.json", "{,}");
	expect_file("x.json",
			"base/c.json:1:2: a key belongs here; keys stand in \"double quotes\"");
}

/* Each includes the next twice: 2^20 readings without a limit. */
static void includes_do_not_explode(void **state)
{
	char name[20], text[80];

	(void) state;
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof name, "n%d.json", i);
		snprintf(text, sizeof text, "{\"include\": [\"n%d.json\", \"n%d.json\"]}", i + 1,
				i + 1);
		put(name, text);
	}
	put("n20.json", "{}");
	struct reading r;

	read_file(&r, "n0.json");
	assert_null(r.resolved);
	assert_non_null(strstr(r.line, "more than 256 files are included"));
	release(&r);
}

/* ---- the matrix ---- */

#define MATRIX                                                                                     \
	"{" HOUR ", \"matrix\": {\"axes\": {\"seed\": [5, 6, 7], \"price.start\": "                \
	"[\"1 USD/SPON\", \"2 USD/SPON\"]}, \"exclude\": [{\"seed\": 6, \"price.start\": "         \
	"\"2 USD/SPON\"}]}}"

static void cells_come_in_order_the_last_axis_fastest(void **state)
{
	static const struct {
		uint64_t seed;
		double start;
	} cells[] = { { 5, 1 }, { 5, 2 }, { 6, 1 }, { 7, 1 }, { 7, 2 } };
	struct reading r;

	(void) state;
	good(&r, MATRIX);
	assert_int_equal(form_cells(r.document), 5);
	assert_string_equal(form_cell_label(r.document, 1), "seed=5 price.start=2 USD/SPON");
	assert_true(r.e->seed == 1);
	assert_non_null(strstr(r.resolved->text, "\"matrix\""));
	for (size_t i = 0; i < 5; i++) {
		struct form_resolved *cell = form_resolve(r.document, i, &r.fault);
		const struct example *e = cell->value;

		assert_true(e->seed == cells[i].seed && e->price.start == cells[i].start);
		assert_null(strstr(cell->text, "\"matrix\""));
		form_release(cell);
	}
	release(&r);
}

static void axes_reach_whatever_options_reach(void **state)
{
	struct reading r;
	struct form_resolved *cell;

	(void) state;
	good(&r, "{" HOUR
		 ", \"matrix\": {\"axes\": {\"params.storage_mult\": [[1, 2, 3], [4, 5, 6]], "
		 "\"classes.home.repair\": [\"1 h\", {\"dist\": \"exponential\", \"mean\": \"1 "
		 "h\"}]}}}");
	cell = form_resolve(r.document, 3, &r.fault);
	assert_non_null(cell);
	assert_true(((const struct example *) cell->value)
					->params[SPHERON_P_STORAGE_MULT]
					.value.lo == 4);
	assert_int_equal(((const struct example *) cell->value)->classes[0].repair.kind,
			LAW_EXPONENTIAL);
	form_release(cell);
	release(&r);
}

static void a_wrong_value_of_an_axis_is_found_where_it_stands(void **state)
{
	struct reading r;
	char line[FORM_FAULT_SIZE];

	(void) state;
	good(&r, "{" HOUR ",\n\"matrix\": {\"axes\": {\"time.era\": [\"1 h\", \"2 hurs\"]}}}");
	assert_null(form_resolve(r.document, 1, &r.fault));
	form_fault_line(&r.fault, line);
	assert_non_null(strstr(line, "x.json:2:41: time.era: no unit is called \"hurs\""));
	release(&r);
}

static void matrices_that_cannot_be_are_refused(void **state)
{
	(void) state;
	expect_line("{\"matrix\": 3}", NULL,
			"x.json:1:12: matrix: a number; an object with \"axes\" belongs here");
	expect_line("{\"matrix\": {}}", NULL,
			"x.json:1:12: matrix.axes: axes are missing; write { "
			"\"time.horizon\": [\"30d\", \"60d\"] } for instance");
	expect_line("{\"matrix\": {\"axis\": {}}}", NULL,
			"x.json:1:13: matrix.axis: no such key; there are axes, exclude");
	expect_line("{\"matrix\": {\"axes\": {\"seed\": []}}}", NULL,
			"x.json:1:30: matrix.axes.seed: an axis is an array of at least one value");
	expect_line("{\"matrix\": {\"axes\": {\"seed\": [1, 1]}}}", NULL,
			"x.json:1:34: matrix.axes.seed: this value a second time; each cell should "
			"differ");
	expect_line("{\"matrix\": {\"axes\": {\"seed\": [1]}, \"exclude\": [{\"sed\": 1}]}}", NULL,
			"x.json:1:49: matrix.exclude.0.sed: no axis has this path (did you mean "
			"\"seed\"?)");
	expect_line("{\"matrix\": {\"axes\": {\"seed\": [1]}, \"exclude\": [{\"seed\": 2}]}}", NULL,
			"x.json:1:57: matrix.exclude.0.seed: the axis has no such value; write it "
			"as it stands "
			"there");
	expect_line("{\"matrix\": {\"axes\": {\"seed\": [1]}, \"exclude\": [{\"seed\": 1}]}}", NULL,
			"x.json:1:47: matrix: \"exclude\" leaves no cell");
	expect_line(MATRIX, "seed=3",
			"--set seed=3: an axis of the matrix sets this for each cell; choose "
			"with --set 'matrix.axes={\"seed\": [...]}'");
}

/* ---- what is refused ---- */

static const struct {
	const char *text, *set, *line;
} refused[] = {
#include "tests/units/form_refused.h"
};

static void what_is_wrong_is_said_in_one_line(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		expect_line(refused[i].text, refused[i].set, refused[i].line);
}

/* A text of n bytes: head, the same part again and again, tail. */
static char *long_text(const char *head, const char *part, size_t n, const char *tail)
{
	size_t h = strlen(head), p = strlen(part), t = strlen(tail);
	char *text = malloc(h + n * p + t + 1);

	memcpy(text, head, h);
	for (size_t i = 0; i < n; i++)
		memcpy(text + h + i * p, part, p);
	memcpy(text + h + n * p, tail, t + 1);
	return text;
}

static void expect_long(
		const char *head, const char *part, size_t n, const char *tail, const char *line)
{
	char *text = long_text(head, part, n, tail);
	struct reading r;

	read_text(&r, text, NULL, 0);
	assert_null(r.resolved);
	if (strcmp(r.line, line) != 0)
		fail_msg("%s...%s\nsays       %s\ninstead of %s", head, tail, r.line, line);
	release(&r);
	free(text);
}

/* What grows faster than the text would be felt here. */
static void hostile_texts_take_no_longer_than_others(void **state)
{
	static const struct {
		const char *head, *part;
		size_t n;
		const char *tail;
	} texts[] = {
		{ "{\"assert\": {\"$append\": [0", ",{\"$append\":[1]}", 400000, "]}}" },
		{ "{\"tags\": [\"a\"", ",\"a\"", 1000000, "]}" },
		{ "{\"matrix\": {\"axes\": {\"seed\": [1", ",1", 1000000, "]}}}" },
		{ "{\"params\": {\"gpu_mult\": [1", ",1", 1000000, "]}}" },
		{ "{\"assert\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0", ",[]", 1000000,
				"" },
		{ "{\"", "\\\"", 4000000, "\": 1, \"" },
		{ "{\"name\": \"", "\xe2\x80\xae", 3000000, "\"}" },
		{ "{", "\n", 9000000, "\"nme\": 1}" },
	};

	(void) state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *text = long_text(texts[i].head, texts[i].part, texts[i].n, texts[i].tail);
		struct reading r;

		read_text(&r, text, NULL, 0);
		assert_null(r.resolved);
		assert_true(strlen(r.line) > 10 && strlen(r.line) < 1000);
		release(&r);
		free(text);
	}
}

static void huge_and_deep_texts_are_refused_cleanly(void **state)
{
	struct reading r;
	char *text;

	(void) state;
	expect_long("{\"assert\": ", "[", 10000, "",
			"x.json:1:1011: nested too deep; 1000 levels are "
			"admitted");
	expect_long("", "{\"a\":", 10000, "",
			"x.json:1:5001: nested too deep; 1000 levels are "
			"admitted");
	expect_long("{\"assert\": [0", ",0", 3000000, "]}",
			"x.json:1:4194313: more than 2097152 values; a "
			"scenario may not have more");
	expect_long("{\"seed\": ", "9", 10000000, "}",
			"x.json:1:10: 999999999999999999999999999999999999"
			"999999999999999999999999... is beyond 2^53, where plain numbers lose "
			"digits; write it "
			"in quotes");
	expect_long("{\"time\": {\"horizon\": \"", "9", 10000000, " h\"}}",
			"x.json:1:22: time.horizon: the "
			"number has too many digits; 2^128 - 1 is the largest");
	expect_long("{\"nam\": \"", "x", 1000000, "\"}",
			"x.json:1:2: nam: a scenario has no such key (did "
			"you mean \"name\"?)");
	/* As deep as JSON goes here, and resolved text that can be read again. */
	text = long_text("{" HOUR ", \"assert\": ", "[", 999, "");
	text = realloc(text, 4000);
	for (int i = 0; i < 999; i++)
		strcat(text, "]");
	strcat(text, "}");
	good(&r, text);
	release(&r);
	free(text);
}

static void ten_megabytes_of_sense_are_read(void **state)
{
	char *text = long_text("{" HOUR ", \"assert\": [0",
			", {\"id\": \"money\", \"always\": \"a == b\"}", 250000, "]}");
	struct reading r;

	(void) state;
	assert_true(strlen(text) > 9000000);
	good(&r, text);
	release(&r);
	free(text);
}

static void files_that_are_none_are_refused(void **state)
{
	FILE *f;

	(void) state;
	expect_file("base", "base: is a directory; a scenario is a file");
	expect_file("nowhere", "nowhere: No such file or directory");
	put("x.json", "");
	expect_file("x.json", "x.json:1:1: there is nothing in it; a scenario is one JSON object");
	put("x.json", " \n\n");
	expect_file("x.json", "x.json:1:1: there is nothing in it; a scenario is one JSON object");
	if (geteuid() != 0) {
		chmod(file_of("x.json"), 0);
		expect_file("x.json", "x.json: Permission denied");
		chmod(file_of("x.json"), 0600);
	}
	f = fopen(file_of("x.json"), "wb");
	assert_int_equal(ftruncate(fileno(f), (off_t) FORM_FILE_MAX + 1), 0);
	fclose(f);
	expect_file("x.json", "x.json: larger than the 64 MiB that a file may have");
	f = fopen(file_of("x.json"), "wb");
	fwrite("{\0}", 1, 3, f);
	fclose(f);
	expect_file("x.json", "x.json:1:2: a key belongs here; keys stand in \"double quotes\"");
}

/* ---- what is resolved is a scenario ---- */

static bool same_law(const struct law *a, const struct law *b)
{
	return a->kind == b->kind && a->a == b->a && a->b == b->b && a->min == b->min &&
	       a->max == b->max && a->n == b->n &&
	       (a->n == 0 || memcmp(a->quantile, b->quantile, a->n * sizeof *a->quantile) == 0);
}

static void same_values(const struct example *a, const struct example *b)
{
	assert_string_equal(a->name, b->name);
	assert_memory_equal(&a->time, &b->time, sizeof a->time);
	assert_true(a->seed == b->seed);
	for (int i = 0; i < SPHERON_PARAM_COUNT; i++) {
		assert_int_equal(a->params[i].given, b->params[i].given);
		assert_memory_equal(&a->params[i].value, &b->params[i].value,
				sizeof a->params[i].value);
	}
	assert_int_equal(a->n_classes, b->n_classes);
	for (uint32_t i = 0; i < a->n_classes; i++) {
		const struct example_class *p = &a->classes[i], *q = &b->classes[i];

		assert_true(same_law(&p->repair, &q->repair) && same_law(&p->gpus, &q->gpus));
		assert_true(p->count == q->count && p->orders_a_day == q->orders_a_day);
		assert_true(p->has_exit == q->has_exit && p->leave.below_usd == q->leave.below_usd);
	}
	assert_true(a->price.drift == b->price.drift && a->price.volatility == b->price.volatility);
	assert_int_equal(a->n_events, b->n_events);
	for (uint32_t i = 0; i < a->n_events; i++)
		assert_true(a->events[i].at_s == b->events[i].at_s &&
				a->events[i].by == b->events[i].by);
	assert_memory_equal(a->weights, b->weights, sizeof a->weights);
	assert_memory_equal(&a->bond, &b->bond, sizeof a->bond);
	assert_true(a->share == b->share);
	assert_int_equal(a->assertions != NULL, b->assertions != NULL);
	if (a->assertions)
		assert_string_equal(a->assertions, b->assertions);
}

static void resolved_scenarios_resolve_to_themselves(void **state)
{
	static char text[FORM_RANDOM_SIZE];
	struct reading a, b;

	(void) state;
	form_random_begin(20250709);
	for (int i = 0; i < 3000; i++) {
		form_random(text);
		good(&a, text);
		good(&b, a.resolved->text);
		assert_string_equal(a.resolved->text, b.resolved->text);
		assert_int_equal(strlen(a.resolved->text), a.resolved->size);
		same_values(a.e, b.e);
		release(&a);
		release(&b);
	}
}

/* ---- tables and schema ---- */

static void the_table_is_good(void **state)
{
	struct form_fault fault;

	(void) state;
	if (!form_table_good(&example_form, &fault))
		fail_msg("%s: %s", fault.path, fault.why);
}

static void the_tables_of_the_simulator_are_good(void **state)
{
	struct form_fault fault;

	(void) state;
	if (!form_table_good(&scenario_form, &fault))
		fail_msg("%s: %s", fault.path, fault.why);
}

static void bad_tables_are_found(void **state)
{
	static const char *const words[] = { "a", NULL };
	static const struct form_row bad[] = {
		{ "x", FORM_QUANTITY, 0, .dimension = UNIT_DURATION, .fallback = "3 SPON" },
		{ "x", FORM_QUANTITY, 0, .dimension = UNIT_DURATION, .min = "3" },
		{ "x", FORM_QUANTITY, 0, .dimension = UNIT_DURATION, .fallback = "1 h",
				.max = "1 min" },
		{ "x", FORM_QUANTITY, 4096, .min = NULL },
		{ "x", FORM_ENUM, 0, .words = words, .fallback = "b" },
		{ "x", FORM_ENUM, 0, .min = NULL },
		{ "x", FORM_OBJECT, 0, .min = NULL },
		{ "x", FORM_LIST, 0, .sub = &example_form },
		{ "x", FORM_NUMBERS, 0, .min = NULL },
		{ "x", FORM_BOOL, 0, .fallback = "yes" },
		{ "x", FORM_BOOL, 0, .fallback = "true", .required = true },
		{ "x", FORM_BOOL, 0, .when = "a" },
	};

	(void) state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct form_row rows[2] = { bad[i], { .key = NULL } };
		struct form form = { "bad", rows, 64, NULL, NULL, NULL };
		struct form_fault fault;

		if (form_table_good(&form, &fault))
			fail_msg("bad table %zu is admitted", i);
		assert_string_equal(fault.path, "x");
	}
}

static void the_schema_is_json_and_knows_every_key(void **state)
{
	static struct json_key keys[4096];
	struct json_fault fault;
	char *schema = form_schema(&example_form), key[60];

	(void) state;
	assert_true(json_check(schema, strlen(schema), JSON_PLAIN, keys, 4096, &fault));
	for (const struct form_row *row = example_form.rows; row->key; row++) {
		snprintf(key, sizeof key, "\n    \"%s\": {", row->key);
		if (!strstr(schema, key))
			fail_msg("the schema lacks %s", row->key);
	}
	assert_non_null(strstr(schema, "\"default\": \"24h\""));
	assert_non_null(strstr(schema, "\"gpu_mult.10\""));
	free(schema);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_good),
		cmocka_unit_test(the_tables_of_the_simulator_are_good),
		cmocka_unit_test(bad_tables_are_found),
		cmocka_unit_test(fallbacks_fill_what_is_not_given),
		cmocka_unit_test(every_type_takes_its_values),
		cmocka_unit_test(parameters_are_given_by_name_family_or_member),
		cmocka_unit_test(comments_and_schema_are_allowed_anywhere),
		cmocka_unit_test(plain_numbers_become_the_nearest_double),
		cmocka_unit_test(options_lie_over_the_file),
		cmocka_unit_test(later_options_win),
		cmocka_unit_test(another_tag_takes_its_keys_away),
		cmocka_unit_test(includes_lie_below_the_file),
		cmocka_unit_test(every_value_tells_its_origin),
		cmocka_unit_test(paths_in_options_are_relative_to_the_caller),
		cmocka_unit_test(includes_that_cannot_be_are_refused_where_they_stand),
		cmocka_unit_test(includes_do_not_explode),
		cmocka_unit_test(cells_come_in_order_the_last_axis_fastest),
		cmocka_unit_test(axes_reach_whatever_options_reach),
		cmocka_unit_test(a_wrong_value_of_an_axis_is_found_where_it_stands),
		cmocka_unit_test(matrices_that_cannot_be_are_refused),
		cmocka_unit_test(what_is_wrong_is_said_in_one_line),
		cmocka_unit_test(huge_and_deep_texts_are_refused_cleanly),
		cmocka_unit_test(hostile_texts_take_no_longer_than_others),
		cmocka_unit_test(ten_megabytes_of_sense_are_read),
		cmocka_unit_test(files_that_are_none_are_refused),
		cmocka_unit_test(resolved_scenarios_resolve_to_themselves),
		cmocka_unit_test(the_schema_is_json_and_knows_every_key),
	};

	if (argc > 2 && strcmp(argv[1], "--examples") == 0)
		return form_random_files(argv[2]);
	if (argc > 1 && strcmp(argv[1], "--schema") == 0) {
		char *schema = form_schema(&example_form);

		fputs(schema, stdout);
		free(schema);
		return 0;
	}
	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
