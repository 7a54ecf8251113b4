/* codec.h - fields of commands as text.  Internal; the public part is in spheron.h. */
#ifndef PROTOCOL_CODEC_H
#define PROTOCOL_CODEC_H

#include "protocol/state.h"

/* [HASH-04] SHA-256 of the JSON array of a command's arguments. */
void arguments_hash(enum spheron_verb verb, const void *args, uint8_t digest[32]);

/* The parameter that a text names, or -1. */
int text_param(const struct spheron_text *name);

/* The profile that a text names, or -1. */
int text_profile(const struct spheron_text *name);

#endif
