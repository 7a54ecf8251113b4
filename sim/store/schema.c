#include "sim/store/database.h"

#include "support/sha256.h"

#include <stdio.h>
#include <string.h>

const char store_schema[] =
	"CREATE TABLE run("
	" format INTEGER NOT NULL, name TEXT NOT NULL, question TEXT NOT NULL,"
	" scenario TEXT NOT NULL, scenario_sha256 TEXT NOT NULL, version TEXT NOT NULL,"
	" profile TEXT NOT NULL, seed TEXT NOT NULL, runs INTEGER NOT NULL,"
	" horizon_eras INTEGER NOT NULL, era_s INTEGER NOT NULL, warmup_eras INTEGER NOT NULL,"
	" partial INTEGER NOT NULL, result_hash TEXT NOT NULL);"
	"CREATE TABLE cell(cell INTEGER PRIMARY KEY, overrides TEXT NOT NULL);"
	"CREATE TABLE replication("
	" cell INTEGER NOT NULL, run INTEGER NOT NULL, state_hash TEXT NOT NULL,"
	" commands INTEGER NOT NULL, refused INTEGER NOT NULL, events INTEGER NOT NULL,"
	" eras INTEGER NOT NULL, finished INTEGER NOT NULL,"
	" PRIMARY KEY(cell, run)) WITHOUT ROWID;"
	"CREATE TABLE metric_def("
	" metric INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, theme TEXT NOT NULL,"
	" unit TEXT NOT NULL, direction TEXT NOT NULL, horizon TEXT NOT NULL,"
	" population TEXT NOT NULL, estimator TEXT NOT NULL, missing TEXT NOT NULL,"
	" series INTEGER NOT NULL);"
	"CREATE TABLE metric_value("
	" cell INTEGER NOT NULL, run INTEGER NOT NULL, metric INTEGER NOT NULL, value REAL,"
	" PRIMARY KEY(cell, run, metric)) WITHOUT ROWID;"
	"CREATE TABLE summary_value("
	" cell INTEGER NOT NULL, metric INTEGER NOT NULL, mean REAL, low REAL, high REAL, sd REAL,"
	" n INTEGER NOT NULL, missing INTEGER NOT NULL,"
	" PRIMARY KEY(cell, metric)) WITHOUT ROWID;"
	"CREATE TABLE series_value("
	" cell INTEGER NOT NULL, metric INTEGER NOT NULL, run INTEGER NOT NULL, era INTEGER NOT NULL,"
	" value REAL, PRIMARY KEY(cell, metric, run, era)) WITHOUT ROWID;"
	"CREATE TABLE total("
	" cell INTEGER NOT NULL, run INTEGER NOT NULL, name TEXT NOT NULL, token TEXT NOT NULL,"
	" amount TEXT NOT NULL, what TEXT NOT NULL,"
	" PRIMARY KEY(cell, run, name, token)) WITHOUT ROWID;"
	"CREATE TABLE event_count("
	" cell INTEGER NOT NULL, run INTEGER NOT NULL, kind TEXT NOT NULL, n INTEGER NOT NULL,"
	" PRIMARY KEY(cell, run, kind)) WITHOUT ROWID;"
	"CREATE TABLE final("
	" cell INTEGER NOT NULL, run INTEGER NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL,"
	" class TEXT NOT NULL, region TEXT NOT NULL, owner INTEGER NOT NULL, gateway INTEGER,"
	" entered_era INTEGER NOT NULL, exit_era INTEGER, status INTEGER NOT NULL, tier INTEGER,"
	" threads INTEGER NOT NULL, gpus INTEGER NOT NULL, leases INTEGER NOT NULL,"
	" lease_usd REAL NOT NULL, reward_usd REAL NOT NULL, cost_usd REAL NOT NULL,"
	" there_s REAL NOT NULL, up_s REAL NOT NULL, slashed_spon REAL NOT NULL,"
	" stake_spon REAL NOT NULL, pool_spon REAL NOT NULL,"
	" PRIMARY KEY(cell, run, kind, id)) WITHOUT ROWID;"
	"CREATE TABLE event("
	" cell INTEGER NOT NULL, run INTEGER NOT NULL, n INTEGER NOT NULL, t_s REAL NOT NULL,"
	" kind TEXT NOT NULL, text TEXT NOT NULL,"
	" PRIMARY KEY(cell, run, n)) WITHOUT ROWID;"

	"CREATE VIEW metric AS"
	" SELECT v.cell, v.run, d.name, v.value, d.unit"
	" FROM metric_value v JOIN metric_def d USING(metric);"
	"CREATE VIEW summary AS"
	" SELECT v.cell, d.name, v.mean, v.low, v.high, v.sd, v.n, v.missing, d.unit, d.direction"
	" FROM summary_value v JOIN metric_def d USING(metric);"
	"CREATE VIEW series AS"
	" SELECT v.cell, v.run, v.era, d.name, v.value,"
	" v.era < (SELECT warmup_eras FROM run) AS warmup"
	" FROM series_value v JOIN metric_def d USING(metric);"
	"CREATE VIEW series_mean AS"
	" SELECT v.cell, d.name, v.era, avg(v.value) AS mean, min(v.value) AS least,"
	" max(v.value) AS most, count(v.value) AS n"
	" FROM series_value v JOIN metric_def d USING(metric) GROUP BY v.cell, d.name, v.era;"
	"CREATE VIEW headline AS"
	" SELECT cell, name, mean, low, high, unit FROM summary WHERE name IN ("
	" 'market.fill_rate', 'market.time_to_lease.p50', 'market.utilisation.gpu',"
	" 'market.utilisation.threads', 'sla.availability.leases', 'provider.margin',"
	" 'fizz.profit_day.p50', 'token.rewards_usd_era', 'token.fee_coverage', 'token.runway',"
	" 'delegators.return', 'slash.total_era');"
	"CREATE VIEW difference AS"
	" SELECT v.cell, d.name, v.mean - z.mean AS difference, v.mean, z.mean AS mean_of_cell_0,"
	" d.unit, d.direction"
	" FROM summary_value v JOIN summary_value z ON z.cell = 0 AND z.metric = v.metric"
	" JOIN metric_def d ON d.metric = v.metric WHERE v.cell <> 0;"
	"CREATE VIEW unobserved AS"
	" SELECT v.cell, v.run, d.name, d.missing AS why"
	" FROM metric_value v JOIN metric_def d USING(metric) WHERE v.value IS NULL;"
	"CREATE VIEW slashed AS"
	" SELECT s.cell, substr(d.name, 7) AS reason, s.mean AS spon, s.low, s.high"
	" FROM summary_value s JOIN metric_def d USING(metric)"
	" WHERE d.theme = 'slash' AND d.unit = 'SPON';"
	"CREATE VIEW who_earned AS"
	" SELECT cell, run, kind, id, class, region, lease_usd, reward_usd, cost_usd,"
	" lease_usd + reward_usd - cost_usd AS profit_usd,"
	" CASE WHEN there_s > 0 THEN up_s / there_s END AS availability, slashed_spon"
	" FROM final;";

const struct store_table store_tables[] = {
	{ "run", "1" },
	{ "cell", "1" },
	{ "replication", "1, 2" },
	{ "metric_def", "1" },
	{ "metric_value", "1, 2, 3" },
	{ "summary_value", "1, 2" },
	{ "series_value", "1, 2, 3, 4" },
	{ "total", "1, 2, 3, 4" },
	{ "event_count", "1, 2, 3" },
	{ "final", "1, 2, 3, 4" },
	{ "event", "1, 2, 3" },
};
const size_t store_n_tables = sizeof store_tables / sizeof store_tables[0];

const char *const store_exports[] = {
	"run", "cell", "replication", "metric_def", "metric", "summary", "series", "total",
	"event_count", "final", "event",
};
const size_t store_n_exports = sizeof store_exports / sizeof store_exports[0];

/* ---- the hash ---- */

/* Type and bytes of a value; a REAL by its bits, so that nothing depends on how it is printed. */
static void hash_column(struct sha256 *h, sqlite3_stmt *row, int i)
{
	int type = sqlite3_column_type(row, i);
	uint8_t head[9] = { (uint8_t) type };
	uint64_t bits = 0;
	double real;

	if (type == SQLITE_FLOAT) {
		real = sqlite3_column_double(row, i);
		memcpy(&bits, &real, sizeof bits);
	} else if (type == SQLITE_INTEGER) {
		bits = (uint64_t) sqlite3_column_int64(row, i);
	} else {
		bits = (uint64_t) sqlite3_column_bytes(row, i);
	}
	for (int b = 0; b < 8; b++)
		head[b + 1] = (uint8_t) (bits >> 8 * b);
	sha256_add(h, head, sizeof head);
	if ((type == SQLITE_TEXT || type == SQLITE_BLOB) && bits > 0)
		sha256_add(h, sqlite3_column_blob(row, i), (size_t) bits);
}

static bool hash_table(sqlite3 *db, const struct store_table *table, struct sha256 *h)
{
	sqlite3_stmt *row;
	char sql[120];
	int columns, step;

	snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY %s", table->name, table->order);
	if (sqlite3_prepare_v2(db, sql, -1, &row, NULL) != SQLITE_OK)
		return false;
	sha256_add(h, table->name, strlen(table->name) + 1);
	columns = sqlite3_column_count(row);
	while ((step = sqlite3_step(row)) == SQLITE_ROW)
		for (int i = 0; i < columns; i++)
			if (strcmp(sqlite3_column_name(row, i), "result_hash") != 0)
				hash_column(h, row, i);
	sqlite3_finalize(row);
	return step == SQLITE_DONE;
}

bool store_content_hash(sqlite3 *db, char hash[65])
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 h;

	sha256_init(&h);
	for (size_t i = 0; i < store_n_tables; i++)
		if (!hash_table(db, &store_tables[i], &h))
			return false;
	sha256_end(&h, digest);
	sha256_hex(hash, digest, SHA256_SIZE);
	return true;
}
