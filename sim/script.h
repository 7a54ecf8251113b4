/* script.h - how a step of a scenario's script is said to the protocol.
 *
 *	{ "at": "2 h", "from": "alice", "do": "stake.add",
 *	  "with": { "provider": "$alpha", "amount": "1000 SPON" } }
 *
 * becomes the line of a command log that asks for it.  In the arguments
 *
 *	"$alpha"       the id that was given to what an earlier step made "as": "alpha"
 *	"@26 h"        a moment: that second of the chain, counted from the start of the run
 *	"1000 SPON"    a quantity in what the argument counts: tokens in their units, durations in seconds
 *	               (or in blocks, for keys that end so), "5 %" in basis points (keys that end in bp)
 *	               or ppm, "0.5 USD/h" or "0.5 SPON/h" as a price a block
 *	"verifier"     a word where the protocol has a number for it: roles ("verifier+council"), tokens,
 *	               modes, choices, kinds, tiers, GPU models; true and false are 1 and 0
 *
 * and everything else stands as it would in a log.
 */
#ifndef SIM_SCRIPT_H
#define SIM_SCRIPT_H

#include "model/setup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCRIPT_LINE_MAX 16384
#define SCRIPT_DUES_MAX 5000000 /* steps with their repetitions */

/* How often a step is done, repetitions and all. */
uint32_t script_times(const struct script_step *step);

/* Who has a name; false if nobody has it, or not yet. */
struct script_names {
	bool (*id)(const void *ctx, const char *name, uint64_t *id);
	const void *ctx;
};

/* The line of a log, without LF, for the second t of a chain with such blocks.  False with a phrase in
 * `why` that says what is wrong and with which argument. */
bool script_line(const struct script_step *step, const struct script_names *names, uint64_t t,
		uint64_t start_s, uint64_t block_ms, char line[SCRIPT_LINE_MAX], char *why, size_t size);

/* Looks at a whole script before anything runs: names that are there, steps that come before the end of
 * the run, arguments that the commands have.  False with the number of a step and what is wrong with it;
 * `key` is the part of the step to blame. */
bool script_good(const struct setup *setup, uint64_t block_ms, uint64_t horizon_ms, uint32_t *step,
		const char **key, char *why, size_t size);

/* May an argument or an entity called `key` be what the last of the first `before` steps made that gives
 * this name?  An account is no provider.  False with what is wrong. */
bool script_name_is(const struct setup *setup, uint32_t before, const char *name, const char *key, char *why,
		size_t size);

/* The id that a command has given out, by its event; false if it is another event. */
bool script_made(enum spheron_verb verb, const struct spheron_event *event, uint64_t *id);

#endif
