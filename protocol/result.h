/* result.h - what a command comes to.
 *
 * Source: RULES.md, result table of chapter 0.5 and RES-01.  A command is judged in a fixed order
 * and its first failing check is the result; a refused command has changed nothing but the clock.
 * The numbers are part of the published encodings: add at the end, never renumber.
 */
#ifndef SPHERON_RESULT_H
#define SPHERON_RESULT_H

#ifdef __cplusplus
extern "C" {
#endif

/*      number, name, meaning */
#define SPHERON_RESULTS(X)                                                                         \
	X(0, OK, "done")                                                                           \
	X(1, BAD_COMMAND, "malformed: unknown verb or field, missing field, wrong type or width")  \
	X(2, BAD_TIME, "t or b goes back, or breaks the clock rule")                               \
	X(3, NO_ACCOUNT, "the sender is not an account")                                           \
	X(4, NOT_ALLOWED, "the sender lacks the role or does not own the record")                  \
	X(5, NOT_FOUND, "this id was never given out")                                             \
	X(6, ENDED, "the record existed and has ended")                                            \
	X(7, DISABLED, "a mode parameter switches this command off")                               \
	X(8, BAD_VALUE, "an argument lies outside its bounds")                                     \
	X(9, BAD_TOKEN, "unknown token, or not usable here")                                       \
	X(10, BAD_STATE, "the record is in a status that does not admit this")                     \
	X(11, DUPLICATE, "it already exists")                                                      \
	X(12, LIMIT, "a cap would be exceeded")                                                    \
	X(13, IN_MAINTENANCE, "the provider is in Maintenance Mode")                               \
	X(14, TOO_SOON, "before the earliest time")                                                \
	X(15, WINDOW_CLOSED, "the window has closed")                                              \
	X(16, WINDOW_OPEN, "the window is still open")                                             \
	X(17, HAS_LEASES, "active leases forbid this")                                             \
	X(18, NOT_LINKED, "Fizz node and gateway do not belong together")                          \
	X(19, PRICE_HIGH, "price above the limit")                                                 \
	X(20, PRICE_LOW, "price below the value floor or the Fizz node's own price")               \
	X(21, FILTERED, "a hard filter of the order is not met")                                   \
	X(22, NO_CAPACITY, "not enough free resources")                                            \
	X(23, NO_FUNDS, "free balance too low")                                                    \
	X(24, NO_ESCROW, "unlocked escrow too low")                                                \
	X(25, NO_STAKE, "bonded amount or voting power too low")                                   \
	X(26, NOT_ACCEPTED, "the update was not requested or not accepted yet")                    \
	X(27, NOTHING, "nothing to claim, withdraw or settle")                                     \
	X(28, HONEST, "the accused attestation was correct")                                       \
	X(29, OVERFLOW, "a result does not fit its width")

enum spheron_result {
#define SPHERON_RESULT_ENUM(number, name, meaning) SPHERON_##name = (number),
	SPHERON_RESULTS(SPHERON_RESULT_ENUM)
#undef SPHERON_RESULT_ENUM
	/* Not a result of the protocol and never in a receipt: a table of the state is too small
	 * for this command or for a deadline before it.  spheron_full() names the table; copy the
	 * state into a larger one (spheron_copy) and apply the same command again. */
	SPHERON_FULL = 64
};

#define SPHERON_RESULT_COUNT 30

/* "NO_FUNDS" and the like; never NULL for the values above. */
const char *spheron_result_name(enum spheron_result result);

/* The meaning column of the table, in plain words. */
const char *spheron_result_meaning(enum spheron_result result);

#ifdef __cplusplus
}
#endif

#endif
