/* database.h - what the writer and the reader of a run's file share.  Internal to sim/store. */
#ifndef SIM_STORE_DATABASE_H
#define SIM_STORE_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The SQL that makes an empty one. */
extern const char store_schema[];

/* The tables that carry content, and by which columns their rows are ordered. */
struct store_table {
	const char *name, *order;
};
extern const struct store_table store_tables[];
extern const size_t store_n_tables;

/* What export writes: the same, with names instead of numbers. */
extern const char *const store_exports[];
extern const size_t store_n_exports;

/* SHA-256 over all rows of all tables, each in its order, but for run.result_hash; hex.  False if the
 * database does not answer. */
bool store_content_hash(sqlite3 *db, char hash[65]);

#endif
