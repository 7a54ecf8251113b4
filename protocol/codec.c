/* Lines of text: commands, receipts, deadlines, events, records.
 *
 * Source: RULES.md chapter 5. */

#include "protocol/codec.h"

#include "protocol/clock.h"
#include "protocol/text.h"

/* Members that may be open at once in a line.  The longest command, a genesis that sets every
 * parameter, has about two hundred (D-02). */
#define OPEN_KEYS_MAX 4096

/* ---- reading commands ---- */

/* Notes what is wrong with a member, or with the line if `key` is NULL. */
static bool fault_at(struct spheron_fault *fault, const char *line, const char *where,
		const struct json_value *key, const char *why)
{
	ptrdiff_t n = key ? json_decode(key, fault->key, sizeof fault->key - 1) : 0;

	fault->key[n > 0 ? n : 0] = 0;
	fault->offset = (size_t) (where - line);
	fault->why = why;
	return false;
}

static enum spheron_verb verb_named(const struct json_value *v)
{
	unsigned i = 0;

	if (v->kind != JSON_STRING)
		return SPHERON_VERB_COUNT;
	for (; i < SPHERON_VERB_COUNT; i++) {
		const char *name = spheron_verb_name((enum spheron_verb) i);

		if (in_equals(v, name, text_length(name)))
			break;
	}
	return (enum spheron_verb) i;
}

/* The member of this name, false if there is none. */
static bool member(const struct json_value *object, const char *name, struct json_value *value)
{
	struct json_walk walk = json_walk(object);
	struct json_value key;

	while (json_next(&walk, &key, value))
		if (in_equals(&key, name, text_length(name)))
			return true;
	return false;
}

static bool is_list(enum field_type type)
{
	return type == FIELD_gpus || type == FIELD_harmed || type == FIELD_checks;
}

/* Gives an optional argument its default: a number, or empty. */
static void set_default(const struct field *f, void *at)
{
	enum field_type type = (enum field_type) f->type;

	if (type == FIELD_u8)
		*(uint8_t *) at = (uint8_t) f->value;
	else if (type == FIELD_u16)
		*(uint16_t *) at = (uint16_t) f->value;
	else if (type == FIELD_u32)
		*(uint32_t *) at = f->value;
	else if (type == FIELD_u64)
		*(uint64_t *) at = f->value;
	else if (type == FIELD_u128)
		*(u128 *) at = u128_of(f->value);
	else if (type == FIELD_hex32)
		*(struct spheron_hex32 *) at = (struct spheron_hex32) { { 0 } };
	else if (type == FIELD_str)
		*(struct spheron_text *) at = (struct spheron_text) { NULL, 0, 0 };
	else if (type == FIELD_params)
		((struct spheron_settings *) at)->count = ((struct spheron_settings *) at)->unknown = 0;
	else
		*(uint32_t *) at = 0; /* the count of a list */
}

static void set_defaults(struct fields fields, char *args)
{
	for (unsigned i = 0; i < fields.count; i++) {
		const struct field *f = &fields.at[i];

		if (f->type == FIELD_attr)
			set_defaults(attr_fields(), args + f->offset);
		else if (!f->required)
			set_default(f, args + f->offset);
	}
}

/* Where an argument lies: among those of the verb, or inside its ATTR. */
static const struct field *argument_named(struct fields fields, const struct json_value *key,
		size_t *offset)
{
	const struct field *f = field_named(fields, key);

	*offset = f ? f->offset : 0;
	if (f && f->type != FIELD_attr)
		return f;
	for (unsigned i = 0; i < fields.count; i++) {
		if (fields.at[i].type != FIELD_attr)
			continue;
		f = field_named(attr_fields(), key);
		*offset = fields.at[i].offset + (f ? f->offset : 0u);
		return f;
	}
	return NULL;
}

static unsigned required_count(struct fields fields)
{
	unsigned n = 0;

	for (unsigned i = 0; i < fields.count; i++)
		n += fields.at[i].type == FIELD_attr ? required_count(attr_fields())
						     : fields.at[i].required;
	return n;
}

/* What a member common to all commands comes to: 1 read, 0 malformed, -1 not one of them. */
static int read_common(const struct json_value *key, const struct json_value *value,
		struct spheron_command *c)
{
	uint64_t n;

	if (in_equals(key, "do", 2))
		return 1;
	if (in_equals(key, "t", 1)) {
		RULE("TIME-01");
		return in_number(value, TIME_LIMIT - 1, &c->t) && c->t > 0;
	}
	if (in_equals(key, "b", 1)) {
		c->has_b = 1;
		return in_number(value, TIME_LIMIT - 1, &c->b);
	}
	if (!in_equals(key, "from", 4))
		return -1;
	if (!in_number(value, UINT32_MAX, &n))
		return 0;
	c->from = (uint32_t) n;
	return 1;
}

/* Reads one member of a command whose verb is known; counts required arguments. */
static bool read_member(const char *line, const struct json_value *key, const struct json_value *value,
		struct spheron_command *c, unsigned *required, struct spheron_fault *fault)
{
	int common = read_common(key, value, c);
	const struct field *f;
	size_t offset;

	if (common >= 0)
		return common ? true
			      : fault_at(fault, line, value->data, key, "out of range or no number");
	f = argument_named(command_fields(c->verb), key, &offset);
	if (!f)
		return fault_at(fault, line, key->data, key, "this command has no such argument");
	if (!in_field(value, f, (char *) &c->u + offset))
		return fault_at(fault, line, value->data, key, "wrong type, or too large for it");
	*required += f->required;
	return true;
}

static bool read_members(const char *line, const struct json_value *object, struct spheron_command *c,
		struct spheron_fault *fault)
{
	struct json_walk walk = json_walk(object);
	struct json_value key, value;
	unsigned required = 0;

	RULE("ENC-03");
	c->t = c->b = 0;
	c->from = 0;
	c->has_b = 0;
	set_defaults(command_fields(c->verb), (char *) &c->u);
	while (json_next(&walk, &key, &value))
		if (!read_member(line, &key, &value, c, &required, fault))
			return false;
	if (c->t == 0)
		return fault_at(fault, line, object->data, NULL, "t is missing");
	if (required < required_count(command_fields(c->verb)))
		return fault_at(fault, line, object->data, NULL, "an argument is missing");
	if (c->verb == SPHERON_CMD_GENESIS && c->from != 0)
		return fault_at(fault, line, object->data, NULL, "a genesis comes from account 0");
	return true;
}

bool spheron_command_read(const char *line, size_t size, struct spheron_command *c,
		struct spheron_fault *fault)
{
	struct json_key keys[OPEN_KEYS_MAX];
	struct json_value root, verb;
	struct json_fault bad;

	RULE("ENC-01");
	RULE("ENC-04");
	c->verb = SPHERON_VERB_COUNT;
	RULE("D-02");
	RULE("D-22");
	if (!json_check(line, size, JSON_ASCII | JSON_UNSIGNED, keys, OPEN_KEYS_MAX, &bad))
		return fault_at(fault, line, line + bad.offset, NULL, bad.why);
	root = json_root(line, size);
	if (root.kind != JSON_OBJECT)
		return fault_at(fault, line, root.data, NULL, "not an object");
	if (!member(&root, "do", &verb))
		return fault_at(fault, line, root.data, NULL, "\"do\" is missing");
	c->verb = verb_named(&verb);
	if (c->verb == SPHERON_VERB_COUNT)
		return fault_at(fault, line, verb.data, NULL, "unknown command");
	return read_members(line, &root, c, fault);
}

/* ---- writing commands ---- */

static bool is_default(const struct field *f, const void *at)
{
	enum field_type type = (enum field_type) f->type;
	uint8_t bits = 0;

	if (f->required)
		return false;
	if (type <= FIELD_u64)
		return field_number(at, type) == f->value;
	if (type == FIELD_u128)
		return u128_eq(*(const u128 *) at, u128_of(f->value));
	if (type == FIELD_str)
		return ((const struct spheron_text *) at)->size == 0;
	if (is_list(type))
		return *(const uint32_t *) at == 0;
	if (type == FIELD_params)
		return ((const struct spheron_settings *) at)->count == 0;
	for (unsigned i = 0; i < 32; i++)
		bits |= ((const struct spheron_hex32 *) at)->byte[i];
	return bits == 0;
}

static void out_arguments(struct out *o, struct fields fields, const char *args)
{
	for (unsigned i = 0; i < fields.count; i++) {
		const struct field *f = &fields.at[i];

		if (f->type == FIELD_attr) {
			out_arguments(o, attr_fields(), args + f->offset);
		} else if (!is_default(f, args + f->offset)) {
			out_key(o, f->name, f->name_size, false);
			out_field(o, f, args + f->offset);
		}
	}
}

size_t spheron_command_write(const struct spheron_command *c, char *text, size_t size)
{
	struct out o = { .text = text, .size = size };

	out_word(&o, "{\"t\":");
	out_number(&o, c->t);
	if (c->has_b) {
		out_word(&o, ",\"b\":");
		out_number(&o, c->b);
	}
	out_word(&o, ",\"from\":");
	out_number(&o, c->from);
	out_word(&o, ",\"do\":\"");
	out_word(&o, spheron_verb_name(c->verb));
	out_char(&o, '"');
	out_arguments(&o, command_fields(c->verb), (const char *) &c->u);
	out_char(&o, '}');
	return out_end(&o);
}

/* ---- writing output ---- */

size_t spheron_event_write(const struct spheron_event *event, char *text, size_t size)
{
	struct out o = { .text = text, .size = size };
	struct fields f = event_fields(event->kind);

	out_word(&o, "[\"");
	out_word(&o, spheron_event_name(event->kind));
	out_char(&o, '"');
	for (unsigned i = 0; i < f.count; i++) {
		out_char(&o, ',');
		out_field(&o, &f.at[i], (const char *) &event->u + f.at[i].offset);
	}
	out_char(&o, ']');
	return out_end(&o);
}

size_t spheron_receipt_write(const struct spheron_receipt *r, const char *events, size_t events_size,
		char *text, size_t size)
{
	struct out o = { .text = text, .size = size };

	out_word(&o, "{\"n\":");
	out_number(&o, r->n);
	out_word(&o, ",\"t\":");
	out_number(&o, r->t);
	out_word(&o, ",\"b\":");
	out_number(&o, r->b);
	out_word(&o, ",\"do\":\"");
	if (r->verb < SPHERON_VERB_COUNT)
		out_word(&o, spheron_verb_name(r->verb));
	out_word(&o, "\",\"r\":\"");
	out_word(&o, spheron_result_name(r->result));
	out_char(&o, '"');
	if (events_size > 0) {
		out_word(&o, ",\"ev\":[");
		out_bytes(&o, events, events_size);
		out_char(&o, ']');
	}
	out_char(&o, '}');
	return out_end(&o);
}

size_t spheron_due_write(const struct spheron_due *d, const char *events, size_t events_size,
		char *text, size_t size)
{
	struct out o = { .text = text, .size = size };

	RULE("ENC-05");
	out_word(&o, "{\"t\":");
	out_number(&o, d->t);
	out_word(&o, ",\"b\":");
	out_number(&o, d->b);
	out_word(&o, ",\"due\":\"");
	out_word(&o, spheron_due_name(d->what));
	out_word(&o, "\",\"id\":");
	out_number(&o, d->id);
	out_word(&o, ",\"ev\":[");
	out_bytes(&o, events, events_size);
	out_word(&o, "]}");
	return out_end(&o);
}

/* ---- reading output ---- */

/* A checked line that is an object. */
static bool read_object(const char *line, size_t size, struct json_value *object)
{
	struct json_key keys[256];
	struct json_fault bad;

	if (!json_check(line, size, JSON_ASCII | JSON_UNSIGNED, keys, 256, &bad))
		return false;
	*object = json_root(line, size);
	return object->kind == JSON_OBJECT;
}

static bool read_number(const struct json_value *object, const char *name, uint64_t *out)
{
	struct json_value v;

	return member(object, name, &v) && in_number(&v, UINT64_MAX, out);
}

static bool read_due(const struct json_value *object, struct spheron_due *due)
{
	struct json_value v;

	if (!member(object, "due", &v) || v.kind != JSON_STRING)
		return false;
	for (int i = SPHERON_DUE_ERA_CLOSE; i <= SPHERON_DUE_TASK_FORGET; i++) {
		const char *name = spheron_due_name((enum spheron_due_class) i);

		due->what = (enum spheron_due_class) i;
		if (in_equals(&v, name, text_length(name)))
			return read_number(object, "id", &due->id);
	}
	return false;
}

static bool read_receipt(const struct json_value *object, struct spheron_receipt *r)
{
	struct json_value verb, result;

	if (!read_number(object, "n", &r->n) || !member(object, "do", &verb)
			|| !member(object, "r", &result) || result.kind != JSON_STRING)
		return false;
	r->verb = verb_named(&verb);
	if (r->verb == SPHERON_VERB_COUNT && !in_equals(&verb, "", 0))
		return false;
	for (int i = 0; i < SPHERON_RESULT_COUNT; i++) {
		const char *name = spheron_result_name((enum spheron_result) i);

		r->result = (enum spheron_result) i;
		if (in_equals(&result, name, text_length(name)))
			return true;
	}
	return false;
}

static bool read_event(const struct json_value *v, struct spheron_event *event)
{
	struct json_walk walk;
	struct json_value item;
	struct fields f;
	unsigned kind = 0;

	if (v->kind != JSON_ARRAY)
		return false;
	walk = json_walk(v);
	if (!json_next(&walk, NULL, &item) || item.kind != JSON_STRING)
		return false;
	for (; kind < SPHERON_EVENT_COUNT; kind++) {
		const char *name = spheron_event_name((enum spheron_event_kind) kind);

		if (in_equals(&item, name, text_length(name)))
			break;
	}
	if (kind == SPHERON_EVENT_COUNT)
		return false;
	event->kind = (enum spheron_event_kind) kind;
	f = event_fields(event->kind);
	for (unsigned i = 0; i < f.count; i++)
		if (!json_next(&walk, NULL, &item)
				|| !in_field(&item, &f.at[i], (char *) &event->u + f.at[i].offset))
			return false;
	return !json_next(&walk, NULL, &item);
}

bool spheron_output_read(const char *line, size_t size, struct spheron_output *out)
{
	struct json_value object, list;
	struct spheron_event event;
	struct json_walk walk;
	uint64_t t, b;

	if (!read_object(line, size, &object) || !read_number(&object, "t", &t)
			|| !read_number(&object, "b", &b))
		return false;
	out->is_due = read_due(&object, &out->due);
	if (!out->is_due && !read_receipt(&object, &out->receipt))
		return false;
	out->due.t = out->receipt.t = t;
	out->due.b = out->receipt.b = b;
	out->events = out->end = line;
	if (!member(&object, "ev", &list))
		return !out->is_due;
	if (list.kind != JSON_ARRAY)
		return false;
	walk = json_walk(&list);
	out->events = walk.at;
	out->end = walk.end;
	while (json_next(&walk, NULL, &list))
		if (!read_event(&list, &event))
			return false;
	return true;
}

bool spheron_event_next(struct spheron_output *out, struct spheron_event *event)
{
	struct json_walk walk = { out->events, out->end, false };
	struct json_value item;

	if (out->events >= out->end || !json_next(&walk, NULL, &item))
		return false;
	out->events = walk.at;
	return read_event(&item, event);
}

/* ---- records ---- */

size_t spheron_record_write(const struct spheron_record *record, char *text, size_t size)
{
	struct out o = { .text = text, .size = size };
	struct fields f = record_fields(record->kind);

	out_word(&o, "{\"k\":\"");
	out_word(&o, spheron_record_name(record->kind));
	out_char(&o, '"');
	for (unsigned i = 0; i < f.count; i++) {
		out_key(&o, f.at[i].name, f.at[i].name_size, false);
		out_field(&o, &f.at[i], (const char *) &record->u + f.at[i].offset);
	}
	out_char(&o, '}');
	return out_end(&o);
}

static bool read_kind(const struct json_value *object, struct spheron_record *record)
{
	struct json_value v;

	if (!member(object, "k", &v) || v.kind != JSON_STRING)
		return false;
	for (unsigned i = 0; i < SPHERON_RECORD_COUNT; i++) {
		const char *name = spheron_record_name((enum spheron_record_kind) i);

		record->kind = (enum spheron_record_kind) i;
		if (in_equals(&v, name, text_length(name)))
			return true;
	}
	return false;
}

bool spheron_record_read(const char *line, size_t size, struct spheron_record *record)
{
	struct json_value object, key, value;
	struct json_walk walk;
	struct fields f;
	unsigned seen = 0;

	if (!read_object(line, size, &object) || !read_kind(&object, record))
		return false;
	f = record_fields(record->kind);
	for (walk = json_walk(&object); json_next(&walk, &key, &value);) {
		const struct field *field = field_named(f, &key);

		if (in_equals(&key, "k", 1))
			continue;
		if (!field || !in_field(&value, field, (char *) &record->u + field->offset))
			return false;
		seen++;
	}
	return seen == f.count;
}
