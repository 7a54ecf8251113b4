#include "protocol/text.h"

#include "protocol/codec.h"

#include <string.h>

#define NUMBER_MAX (UINT64_C(1) << 53)

/* ---- writing ---- */

void out_bytes(struct out *o, const char *bytes, size_t n)
{
	/* Nothing may have no address: an event list that is empty. */
	if (n == 0)
		return;
	if (o->hash)
		sha256_add(o->hash, bytes, n);
	else if (o->length + n < o->size)
		memcpy(o->text + o->length, bytes, n);
	else if (o->length < o->size)
		memcpy(o->text + o->length, bytes, o->size - o->length);
	o->length += n;
}

void out_char(struct out *o, char c)
{
	out_bytes(o, &c, 1);
}

size_t text_length(const char *word)
{
	size_t n = 0;

	while (word[n])
		n++;
	return n;
}

void out_word(struct out *o, const char *word)
{
	out_bytes(o, word, text_length(word));
}

static void out_quoted(struct out *o, const char *bytes, size_t n)
{
	out_char(o, '"');
	out_bytes(o, bytes, n);
	out_char(o, '"');
}

void out_number(struct out *o, uint64_t v)
{
	char digits[SPHERON_DECIMAL_SIZE];
	size_t n = spheron_decimal(digits, u128_of(v));

	RULE("ENC-02");
	if (v > NUMBER_MAX)
		out_quoted(o, digits, n);
	else
		out_bytes(o, digits, n);
}

void out_amount(struct out *o, u128 v)
{
	char digits[SPHERON_DECIMAL_SIZE];
	size_t n = spheron_decimal(digits, v);

	out_quoted(o, digits, n);
}

static void out_hex(struct out *o, const uint8_t *bytes, size_t n)
{
	char hex[2 * 32 + 1];

	sha256_hex(hex, bytes, n);
	out_quoted(o, hex, 2 * n);
}

void out_key(struct out *o, const char *name, size_t size, bool first)
{
	if (!first)
		out_char(o, ',');
	out_quoted(o, name, size);
	out_char(o, ':');
}

/* [ENC-01] Only the quote and the backslash are escaped. */
static void out_string_unit(struct out *o, uint32_t c)
{
	if (c == '"' || c == '\\')
		out_char(o, '\\');
	out_char(o, (char) c);
}

static void out_string(struct out *o, const struct spheron_text *t)
{
	const char *p = t->size ? t->data : "", *end = p + t->size;

	out_char(o, '"');
	while (p < end)
		out_string_unit(o, t->escaped ? json_unit(&p) : (unsigned char) *p++);
	out_char(o, '"');
}

static void out_gpus(struct out *o, const struct spheron_gpus *gpus)
{
	out_char(o, '[');
	for (uint32_t i = 0; i < gpus->count && i < SPHERON_GPU_LINES_MAX; i++) {
		const struct spheron_gpu_line *line = &gpus->item[i];

		out_word(o, i ? ",[" : "[");
		out_number(o, line->model);
		out_char(o, ',');
		out_number(o, line->count);
		out_char(o, ',');
		out_number(o, line->price);
		out_char(o, ']');
	}
	out_char(o, ']');
}

static bool in_tuple(const struct json_value *v, const u128 *max, u128 *out, unsigned n);

static void out_harm(struct out *o, uint32_t acct, u128 loss, bool first)
{
	out_word(o, first ? "[" : ",[");
	out_number(o, acct);
	out_char(o, ',');
	out_amount(o, loss);
	out_char(o, ']');
}

static const u128 harm_max[2] = { { UINT32_MAX, 0 }, { UINT64_MAX, UINT64_MAX } };

/* A list longer than the array is written from its text. */
static void out_harmed(struct out *o, const struct spheron_harmed *harmed)
{
	struct json_value list = { JSON_ARRAY, harmed->json.data, harmed->json.size }, item;
	struct json_walk walk;
	u128 tuple[2];

	out_char(o, '[');
	if (harmed->count <= SPHERON_HARMED_MAX || !harmed->json.data) {
		for (uint32_t i = 0; i < harmed->count && i < SPHERON_HARMED_MAX; i++)
			out_harm(o, harmed->item[i].acct, harmed->item[i].loss, i == 0);
	} else {
		RULE("D-14");
		walk = json_walk(&list);
		for (bool first = true; json_next(&walk, NULL, &item); first = false) {
			in_tuple(&item, harm_max, tuple, 2);
			out_harm(o, (uint32_t) tuple[0].lo, tuple[1], first);
		}
	}
	out_char(o, ']');
}

static void out_checks(struct out *o, const struct spheron_checks *checks)
{
	out_char(o, '[');
	for (uint32_t i = 0; i < checks->count && i < SPHERON_CHECKS_MAX; i++) {
		const struct spheron_check *c = &checks->item[i];

		out_word(o, i ? ",[" : "[");
		out_number(o, c->fizz);
		out_char(o, ',');
		out_number(o, c->alive);
		for (unsigned k = 0; k < 4; k++) {
			out_char(o, ',');
			out_number(o, c->shortfall[k]);
		}
		out_char(o, ']');
	}
	out_char(o, ']');
}

static void out_params(struct out *o, const struct spheron_settings *settings)
{
	struct spheron_param_info info;

	out_char(o, '{');
	for (uint32_t i = 0; i < settings->count; i++) {
		spheron_param_info(settings->item[i].param, &info);
		out_key(o, info.name, text_length(info.name), i == 0);
		out_amount(o, settings->item[i].value);
	}
	out_char(o, '}');
}

static void out_bucket(struct out *o, const struct spheron_bucket *b)
{
	char digits[SPHERON_DECIMAL_SIZE];

	out_char(o, '"');
	out_word(o, spheron_bucket_text(b->name));
	out_char(o, ':');
	out_bytes(o, digits, spheron_decimal(digits, u128_of(b->owner)));
	out_char(o, '"');
}

static void out_param_name(struct out *o, uint16_t param)
{
	struct spheron_param_info info;

	spheron_param_info(param, &info);
	out_quoted(o, info.name, text_length(info.name));
}

static void out_answer(struct out *o, const struct spheron_answer *a)
{
	if (a->is_hash)
		out_hex(o, a->hash.byte, sizeof a->hash.byte);
	else
		out_amount(o, a->number);
}

/* ATTR inside an array (HASH-04): its values without brackets of their own. */
static void out_attr(struct out *o, const struct spheron_attr *a)
{
	struct fields f = attr_fields();

	for (unsigned i = 0; i < f.count; i++) {
		if (i > 0)
			out_char(o, ',');
		out_field(o, &f.at[i], (const char *) a + f.at[i].offset);
	}
}

void out_field(struct out *o, const struct field *f, const void *at)
{
	const char *profile;

	RULE("ENC-06");
	switch ((enum field_type) f->type) {
	case FIELD_u8:
	case FIELD_u16:
	case FIELD_u32:
	case FIELD_u64:
		out_number(o, field_number(at, (enum field_type) f->type));
		break;
	case FIELD_u128:
	case FIELD_amount:
		out_amount(o, *(const u128 *) at);
		break;
	case FIELD_hex20:
		out_hex(o, at, 20);
		break;
	case FIELD_hex32:
		out_hex(o, at, 32);
		break;
	case FIELD_str:
		out_string(o, at);
		break;
	case FIELD_attr:
		out_attr(o, at);
		break;
	case FIELD_gpus:
		out_gpus(o, at);
		break;
	case FIELD_harmed:
		out_harmed(o, at);
		break;
	case FIELD_checks:
		out_checks(o, at);
		break;
	case FIELD_params:
		out_params(o, at);
		break;
	case FIELD_bucket:
		out_bucket(o, at);
		break;
	case FIELD_profile:
		profile = spheron_profile_name((enum spheron_profile) * (const uint8_t *) at);
		out_quoted(o, profile, text_length(profile));
		break;
	case FIELD_param:
		out_param_name(o, *(const uint16_t *) at);
		break;
	case FIELD_answer:
		out_answer(o, at);
		break;
	}
}

size_t out_end(struct out *o)
{
	if (o->size > 0)
		o->text[o->length < o->size ? o->length : o->size - 1] = 0;
	return o->length;
}

/* ---- reading ---- */

bool in_equals(const struct json_value *string, const char *text, size_t size)
{
	const char *p = string->data, *end = p + string->size;
	size_t n = 0;

	while (p < end) {
		uint32_t c = json_unit(&p);

		if (n == size || c != (unsigned char) text[n++])
			return false;
	}
	return n == size;
}

const struct field *field_named(struct fields fields, const struct json_value *key)
{
	for (unsigned i = 0; i < fields.count; i++)
		if (in_equals(key, fields.at[i].name, fields.at[i].name_size))
			return &fields.at[i];
	return NULL;
}

bool in_integer(const struct json_value *v, u128 max, u128 *out)
{
	char digits[SPHERON_DECIMAL_SIZE];
	u128 value;
	ptrdiff_t n;

	if (v->kind == JSON_NUMBER) {
		if (!spheron_decimal_read(v->data, v->size, &value)
				|| u128_lt(u128_of(NUMBER_MAX), value))
			return false;
	} else {
		n = v->kind == JSON_STRING ? json_decode(v, digits, sizeof digits) : -1;
		if (n < 0 || !spheron_decimal_read(digits, (size_t) n, &value))
			return false;
	}
	if (u128_lt(max, value))
		return false;
	*out = value;
	return true;
}

bool in_number(const struct json_value *v, uint64_t max, uint64_t *out)
{
	u128 value;

	if (!in_integer(v, u128_of(max), &value))
		return false;
	*out = value.lo;
	return true;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exactly 2n lower-case hex digits. */
static bool in_hex(const struct json_value *v, uint8_t *bytes, size_t n)
{
	char digits[64];

	if (v->kind != JSON_STRING || json_decode(v, digits, sizeof digits) != (ptrdiff_t) (2 * n))
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = hex_value(digits[2 * i]), low = hex_value(digits[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = (uint8_t) (high << 4 | low);
	}
	return true;
}

static bool in_text(const struct json_value *v, struct spheron_text *t)
{
	const char *p = v->data, *end = p + v->size;

	if (v->kind != JSON_STRING)
		return false;
	while (p < end) {
		uint32_t c = json_unit(&p);

		if (c < 0x20 || c > 0x7e)
			return false;
	}
	*t = (struct spheron_text) { v->data, v->size, 1 };
	return true;
}

/* A list of numbers of just this length, each with its own highest value. */
static bool in_tuple(const struct json_value *v, const u128 *max, u128 *out, unsigned n)
{
	struct json_walk walk;
	struct json_value item;

	if (v->kind != JSON_ARRAY)
		return false;
	walk = json_walk(v);
	for (unsigned i = 0; i < n; i++)
		if (!json_next(&walk, NULL, &item) || !in_integer(&item, max[i], &out[i]))
			return false;
	return !json_next(&walk, NULL, &item);
}

static bool in_gpus(const struct json_value *v, struct spheron_gpus *gpus)
{
	static const u128 max[3] = { { UINT16_MAX, 0 }, { UINT16_MAX, 0 }, { UINT32_MAX, 0 } };
	struct json_walk walk;
	struct json_value item;
	u128 tuple[3];

	gpus->count = 0;
	if (v->kind != JSON_ARRAY)
		return false;
	for (walk = json_walk(v); json_next(&walk, NULL, &item); gpus->count++) {
		if (!in_tuple(&item, max, tuple, 3))
			return false;
		if (gpus->count < SPHERON_GPU_LINES_MAX)
			gpus->item[gpus->count] = (struct spheron_gpu_line) {
				(uint16_t) tuple[0].lo, (uint16_t) tuple[1].lo, (uint32_t) tuple[2].lo
			};
	}
	return true;
}

static bool in_harmed(const struct json_value *v, struct spheron_harmed *harmed)
{
	struct json_walk walk;
	struct json_value item;
	u128 tuple[2];

	harmed->count = 0;
	harmed->json = (struct spheron_text) { v->data, v->size, 1 };
	if (v->kind != JSON_ARRAY)
		return false;
	for (walk = json_walk(v); json_next(&walk, NULL, &item); harmed->count++) {
		if (!in_tuple(&item, harm_max, tuple, 2))
			return false;
		if (harmed->count < SPHERON_HARMED_MAX)
			harmed->item[harmed->count] = (struct spheron_harm) { (uint32_t) tuple[0].lo,
				tuple[1] };
	}
	return true;
}

static bool in_checks(const struct json_value *v, struct spheron_checks *checks)
{
	static const u128 max[6] = { { UINT32_MAX, 0 }, { UINT8_MAX, 0 }, { UINT32_MAX, 0 },
		{ UINT32_MAX, 0 }, { UINT32_MAX, 0 }, { UINT32_MAX, 0 } };
	struct json_walk walk;
	struct json_value item;
	u128 tuple[6];

	checks->count = 0;
	if (v->kind != JSON_ARRAY)
		return false;
	for (walk = json_walk(v); json_next(&walk, NULL, &item); checks->count++) {
		struct spheron_check *c = &checks->item[checks->count];

		if (!in_tuple(&item, max, tuple, 6))
			return false;
		if (checks->count >= SPHERON_CHECKS_MAX)
			continue;
		c->fizz = (uint32_t) tuple[0].lo;
		c->alive = (uint8_t) tuple[1].lo;
		for (unsigned k = 0; k < 4; k++)
			c->shortfall[k] = (uint32_t) tuple[2 + k].lo;
	}
	return true;
}

/* The parameter of this name, -1 if there is none. */
static int param_of(const struct json_value *name)
{
	char text[32];
	ptrdiff_t n = json_decode(name, text, sizeof text);

	return n < 0 ? -1 : spheron_param_find(text, (size_t) n);
}

/* [ENC-03] Names that are no parameter are well formed; the genesis is refused for them.  Duplicate
 * names were refused with the line, so there are never more than there are parameters. */
static bool in_params(const struct json_value *v, struct spheron_settings *settings)
{
	struct json_walk walk;
	struct json_value key, item;
	struct spheron_text text;
	u128 value;

	settings->count = settings->unknown = 0;
	if (v->kind != JSON_OBJECT)
		return false;
	for (walk = json_walk(v); json_next(&walk, &key, &item);) {
		int param = param_of(&key);

		if (!in_text(&key, &text) || !in_integer(&item, U128_MAX, &value))
			return false;
		if (param < 0) {
			settings->unknown++;
			continue;
		}
		settings->item[settings->count].param = (uint16_t) param;
		settings->item[settings->count].value = value;
		settings->count++;
	}
	return true;
}

/* "free:3" and the like. */
static bool in_bucket(const struct json_value *v, struct spheron_bucket *b)
{
	char text[48];
	ptrdiff_t n = v->kind == JSON_STRING ? json_decode(v, text, sizeof text) : -1;
	size_t colon = 0;
	u128 owner;

	while (n > 0 && colon < (size_t) n && text[colon] != ':')
		colon++;
	if (n < 0 || colon == (size_t) n
			|| !spheron_decimal_read(text + colon + 1, (size_t) n - colon - 1, &owner)
			|| owner.hi != 0)
		return false;
	b->owner = owner.lo;
	for (unsigned name = 0; name <= SPHERON_BUCKET_COUNT; name++) {
		const char *word = spheron_bucket_text(
				name < SPHERON_BUCKET_COUNT ? name : SPHERON_BUCKET_MINT);

		b->name = (uint8_t) (name < SPHERON_BUCKET_COUNT ? name : SPHERON_BUCKET_MINT);
		if (text_length(word) == colon && memcmp(word, text, colon) == 0)
			return true;
	}
	return false;
}

static bool in_profile(const struct json_value *v, uint8_t *profile)
{
	char text[32];
	ptrdiff_t n = v->kind == JSON_STRING ? json_decode(v, text, sizeof text) : -1;
	int found = n < 0 ? -1 : spheron_profile_find(text, (size_t) n);

	*profile = (uint8_t) found;
	return found >= 0;
}

static bool in_param_name(const struct json_value *v, uint16_t *param)
{
	int found = v->kind == JSON_STRING ? param_of(v) : -1;

	*param = (uint16_t) found;
	return found >= 0;
}

static bool in_answer(const struct json_value *v, struct spheron_answer *a)
{
	*a = (struct spheron_answer) { .is_hash = 1 };
	if (in_hex(v, a->hash.byte, sizeof a->hash.byte))
		return true;
	a->is_hash = 0;
	return v->kind == JSON_STRING && in_integer(v, U128_MAX, &a->number);
}

static bool in_plain(const struct json_value *v, enum field_type type, void *at)
{
	unsigned bits = 8 * field_width(type);
	uint64_t n;

	if (!in_number(v, UINT64_MAX >> (64 - bits), &n))
		return false;
	if (type == FIELD_u8)
		*(uint8_t *) at = (uint8_t) n;
	else if (type == FIELD_u16)
		*(uint16_t *) at = (uint16_t) n;
	else if (type == FIELD_u32)
		*(uint32_t *) at = (uint32_t) n;
	else
		*(uint64_t *) at = n;
	return true;
}

bool in_field(const struct json_value *v, const struct field *f, void *at)
{
	switch ((enum field_type) f->type) {
	case FIELD_u8:
	case FIELD_u16:
	case FIELD_u32:
	case FIELD_u64:
		return in_plain(v, (enum field_type) f->type, at);
	case FIELD_u128:
	case FIELD_amount:
		return in_integer(v, U128_MAX, at);
	case FIELD_hex20:
		return in_hex(v, at, 20);
	case FIELD_hex32:
		return in_hex(v, at, 32);
	case FIELD_str:
		return in_text(v, at);
	case FIELD_gpus:
		return in_gpus(v, at);
	case FIELD_harmed:
		return in_harmed(v, at);
	case FIELD_checks:
		return in_checks(v, at);
	case FIELD_params:
		return in_params(v, at);
	case FIELD_bucket:
		return in_bucket(v, at);
	case FIELD_profile:
		return in_profile(v, at);
	case FIELD_param:
		return in_param_name(v, at);
	case FIELD_answer:
	case FIELD_attr: /* spread over its command, never a member of its own */
		break;
	}
	return in_answer(v, at);
}

/* ---- texts that name something ---- */

static struct json_value as_value(const struct spheron_text *t)
{
	return (struct json_value) { JSON_STRING, t->data, t->size };
}

int text_param(const struct spheron_text *name)
{
	struct json_value v = as_value(name);

	return name->escaped ? param_of(&v) : spheron_param_find(name->data, name->size);
}

int text_profile(const struct spheron_text *name)
{
	struct json_value v = as_value(name);
	uint8_t profile;

	if (!name->data)
		return SPHERON_PROFILE_SEED;
	if (!name->escaped)
		return spheron_profile_find(name->data, name->size);
	return in_profile(&v, &profile) ? profile : -1;
}

void arguments_hash(enum spheron_verb verb, const void *args, uint8_t digest[32])
{
	struct fields f = command_fields(verb);
	struct sha256 hash;
	struct out o = { .hash = &hash };

	RULE("HASH-04");
	sha256_init(&hash);
	out_char(&o, '[');
	for (unsigned i = 0; i < f.count; i++) {
		if (i > 0)
			out_char(&o, ',');
		out_field(&o, &f.at[i], (const char *) args + f.at[i].offset);
	}
	out_char(&o, ']');
	sha256_end(&hash, digest);
}
