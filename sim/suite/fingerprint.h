/* fingerprint.h - what happened in a run, in a few bytes, so that two builds can be compared.
 *
 * Three layers, each the SHA-256 of what belongs to it in order:
 *
 *	ledger       at each era close and at the end: every bucket with money in it, and what was minted
 *	market       orders, bids, matches, leases and their ends, with their times
 *	everything   every event of the protocol with its time, and every deadline
 *
 * A change of code that only tidies up keeps all three; one of what is measured keeps all three as well;
 * one of how nodes are rewarded keeps the market, as long as nobody behaves otherwise for it.
 */
#ifndef SIM_SUITE_FINGERPRINT_H
#define SIM_SUITE_FINGERPRINT_H

#include "protocol/spheron.h"
#include "support/sha256.h"

#include <stdbool.h>
#include <stdint.h>

#define FINGERPRINT_LAYERS(X)                                                                      \
	X(LEDGER, "ledger") X(MARKET, "market") X(EVERYTHING, "everything")
enum fingerprint_layer {
#define FINGERPRINT_ENUM(constant, text) LAYER_##constant,
	FINGERPRINT_LAYERS(FINGERPRINT_ENUM)
#undef FINGERPRINT_ENUM
	LAYER_COUNT
};
const char *fingerprint_layer_text(enum fingerprint_layer layer);

struct fingerprint {
	bool wanted;
	struct sha256 sha[LAYER_COUNT];
	char hex[LAYER_COUNT][65];     /* after fingerprint_end() */
};

void fingerprint_begin(struct fingerprint *f);
void fingerprint_event(struct fingerprint *f, uint64_t at_ms, const struct spheron_event *event);
void fingerprint_deadline(struct fingerprint *f, const struct spheron_due *due);
void fingerprint_era(struct fingerprint *f, struct spheron *state);
void fingerprint_end(struct fingerprint *f, struct spheron *state);

#endif
