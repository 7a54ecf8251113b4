#include "sim/suite/fingerprint.h"

#include "sim/coverage.h"

#include <string.h>

static const char *const texts[] = {
#define LAYER_TEXT(constant, text) text,
	FINGERPRINT_LAYERS(LAYER_TEXT)
#undef LAYER_TEXT
};

const char *fingerprint_layer_text(enum fingerprint_layer layer)
{
	return texts[layer];
}

void fingerprint_begin(struct fingerprint *f)
{
	*f = (struct fingerprint) { .wanted = true };
	for (int i = 0; i < LAYER_COUNT; i++)
		sha256_init(&f->sha[i]);
}

static bool is_market(enum spheron_event_kind kind)
{
	return (kind >= SPHERON_EVENT_ORDER_CREATED && kind <= SPHERON_EVENT_LEASE_UPDATED)
			|| kind == SPHERON_EVENT_ATTESTED || kind == SPHERON_EVENT_TASK_FINAL
			|| kind == SPHERON_EVENT_TASK_EXPIRED;
}

void fingerprint_event(struct fingerprint *f, uint64_t at_ms, const struct spheron_event *event)
{
	char text[SPHERON_EVENT_TEXT_MAX];
	size_t n = spheron_marked_event_write(event, text, sizeof text);
	uint8_t time[8];

	for (int i = 0; i < 8; i++)
		time[i] = (uint8_t) (at_ms >> 8 * i);
	sha256_add(&f->sha[LAYER_EVERYTHING], time, sizeof time);
	sha256_add(&f->sha[LAYER_EVERYTHING], text, n);
	if (!is_market(event->kind))
		return;
	sha256_add(&f->sha[LAYER_MARKET], time, sizeof time);
	sha256_add(&f->sha[LAYER_MARKET], text, n);
}

void fingerprint_deadline(struct fingerprint *f, const struct spheron_due *due)
{
	char text[SPHERON_EVENT_TEXT_MAX];
	size_t n = spheron_marked_due_write(due, "", 0, text, sizeof text);

	sha256_add(&f->sha[LAYER_EVERYTHING], text, n);
}

static bool visit(void *ctx, const struct spheron_record *record)
{
	struct fingerprint *f = ctx;
	uint8_t bytes[SPHERON_RECORD_BYTES];

	if (record->kind == SPHERON_RECORD_BUCKET || record->kind == SPHERON_RECORD_TOKEN)
		sha256_add(&f->sha[LAYER_LEDGER], bytes, spheron_record_bytes(record, bytes));
	return true;
}

void fingerprint_era(struct fingerprint *f, struct spheron *state)
{
	spheron_walk(state, visit, f);
}

void fingerprint_end(struct fingerprint *f, struct spheron *state)
{
	uint8_t hash[32];

	fingerprint_era(f, state);
	for (int i = 0; i < LAYER_COUNT; i++) {
		sha256_end(&f->sha[i], hash);
		sha256_hex(f->hex[i], hash, 32);
	}
}
