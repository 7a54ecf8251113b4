/* trace.h - traces: what really happened elsewhere, as tables in memory.
 *
 * Four kinds: orders, machines, who was up when, and series of one value (prices, stakes).  They are
 * read from files by sim/trace_file; here is neither a file nor a clock.  Times are seconds since the
 * trace's own zero, rows are sorted by time, and a trace that is finished never changes again: any
 * number of replications read it at once.
 *
 * A trace is finite.  Drawing whole blocks of it (circular block bootstrap: Politis and Romano 1992)
 * makes an endless one whose mean rate is the trace's, and that keeps what lies within a block: hours,
 * bursts, who comes after whom.
 *
 *	struct trace_resample how = { .trace = orders, .from_s = 0, .block_s = 7 * 86400.0,
 *			.align_s = 86400, .seed = seed, .replication = replication };
 *	struct trace_walk walk;
 *
 *	for (trace_walk_open(&walk, &how); trace_walk_next(&walk, &at_s, &order); )
 *		...
 *
 * Which block comes when depends on seed, replication and the trace's id (a hash of its name) alone.
 */
#ifndef MODEL_TRACE_H
#define MODEL_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRACE_KIND_LIST(X)                                                                         \
	X(ORDERS, "orders")                                                                        \
	X(MACHINES, "machines")                                                                    \
	X(AVAILABILITY, "availability")                                                            \
	X(SERIES, "series")

enum trace_kind {
#define TRACE_KIND_ENUM(constant, text) TRACE_##constant,
	TRACE_KIND_LIST(TRACE_KIND_ENUM)
#undef TRACE_KIND_ENUM
	TRACE_KIND_COUNT
};

#define TRACE_GPUS 6         /* models that an order may admit */
#define TRACE_NO_TEXT 0      /* quality of an order that has none */

struct trace_order {
	double at_s, duration_s;
	double waited_s;      /* until it was placed; negative if it never was or nobody says */
	uint32_t threads, mem_mb, sto_gb;
	uint32_t row;         /* its line in the file */
	uint16_t gpus;
	uint16_t share_milli; /* of each GPU; 1000 all of it */
	uint16_t gpu[TRACE_GPUS]; /* models it admits (RULES.md TIER-05), none: any */
	uint8_t n_gpu;
	bool placed;          /* true as well if nobody says */
	uint16_t quality;     /* for trace_text() */
};

/* `count` machines that are alike. */
struct trace_machine {
	uint32_t threads, mem_mb, sto_gb;
	uint32_t count, row;
	uint16_t gpu, gpus;   /* 0 none */
};

/* From start_s to end_s this entity was up, or down. */
struct trace_run {
	double start_s, end_s;
	uint32_t entity;      /* from 0, in the order of first appearance; for trace_entity() */
	bool up;
};

struct trace_point {
	double at_s, value;
};

struct trace;

/* ---- making one ---- */

/* An empty trace; NULL without memory.  The name is copied. */
struct trace *trace_new(enum trace_kind kind, const char *name);

/* One more row, in any order.  False without memory or, for the last two, beyond 2^32 - 1 entities or
 * 65,535 texts. */
bool trace_add_order(struct trace *t, const struct trace_order *order);
bool trace_add_machine(struct trace *t, const struct trace_machine *machine);
bool trace_add_run(struct trace *t, const struct trace_run *run);
bool trace_add_point(struct trace *t, double at_s, double value);
bool trace_intern_entity(struct trace *t, const char *text, uint32_t *entity);
bool trace_intern_text(struct trace *t, const char *text, uint16_t *quality);

/* What counts where no run tells of an entity; DOWN unless this is called. */
enum trace_untold { TRACE_UNTOLD_DOWN, TRACE_UNTOLD_UP, TRACE_UNTOLD_HOLD /* as it was before */ };
void trace_set_untold(struct trace *t, enum trace_untold untold);

/* The zero of time, subtracted from all times when the trace is finished; 0 unless this is called. */
void trace_set_zero(struct trace *t, double zero_s);

/* Sorts; rows of the same time stay as they came.  The trace tells of the time from from_s up to
 * until_s, on the clock of the rows that were added; rows outside are dropped, runs cut to it.  Where two
 * runs of an entity overlap, the one that begins later holds.  False without memory. */
bool trace_finish(struct trace *t, double from_s, double until_s);

void trace_free(struct trace *t);

/* ---- reading one ---- */

enum trace_kind trace_kind(const struct trace *t);
const char *trace_kind_name(enum trace_kind kind);
const char *trace_name(const struct trace *t);
uint64_t trace_id(const struct trace *t);

/* Rows; the time that it tells of. */
size_t trace_size(const struct trace *t);
double trace_from_s(const struct trace *t);
double trace_until_s(const struct trace *t);

/* The i-th row in order of time (machines: as they came; runs: by entity, then time), i < size. */
const struct trace_order *trace_order(const struct trace *t, size_t i);
const struct trace_machine *trace_machine(const struct trace *t, size_t i);
const struct trace_run *trace_run(const struct trace *t, size_t i);
const struct trace_point *trace_point(const struct trace *t, size_t i);

/* The first row at or after that time; size if there is none.  Orders and series only. */
size_t trace_first_at(const struct trace *t, double at_s);

/* Quality of service as the file has it, "" for none; name and number of entities. */
const char *trace_text(const struct trace *t, uint16_t quality);
const char *trace_entity(const struct trace *t, uint32_t entity);
uint32_t trace_entities(const struct trace *t);

/* Runs of one entity: their number, and the first; the last of them that began by at_s, NULL if none
 * had. */
size_t trace_runs_of(const struct trace *t, uint32_t entity, size_t *first);
const struct trace_run *trace_run_at(const struct trace *t, uint32_t entity, double at_s);

/* Was the entity up at that time of the trace, and until when is that sure (INFINITY: to the end)? */
bool trace_run_up(const struct trace *t, uint32_t entity, double at_s, double *until_s);

/* Machine i of a fleet dealt out from the inventory, which begins again when it ends. */
const struct trace_machine *trace_machine_dealt(const struct trace *t, uint64_t i);
uint64_t trace_machines(const struct trace *t);

/* ---- a series at any time ---- */

enum trace_between { TRACE_STEP, TRACE_LINEAR };

/* The value at that time: of the point before (STEP), or on the line to the next one.  The first value
 * before all points, the last after them. */
double trace_value(const struct trace *t, double at_s, enum trace_between between);

/* ---- endless ones ---- */

struct trace_resample {
	const struct trace *trace;
	double from_s;       /* where in the trace it begins; what is before is not used */
	double block_s;      /* length of a block; 0: no blocks, the trace as it was */
	double align_s;      /* blocks begin at from_s plus a multiple of it, so that hours stay hours;
	                      * 0: anywhere, to the millisecond */
	uint64_t seed;
	uint32_t replication;
};

/* The time in the trace that plays at at_s >= 0 of the endless one, and until when (of the endless one)
 * it plays on without a seam.  Blocks begin anywhere in the window from from_s to until_s of the trace,
 * cut to whole multiples of align_s, and go on at its begin when they come to its end.  Without blocks
 * the window plays again and again. */
double trace_source_s(const struct trace_resample *how, double at_s, double *until_s);

/* Orders one after the other. */
struct trace_walk {
	struct trace_resample how;
	uint64_t taken;      /* orders so far: the number of the next one */
	uint64_t block;
	double at_s, shift_s; /* up to where it was looked; from the trace's time to this one's */
	size_t next, end;    /* rows of this stretch */
	bool ends;
};

void trace_walk_open(struct trace_walk *walk, const struct trace_resample *how);

/* The next order and when it comes, from 0 on.  False at the end, which only a trace without blocks
 * has, and one without orders in the window. */
bool trace_walk_next(struct trace_walk *walk, double *at_s, const struct trace_order **order);

/* Goes on to order k (from 0), so that trace_walk_next() is about that one: at once if k is the next,
 * else block by block, from the start if k lies behind.  False if there is no order k. */
bool trace_walk_to(struct trace_walk *walk, uint64_t k);

/* Was the entity up at that time of the endless trace? */
bool trace_up(const struct trace_resample *how, uint32_t entity, double at_s);

/* When after at_s that changes next; INFINITY if it never does (or not within 10,000 blocks). */
double trace_change_s(const struct trace_resample *how, uint32_t entity, double at_s);

/* A series whose changes come in blocks: log returns if all values are positive, else differences, on
 * the first value of the window.  Blocks do not run over the end.  Without blocks: trace_value() from
 * from_s on. */
double trace_value_resampled(const struct trace_resample *how, double at_s,
		enum trace_between between);

#endif
