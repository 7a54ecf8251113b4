/* Public interface of the oracle: a second, deliberately naive implementation of protocol/RULES.md,
 * compared with the library receipt by receipt and state hash by state hash. */
#ifndef ORACLE_H
#define ORACLE_H

#include <stddef.h>
#include <stdint.h>

struct oracle;

struct oracle *oracle_new(void);
void oracle_free(struct oracle *o);

/* Feed one command line (no LF). Returns NUL-terminated text valid until the next call: all
 * deadline lines (ENC-05) that the line caused, then its receipt line (ENC-04), each ending in LF.
 */
const char *oracle_line(struct oracle *o, const char *line, size_t len);

/* State hash (HASH-02) as 64 hex digits + NUL. */
void oracle_hash(const struct oracle *o, char hex[65]);

/* Full text dump (ENC-07), malloc'ed, caller frees. */
char *oracle_dump(const struct oracle *o);

/* Test hook for ID-05: sets meta next_prop (which = 0), next_unbond (1) or next_challenge (2). */
void oracle_set_next(struct oracle *o, int which, uint32_t value);

#endif
