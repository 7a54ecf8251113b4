/* crowd_look.h - dice, and what the people of a crowd see when they look around.
 *
 * Whoever looks for a record mostly finds a fitting one and now and then something wrong: an id that
 * was never given, that has ended, or that belongs to somebody else.
 */
#ifndef TESTS_CROWD_LOOK_H
#define TESTS_CROWD_LOOK_H

#include "protocol/amount.h"
#include "tests/crowd/crowd.h"

/* ---- dice ---- */

/* Uniform below n; true in so many percent; the same for something that is wrong, less often if the
 * sender of the command is sensible; one of the numbers listed. */
uint64_t below(struct crowd *c, uint64_t n);
bool chance(struct crowd *c, unsigned percent);
bool odd(struct crowd *c, unsigned percent);
uint64_t one_of(struct crowd *c, const uint64_t *list, size_t n);
#define ONE_OF(c, ...)                                                                             \
	one_of(c, (const uint64_t[]) { __VA_ARGS__ },                                              \
			sizeof((const uint64_t[]) { __VA_ARGS__ }) / sizeof(uint64_t))

/* Amounts: a small one; a digit and zeros, fixed or drawn; parts; around another. */
u128 wide(uint64_t lo);
u128 tens(uint64_t mantissa, unsigned zeros);
u128 some_tens(struct crowd *c, uint64_t low, uint64_t digits, unsigned zeros, uint64_t more);
u128 half(u128 v);
u128 plus_one(u128 v);
u128 near(struct crowd *c, u128 v);

/* ---- looking around ---- */

/* How many there are, and what a parameter is worth (its low half). */
uint32_t accounts(const struct spheron *st);
uint32_t providers(const struct spheron *st);
uint32_t fizzes(const struct spheron *st);
uint64_t param(const struct spheron *st, unsigned id);
struct spheron_meta_record meta(const struct spheron *st);

/* Ids of what never leaves. */
uint32_t an_account(struct crowd *c, const struct spheron *st);
uint32_t an_id(struct crowd *c, uint32_t n);
uint32_t a_provider(struct crowd *c, const struct spheron *st);
uint32_t a_fizz(struct crowd *c, const struct spheron *st);
uint32_t a_provider_in(struct crowd *c, const struct spheron *st, uint8_t status, bool gateway);

/* Is this record wanted? */
typedef bool wanted(const struct spheron_record *r);
bool any(const struct spheron_record *r);
bool taking_bids(const struct spheron_record *r);
bool open_order(const struct spheron_record *r);
bool accepted(const struct spheron_record *r);

/* Ids of what comes and goes. */
uint64_t a_live(struct crowd *c, const struct spheron *st, enum spheron_record_kind kind,
		uint64_t next, uint64_t most, wanted *accept);
uint64_t an_order(struct crowd *c, const struct spheron *st, wanted *accept);
uint64_t a_lease(struct crowd *c, const struct spheron *st, wanted *accept);

/* Who may give a command about something, mostly. */
uint32_t owner_of(struct crowd *c, const struct spheron *st, unsigned kind, uint32_t id);
uint32_t party_of(struct crowd *c, const struct spheron *st, uint64_t lease, bool tenant);
uint32_t an_official(struct crowd *c, const struct spheron *st);
uint32_t a_holder(struct crowd *c, const struct spheron *st, unsigned bucket, unsigned token);

/* ---- attributes ---- */

void some_attributes(struct crowd *c, struct spheron_attr *a);
void some_harmed(struct crowd *c, const struct spheron *st, struct spheron_harmed *h);

#endif
