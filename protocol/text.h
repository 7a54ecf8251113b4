/* text.h - writing and reading the values of fields.  Internal.
 *
 * Source: RULES.md ENC-01, ENC-02, ENC-06.
 */
#ifndef PROTOCOL_TEXT_H
#define PROTOCOL_TEXT_H

#include "protocol/field.h"
#include "protocol/state.h"
#include "support/json.h"
#include "support/sha256.h"

/* Where text goes: into a buffer, counting on when it is full, or into a hash. */
struct out {
	char *text;
	size_t size, length;
	struct sha256 *hash;
};

/* Characters before the final NUL. */
size_t text_length(const char *word);

void out_bytes(struct out *o, const char *bytes, size_t n);
void out_char(struct out *o, char c);
void out_word(struct out *o, const char *word);

/* A JSON number, or a string above 2^53. */
void out_number(struct out *o, uint64_t v);

/* A decimal string. */
void out_amount(struct out *o, u128 v);

/* ,"name": or "name": if it is the first of its object. */
void out_key(struct out *o, const char *name, size_t size, bool first);

/* The value of a field of a command, event or record. */
void out_field(struct out *o, const struct field *f, const void *at);

/* Ends the text and returns its whole length. */
size_t out_end(struct out *o);

/* Reads the value of a field.  False if it is of another kind or does not fit its width. */
bool in_field(const struct json_value *v, const struct field *f, void *at);

/* Reads an unsigned integer given as a number or as a string, at most `max`. */
bool in_integer(const struct json_value *v, u128 max, u128 *out);
bool in_number(const struct json_value *v, uint64_t max, uint64_t *out);

/* The field of this name, NULL if there is none.  `key` is a checked string. */
const struct field *field_named(struct fields fields, const struct json_value *key);

/* Is the string this text? */
bool in_equals(const struct json_value *string, const char *text, size_t size);

#endif
