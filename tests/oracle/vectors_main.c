/* Runs the worked cases of tests/vectors/vectors.json (format: chapter 7) through the oracle.
 * Built as oracle_main.c says. Usage: vectors [FILE] */
#include "oracle.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bucket names by number (chapter 0.4). */
static const char *const bucket_names[] = {
	"free",
	"escrow",
	"locked",
	"stake",
	"pool",
	"unbonding",
	"accrued",
	"delegator_accrued",
	"earned",
	"fizz_accrued",
	"fizz_earned",
	"challenge_bond",
	"proposal_deposit",
	"restaked",
	"treasury",
	"foundation",
	"burned",
};

/* One running case. */
struct run {
	const char *id;
	struct oracle *oracle;
	cJSON *events;   /* all so far */
	char result[32]; /* of the last command */
	int expectations, passed;
	int commands_failed; /* not OK although no expectation says so */
};

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text;
	long size;

	if (!f) {
		perror(path);
		exit(1);
	}
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	text = calloc(1, (size_t)size + 1);
	if (!text || fread(text, 1, (size_t)size, f) != (size_t)size)
		exit(1);
	fclose(f);
	return text;
}

/* Takes the events and the result out of the output of one command line. */
static void take_output(struct run *r, const char *text)
{
	while (*text) {
		const char *end = strchr(text, '\n');
		cJSON *line = cJSON_ParseWithLength(text, (size_t)(end - text));
		cJSON *ev = cJSON_GetObjectItem(line, "ev"),
		      *result = cJSON_GetObjectItem(line, "r"), *e;

		if (!line) {
			printf("%s: unreadable output: %.*s\n", r->id, (int)(end - text), text);
			exit(1);
		}
		cJSON_ArrayForEach(e, ev) cJSON_AddItemToArray(r->events, cJSON_Duplicate(e, 1));
		if (result)
			snprintf(r->result, sizeof r->result, "%s", result->valuestring);
		cJSON_Delete(line);
		text = end + 1;
	}
}

/* Numbers are at most 2^53 wherever they are numbers, so doubles compare exactly. */
static int same_value(const cJSON *want, const cJSON *got)
{
	if (cJSON_IsNull(want))
		return 1;
	return got && cJSON_Compare(want, got, 1);
}

static int event_matches(const cJSON *event, const char *name, const cJSON *fields)
{
	int n = cJSON_GetArraySize(fields);

	if (strcmp(cJSON_GetArrayItem(event, 0)->valuestring, name) != 0)
		return 0;
	if (!fields)
		return 1;
	if (cJSON_GetArraySize(event) != n + 1)
		return 0;
	for (int i = 0; i < n; i++)
		if (!same_value(cJSON_GetArrayItem(fields, i), cJSON_GetArrayItem(event, i + 1)))
			return 0;
	return 1;
}

static int count_events(const struct run *r, const char *name, const cJSON *fields)
{
	const cJSON *e;
	int n = 0;

	cJSON_ArrayForEach(e, r->events) n += event_matches(e, name, fields);
	return n;
}

/* The dump's record of a kind whose leading fields are the key. Caller deletes. */
static cJSON *find_record(const struct run *r, const char *kind, const cJSON *key)
{
	char *dump = oracle_dump(r->oracle), *save = NULL;
	cJSON *found = NULL;

	for (char *line = strtok_r(dump, "\n", &save); line && !found;
		line = strtok_r(NULL, "\n", &save)) {
		cJSON *record = cJSON_Parse(line);
		const cJSON *field = record->child;
		int match = strcmp(field->valuestring, kind) == 0;

		for (int i = 0; match && i < cJSON_GetArraySize(key); i++) {
			field = field->next;
			match = same_value(cJSON_GetArrayItem(key, i), field);
		}
		if (match)
			found = record;
		else
			cJSON_Delete(record);
	}
	free(dump);
	return found;
}

/* [n,"field","record",[key],"name",value] */
static int check_field(const struct run *r, const cJSON *e)
{
	cJSON *record =
		find_record(r, cJSON_GetArrayItem(e, 2)->valuestring, cJSON_GetArrayItem(e, 3));
	const cJSON *got = cJSON_GetObjectItem(record, cJSON_GetArrayItem(e, 4)->valuestring);
	int ok = got && same_value(cJSON_GetArrayItem(e, 5), got);

	cJSON_Delete(record);
	return ok;
}

/* [n,"bucket","name",owner,token,"amount"]; a bucket that is not there holds 0. */
static int check_bucket(const struct run *r, const cJSON *e)
{
	const char *name = cJSON_GetArrayItem(e, 2)->valuestring, *amount = "0";
	cJSON *key = cJSON_CreateArray(), *record;
	int number = 0, ok;

	while (strcmp(bucket_names[number], name) != 0)
		number++;
	cJSON_AddItemToArray(key, cJSON_CreateNumber(number));
	cJSON_AddItemToArray(key, cJSON_Duplicate(cJSON_GetArrayItem(e, 3), 1));
	cJSON_AddItemToArray(key, cJSON_Duplicate(cJSON_GetArrayItem(e, 4), 1));
	record = find_record(r, "bucket", key);
	if (record)
		amount = cJSON_GetObjectItem(record, "amount")->valuestring;
	ok = strcmp(amount, cJSON_GetArrayItem(e, 5)->valuestring) == 0;
	cJSON_Delete(record);
	cJSON_Delete(key);
	return ok;
}

static int check_hash(const struct run *r, const cJSON *e)
{
	char hex[65];

	oracle_hash(r->oracle, hex);
	return strcmp(hex, cJSON_GetArrayItem(e, 2)->valuestring) == 0;
}

static int check(const struct run *r, const cJSON *e)
{
	const char *kind = cJSON_GetArrayItem(e, 1)->valuestring;
	const char *text = cJSON_GetArrayItem(e, 2)->valuestring;

	if (strcmp(kind, "result") == 0)
		return strcmp(r->result, text) == 0;
	if (strcmp(kind, "bucket") == 0)
		return check_bucket(r, e);
	if (strcmp(kind, "field") == 0)
		return check_field(r, e);
	if (strcmp(kind, "event") == 0)
		return count_events(r, text, cJSON_GetArrayItem(e, 3)) > 0;
	if (strcmp(kind, "count") == 0)
		return count_events(r, text, NULL) == cJSON_GetArrayItem(e, 3)->valueint;
	if (strcmp(kind, "hash") == 0)
		return check_hash(r, e);
	return 0;
}

/* All expectations on the n-th command. */
static void judge(struct run *r, const cJSON *expect, int n)
{
	const cJSON *e;
	int result_expected = 0;

	cJSON_ArrayForEach(e, expect)
	{
		if (cJSON_GetArrayItem(e, 0)->valueint != n)
			continue;
		if (strcmp(cJSON_GetArrayItem(e, 1)->valuestring, "result") == 0)
			result_expected = 1;
		r->expectations++;
		if (check(r, e)) {
			r->passed++;
		} else {
			char *text = cJSON_PrintUnformatted(e);

			printf("%s: failed: %s (result %s)\n", r->id, text, r->result);
			free(text);
		}
	}
	if (!result_expected && strcmp(r->result, "OK") != 0) {
		printf("%s: command %d gives %s\n", r->id, n, r->result);
		r->commands_failed++;
	}
}

static void run_case(struct run *r, const cJSON *vector)
{
	const cJSON *command;
	int n = 0;

	r->id = cJSON_GetObjectItem(vector, "id")->valuestring;
	r->oracle = oracle_new();
	r->events = cJSON_CreateArray();
	cJSON_ArrayForEach(command, cJSON_GetObjectItem(vector, "commands"))
	{
		char *line = cJSON_PrintUnformatted(command);

		take_output(r, oracle_line(r->oracle, line, strlen(line)));
		free(line);
		judge(r, cJSON_GetObjectItem(vector, "expect"), ++n);
	}
	cJSON_Delete(r->events);
	oracle_free(r->oracle);
}

int main(int argc, char **argv)
{
	char *text = read_file(argc > 1 ? argv[1] : "tests/vectors/vectors.json");
	cJSON *root = cJSON_Parse(text);
	const cJSON *vector;
	struct run r = { 0 };
	int cases = 0;

	cJSON_ArrayForEach(vector, cJSON_GetObjectItem(root, "vectors"))
	{
		run_case(&r, vector);
		cases++;
	}
	printf("vectors: %d cases, %d expectations, %d passed\n", cases, r.expectations, r.passed);
	cJSON_Delete(root);
	free(text);
	return r.passed == r.expectations && r.commands_failed == 0 ? 0 : 1;
}
