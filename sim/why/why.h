/* why.h - explanations out of a command log: what was asked, the log played again, the answers.
 *
 * The log is held in memory, because some questions are answered by playing it twice.  Whoever
 * explains watches the deadlines, commands and events of a playing, asks the library what it makes
 * of the state (the spheron_explain functions), computes the result a second time (wide.h) and
 * compares it with what the ledger did.  A difference is an error of this program or of the
 * library, and ends it with status 70.
 */
#ifndef SIM_WHY_H
#define SIM_WHY_H

#include "sim/commands.h"
#include "sim/player.h"
#include "sim/setting.h"
#include "sim/why/sheet.h"
#include "sim/why/wide.h"

#include <stdbool.h>
#include <stdint.h>

enum why_topic { WHY_EARNINGS, WHY_REWARD, WHY_SLASH, WHY_MATCH, WHY_REFUSAL, WHY_TOPICS };

/* A number that may have been left out. */
struct wanted {
	bool given;
	uint64_t value;
};

struct why {
	enum why_topic topic;
	const char *path; /* as given */
	const char *name; /* of the log, for messages and hints */
	char *log;
	size_t log_size;
	struct setting setting;
	bool json, last;
	struct wanted provider, fizz, oper, era, order, line, number;
};

/* Is the answer about this node (kind, id), or about all? */
bool why_concerns(const struct why *w, unsigned kind, uint64_t id);

/* ---- one playing of the log ---- */

struct why_play {
	const struct why *why;
	struct player player;
	size_t at;        /* where the next line begins */
	const char *line; /* the present one */
	size_t size;
	uint64_t malformed, refused, accepted;
	uint64_t first_malformed; /* its line number, 0: none */
	struct spheron_fault first_fault;
};

/* `watch` is told of deadlines and events; it may be NULL. */
void why_play_begin(struct why_play *p, const struct why *w, const struct spheron_sink *watch);
void why_play_end(struct why_play *p);

/* False, after saying so, if --set and the like do not go together. */
bool why_setting_holds(const struct why *w);

/* Reads the next line and lets the clock reach its instant, firing deadlines; false at the end. */
bool why_play_next(struct why_play *p);

/* Judges what was read. */
void why_play_judge(struct why_play *p);

/* Plays all of it. */
void why_play_all(struct why_play *p);

/* True if the log started a state; otherwise says why not. */
bool why_play_started(const struct why_play *p);

/* ---- reading the state ---- */

bool why_provider(const struct spheron *state, uint32_t id, struct spheron_provider_record *r);
bool why_fizz(const struct spheron *state, uint32_t id, struct spheron_fizz_record *r);
struct spheron_meta_record why_meta(const struct spheron *state);

/* True, after saying which nodes exist, if the one asked about does not. */
bool why_no_such_node(const struct why *w, const struct spheron *state);

/* The free balance and so on, of SPON. */
wide why_spon(const struct spheron *state, unsigned bucket, uint64_t owner);

/* ---- the answers: an exit status; the sheet is printed only after EXIT_OK ---- */

int why_earnings(const struct why *w, struct sheet *s);
int why_reward(const struct why *w, struct sheet *s);
int why_slash(const struct why *w, struct sheet *s);
int why_match(const struct why *w, struct sheet *s);
int why_refusal(const struct why *w, struct sheet *s);

/* Says that a computed amount is not what the ledger has, and returns EXIT_INTERNAL. */
int why_disagrees(const struct why *w, const char *what, wide computed, wide ledger);

#endif
