/* stream.h - every agent's own luck: a PCG64 stream for each (seed, replication, entity, purpose,
 * occasion).
 *
 * A stream depends on its key and on nothing else: not on who drew before, how often, or on how
 * many agents there are.  So the same key is the same luck under any policy (common random
 * numbers), and adding a draw, an agent, a purpose or a parameter moves nobody else's.
 *
 * How a key becomes a stream.  Threefry-4x64-20 (support/threefry.h), a keyed permutation, maps
 *
 *	key      seed, replication, 0, 0
 *	counter  kind * 2^32 + purpose, id, occasion, 0
 *
 * to four words: the state (high, low) and the sequence (high, low) that pcg_seed() takes.  Within
 * a replication the words of two keys are always different; PCG drops the sequence's top bit, so
 * two streams are the same stream with a probability of 2^-255.  State and sequence are mixed both,
 * because PCG streams whose sequences differ in few bits are correlated if their states are equal.
 *
 * Two ways to hold one: keep a struct stream (32 bytes) and draw from it for as long as it lives;
 * or keep nothing, and open it anew at each occasion (the third repair, the order of era 12), which
 * costs some 40 ns.  The latter is how a million nodes have luck without memory, and how a policy
 * that repairs more often leaves the next repair's luck in place.
 *
 *	struct stream s;
 *
 *	stream_open(&s, &(struct stream_key) { .seed = 1, .replication = 0, .kind = STREAM_PROVIDER,
 *			.id = 17, .purpose = FOR_REPAIR, .occasion = 3 });
 *	repair_h = draw_lognormal(&s, 0.87, 1.15);
 *
 * For all of GSL's distributions:
 *
 *	gsl_rng r = stream_gsl(&s);
 *	x = gsl_ran_beta(&r, 2.0, 3.0);
 */
#ifndef MODEL_STREAM_H
#define MODEL_STREAM_H

#include "support/pcg.h"

#include <gsl/gsl_rng.h>
#include <stdint.h>

/* Whose luck: X(number, NAME, "name").  A number is part of the key, so it is never changed and
 * never used again; new ones go to the end.  0 is nobody. */
#define STREAM_KINDS(X) \
	X(1, WORLD, "world") \
	X(2, REGION, "region") \
	X(3, PROVIDER, "provider") \
	X(4, MACHINE, "machine") \
	X(5, FIZZ, "fizz") \
	X(6, GATEWAY, "gateway") \
	X(7, TENANT, "tenant") \
	X(8, ORDER, "order") \
	X(9, LEASE, "lease") \
	X(10, DELEGATOR, "delegator") \
	X(11, MATCHER, "matcher") \
	X(12, VERIFIER, "verifier") \
	X(13, VOTER, "voter") \
	X(14, FOUNDATION, "foundation") \
	X(15, TOKEN, "token") \
	X(16, TRACE, "trace") \
	X(17, ATTACKER, "attacker")

enum stream_kind {
#define KIND(number, name, text) STREAM_##name = (number),
	STREAM_KINDS(KIND)
#undef KIND
};

/* What for: X(number, NAME, "name", "what is drawn").  Numbers as above. */
#define STREAM_PURPOSES(X) \
	X(1, ARRIVAL, "arrival", "when the next one comes") \
	X(2, BATCH, "batch", "how many come at once") \
	X(3, TRAITS, "traits", "what an agent is born with") \
	X(4, HARDWARE, "hardware", "which machines, how large") \
	X(5, PLACE, "place", "which region, gateway or subnet") \
	X(6, RESOURCES, "resources", "what an order asks for") \
	X(7, DURATION, "duration", "how long a lease is wanted") \
	X(8, BUDGET, "budget", "the most that is paid") \
	X(9, PATIENCE, "patience", "how long an order waits") \
	X(10, RETRY, "retry", "whether and when it is tried again") \
	X(11, EXTENSION, "extension", "whether a lease is prolonged, and by how much") \
	X(12, EARLY_CLOSE, "early-close", "whether and when a lease is closed early") \
	X(13, CHALLENGE, "challenge", "whether a tenant challenges, and what") \
	X(14, CHURN, "churn", "whether a customer leaves for good") \
	X(15, UPTIME, "uptime", "time until it fails or is switched off") \
	X(16, REPAIR, "repair", "time until it is back") \
	X(17, INCIDENT, "incident", "outages of many at once") \
	X(18, HARDWARE_LOSS, "hardware-loss", "what breaks for ever") \
	X(19, MAINTENANCE, "maintenance", "when work is planned, how long") \
	X(20, UPGRADE, "upgrade", "how late a release is installed") \
	X(21, BID, "bid", "whether to bid, at what price") \
	X(22, LEARNING, "learning", "what is tried to learn from") \
	X(23, COST, "cost", "power and capital") \
	X(24, STAKE, "stake", "how much is staked, when it is changed") \
	X(25, COMMISSION, "commission", "what is kept of the delegators' reward") \
	X(26, CHOICE, "choice", "which of several is taken") \
	X(27, INERTIA, "inertia", "when somebody looks again at a decision") \
	X(28, LATENCY, "latency", "how long an answer takes") \
	X(29, HONESTY, "honesty", "whether and how an operator deviates") \
	X(30, CHECK, "check", "who is verified, and when") \
	X(31, VERDICT, "verdict", "wrong results of a verification") \
	X(32, TURNOUT, "turnout", "whether somebody votes") \
	X(33, VOTE, "vote", "what is voted") \
	X(34, PRICE, "price", "a step of a price") \
	X(35, JUMP, "jump", "when a price jumps, how far") \
	X(36, REGIME, "regime", "when a market changes its mood") \
	X(37, RESAMPLE, "resample", "which block of a trace comes next") \
	X(38, ENTRY, "entry", "whether and when somebody joins") \
	X(39, EXIT, "exit", "whether and when somebody leaves") \
	X(40, ATTACK, "attack", "what an attacker does, and when")

enum stream_purpose {
#define PURPOSE(number, name, text, what) FOR_##name = (number),
	STREAM_PURPOSES(PURPOSE)
#undef PURPOSE
};

struct stream_key {
	uint64_t seed; /* of the whole run */
	uint64_t id; /* of the entity among its kind */
	uint64_t occasion; /* 0 unless a stream is opened anew for each of several occasions */
	uint32_t replication;
	enum stream_kind kind;
	enum stream_purpose purpose;
};

struct stream {
	struct pcg pcg;
};

void stream_open(struct stream *s, const struct stream_key *key);

/* Uniform in 0 .. 2^64 - 1. */
uint64_t stream_next(struct stream *s);

/* Uniform in 0 .. bound - 1, without bias and growing with the number that was drawn; bound > 0.
 * Draws again with a probability below bound / 2^64. */
uint64_t stream_below(struct stream *s, uint64_t bound);

/* Uniform in [0, 1): the upper 53 bits of one number, times 2^-53. */
double stream_unit(struct stream *s);

/* Uniform in (0, 1): the middles of 2^52 equal parts, never 0 and never 1, for inverse distribution
 * functions.  One number as well. */
double stream_inner_unit(struct stream *s);

/* What those two make of a number. */
static inline double stream_unit_of(uint64_t number)
{
	return (double) (number >> 11) * 0x1p-53;
}

static inline double stream_inner_unit_of(uint64_t number)
{
	return ((double) (number >> 12) + 0.5) * 0x1p-52;
}

/* The generator as GSL knows it, by the name "pcg64".  get: the whole number where unsigned long
 * has 64 bits, its upper 32 where it has 32; min 0, max ULONG_MAX.  get_double: stream_unit().
 * gsl_rng_set(seed) is pcg64(seed) of the C++ library: that state in its default sequence. */
extern const gsl_rng_type *const stream_gsl_type;

/* GSL's handle on a stream: no heap; it draws from s itself, and is good for as long as s is. */
static inline gsl_rng stream_gsl(struct stream *s)
{
	return (gsl_rng) { stream_gsl_type, &s->pcg };
}

/* Names as the tables have them; NULL for a number that is not there. */
const char *stream_kind_name(enum stream_kind kind);
const char *stream_purpose_name(enum stream_purpose purpose);
const char *stream_purpose_text(enum stream_purpose purpose);

#endif
