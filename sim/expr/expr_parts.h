/* expr_parts.h - what the parts of the expression language share.  Internal to sim/expr.
 *
 * A text becomes a tree of nodes (parse.c), in which names and calls are then replaced by what they
 * mean (check.c, check_call.c), which value.c evaluates.  Nodes lie in one array and know each other by
 * index; -1 is none.
 */
#ifndef SIM_EXPR_EXPR_PARTS_H
#define SIM_EXPR_EXPR_PARTS_H

#include "sim/expr/expr.h"

#define EXPR_TEXT_MAX  4000
#define EXPR_DEPTH_MAX 200 /* of the tree, and of brackets */
#define EXPR_SLOTS_MAX 16
#define EXPR_ARGS_MAX  4

/* ---- exact decimals (decimal.c) ---- */

struct expr_value value_whole(__int128 whole, uint8_t scale, uint8_t per);
struct expr_value value_double(double number);
struct expr_value value_truth(bool truth);
struct expr_value value_of_text(const char *text); /* NULL: no value */
struct expr_value value_none(enum expr_type type);

/* An exact number without zeros at the end, so that more fits beside it. */
struct expr_value value_stripped(struct expr_value v);

/* All numbers have values. */
double value_number(const struct expr_value *v);
struct expr_value value_add(struct expr_value a, struct expr_value b);
struct expr_value value_negate(struct expr_value a);
struct expr_value value_multiply(struct expr_value a, struct expr_value b);
struct expr_value value_divide(struct expr_value a, struct expr_value b);
int value_compare(const struct expr_value *a, const struct expr_value *b);

/* Writes an exact value without needless zeros, times 10^shift; false if it has no end in decimals. */
bool value_spell(const struct expr_value *v, int shift, char *text, size_t size);

/* ---- units (units.c, literal.c, show.c) ---- */

/* How numbers are best shown to people. */
enum hint { HINT_NONE, HINT_SHARE, HINT_HOUR, HINT_DAY, HINT_YEAR };

/* So many of a dimension's bases, or of what something counts in, are num / (10^scale EXPR_PER^per). */
struct factor {
	struct expr_unit unit;
	int64_t num;
	uint8_t scale, per;
	enum hint hint;
};

struct factor unit_factor(unsigned dimension); /* of a base, enum unit_dimension */
bool metric_factor(unsigned metric, struct factor *factor);
const char *unit_what(struct expr_unit unit, char text[100]); /* "an amount of SPON" */
const char *unit_short(struct expr_unit unit, enum hint hint, char text[60]); /* "SPON/era" */
struct expr_unit unit_times(struct expr_unit a, struct expr_unit b, int sign);
struct expr_value factor_value(struct expr_value number, const struct factor *f);

/* A number with its unit at text[0 .. size): the length it takes, 0 with *fault set. */
struct literal {
	struct expr_value value;
	struct expr_unit unit;
	enum hint hint;
	bool any; /* a bare 0, which fits everywhere */
};
size_t literal_read(const char *text, size_t size, struct literal *out, struct expr_fault *fault);

void number_show(const struct expr_value *v, struct expr_unit unit, enum hint hint,
		char text[EXPR_SHOWN_MAX]);

/* ---- names (names.c, fields.c, events.c) ---- */

/* The values of an enumeration, from `first` on. */
struct words {
	const char *const *word;
	unsigned n, first;
	const char *what; /* "status" */
};

/* What a stored number means. */
enum how {
	HOW_COUNT, HOW_BOOL, HOW_WORD, HOW_TIER, HOW_SECONDS, HOW_MOMENT, HOW_ERA, HOW_BLOCK, HOW_BP,
	HOW_PPM, HOW_PPM_YEAR, HOW_UPTIME, HOW_MB, HOW_GB, HOW_MBPS, HOW_SPON, HOW_USD, HOW_ETH,
	HOW_TOKEN, HOW_PRICE, HOW_POINTS, HOW_POINT_SECONDS, HOW_PARAM, HOW_TEXT,
	HOW_COUNT_OF_ALL
};

enum stored {
	STORED_u8, STORED_u16, STORED_u32, STORED_u64, STORED_u128, STORED_amount, STORED_hex20,
	STORED_hex32, STORED_bucket, STORED_profile, STORED_param, STORED_answer,
	STORED_MONEY,  /* a bucket of the ledger: `at` is its name */
	STORED_DERIVED /* `at` is one of enum derived */
};

enum derived { DERIVED_COOLDOWN, DERIVED_CONNECTED, DERIVED_CLASS, DERIVED_UNBOND_ETH,
	DERIVED_PROOF_CPU, DERIVED_PROOF_GPU, DERIVED_PROOF_UPTIME, DERIVED_PROOF_REGION };

/* One field of an entity or an event. */
struct property {
	const char *name, *what;
	enum how how;
	enum stored stored;
	uint16_t at;       /* bytes from the begin of the record's or event's struct */
	uint8_t token;     /* of STORED_MONEY */
	const struct words *words;
};

const char *entity_name(enum expr_entity kind);
int entity_find(const char *name, size_t size);
enum spheron_record_kind entity_record(enum expr_entity kind);
unsigned entity_keys(enum expr_entity kind); /* numbers that name one: 1 or 2 */
size_t entity_n_fields(enum expr_entity kind);
void entity_field(enum expr_entity kind, size_t i, struct property *out);
bool entity_field_find(enum expr_entity kind, const char *name, size_t size, struct property *out);

int event_find(const char *name, size_t size);
size_t event_n_fields(enum spheron_event_kind kind);
void event_field(enum spheron_event_kind kind, size_t i, struct property *out);
bool event_field_find(enum spheron_event_kind kind, const char *name, size_t size, struct property *out);
bool event_names(enum spheron_event_kind kind, enum expr_entity entity);

struct factor how_factor(enum how how);
enum expr_type how_type(enum how how);

enum global {
	GLOBAL_TIME, GLOBAL_ERA, GLOBAL_TREASURY_USD, GLOBAL_TREASURY_SPON, GLOBAL_TREASURY_ETH,
	GLOBAL_FOUNDATION, GLOBAL_BURNED, GLOBAL_MINTED_USD, GLOBAL_MINTED_SPON, GLOBAL_MINTED_ETH,
	GLOBAL_BONDED, GLOBAL_COUNT
};
struct global_row {
	const char *name, *what;
	enum how how;
};
extern const struct global_row global_rows[GLOBAL_COUNT];
int global_find(const char *name, size_t size);
int metric_named(const char *name, size_t size);

/* The full name nearest to `word` of all there are, with a place in a sentence: " (did you mean x?)",
 * or "". */
struct suggestion {
	char text[120];
};
struct suggestion suggest(const char *word, size_t size);
struct suggestion suggest_field(enum expr_entity kind, const char *word, size_t size);
struct suggestion suggest_event_field(enum spheron_event_kind kind, const char *word, size_t size);
struct suggestion suggest_param(const char *word, size_t size);
struct suggestion suggest_among(const char *word, size_t size, const char *const *name, size_t n);

/* ---- the tree ---- */

enum op {
	/* as parsed, gone when checked */
	OP_NAME, OP_CALL, OP_MEMBER, OP_ARG, OP_WINDOW,
	/* leaves */
	OP_CONST, OP_METRIC, OP_PARAM, OP_GLOBAL, OP_FIELD, OP_EVENT, OP_EVENT_FIELD, OP_TALLY,
	OP_SERIES,
	/* above others */
	OP_EACH, OP_NEG, OP_NOT, OP_AND, OP_OR, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_IN,
	OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_ABS, OP_IF, OP_KNOWN, OP_OF_TOKEN
};

enum fold_by { BY_ALL, BY_ANY, BY_COUNT, BY_SUM, BY_AVG, BY_MIN, BY_MAX, BY_FIRST, BY_LAST };

enum window_kind { WINDOW_WARM, WINDOW_LAST, WINDOW_FIRST, WINDOW_FROM };

struct term {
	enum op op;
	enum expr_type type;
	struct expr_unit unit;
	enum hint hint;
	bool exact;           /* if it is a number: never a double but by overflow */
	bool any;             /* a bare 0 */
	bool computed;        /* a text that is not among few words */
	uint16_t depth;
	int a, b, c, next;    /* children; the next argument */
	size_t at, size;      /* where in the text */
	const struct words *words;  /* of a text, if it is one of few */
	int8_t class_of;      /* of a text: EXPR_PROVIDER or EXPR_FIZZ if it is a class; EXPR_NONE */
	enum fold_by by;
	enum window_kind window;
	bool window_eras;     /* its bounds are eras, not seconds */
	int number;           /* metric, param, global, event kind, entity kind */
	int slot;             /* whose field; or which tally */
	struct property field;
	struct factor factor; /* of a metric or parameter */
	struct expr_value value;
};

/* Whose fields are looked at. */
enum slot_source { SLOT_SUBJECT, SLOT_EVENT, SLOT_EACH, SLOT_GIVEN };
struct slot {
	enum slot_source source;
	enum expr_entity kind;
};

struct expr {
	char *text;
	char *literals;       /* the same, with texts in quotes ended by 0 */
	size_t size;
	enum expr_place place;
	struct term *node;
	int n_nodes, room, root;
	struct slot slot[EXPR_SLOTS_MAX];
	int n_slots;
	int *tally;           /* nodes that count events */
	int n_tallies;
	int trigger, subject;
	bool counts[SPHERON_EVENT_COUNT];
};

/* Builds the tree of e->text into e->node; the root, or -1 with *fault set. */
int expr_parse(struct expr *e, struct expr_fault *fault);
int expr_node(struct expr *e, enum op op, size_t at);

/* Gives names, types and units to the tree. */
bool expr_check(struct expr *e, const struct setup *setup, struct expr_fault *fault);

/* Sets whose fields may be named without saying whose: those of the brackets around a name. */
struct scope {
	bool event;
	int kind;  /* enum expr_entity or spheron_event_kind */
	int slot;
};
#define EXPR_SCOPES_MAX 8

struct checker {
	struct expr *e;
	const struct setup *setup;
	struct expr_fault *fault;
	struct scope scope[EXPR_SCOPES_MAX];
	int n_scopes, first_scope; /* those before the first cannot be seen */
};

/* What a call goes over. */
enum set { SET_NONE, SET_ENTITY, SET_EVENT, SET_SERIES, SET_MIXED };
enum set expr_set_of(const struct expr *e, const struct term *call, int *kind);
int expr_function(const struct expr *e, const struct term *call); /* enum fold_by, -1 none of these */

bool expr_check_node(struct checker *c, int n);
bool expr_check_call(struct checker *c, struct term *call);
bool expr_check_name(struct checker *c, struct term *n);
bool expr_check_field(struct checker *c, struct term *n, enum expr_entity kind, int slot,
		const char *name, size_t size);
int expr_slot(struct checker *c, enum slot_source source, enum expr_entity kind, size_t at);
bool expr_unify(struct checker *c, struct term *a, struct term *b, const char *verb);
bool expr_want(struct checker *c, const struct term *n, enum expr_type type, const char *what);
const char *expr_describe(const struct term *n, char text[120]);
size_t expr_first_part(const struct expr *e, const struct term *n);

/* "..." of some text that may be anything, for messages. */
struct expr_quoted {
	char text[48];
};
struct expr_quoted expr_quote(const char *text, size_t size);
__attribute__((format(printf, 3, 4))) bool expr_refuse(struct expr_fault *fault, size_t offset,
		const char *format, ...);

/* ---- evaluating ---- */

struct bound {
	enum { BOUND_NOT_YET, BOUND_NOBODY, BOUND_KEY, BOUND_ABSENT, BOUND_RECORD } state;
	struct expr_key key;
	struct spheron_record record;
};

struct run {
	const struct expr *e;
	const struct expr_context *c;
	struct bound bound[EXPR_SLOTS_MAX];
};

struct expr_value expr_eval(struct run *r, int node);
struct expr_value field_value(struct run *r, const struct term *n);
struct expr_value event_value(const struct run *r, const struct property *f,
		const struct spheron_event *event);
struct expr_value global_value(const struct run *r, enum global global);
struct expr_value series_value(const struct run *r, const struct term *n);
struct expr_value stored_value(const struct property *f, const char *at, uint64_t start_s);

/* Sums, means and extremes of values, one by one. */
struct gathered {
	uint64_t n;
	struct expr_value value;
};
void gather(struct gathered *g, enum fold_by by, const struct expr_value *v);
struct expr_value gathered_value(const struct gathered *g, enum fold_by by);

struct expr_tally {
	size_t n;
	struct gathered cell[];
};

#endif
