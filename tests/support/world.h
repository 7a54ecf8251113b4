/* world.h - a small network to test rules on, told in the text encoding.
 *
 *	struct world *w = world_begin("");                   seed profile, clock at T0
 *	CLAIM("COOL-04");
 *	uint32_t p = a_provider(w, 1, "");                   account 1, staked, Active, verified
 *	at(w, 10000);                                        seconds after T0
 *	ok(w, "{'do':'node.down','from':1,'kind':0,'id':%u}", p);
 *	refused(w, SPHERON_DUPLICATE, "{'do':'node.down','from':1,'kind':0,'id':%u}", p);
 *	expect_event(w, "['NodeDown',0,1]");
 *	expect_field(w, "provider", p, 0, "up", "0");
 *	world_end(w);
 *
 * Commands are lines of RULES.md chapter 5 with ' for ", and without "t", which is the world's clock.
 * After every command the world checks by itself: all invariants that can be recomputed (chapter 6),
 * that a refused command changed nothing but the clock (I14), and that what was written reads back
 * (the encodings in both directions).
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "protocol/spheron.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The second at which worlds start. */
#define T0 1000000u

struct world;

/* A started world.  `args` are more members of the genesis command, such as
 * "'profile':'docs-2025-07','params':{'matcher_mode':2}". */
struct world *world_begin(const char *args);

/* A world that has not started: for tests of the start itself. */
struct world *world_unstarted(void);

/* Checks that every rule claimed was reached, and frees it. */
void world_end(struct world *w);

/* The test is about this rule: the code that carries it out must run before world_end(). */
#define CLAIM(id) world_claim(w, id, __FILE__, __LINE__)
void world_claim(struct world *w, const char *rule, const char *file, int line);

/* Sets the clock for the commands that follow, in seconds after T0.  Nothing advances before the next
 * command. */
void at(struct world *w, uint64_t seconds);

/* With the explicit clock: the block of the commands that follow (TIME-03). */
void at_block(struct world *w, uint64_t block);

/* Sends a command and expects OK, or this refusal. */
void ok(struct world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
void refused(struct world *w, enum spheron_result result, const char *format, ...)
		__attribute__((format(printf, 3, 4)));

/* Lets the clock reach this second after T0 (in steps that the clock admits). */
void wait_until(struct world *w, uint64_t seconds);

/* Sends a line exactly as it is (no ' for ", no clock added) and returns its receipt line. */
const char *send_line(struct world *w, const char *line, size_t size);

/* The last command and the deadlines before it emitted this event ('_' matches any field), did not
 * emit any event of this name, emitted events of just these names in this order. */
void expect_event(struct world *w, const char *event);
void expect_no_event(struct world *w, const char *name);
void expect_names(struct world *w, const char *names); /* "OrderMatched LeaseCreated" */

/* All output lines (deadlines and receipt) of the last command. */
const char *output(struct world *w);

/* A field of a record, by its leading keys (unused ones 0; GPU lines have a third), as text: numbers
 * in decimal. */
void expect_field(struct world *w, const char *record, uint64_t key, uint64_t key2, const char *field,
		const char *value);
void expect_gpu_field(struct world *w, unsigned kind, uint32_t id, uint16_t model, const char *field,
		const char *value);
void expect_record(struct world *w, const char *record, uint64_t key, uint64_t key2, bool there);

/* The amount in a bucket. */
void expect_bucket(struct world *w, const char *name, uint64_t owner, unsigned token,
		const char *amount);

/* The amount in a bucket as text, valid until the fourth next call. */
const char *bucket(struct world *w, const char *name, uint64_t owner, unsigned token);

/* ---- people ---- */

/* Opens accounts until this one exists, and mints 10^24 SPON units, 10^12 credits (10^6 whole ones)
 * and 10^20 wei for it. */
void a_rich_account(struct world *w, uint32_t acct);

/* Opens accounts until this one exists, without money. */
void an_account(struct world *w, uint32_t acct);

/* The provider of this (rich) account: 64 threads, score 30000, 262144 MB, 4000 GB SSD, 400/300 Mbps,
 * region 257, tokens 3, staked with 60,000 SPON and verified (proof of CPU, and of GPU if it has
 * some).  `args` add or replace members of provider.register: "'gpus':[[36,2,1600]]".  Returns its
 * id. */
uint32_t a_provider(struct world *w, uint32_t acct, const char *args);

/* The Fizz node of this (rich) account behind a gateway: 16 threads, score 10000, 32768 MB, 500 GB,
 * region 257; `args` as above. */
uint32_t a_fizz(struct world *w, uint32_t acct, uint32_t gateway, const char *args);

/* A tenant with 10^11 credits in escrow puts up an order: 8 threads, 1000 blocks at most 10^14 a
 * block; `args` as above.  Returns its id. */
uint64_t an_order(struct world *w, uint32_t tenant, const char *args);

/* A lease of that order at 10^14 a block: bids, and lets the window close.  The world must have
 * matcher_mode 2.  Returns its id, the clock stands six seconds later. */
uint64_t a_lease(struct world *w, uint32_t tenant, uint32_t provider, const char *args);

/* The state, for what the functions above do not cover. */
struct spheron *world_state(struct world *w);

#endif
