#include "sim/store/store.h"

#include "model/fitted.h"
#include "sim/player.h"
#include "sim/store/database.h"
#include "support/sha256.h"
#include "support/talk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Rows that are written over and over. */
enum row { ROW_METRIC, ROW_SERIES, ROW_TOTAL, ROW_COUNT, ROW_FINAL, ROW_EVENT, ROWS };

static const char *const row_sql[ROWS] = {
	"INSERT INTO metric_value VALUES(?,?,?,?)",
	"INSERT INTO series_value VALUES(?,?,?,?,?)",
	"INSERT INTO total VALUES(?,?,?,?,?,?)",
	"INSERT INTO event_count VALUES(?,?,?,?)",
	"INSERT INTO final VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
	"INSERT INTO event VALUES(?,?,?,?,?,?)",
};

struct store {
	sqlite3 *db;
	char *path, *draft;
	sqlite3_stmt *row[ROWS];
	bool failed; /* and it has been said */
};

/* ---- SQL ---- */

static bool fail(struct store *s)
{
	if (!s->failed)
		talk_error("%s: %s", s->path, sqlite3_errmsg(s->db));
	s->failed = true;
	return false;
}

static bool run_sql(struct store *s, const char *sql)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(s);
}

/* One row: i an int64_t, o one that is NULL if negative, d a double (NAN: NULL), t a text, s one with
 * its size.  Texts outlive the call. */
static bool insert(struct store *s, sqlite3_stmt *row, const char *types, ...)
{
	va_list values;
	bool done;

	va_start(values, types);
	for (int i = 1; types[i - 1]; i++) {
		if (types[i - 1] == 'd') {
			sqlite3_bind_double(row, i, va_arg(values, double));
		} else if (types[i - 1] == 't') {
			sqlite3_bind_text(row, i, va_arg(values, const char *), -1, SQLITE_STATIC);
		} else if (types[i - 1] == 's') {
			const char *text = va_arg(values, const char *);

			sqlite3_bind_text(row, i, text, (int) va_arg(values, int64_t), SQLITE_STATIC);
		} else {
			int64_t value = va_arg(values, int64_t);

			if (types[i - 1] == 'o' && value < 0)
				sqlite3_bind_null(row, i);
			else
				sqlite3_bind_int64(row, i, value);
		}
	}
	va_end(values);
	done = sqlite3_step(row) == SQLITE_DONE;
	sqlite3_reset(row);
	return done || fail(s);
}

static sqlite3_stmt *prepare(struct store *s, const char *sql)
{
	sqlite3_stmt *row = NULL;

	if (sqlite3_prepare_v2(s->db, sql, -1, &row, NULL) != SQLITE_OK)
		fail(s);
	return row;
}

/* A row whose statement is needed once. */
#define INSERT_ONCE(s, sql, ...)                                                                   \
	do {                                                                                       \
		sqlite3_stmt *once = prepare(s, sql);                                              \
		if (once)                                                                          \
			insert(s, once, __VA_ARGS__);                                              \
		sqlite3_finalize(once);                                                            \
	} while (0)

/* ---- begin ---- */

static char *draft_of(const char *path)
{
	size_t n = strlen(path);
	char *draft = must(malloc(n + 8));
	mode_t mask = umask(0);
	int fd;

	umask(mask);
	memcpy(draft, path, n);
	memcpy(draft + n, ".XXXXXX", 8);
	fd = mkstemp(draft);
	if (fd < 0) {
		talk_error("%s: %s", path, strerror(errno));
		free(draft);
		return NULL;
	}
	fchmod(fd, 0666 & ~mask);
	close(fd);
	return draft;
}

static void write_definitions(struct store *s)
{
	sqlite3_stmt *row = prepare(s, "INSERT INTO metric_def VALUES(?,?,?,?,?,?,?,?,?,?)");

	for (int i = 0; row && i < METRIC_COUNT; i++) {
		const struct metric_row *m = &metric_rows[i];

		insert(s, row, "itttttttti", (int64_t) i, m->name,
				metric_themes[metric_theme_of(m->name)].name, m->unit,
				metric_direction_text(m->direction), metric_horizon_text(m->horizon),
				m->population, m->estimator, m->missing, (int64_t) (m->series >= 0));
	}
	sqlite3_finalize(row);
}

static void write_run(struct store *s, const struct store_run *run)
{
	uint8_t digest[SHA256_SIZE];
	char hex[65], seed[24];

	sha256(run->scenario, strlen(run->scenario), digest);
	sha256_hex(hex, digest, SHA256_SIZE);
	snprintf(seed, sizeof seed, "%llu", (unsigned long long) run->seed);
	INSERT_ONCE(s, "INSERT INTO run VALUES(?,?,?,?,?,?,?,?,?,?,?,?,1,'')", "ittttttt" "iiii",
			(int64_t) STORE_FORMAT, run->name ? run->name : "",
			run->question ? run->question : "", run->scenario, hex, spheron_version(),
			run->profile, seed, (int64_t) run->runs, (int64_t) run->horizon_eras,
			(int64_t) run->era_s, (int64_t) run->warmup_eras);
}

static void open_draft(struct store *s, const struct store_run *run)
{
	char pragma[160];

	if (sqlite3_open_v2(s->draft, &s->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
		fail(s);
		return;
	}
	/* Nobody sees the draft, so a crash needs no way back. */
	snprintf(pragma, sizeof pragma, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
			"PRAGMA application_id=%d; PRAGMA user_version=%d; BEGIN", STORE_APPLICATION_ID,
			STORE_FORMAT);
	if (!run_sql(s, pragma) || !run_sql(s, store_schema))
		return;
	write_run(s, run);
	write_definitions(s);
	run_sql(s, "COMMIT");
	for (int i = 0; i < ROWS; i++)
		s->row[i] = prepare(s, row_sql[i]);
}

struct store *store_begin(const char *path, const struct store_run *run)
{
	struct store *s = must(calloc(1, sizeof *s));

	s->path = must(malloc(strlen(path) + 1));
	memcpy(s->path, path, strlen(path) + 1);
	s->draft = draft_of(path);
	if (s->draft)
		open_draft(s, run);
	if (s->draft && !s->failed)
		return s;
	store_drop(s);
	return NULL;
}

/* ---- content ---- */

bool store_cell(struct store *s, uint32_t cell, const char *overrides)
{
	INSERT_ONCE(s, "INSERT INTO cell VALUES(?,?)", "it", (int64_t) cell, overrides);
	return !s->failed;
}

static void write_values(struct store *s, int64_t cell, int64_t run, const struct outcome *o)
{
	static const char *const token[] = { "USD", "SPON", "ETH" };
	char amount[SPHERON_DECIMAL_SIZE];

	for (int i = 0; i < METRIC_COUNT; i++)
		insert(s, s->row[ROW_METRIC], "iiid", cell, run, (int64_t) i, o->value[i]);
	for (int i = 0; o->series && i < SERIES_COUNT; i++)
		for (size_t e = 0; e < o->n_eras; e++)
			insert(s, s->row[ROW_SERIES], "iiiid", cell, (int64_t) metric_of_series[i], run,
					(int64_t) e, o->series[e * SERIES_COUNT + (size_t) i]);
	for (int i = 0; i < TOTAL_COUNT; i++) {
		spheron_decimal(amount, o->total[i]);
		insert(s, s->row[ROW_TOTAL], "iitttt", cell, run, fold_total_rows[i].name,
				token[fold_total_rows[i].token], amount, fold_total_rows[i].what);
	}
	for (int i = 0; i < SPHERON_EVENT_COUNT; i++)
		insert(s, s->row[ROW_COUNT], "iiti", cell, run,
				spheron_event_name((enum spheron_event_kind) i), (int64_t) o->events[i]);
}

static void write_final(struct store *s, int64_t cell, int64_t run, const struct final_row *f,
		const struct setup *setup)
{
	bool provider = f->kind == SPHERON_NODE_PROVIDER;
	const char *class = provider ? setup->providers[f->class_].name : setup->fizz[f->class_].name;
	const char *region = f->region < fitted_regions_n ? fitted_regions[f->region].name : "";

	insert(s, s->row[ROW_FINAL], "iititti" "oioioiii" "dddddddd", cell, run,
			provider ? "provider" : "fizz", (int64_t) f->id, class, region,
			(int64_t) f->owner, provider ? -1 : (int64_t) f->gateway,
			(int64_t) f->entered_era,
			f->exit_era == UINT32_MAX ? -1 : (int64_t) f->exit_era, (int64_t) f->status,
			f->tier == 255 ? -1 : (int64_t) f->tier, (int64_t) f->threads,
			(int64_t) f->gpus, (int64_t) f->leases, f->lease_usd, f->reward_usd,
			f->cost_usd, f->there_s, f->up_s, f->slashed_spon, f->stake_spon, f->pool_spon);
}

static void write_event(struct store *s, int64_t cell, int64_t run, const struct outcome *o, size_t i)
{
	const struct recorded_event *e = &o->event[i];

	insert(s, s->row[ROW_EVENT], "iiidts", cell, run, (int64_t) i, (double) e->at_ms / 1000,
			spheron_event_name((enum spheron_event_kind) e->kind), o->text + e->text,
			(int64_t) e->size);
}

bool store_outcome(struct store *s, uint32_t cell, uint32_t run, const struct outcome *o,
		const struct store_replication *r)
{
	if (s->failed || !run_sql(s, "BEGIN"))
		return false;
	INSERT_ONCE(s, "INSERT INTO replication VALUES(?,?,?,?,?,?,?,?)", "iitiiiii", (int64_t) cell,
			(int64_t) run, r->state_hash, (int64_t) r->commands, (int64_t) r->refused,
			(int64_t) r->events, (int64_t) o->n_eras, (int64_t) r->finished);
	write_values(s, cell, run, o);
	for (size_t i = 0; i < o->n_final && !s->failed; i++)
		write_final(s, cell, run, &o->final[i], r->setup);
	for (size_t i = 0; i < o->n_event && !s->failed; i++)
		write_event(s, cell, run, o, i);
	return !s->failed && run_sql(s, "COMMIT");
}

bool store_summary(struct store *s, uint32_t cell, const struct summary summary[METRIC_COUNT])
{
	sqlite3_stmt *row;

	if (s->failed || !run_sql(s, "BEGIN"))
		return false;
	row = prepare(s, "INSERT INTO summary_value VALUES(?,?,?,?,?,?,?,?)");
	for (int i = 0; row && i < METRIC_COUNT; i++)
		insert(s, row, "iiddddii", (int64_t) cell, (int64_t) i, summary[i].mean, summary[i].low,
				summary[i].high, summary[i].sd, (int64_t) summary[i].n,
				(int64_t) summary[i].missing);
	sqlite3_finalize(row);
	return !s->failed && run_sql(s, "COMMIT");
}

/* ---- end ---- */

static void close_database(struct store *s)
{
	for (int i = 0; i < ROWS; i++)
		sqlite3_finalize(s->row[i]);
	sqlite3_close(s->db);
	s->db = NULL;
	memset(s->row, 0, sizeof s->row);
}

void store_drop(struct store *s)
{
	if (!s)
		return;
	close_database(s);
	if (s->draft)
		unlink(s->draft);
	free(s->draft);
	free(s->path);
	free(s);
}

/* On the disk before it has its name. */
static bool settle(const struct store *s)
{
	int fd = open(s->draft, O_RDWR);
	bool done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	done = done && rename(s->draft, s->path) == 0;
	if (!done)
		talk_error("%s: %s", s->path, strerror(errno));
	return done;
}

bool store_end(struct store *s, bool partial, char hash[65])
{
	bool done = !s->failed;

	INSERT_ONCE(s, "UPDATE run SET partial = ?", "i", (int64_t) partial);
	done = !s->failed && done && (store_content_hash(s->db, hash) || fail(s));
	if (done)
		INSERT_ONCE(s, "UPDATE run SET result_hash = ?", "t", hash);
	done = done && !s->failed;
	close_database(s);
	if (done && settle(s)) {
		free(s->draft);
		s->draft = NULL;
		store_drop(s);
		return true;
	}
	store_drop(s);
	return false;
}
