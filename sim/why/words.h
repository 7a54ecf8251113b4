/* words.h - values of the protocol in words: amounts, times, names.
 *
 * Every function returns text in a ring of buffers, good until the 64th next call; enough for
 * the arguments of a printf, too little to keep.
 */
#ifndef SIM_WHY_WORDS_H
#define SIM_WHY_WORDS_H

#include "protocol/spheron.h"
#include "sim/why/wide.h"

/* printf into the ring. */
const char *words(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "1,234,567" */
const char *count_words(uint64_t v);
const char *units_words(wide v);

/* A whole part and some digits behind the point, the rest cut off: "1,234.567890" with six. */
const char *decimal_words(wide v, unsigned decimals, unsigned places);

/* Tokens: "SPON"; "1,234.567890 SPON"; and with the exact amount in base units for totals. */
const char *token_words(unsigned token);
unsigned token_decimals(const struct spheron *state, unsigned token);
const char *amount_words(const struct spheron *state, unsigned token, wide v);
const char *short_words(const struct spheron *state, unsigned token, wide v); /* four digits */
const char *money_words(const struct spheron *state, unsigned token, wide v);
/* The same to the last digit, without zeros behind it: where two amounts are compared. */
const char *exact_words(const struct spheron *state, unsigned token, wide v);
const char *exact_money_words(const struct spheron *state, unsigned token, wide v);
const char *total_words(const struct spheron *state, unsigned token, wide v);

/* A price per block as what it is in an hour: "1.2 USD an hour"; and both: "... (0.00066 a block)".
 */
const char *hourly_words(const struct spheron *state, wide price);
const char *price_words(const struct spheron *state, unsigned token, wide price);

/* Micropoints as points; parts per million and basis points as "95.83 %"; a multiplier in basis
 * points as "1.5". */
const char *points_words(wide micropoints);
const char *ppm_words(uint64_t ppm);
const char *bp_words(uint64_t bp);
const char *factor_words(uint64_t bp);

/* "3 h 00 min", "45 s"; a moment as "era 1, 03:20:05". */
const char *span_words(uint64_t seconds);
const char *moment_words(const struct spheron *state, uint64_t t);

/* "provider 3", "Fizz node 2"; a list of ids that exist: "providers 1 to 4", "no providers". */
const char *node_words(unsigned kind, uint32_t id);
const char *known_words(const char *one, const char *many, uint64_t first, uint64_t last);

/* Names of enumerations. */
const char *status_words(unsigned status);
const char *trust_words(unsigned tier); /* "Seven" */
const char *compute_words(unsigned tier);
const char *storage_words(unsigned tier);
const char *conn_words(unsigned tier);
const char *gpu_tier_words(unsigned tier);
const char *gpu_words(unsigned model); /* "rtx4090" */
const char *proof_words(unsigned kind);
const char *slash_words(unsigned reason);
const char *lease_end_words(unsigned reason);
const char *order_end_words(unsigned reason);
const char *roles_words(unsigned roles);

#endif
