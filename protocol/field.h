/* field.h - tables of the fields of commands, events and records, made from the lists of the public
 * headers.  Internal.  Text, binary form and hash all read these tables, so a field is written down
 * once.
 */
#ifndef PROTOCOL_FIELD_H
#define PROTOCOL_FIELD_H

#include "protocol/spheron.h"

enum field_type {
	FIELD_u8, /* the plain numbers come first, by width */
	FIELD_u16,
	FIELD_u32,
	FIELD_u64,
	FIELD_u128,
	FIELD_hex20,
	FIELD_hex32,
	FIELD_str,
	FIELD_attr,
	FIELD_gpus,
	FIELD_harmed,
	FIELD_checks,
	FIELD_params,
	FIELD_amount,
	FIELD_bucket,
	FIELD_profile,
	FIELD_param,
	FIELD_answer
};

struct field {
	const char *name;
	uint8_t name_size; /* without a final underscore (command.h) */
	uint8_t type;
	uint8_t required;
	uint16_t offset;
	uint32_t value; /* default of an optional number */
};

struct fields {
	const struct field *at;
	unsigned count;
};

/* Bytes of a plain number, 1 to 8; and the number itself. */
static inline unsigned field_width(enum field_type type)
{
	return 1u << (unsigned) type;
}

static inline uint64_t field_number(const void *at, enum field_type type)
{
	if (type == FIELD_u8)
		return *(const uint8_t *) at;
	if (type == FIELD_u16)
		return *(const uint16_t *) at;
	if (type == FIELD_u32)
		return *(const uint32_t *) at;
	return *(const uint64_t *) at;
}

/* Arguments of a command; those of ATTR. */
struct fields command_fields(enum spheron_verb verb);
struct fields attr_fields(void);

/* Fields of an event, and where its part of the union begins. */
struct fields event_fields(enum spheron_event_kind kind);

/* Fields of a record. */
struct fields record_fields(enum spheron_record_kind kind);

#endif
