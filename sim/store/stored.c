#include "sim/store/stored.h"

#include "sim/player.h"
#include "sim/store/database.h"
#include "sim/store/store.h"
#include "support/talk.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct stored {
	sqlite3 *db;
	const char *path;
	struct stored_run run;
	struct stored_metric *metric;
	struct stored_cell *cell;
	size_t n_metrics, n_cells;
	char **text; /* what the structs point to */
	size_t n_text, text_room;
};

/* ---- queries ---- */

static bool unreadable(const struct stored *s)
{
	int code = sqlite3_errcode(s->db);

	if (code == SQLITE_CORRUPT || code == SQLITE_IOERR)
		talk_error("%s: damaged: %s", s->path, sqlite3_errmsg(s->db));
	else
		talk_error("%s: %s", s->path, sqlite3_errmsg(s->db));
	return false;
}

static sqlite3_stmt *query(struct stored *s, const char *sql)
{
	sqlite3_stmt *row = NULL;

	if (sqlite3_prepare_v2(s->db, sql, -1, &row, NULL) != SQLITE_OK)
		unreadable(s);
	return row;
}

/* The next row; false at the end, with *good false if that is not the end. */
static bool next(struct stored *s, sqlite3_stmt *row, bool *good)
{
	int step = sqlite3_step(row);

	if (step != SQLITE_ROW && step != SQLITE_DONE)
		*good = unreadable(s);
	return step == SQLITE_ROW;
}

static const char *text(struct stored *s, sqlite3_stmt *row, int column)
{
	const char *value = (const char *) sqlite3_column_text(row, column);
	size_t size = value ? strlen(value) : 0;
	char *copy = must(malloc(size + 1));

	if (size)
		memcpy(copy, value, size);
	copy[size] = 0;
	if (s->n_text == s->text_room) {
		s->text_room = s->text_room * 2 + 64;
		s->text = must(realloc(s->text, s->text_room * sizeof *s->text));
	}
	s->text[s->n_text++] = copy;
	return copy;
}

static double number(sqlite3_stmt *row, int column)
{
	return sqlite3_column_type(row, column) == SQLITE_NULL ? NAN : sqlite3_column_double(row, column);
}

static uint32_t count(sqlite3_stmt *row, int column)
{
	return (uint32_t) sqlite3_column_int64(row, column);
}

static int64_t pragma(struct stored *s, const char *sql, bool *good)
{
	sqlite3_stmt *row = query(s, sql);
	int64_t value = 0;

	*good = row != NULL;
	if (row && next(s, row, good))
		value = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return value;
}

/* ---- open ---- */

/* Is it a database of ours, of a format that this program reads? */
static bool ours(struct stored *s)
{
	bool good;
	int64_t id = pragma(s, "PRAGMA application_id", &good), format;

	if (!good)
		return false;
	if (id != STORE_APPLICATION_ID) {
		talk_error("%s: a database, but not of results (spheron-sim run --out FILE.db makes one)",
				s->path);
		return false;
	}
	format = pragma(s, "PRAGMA user_version", &good);
	if (good && format != STORE_FORMAT) {
		talk_error("%s: results in format %lld; this program reads format %d", s->path,
				(long long) format, STORE_FORMAT);
		return false;
	}
	return good;
}

static bool read_run(struct stored *s)
{
	sqlite3_stmt *row = query(s, "SELECT name, question, scenario, scenario_sha256, version, profile,"
			" seed, result_hash, runs, horizon_eras, warmup_eras, era_s, partial FROM run");
	struct stored_run *r = &s->run;
	const char **const texts[] = { &r->name, &r->question, &r->scenario, &r->scenario_sha256,
		&r->version, &r->profile, &r->seed, &r->result_hash };
	bool good = row != NULL, found = good && next(s, row, &good);

	for (int i = 0; found && i < 8; i++)
		*texts[i] = text(s, row, i);
	if (found) {
		r->runs = count(row, 8);
		r->horizon_eras = count(row, 9);
		r->warmup_eras = count(row, 10);
		r->era_s = (uint64_t) sqlite3_column_int64(row, 11);
		r->partial = sqlite3_column_int(row, 12) != 0;
	} else if (good) {
		talk_error("%s: damaged: nothing says what was run", s->path);
	}
	sqlite3_finalize(row);
	return found;
}

static bool read_metrics(struct stored *s)
{
	sqlite3_stmt *row = query(s, "SELECT metric, name, theme, unit, direction, horizon, population,"
			" estimator, missing, series FROM metric_def ORDER BY metric");
	bool good = row != NULL;

	while (good && next(s, row, &good)) {
		struct stored_metric *m;

		s->metric = must(realloc(s->metric, (s->n_metrics + 1) * sizeof *s->metric));
		m = &s->metric[s->n_metrics++];
		m->number = sqlite3_column_int64(row, 0);
		m->name = text(s, row, 1);
		m->theme = text(s, row, 2);
		m->unit = text(s, row, 3);
		m->direction = text(s, row, 4);
		m->horizon = text(s, row, 5);
		m->population = text(s, row, 6);
		m->estimator = text(s, row, 7);
		m->missing = text(s, row, 8);
		m->series = sqlite3_column_int(row, 9) != 0;
	}
	sqlite3_finalize(row);
	return good;
}

static bool read_cells(struct stored *s)
{
	sqlite3_stmt *row = query(s, "SELECT c.cell, c.overrides, count(r.run), total(r.finished)"
			" FROM cell c LEFT JOIN replication r USING(cell) GROUP BY c.cell ORDER BY c.cell");
	bool good = row != NULL;

	while (good && next(s, row, &good)) {
		s->cell = must(realloc(s->cell, (s->n_cells + 1) * sizeof *s->cell));
		s->cell[s->n_cells++] = (struct stored_cell) { count(row, 0), text(s, row, 1),
			count(row, 2), count(row, 3) };
	}
	sqlite3_finalize(row);
	return good;
}

#define HEADER 100
#define MAGIC  "SQLite format 3"

static uint32_t big_endian(const uint8_t *byte, int n)
{
	uint32_t value = 0;

	while (n-- > 0)
		value = value << 8 | *byte++;
	return value;
}

/* The header of the file says how many pages it has: a copy that was cut off is told apart from one
 * that is damaged, and from what is no database. */
static bool whole(const char *path, FILE *file)
{
	uint8_t head[HEADER];
	size_t n = fread(head, 1, HEADER, file);
	uint32_t page = n == HEADER ? big_endian(head + 16, 2) : 0;
	uint64_t size = (uint64_t) (page == 1 ? 65536 : page) * (n == HEADER ? big_endian(head + 28, 4) : 0);
	struct stat is;

	if (fstat(fileno(file), &is) == 0 && S_ISDIR(is.st_mode)) {
		talk_error("%s: a directory, not a database of results", path);
		return false;
	}
	if (n < HEADER || memcmp(head, MAGIC, sizeof MAGIC) != 0) {
		talk_error("%s: not a database of results (spheron-sim run --out FILE.db makes one)", path);
		return false;
	}
	if ((uint64_t) is.st_size < size) {
		talk_error("%s: cut off: %llu of %llu bytes are there", path,
				(unsigned long long) is.st_size, (unsigned long long) size);
		return false;
	}
	return true;
}

static bool is_database(const char *path)
{
	FILE *file = fopen(path, "rb");
	bool is;

	if (!file) {
		talk_error("%s: %s", path, strerror(errno));
		return false;
	}
	is = whole(path, file);
	fclose(file);
	return is;
}

struct stored *stored_open(const char *path)
{
	struct stored *s;

	if (!is_database(path))
		return NULL;
	s = must(calloc(1, sizeof *s));
	s->path = path;
	if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		unreadable(s);
	else if (ours(s) && read_run(s) && read_metrics(s) && read_cells(s))
		return s;
	stored_close(s);
	return NULL;
}

void stored_close(struct stored *s)
{
	if (!s)
		return;
	sqlite3_close(s->db);
	for (size_t i = 0; i < s->n_text; i++)
		free(s->text[i]);
	free(s->text);
	free(s->metric);
	free(s->cell);
	free(s);
}

/* ---- what it says ---- */

const struct stored_run *stored_run(const struct stored *s)
{
	return &s->run;
}

size_t stored_n_metrics(const struct stored *s)
{
	return s->n_metrics;
}

const struct stored_metric *stored_metric(const struct stored *s, size_t i)
{
	return &s->metric[i];
}

size_t stored_n_cells(const struct stored *s)
{
	return s->n_cells;
}

const struct stored_cell *stored_cell(const struct stored *s, size_t i)
{
	return &s->cell[i];
}

int stored_find(const struct stored *s, const char *name)
{
	for (size_t i = 0; i < s->n_metrics; i++)
		if (strcmp(s->metric[i].name, name) == 0)
			return (int) i;
	return -1;
}

static size_t metric_at(const struct stored *s, int64_t metric)
{
	size_t i = 0;

	while (i < s->n_metrics && s->metric[i].number != metric)
		i++;
	return i;
}

bool stored_summaries(struct stored *s, uint32_t cell, struct summary *out)
{
	sqlite3_stmt *row = query(s, "SELECT metric, mean, low, high, sd, n, missing FROM summary_value"
			" WHERE cell = ?");
	bool good = row != NULL;

	for (size_t i = 0; i < s->n_metrics; i++)
		out[i] = (struct summary) { NAN, NAN, NAN, NAN, 0, 0 };
	sqlite3_bind_int64(row, 1, cell);
	while (good && next(s, row, &good)) {
		size_t i = metric_at(s, sqlite3_column_int64(row, 0));

		if (i < s->n_metrics)
			out[i] = (struct summary) { .mean = number(row, 1), .low = number(row, 2),
				.high = number(row, 3), .sd = number(row, 4), .n = count(row, 5),
				.missing = count(row, 6) };
	}
	sqlite3_finalize(row);
	return good;
}

size_t stored_series(struct stored *s, uint32_t cell, size_t metric, struct fan **fan)
{
	sqlite3_stmt *row = query(s, "SELECT era, value FROM series_value WHERE cell = ? AND metric = ?"
			" ORDER BY era, run");
	double *value = NULL;
	size_t n = 0, room = 0, eras = 0;
	uint32_t era = 0;
	bool good = row != NULL, more;

	*fan = NULL;
	sqlite3_bind_int64(row, 1, cell);
	sqlite3_bind_int64(row, 2, s->metric[metric].number);
	do {
		more = good && next(s, row, &good);
		if (n > 0 && (!more || count(row, 0) != era)) {
			*fan = must(realloc(*fan, (eras + 1) * sizeof **fan));
			(*fan)[eras++] = summary_fan(value, n);
			n = 0;
		}
		if (more) {
			era = count(row, 0);
			if (n == room)
				value = must(realloc(value, (room = room * 2 + 16) * sizeof *value));
			value[n++] = number(row, 1);
		}
	} while (more);
	sqlite3_finalize(row);
	free(value);
	return good ? eras : 0;
}

size_t stored_numbers(struct stored *s, const char *sql, double **value)
{
	sqlite3_stmt *row = query(s, sql);
	size_t n = 0, room = 0;
	bool good = row != NULL;

	*value = NULL;
	while (good && next(s, row, &good)) {
		if (n == room)
			*value = must(realloc(*value, (room = room * 2 + 16) * sizeof **value));
		(*value)[n++] = number(row, 0);
	}
	sqlite3_finalize(row);
	return good ? n : 0;
}

bool stored_hash(struct stored *s, char hash[65])
{
	return store_content_hash(s->db, hash) || unreadable(s);
}

/* ---- CSV ---- */

size_t stored_n_tables(void)
{
	return store_n_exports;
}

const char *stored_table(size_t i)
{
	return store_exports[i];
}

static void put_text(FILE *out, const char *value)
{
	if (!strpbrk(value, "\",\r\n")) {
		fputs(value, out);
		return;
	}
	fputc('"', out);
	for (; *value; value++) {
		if (*value == '"')
			fputc('"', out);
		fputc(*value, out);
	}
	fputc('"', out);
}

/* The shortest of the exact ways to write a number. */
static void put_real(FILE *out, double value)
{
	char digits[40];

	snprintf(digits, sizeof digits, "%.15g", value);
	if (strtod(digits, NULL) != value)
		snprintf(digits, sizeof digits, "%.17g", value);
	fputs(digits, out);
}

static void put_column(FILE *out, sqlite3_stmt *row, int i)
{
	int type = sqlite3_column_type(row, i);

	if (i > 0)
		fputc(',', out);
	if (type == SQLITE_FLOAT)
		put_real(out, sqlite3_column_double(row, i));
	else if (type != SQLITE_NULL)
		put_text(out, (const char *) sqlite3_column_text(row, i));
}

bool stored_csv(struct stored *s, const char *table, FILE *out)
{
	bool good = true;
	sqlite3_stmt *row;
	char sql[80];

	snprintf(sql, sizeof sql, "SELECT * FROM %s", table);
	row = query(s, sql);
	if (!row)
		return false;
	for (int i = 0; i < sqlite3_column_count(row); i++) {
		if (i > 0)
			fputc(',', out);
		put_text(out, sqlite3_column_name(row, i));
	}
	fputc('\n', out);
	while (!ferror(out) && next(s, row, &good)) {
		for (int i = 0; i < sqlite3_column_count(row); i++)
			put_column(out, row, i);
		fputc('\n', out);
	}
	sqlite3_finalize(row);
	return good && !ferror(out);
}
