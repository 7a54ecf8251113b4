/* trace_file.h - traces from CSV files, as a scenario describes them.
 *
 * The bytes are checked against the scenario's SHA-256 before anything else is done with them.  Then
 * each role that the kind of trace has is filled from the column that the scenario names for it,
 * in whatever order and among whatever other columns the file has it:
 *
 *	role      of what          units, the first one without being named
 *	time      when it comes    s ms us min h d weeks; month (2026-08), date (2026-08-22), datetime
 *	                           (2026-08-22T17:30:00, taken as UTC): seconds since 1970
 *	start     when it began    like time; an empty cell: it was never placed
 *	end       when it ended    like time
 *	duration  how long         s ms us min h d weeks
 *	cpu       threads          threads, milli (1/1000), % (1/100)
 *	mem       memory           MB MiB KB KiB GB GiB TB TiB B
 *	sto       storage          GB GiB MB MiB TB TiB
 *	gpus      how many         count
 *	share     part of a GPU    milli, part (0.25), %
 *	gpu       models           names, several parted by |; an empty cell: any, or no GPU
 *	quality   of service       text
 *	count     machines alike   count
 *	entity    who              text
 *	up        was it up        flag: 1 0 up down true false yes no, any number above 0
 *	value     of a series      plain, milli, %, USD, SPON, USD/MWh (becomes USD/kWh), USD/kWh
 *
 *	kind          needs                                        may have
 *	ORDERS        time; duration or end                        start cpu mem sto gpus share gpu quality
 *	MACHINES      cpu or gpus                                  mem sto gpu count
 *	AVAILABILITY  entity, time; duration or end                up
 *	SERIES        time, value
 *
 * Amounts that are whole in the protocol are rounded up.  With `end`, an order lasts from `start` (from
 * `time` if it never started or there is no such column).  Without `up`, every run of a file of
 * availability is an outage (rows_down) or a time of presence, and the rest of the time is the opposite.
 *
 * Empty cells follow the gap policy of their column, or of the trace:
 *	error   refused (if nothing is said)
 *	skip    the row is left out and counted
 *	hold    the value of the row before
 *	zero    0, or no text
 * Time that no run of an entity covers is up or down as under `hold` (as before), or down.
 *
 * Everything that is wrong is told in one line, "path:line: ..."; then nothing is loaded.
 */
#ifndef SIM_TRACE_FILE_H
#define SIM_TRACE_FILE_H

#include "model/trace.h"

#define TRACE_ROLES(X)                                                                             \
	X(TIME, "time")                                                                            \
	X(START, "start")                                                                          \
	X(END, "end")                                                                              \
	X(DURATION, "duration")                                                                    \
	X(CPU, "cpu")                                                                              \
	X(MEM, "mem")                                                                              \
	X(STO, "sto")                                                                              \
	X(GPUS, "gpus")                                                                            \
	X(SHARE, "share")                                                                          \
	X(GPU, "gpu")                                                                              \
	X(QUALITY, "quality")                                                                      \
	X(COUNT, "count")                                                                          \
	X(ENTITY, "entity")                                                                        \
	X(UP, "up")                                                                                \
	X(VALUE, "value")

enum trace_role {
#define TRACE_ROLE_ENUM(constant, text) TRACE_ROLE_##constant,
	TRACE_ROLES(TRACE_ROLE_ENUM)
#undef TRACE_ROLE_ENUM
	TRACE_ROLES_N
};

#define TRACE_GAPS(X)                                                                              \
	X(DEFAULT, "default")                                                                      \
	X(ERROR, "error")                                                                          \
	X(SKIP, "skip")                                                                            \
	X(HOLD, "hold")                                                                            \
	X(ZERO, "zero")

enum trace_gap {
#define TRACE_GAP_ENUM(constant, text) TRACE_GAP_##constant,
	TRACE_GAPS(TRACE_GAP_ENUM)
#undef TRACE_GAP_ENUM
	TRACE_GAPS_N
};

/* Where a role comes from: a column, or the same text for every row. */
struct trace_column {
	const char *column;    /* NULL: the file has none */
	const char *always;    /* instead of a column: its cell in every row */
	const char *unit;      /* NULL: the first of the table */
	enum trace_gap gap;
};

/* A cell that reads `from` is taken as `to`.  For GPU models `to` may be a name, "#51" (an on-chain id),
 * "any", or "skip" (the row is left out). */
struct trace_mapped {
	enum trace_role role;
	const char *from, *to;
};

/* Only rows whose cell in that column, of any meaning, is (or, with `not`, is not) that text. */
struct trace_only {
	const char *column, *text;
	bool not;
};

struct trace_spec {
	const char *name;      /* of the trace; its luck depends on it */
	const char *file;      /* as opened and as told in messages */
	const char *sha256;    /* 64 hexadecimal digits; NULL: not checked */
	enum trace_kind kind;
	struct trace_column column[TRACE_ROLES_N];
	const struct trace_mapped *mapped;
	size_t n_mapped;
	const struct trace_only *only;
	size_t n_only;
	bool from_given, until_given;
	double from_s, until_s; /* rows with from_s <= time < until_s, of the file's clock; not given: the
	                         * first row's time; just behind the last row's, the end of a run */
	double zero_s;         /* subtracted from all times after that; the trace's zero */
	bool zero_is_first;    /* instead: from_s or, without one, the first row is the zero */
	enum trace_gap gap;
	bool rows_down;        /* AVAILABILITY without `up`: rows are outages */
};

struct trace_fault {
	char why[600];         /* one printable line without its end */
};

/* What was found: for a line in the run's log and for the database. */
struct trace_found {
	uint64_t rows;         /* of the file */
	uint64_t other;        /* left out by `only`, `from` and `until`, or mapped to "skip" */
	uint64_t skipped, filled; /* rows left out, cells filled by the gap policy */
	char sha256[65];
};

/* NULL if it can't be loaded, *fault says why; found may be NULL. */
struct trace *trace_load(const struct trace_spec *spec, struct trace_found *found,
		struct trace_fault *fault);

/* The same from bytes in memory, which are cut to pieces; text[size] is writable.  No checksum. */
struct trace *trace_load_text(const struct trace_spec *spec, char *text, size_t size,
		struct trace_found *found, struct trace_fault *fault);

/* Names as in the tables above; NULL for a number that is not there. */
const char *trace_role_name(enum trace_role role);
const char *trace_gap_name(enum trace_gap gap);

#endif
