/* Strict JSON reader for command lines (ENC-01). */
#ifndef ORACLE_JSON_H
#define ORACLE_JSON_H

#include "num.h"

enum json_type { J_OBJECT, J_ARRAY, J_STRING, J_NUMBER, J_OTHER /* true, false, null */ };

struct json {
	enum json_type type;
	char *text; /* J_STRING: decoded bytes; J_NUMBER: its digits */
	size_t len;
	struct json **child; /* members of an object or elements of an array */
	struct json **key;   /* J_STRING nodes, objects only */
	size_t n;
};

/* The object on the line, or NULL where a receipt shows `do` = "" (ENC-04): not one JSON object, a
 * duplicate key, a sign, a fraction, an exponent or a non-ASCII byte. *printable tells whether all
 * strings are within U+0020..U+007E. */
struct json *oracle_json_parse(const char *line, size_t len, bool *printable);
void oracle_json_free(struct json *j);
/* Member of an object by name, or NULL. */
struct json *oracle_json_member(const struct json *object, const char *name);

#endif
