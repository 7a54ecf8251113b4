/* json.h - a strict reader of JSON text (RFC 8259), without heap.
 *
 * Two steps.  json_check() looks at the whole text once and refuses everything that is doubtful:
 * after it the text is well formed, no object has a key twice, nesting is bounded.  The walkers
 * below then go through checked text and need no errors of their own.
 *
 * Nothing is converted to floating point here; numbers are spans of digits.
 */
#ifndef SUPPORT_JSON_H
#define SUPPORT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH_MAX 1000

/* What else the caller refuses. */
enum json_strictness {
	JSON_PLAIN = 0,
	JSON_ASCII = 1,    /* no byte above 127 */
	JSON_UNSIGNED = 2, /* no sign, fraction or exponent in a number */
};

/* One remembered key of an object that is still open; the caller owns the array of them, its size
 * bounds how many members may be open at once. */
struct json_key {
	const char *data; /* inside of the string as it stands, escapes and all */
	uint32_t size;
	uint32_t hash; /* of the decoded characters */
};

struct json_fault {
	size_t offset; /* from the first byte of the text */
	const char *why;
};

/* True if `text` is one JSON value and nothing else but white space.  Otherwise *fault says where
 * and why.  Depth above JSON_DEPTH_MAX or more open keys than n_keys is refused as well. */
bool json_check(const char *text, size_t size, unsigned strictness, struct json_key *keys,
		size_t n_keys, struct json_fault *fault);

enum json_kind { JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER, JSON_TRUE, JSON_FALSE, JSON_NULL };

/* A value in checked text.  For a string the span is its inside, for the others all of it. */
struct json_value {
	enum json_kind kind;
	const char *data;
	size_t size;
};

/* The value at the start of checked text. */
struct json_value json_root(const char *text, size_t size);

/* A walk through the members of an object or the items of an array:
 *     struct json_walk w = json_walk(&object);
 *     while (json_next(&w, &key, &value)) ...
 * `key` may be NULL for arrays. */
struct json_walk {
	const char *at, *end;
	bool object;
};
struct json_walk json_walk(const struct json_value *value);
bool json_next(struct json_walk *walk, struct json_value *key, struct json_value *value);

/* Reads the next decoded code unit (a UTF-16 unit for \u escapes, a byte otherwise) of the inside of
 * a checked string and moves *at behind it.  Call only before the end of that inside. */
uint32_t json_unit(const char **at);

/* Decodes the inside of a string into at most `size` bytes and returns their number, or -1 if it
 * does not fit or has a character outside U+0020 .. U+007E. */
ptrdiff_t json_decode(const struct json_value *string, char *out, size_t size);

#endif
