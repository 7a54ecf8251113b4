/* sheet.h - an explanation as a tree, printed as text for people or as one JSON object.
 *
 *	struct sheet *s = sheet_new();
 *	sheet_open(s, "reward", "Reward of provider %u in era %u", p, era);
 *	sheet_say(s, "It was up all day.");
 *	sheet_fact(s, "rate", raw_number(rate), "LIVE-02", "rate of a whole era", "%s", text);
 *	sheet_close(s);
 *	sheet_print(s, json, stdout);
 *
 * Every fact and cell carries both what people read and the exact value that programs read. Nothing
 *is written before sheet_print(), so an explanation that fails half way prints nothing.
 *
 * Keys, rules and the text of raw_text() are constants; everything else is copied.
 *
 * JSON: an object has "title" and "says" (paragraphs) besides its facts; a fact is {"value":..,
 * "rules":[..]}; a table is an array of objects.  Amounts are decimal strings of base units, points
 * are micropoints.
 */
#ifndef SIM_WHY_SHEET_H
#define SIM_WHY_SHEET_H

#include "protocol/number.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A value for programs. */
enum raw_kind { RAW_NONE, RAW_NUMBER, RAW_AMOUNT, RAW_MINUS, RAW_TEXT, RAW_BOOL };
struct raw {
	enum raw_kind kind;
	struct spheron_u128 value;
	const char *text; /* of RAW_TEXT; NULL: what is shown */
};

#define raw_none  ((struct raw){ .kind = RAW_NONE })
#define raw_shown ((struct raw){ .kind = RAW_TEXT })
struct raw raw_number(uint64_t v);
struct raw raw_amount(struct spheron_u128 v);
struct raw raw_minus(struct spheron_u128 v); /* an amount that was lost */
struct raw raw_text(const char *constant);
struct raw raw_bool(bool v);

struct sheet_column {
	const char *key;
	const char *head; /* with a LF for a second line */
	bool left;        /* aligned to the left */
};

struct sheet;
struct sheet *sheet_new(void);
void sheet_free(struct sheet *s);

#define SHEET_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* An object: a member `key` of the one around it, or an item of the list around it (key NULL).  The
 * title is its heading; an empty one has none. */
void sheet_open(struct sheet *s, const char *key, const char *title, ...) SHEET_PRINTF(3, 4);
void sheet_list(struct sheet *s, const char *key);
void sheet_close(struct sheet *s);

/* A paragraph. */
void sheet_say(struct sheet *s, const char *format, ...) SHEET_PRINTF(2, 3);

/* One value with the rules behind it ("LIVE-02, TIER-05", or ""). */
void sheet_fact(struct sheet *s, const char *key, struct raw raw, const char *rules,
		const char *label, const char *format, ...) SHEET_PRINTF(6, 7);

/* A value that only programs read: a member of the object in JSON, nothing in text. */
void sheet_value(struct sheet *s, const char *key, struct raw raw);

/* A table; its cells follow row by row, as many as columns each.  sheet_total() makes the next row
 * the total of those before. */
void sheet_table(struct sheet *s, const char *key, const struct sheet_column *columns, unsigned n);
void sheet_cell(struct sheet *s, struct raw raw, const char *format, ...) SHEET_PRINTF(3, 4);
void sheet_total(struct sheet *s);

void sheet_print(const struct sheet *s, bool json, FILE *out);

#endif
