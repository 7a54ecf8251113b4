/* From a line of text to a command with typed arguments (ENC-01..03). */
#include "command.h"
#include "json.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX ((u128)1 << 53)
#define TIME_LIMIT ((u64)1 << 40)

static const struct {
	const char *name;
	enum arg_type type;
	int columns; /* of lists */
	u128 max;    /* of integers */
	enum arg_type column[MAX_COLUMNS];
} types[] = {
	{ "u8", T_U8, 0, UINT8_MAX, { 0 } },
	{ "u16", T_U16, 0, UINT16_MAX, { 0 } },
	{ "u32", T_U32, 0, UINT32_MAX, { 0 } },
	{ "u64", T_U64, 0, UINT64_MAX, { 0 } },
	{ "u128", T_U128, 0, ORACLE_U128_MAX, { 0 } },
	{ "str", T_STR, 0, 0, { 0 } },
	{ "hex32", T_HEX32, 0, 0, { 0 } },
	{ "gpus", T_GPUS, 3, 0, { T_U16, T_U16, T_U32 } },
	{ "harmed", T_HARMED, 2, 0, { T_U32, T_U128 } },
	{ "checks", T_CHECKS, 6, 0, { T_U32, T_U8, T_U32, T_U32, T_U32, T_U32 } },
	{ "params", T_PARAMS, 1, 0, { T_U128 } },
};

const char *oracle_result_name(enum result r)
{
	static const char *const names[] = {
		"OK",
		"BAD_COMMAND",
		"BAD_TIME",
		"NO_ACCOUNT",
		"NOT_ALLOWED",
		"NOT_FOUND",
		"ENDED",
		"DISABLED",
		"BAD_VALUE",
		"BAD_TOKEN",
		"BAD_STATE",
		"DUPLICATE",
		"LIMIT",
		"IN_MAINTENANCE",
		"TOO_SOON",
		"WINDOW_CLOSED",
		"WINDOW_OPEN",
		"HAS_LEASES",
		"NOT_LINKED",
		"PRICE_HIGH",
		"PRICE_LOW",
		"FILTERED",
		"NO_CAPACITY",
		"NO_FUNDS",
		"NO_ESCROW",
		"NO_STAKE",
		"NOT_ACCEPTED",
		"NOTHING",
		"HONEST",
		"OVERFLOW",
	};

	return names[r];
}

static enum arg_type type_by_name(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strlen(types[i].name) == len && strncmp(types[i].name, s, len) == 0)
			return types[i].type;
	abort();
}

/* Value of an integer of the given type, as JSON number up to 2^53 or as decimal string (ENC-02).
 */
static bool read_integer(const struct json *j, enum arg_type type, u128 *out)
{
	if (j->type != J_NUMBER && j->type != J_STRING)
		return false;
	if (!oracle_parse_decimal(j->text, j->len, out))
		return false;
	if (j->type == J_NUMBER && *out > NUMBER_MAX)
		return false;
	return *out <= types[type].max;
}

/* hex32: 64 lower-case hex digits (ENC-02). */
static bool read_hex32(const struct json *j, u8 out[32])
{
	if (j->type != J_STRING || j->len != 64)
		return false;
	for (int i = 0; i < 64; i++) {
		char c = j->text[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
						   : -1;

		if (digit < 0)
			return false;
		out[i / 2] = (u8)(i % 2 ? out[i / 2] | digit : digit << 4);
	}
	return true;
}

/* Lists of rows: gpus, harmed, checks (ENC-03). */
static bool read_rows(const struct json *j, struct arg *a)
{
	int columns = types[a->type].columns;

	if (j->type != J_ARRAY)
		return false;
	a->row = oracle_alloc((j->n + 1) * sizeof *a->row);
	a->rows = j->n;
	for (size_t i = 0; i < j->n; i++) {
		const struct json *row = j->child[i];

		if (row->type != J_ARRAY || row->n != (size_t)columns)
			return false;
		for (int k = 0; k < columns; k++)
			if (!read_integer(row->child[k], types[a->type].column[k], &a->row[i][k]))
				return false;
	}
	return true;
}

/* Object name -> u128 (ENC-03). */
static bool read_params(const struct json *j, struct arg *a)
{
	if (j->type != J_OBJECT)
		return false;
	a->row = oracle_alloc((j->n + 1) * sizeof *a->row);
	a->row_name = oracle_alloc((j->n + 1) * sizeof *a->row_name);
	a->rows = j->n;
	for (size_t i = 0; i < j->n; i++) {
		a->row_name[i] = oracle_copy(j->key[i]->text, j->key[i]->len + 1);
		if (!read_integer(j->child[i], T_U128, &a->row[i][0]))
			return false;
	}
	return true;
}

static bool read_arg(const struct json *j, struct arg *a)
{
	switch (a->type) {
	case T_STR:
		if (j->type != J_STRING)
			return false;
		a->text = oracle_copy(j->text, j->len + 1);
		return true;
	case T_HEX32:
		return read_hex32(j, a->bytes);
	case T_GPUS:
	case T_HARMED:
	case T_CHECKS:
		return read_rows(j, a);
	case T_PARAMS:
		return read_params(j, a);
	case T_U8:
	case T_U16:
	case T_U32:
	case T_U64:
	case T_U128:
		break;
	}
	return read_integer(j, a->type, &a->number);
}

/* The default written in the table after '='; lists, params and hex32 only ever default to empty or
 * zero. */
static void set_default(struct arg *a, const char *text, size_t len)
{
	if (a->type == T_STR)
		a->text = strcmp(a->name, "profile") == 0 ? oracle_copy("seed", 5)
							  : oracle_copy("", 1);
	else if (a->type <= T_U128 && !oracle_parse_decimal(text, len, &a->number))
		abort();
}

/* One "name:type" or "name:type=default" of the table; s points at it, the end is a comma or NUL.
 */
static bool read_spec(const char *s, size_t len, const struct json *object, struct arg *a)
{
	const char *colon = memchr(s, ':', len);
	const char *equals = memchr(s, '=', len);
	const char *end = s + len;
	const struct json *value;

	memcpy(a->name, s, (size_t)(colon - s));
	a->type = type_by_name(colon + 1, (size_t)((equals ? equals : end) - colon - 1));
	value = oracle_json_member(object, a->name);
	if (value)
		return read_arg(value, a);
	if (!equals)
		return false;
	set_default(a, equals + 1, (size_t)(end - equals - 1));
	return true;
}

/* All arguments of the verb in table order. */
static bool read_args(const struct json *object, struct command *c)
{
	const char *s = c->verb->args;

	while (*s) {
		size_t len = strcspn(s, ",");

		c->n++;
		if (!read_spec(s, len, object, &c->arg[c->n - 1]))
			return false;
		s += len;
		s += strspn(s, ", ");
	}
	return true;
}

static bool is_argument(const struct verb *v, const char *key, size_t len)
{
	const char *s = v->args;

	while (*s) {
		size_t name = strcspn(s, ":");

		if (name == len && memcmp(s, key, len) == 0)
			return true;
		s += strcspn(s, ",");
		s += strspn(s, ", ");
	}
	return false;
}

/* ENC-03: an unknown key is malformed. */
static bool keys_known(const struct json *object, const struct verb *v)
{
	static const char *const common[] = { "t", "b", "from", "do" };

	for (size_t i = 0; i < object->n; i++) {
		const struct json *key = object->key[i];
		bool known = is_argument(v, key->text, key->len);

		for (int k = 0; k < 4; k++)
			if (key->len == strlen(common[k]) &&
				memcmp(key->text, common[k], key->len) == 0)
				known = true;
		if (!known)
			return false;
	}
	return true;
}

/* t, b and from (TIME-01, ENC-03); genesis comes from account 0 only (CMD-04). */
static bool read_common(const struct json *object, struct command *c)
{
	const struct json *t = oracle_json_member(object, "t");
	const struct json *b = oracle_json_member(object, "b");
	const struct json *from = oracle_json_member(object, "from");
	u128 value;

	if (!t || !read_integer(t, T_U64, &value) || value < 1 || value >= TIME_LIMIT)
		return false;
	c->t = (u64)value;
	if (b) {
		if (!read_integer(b, T_U64, &value) || value >= TIME_LIMIT)
			return false;
		c->b = (u64)value;
		c->has_b = true;
	}
	if (from) {
		if (!read_integer(from, T_U32, &value))
			return false;
		c->from = (u32)value;
	}
	return strcmp(c->verb->name, "genesis") != 0 || c->from == 0;
}

static const struct verb *find_verb(const struct json *object)
{
	const struct json *j = oracle_json_member(object, "do");

	if (!j || j->type != J_STRING)
		return NULL;
	for (const struct verb *v = oracle_verbs; v->name; v++)
		if (strlen(v->name) == j->len && memcmp(v->name, j->text, j->len) == 0)
			return v;
	return NULL;
}

/* ENC-03, ENC-04 */
struct command *oracle_command_parse(const char *line, size_t len, const char **verb)
{
	bool printable;
	struct json *object = oracle_json_parse(line, len, &printable);
	const struct verb *v = object ? find_verb(object) : NULL;
	struct command *c = NULL;

	*verb = v ? v->name : "";
	if (v && printable && keys_known(object, v)) {
		c = oracle_alloc(sizeof *c);
		c->verb = v;
		if (!read_common(object, c) || !read_args(object, c)) {
			oracle_command_free(c);
			c = NULL;
		}
	}
	oracle_json_free(object);
	return c;
}

void oracle_command_free(struct command *c)
{
	if (!c)
		return;
	for (int i = 0; i < c->n; i++) {
		free(c->arg[i].text);
		free(c->arg[i].row);
		for (size_t k = 0; c->arg[i].row_name && k < c->arg[i].rows; k++)
			free(c->arg[i].row_name[k]);
		free(c->arg[i].row_name);
	}
	free(c);
}

/* For proposals, which run later (2.3, `payload`). Commands with params (genesis) are never kept.
 */
struct command *oracle_command_copy(const struct command *c)
{
	struct command *d = oracle_copy(c, sizeof *c);

	for (int i = 0; i < c->n; i++) {
		if (c->arg[i].row_name)
			abort();
		if (c->arg[i].text)
			d->arg[i].text = oracle_copy(c->arg[i].text, strlen(c->arg[i].text) + 1);
		if (c->arg[i].row)
			d->arg[i].row = oracle_copy(
				c->arg[i].row, (c->arg[i].rows + 1) * sizeof *c->arg[i].row);
	}
	return d;
}

const struct arg *oracle_arg(const struct command *c, const char *name)
{
	for (int i = 0; i < c->n; i++)
		if (strcmp(c->arg[i].name, name) == 0)
			return &c->arg[i];
	abort();
}

u128 oracle_num(const struct command *c, const char *name)
{
	return oracle_arg(c, name)->number;
}

/* ENC-02: u128 as decimal strings, other integers as numbers, as strings if above 2^53. */
static void put_integer(struct oracle_buf *b, enum arg_type type, u128 v)
{
	bool quoted = type == T_U128 || v > NUMBER_MAX;

	oracle_buf_str(b, quoted ? "\"" : "");
	oracle_buf_decimal(b, v);
	oracle_buf_str(b, quoted ? "\"" : "");
}

static void put_text(struct oracle_buf *b, const char *s)
{
	oracle_buf_char(b, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			oracle_buf_char(b, '\\');
		oracle_buf_char(b, *s);
	}
	oracle_buf_char(b, '"');
}

static void put_rows(struct oracle_buf *b, const struct arg *a)
{
	oracle_buf_char(b, '[');
	for (size_t i = 0; i < a->rows; i++) {
		oracle_buf_str(b, i > 0 ? ",[" : "[");
		for (int k = 0; k < types[a->type].columns; k++) {
			oracle_buf_str(b, k > 0 ? "," : "");
			put_integer(b, types[a->type].column[k], a->row[i][k]);
		}
		oracle_buf_char(b, ']');
	}
	oracle_buf_char(b, ']');
}

/* HASH-04 */
void oracle_command_payload(const struct command *c, u8 hash[32])
{
	struct oracle_buf b = { 0 };

	oracle_buf_char(&b, '[');
	for (int i = 0; i < c->n; i++) {
		const struct arg *a = &c->arg[i];

		oracle_buf_str(&b, i > 0 ? "," : "");
		if (a->type == T_STR)
			put_text(&b, a->text);
		else if (a->type > T_HEX32)
			put_rows(&b, a);
		else
			put_integer(&b, a->type, a->number);
	}
	oracle_buf_char(&b, ']');
	SHA256((const unsigned char *)b.data, b.len, hash);
	oracle_buf_free(&b);
}
