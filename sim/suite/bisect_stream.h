/* bisect_stream.h - everything that happens in a run, line by line, so that two runs can be laid side by
 * side: of this program, or of another build of it through a pipe.
 *
 * Each line is a JSON object; at_ms is from the start of the run:
 *
 *	{"at_ms":0,"command":{"t":...,"do":"stake.add",...},"result":"OK"}
 *	{"at_ms":86400000,"deadline":{"t":...,"b":...,"due":"era.end","id":0}}
 *	{"at_ms":0,"event":"Staked","layer":"ledger","provider":3,...}    with the names of RULES.md
 *	{"at_ms":86400000,"era":1,"ledger":"9c41...","market":"77be...","everything":"01ab..."}
 *	{"at_ms":86400000,"end":true,"events":1204,"state":"..."}         or "fault":"..." of a broken one
 *
 * Events come behind the command or deadline that they belong to.  An event's layer is market or ledger as
 * in fingerprint.h (ledger: it moves money), else rest; the three texts of an era are the fingerprints of
 * all up to there.
 */
#ifndef SIM_SUITE_BISECT_STREAM_H
#define SIM_SUITE_BISECT_STREAM_H

#include "sim/run/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct tape;

/* A run of this program.  `until`: it halts when so many lines are there, in the state behind the command or
 * deadline of the last of them; 0: it goes on to its end. */
struct tape *tape_of_world(const struct cell *cell, uint32_t run, uint64_t until);

/* What another program prints; argv ends with NULL.  NULL if it can't be started, which has been said. */
struct tape *tape_of_program(char *const *argv);

/* The next line, without LF, until the next call; NULL at the end. */
const char *tape_line(struct tape *s);

/* False if another program has failed; that has been said. */
bool tape_close(struct tape *s);

/* The world as it is now; NULL of another program. */
struct world *tape_world(const struct tape *s);

/* All lines of a run; false if they could not be written. */
bool stream_run(const struct cell *cell, uint32_t run, FILE *out);

/* ---- lines ---- */

enum line_kind { LINE_COMMAND, LINE_DEADLINE, LINE_EVENT, LINE_ERA, LINE_END, LINE_OTHER };
enum line_kind line_kind(const char *line);
uint64_t line_ms(const char *line);

#endif
