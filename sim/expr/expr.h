/* expr.h - what assertions say: a small typed language over metrics, entities, events and parameters.
 *
 *	provider.stake + provider.pool >= 1000 SPON         of every provider
 *	Slashed.why == "downtime" and provider.leases == 0  at each Slashed, of the provider it names
 *	count(Slashed where why == "downtime") >= 3         so far in the run
 *	all(provider where class == "dc", uptime_ppm >= 99 %)
 *	avg(market.utilisation.gpu, last 30 d) > 40 %       of a series, over its eras
 *	token.pool > 0 and params.cooldown_s == 3 h
 *
 * A text is compiled once, with all names and units checked, and may then be evaluated by many threads.
 * LANGUAGE.md beside this file is the manual; spheron-sim test --language prints it, and all names.
 *
 * Numbers are exact decimals as long as they come from integers and are added, subtracted, multiplied
 * or compared; the rest is double.  Amounts of money thus compare exactly.  Only exact numbers may be
 * compared with == and !=.
 *
 * A number may have no value: the stake of a provider that is not there, a metric without observation,
 * a quantile of nothing.  It spreads through arithmetic and comparisons; `and`, `or` and `not` take it
 * as unknown (false and unknown is false).
 */
#ifndef SIM_EXPR_EXPR_H
#define SIM_EXPR_EXPR_H

#include "model/setup.h"
#include "protocol/spheron.h"
#include "sim/cast.h"
#include "sim/measure/fold.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a number counts: powers of these.  Counts, shares and factors have none. */
enum expr_base { EXPR_TIME, EXPR_SPON, EXPR_USD, EXPR_ETH, EXPR_TOKEN, EXPR_DATA, EXPR_WATT, EXPR_ERA,
	EXPR_BLOCK, EXPR_POINT, EXPR_BASES };

struct expr_unit {
	int8_t power[EXPR_BASES];      /* time in s, money in whole tokens (TOKEN: base units of a token
	                                  that only the record knows), data in MB, points whole */
};

enum expr_type { EXPR_BOOL, EXPR_NUMBER, EXPR_TEXT };

/* Where an expression will be asked, which is what it may speak of. */
enum expr_place {
	EXPR_RUNNING, /* while a run goes on: entities, events, parameters; metrics that are recorded for
	                 every era have the value of the last era that closed */
	EXPR_ENDED    /* once, at the end of a run: metrics are those of the whole run; series may be
	                 looked over: avg(x, last 30 d); entities as they are at the end */
};

/* Kinds of entities. */
#define EXPR_ENTITIES(X)                                                                           \
	X(PROVIDER, "provider") X(FIZZ, "fizz") X(ACCOUNT, "account") X(LEASE, "lease")            \
	X(ORDER, "order") X(DELEGATION, "delegation") X(UNBONDING, "unbonding")                    \
	X(PROPOSAL, "proposal") X(CHALLENGE, "challenge") X(OPERATOR, "operator") X(TASK, "task")
enum expr_entity {
#define EXPR_ENTITY_ENUM(constant, text) EXPR_##constant,
	EXPR_ENTITIES(EXPR_ENTITY_ENUM)
#undef EXPR_ENTITY_ENUM
	EXPR_ENTITY_COUNT
};
#define EXPR_NONE (-1)

/* The key of an entity as spheron_find() takes it; both 0 for nobody, but of accounts and operators
 * that is the system account, which is always there. */
struct expr_key {
	uint64_t key, key2;
};

/* So that rates of an hour, a day or a year are exact as well: 1 / 3600 = 45.99 / EXPR_PER. */
#define EXPR_PER 165564

struct expr_value {
	enum expr_type type;
	bool known;                    /* false: there is no value */
	bool truth;
	bool exact;                    /* whole / (10^scale EXPR_PER^per); otherwise only `number` */
	__int128 whole;
	uint8_t scale, per;
	double number;                 /* in the unit of the expression; always filled in */
	const char *text;              /* for as long as the expression; hashes, buckets and parameters of
	                                  events until the sixteenth next one of the thread */
};

struct expr; /* compiled */

/* What is wrong with a text: where, and what would be right. */
struct expr_fault {
	size_t offset;                 /* bytes from its begin */
	char why[400];
};

/* Who has which name, for provider("alpha"): set by the script of a scenario; NULL: nobody. */
struct expr_names {
	bool (*id)(const void *ctx, const char *name, uint64_t *id);
	const void *ctx;
};

/* The text is copied.  `setup` gives the names of classes; it may be NULL (then class names are not
 * checked).  NULL with *fault set if it isn't right. */
struct expr *expr_compile(const char *text, enum expr_place place, const struct setup *setup,
		struct expr_fault *fault);
void expr_free(struct expr *e);

/* ---- what is known of a compiled expression ---- */

enum expr_type expr_type(const struct expr *e);
struct expr_unit expr_unit(const struct expr *e);
bool expr_exact(const struct expr *e);

/* The event at which it is to be asked (enum spheron_event_kind): it names one outside of count() and
 * the like, alone ("Slashed") or with a field; EXPR_NONE: none. */
int expr_trigger(const struct expr *e);

/* Does it speak of literals only, so that it says nothing of the network? */
bool expr_constant(const struct expr *e);

/* Is it an event's name and nothing else? */
bool expr_lone_event(const struct expr *e);

/* The kind of entity it says something of, for each of them: provider.stake without a trigger, a
 * number or a quantifier; EXPR_NONE: none.  Of one kind at most. */
int expr_subject(const struct expr *e);

/* "an amount of SPON", "a duration", "a plain number", "yes or no", for messages. */
void expr_type_text(const struct expr *e, char text[120]);
bool expr_same_unit(struct expr_unit a, struct expr_unit b);

/* A value for people, in a unit that is easily read: "12.5 SPON", "3 h 20 min", "94.9 %", "yes",
 * "no value". */
#define EXPR_SHOWN_MAX 120
void expr_show(const struct expr *e, const struct expr_value *value, char text[EXPR_SHOWN_MAX]);

/* The same for a double that counts in the expression's unit (a mean of it over runs). */
void expr_show_number(const struct expr *e, double value, char text[EXPR_SHOWN_MAX]);

/* What an exact or inexact literal such as "25 %/year" or "3 h" is in the unit of an expression; false
 * with *fault if it is something else ("a price cannot be compared with a duration"). */
bool expr_literal(const struct expr *e, const char *text, double *value, struct expr_fault *fault);

/* ---- evaluating ---- */

/* What has been counted in one run for the count(), sum(), max() ... of events of one expression. */
struct expr_tally;
struct expr_tally *expr_tally_new(const struct expr *e);
void expr_tally_free(struct expr_tally *tally);

/* All that an evaluation may look at. */
struct expr_context {
	const struct setup *setup;
	const struct cast *cast;           /* for classes; NULL: nobody has one */
	struct spheron *state;             /* walked over by quantifiers; not changed */
	uint64_t now_ms;                   /* from the start of the run */
	uint64_t start_s;                  /* second of the chain at which it began */
	const double *series;              /* [SERIES_COUNT] of the last era closed; NULL before that */
	const struct outcome *outcome;     /* at the end; NULL while it runs */
	double era_s;
	const struct spheron_event *event; /* that happens now, or NULL */
	struct expr_key subject;           /* whom it is asked of, if it has a subject */
	const struct expr_names *names;    /* or NULL */
	struct expr_tally *tally;          /* of this expression, NULL if it has none */
};

/* An event has happened: counted, if the expression counts such.  Cheap if it doesn't. */
void expr_count(const struct expr *e, struct expr_tally *tally, const struct expr_context *context);
bool expr_counts(const struct expr *e, enum spheron_event_kind kind);

struct expr_value expr_value(const struct expr *e, const struct expr_context *context);

/* What was compared with what, "12.5 SPON >= 1000 SPON", for those who ask why it is not so; "" if
 * nothing was. */
void expr_sides(const struct expr *e, const struct expr_context *context, char *text, size_t size);

/* Whom an event names, of a kind of entity; false if nobody. */
bool expr_named(const struct spheron_event *event, enum expr_entity kind, struct expr_key *key);

/* Calls `visit` with the key of every entity of a kind that is in the state, ascending, until it
 * returns false; false then.  `visit` may go over others itself.  May be called while an event is told:
 * what it writes to is room in the state for nothing else. */
bool expr_each(struct spheron *state, enum expr_entity kind,
		bool (*visit)(void *ctx, struct expr_key key), void *ctx);

/* "provider 12", "delegation 3:17". */
void expr_entity_text(enum expr_entity kind, struct expr_key key, char text[64]);

/* The text of LANGUAGE.md; made by the Makefile. */
extern const char expr_language[];

/* Every name there is, one a line with its unit and what it means, for --language. */
void expr_list_names(void (*line)(void *ctx, const char *text), void *ctx);

#endif
