/* form.h - the language of tables that say what a scenario file may contain.
 *
 * A form describes one kind of JSON object and the C struct that it fills: a row for each key.  The
 * same rows drive the reader (form_read.h), the resolved text of a scenario and its JSON Schema
 * (form_schema.h), so that a key is described once:
 *
 *	static const char *const fits[] = { "any", "gpu", "cpu", NULL };
 *
 *	static const struct form_row rows[] = {
 *		{ "count", FORM_COUNT, offsetof(struct hosts, count), .required = true,
 *			.min = "1", .max = "1_000_000", .help = "how many" },
 *		{ "repair", FORM_QUANTITY, offsetof(struct hosts, repair_s),
 *			.dimension = UNIT_DURATION, .fallback = "3 h", .min = "1 s",
 *			.help = "until it is back", .source = "..." },
 *		{ "fits", FORM_ENUM, offsetof(struct hosts, fits), .words = fits,
 *			.fallback = "any", .help = "what it takes on" },
 *		{ .key = NULL },
 *	};
 *	const struct form hosts_form = { "a host", rows, sizeof(struct hosts), ... };
 *
 * What is not given and has no fallback leaves its member zero (an object: its own fallbacks) and is
 * left out of the resolved text.
 *
 * All texts in a table, fallbacks and bounds, stand as they would in a file; what is JSON by itself
 * (a number, true, an array, an object) is that, anything else a string.  Bounds include their ends;
 * "-" in front of `min` admits negative numbers.  form_table_good() checks a table.
 */
#ifndef SIM_SCENARIO_FORM_H
#define SIM_SCENARIO_FORM_H

#include "protocol/number.h"
#include "sim/unit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct form;

/* What stands behind a key, and what its member is. */
enum form_type {
	/* One value. */
	FORM_QUANTITY, /* double: s, fractions of 1 (also a year), whole SPON, USD and ETH, MB, Mbps,
	                  USD or SPON an hour, USD for a SPON, W, USD/kWh, events a day, points, SPON a
	                  point and a GPU, whole tokens (a block), else the number */
	FORM_MS,       /* uint64_t: a duration in milliseconds; dimension need not be given */
	FORM_COUNT,    /* uint32_t: a plain count, or so many threads, GPUs, blocks, MB ... */
	FORM_COUNT64,  /* uint64_t: the same, for seeds */
	FORM_AMOUNT,   /* struct spheron_u128: exact, in the steps of sim/unit.h */
	FORM_NUMBER,   /* double: a plain decimal number, 0.35 */
	FORM_BOOL,     /* bool */
	FORM_ENUM,     /* uint32_t: which of `words` */
	FORM_TEXT,     /* const char *: UTF-8; bounds are lengths in bytes */
	FORM_PATH,     /* const char *: a file, in the file relative to that file */
	FORM_LAW,      /* struct law: of the dimension, FORM_PLAIN for numbers; see model/law.h */
	FORM_FREE,     /* const char *: any JSON value, as JSON text; read elsewhere */

	/* Several values. */
	FORM_OBJECT,   /* a struct of the form `sub` */
	FORM_LIST,     /* pointer to the first of count structs of the form `sub`, one for each item */
	FORM_NAMED,    /* the same from an object whose keys are the writer's own names */
	FORM_NUMBERS,  /* double[room]: exactly so many plain numbers */
	FORM_SERIES,   /* const double * and count: as many as there are, of the dimension */
	FORM_TEXTS,    /* const char *const * and count */
	FORM_WORDS,    /* uint32_t: bit i if an array names words[i] */
	FORM_WEIGHTS,  /* double[number of words]: from an object of plain numbers, 0 if not named */
	FORM_PARAMS,   /* struct form_param[SPHERON_PARAM_COUNT]: parameters of the protocol by name; a
	                  family is "gpu_mult.4" or an array for the whole of "gpu_mult" */
	FORM_TYPE_COUNT
};

/* A dimension for plain decimal numbers, where a dimension is asked for. */
#define FORM_PLAIN UNIT_DIMENSION_COUNT

struct form_param {
	bool given;
	struct spheron_u128 value;
};

struct form_row {
	const char *key;
	enum form_type type;
	size_t offset; /* of the member */

	unsigned dimension;       /* enum unit_dimension or FORM_PLAIN: QUANTITY, AMOUNT, LAW, SERIES */
	const char *fallback;     /* the value if none is given */
	const char *min, *max;    /* bounds; of a law, those of its parameters with a dimension */
	const char *const *words; /* ENUM, WORDS, WEIGHTS: the names, ends with NULL */
	const struct form *sub;   /* OBJECT, LIST, NAMED */
	size_t count_offset;      /* LIST, NAMED, SERIES, TEXTS: of the uint32_t that counts them */
	size_t room;              /* most items admitted (0: 100,000); NUMBERS: how many exactly */
	size_t given_offset;      /* of a bool: was it given?  0: nobody asks.  Only without fallback; an
	                             object with it may be absent as a whole, and is all zero then */
	size_t name_offset;       /* NAMED: of the const char * in the struct that gets the name */
	bool required;
	const char *when;         /* words of the form's tag this key belongs to, "gbm jump"; NULL: all */

	const char *help;   /* what it means, a phrase without a full stop */
	const char *source; /* where the fallback is from, or NULL */
};

/* What a check finds wrong: `key` is a dotted path from the object checked. */
struct form_blame {
	const char *key;
	char why[300];
};

struct form {
	const char *name;            /* of the object, for people: "host" */
	const struct form_row *rows; /* ends with a key of NULL; in the order of the resolved text */
	size_t size;                 /* of the struct */

	/* The key of the FORM_ENUM row that decides which rows with `when` apply: "model".  Another tag
	 * in a later layer takes the keys that do not belong to it away. */
	const char *tag;

	/* NULL, or looks at a struct that is filled and says what does not go together. */
	bool (*check)(const void *filled, struct form_blame *blame);
	const char *help;
};

/* The whole of a scenario file; defined by the tables.  "include", "matrix", "$comment" and "$schema"
 * need no rows. */
extern const struct form scenario_form;

#endif
