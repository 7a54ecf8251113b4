/* json_out.h - members of JSON objects, written one after the other. */
#ifndef SIM_JSON_OUT_H
#define SIM_JSON_OUT_H

#include <stdio.h>

/* `before` stands in front: "," or "".  Bytes of UTF-8 go through as they are. */
void json_out_text(FILE *out, const char *key, const char *value, const char *before);

/* null for NAN and infinities; otherwise the shortest digits that read back as the same number. */
void json_out_number(FILE *out, const char *key, double value, const char *before);

#endif
