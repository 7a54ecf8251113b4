/* Commands of chapter 4.1 with typed arguments (ENC-03). */
#ifndef ORACLE_COMMAND_H
#define ORACLE_COMMAND_H

#include "num.h"

/* Results (0.5), numbered as in the table. */
enum result {
	OK,
	BAD_COMMAND,
	BAD_TIME,
	NO_ACCOUNT,
	NOT_ALLOWED,
	NOT_FOUND,
	ENDED,
	DISABLED,
	BAD_VALUE,
	BAD_TOKEN,
	BAD_STATE,
	DUPLICATE,
	LIMIT,
	IN_MAINTENANCE,
	TOO_SOON,
	WINDOW_CLOSED,
	WINDOW_OPEN,
	HAS_LEASES,
	NOT_LINKED,
	PRICE_HIGH,
	PRICE_LOW,
	FILTERED,
	NO_CAPACITY,
	NO_FUNDS,
	NO_ESCROW,
	NO_STAKE,
	NOT_ACCEPTED,
	NOTHING,
	HONEST,
	OVERFLOW
};
const char *oracle_result_name(enum result r);

struct oracle;
struct command;

enum { CREATES_PROPOSAL = 1, CREATES_UNBONDING = 2, CREATES_CHALLENGE = 4 }; /* ID-05 */

struct verb {
	const char *name;
	const char *args; /* the argument column of 4.1, verbatim */
	enum result (*run)(struct oracle *o, const struct command *c);
	unsigned creates;
};

enum arg_type {
	T_U8,
	T_U16,
	T_U32,
	T_U64,
	T_U128,
	T_STR,
	T_HEX32,
	T_GPUS,
	T_HARMED,
	T_CHECKS,
	T_PARAMS
};

#define MAX_ARGS    24
#define MAX_COLUMNS 6

/* One argument: the member its type needs is set. */
struct arg {
	char name[16];
	enum arg_type type;
	u128 number;
	char *text;   /* T_STR */
	u8 bytes[32]; /* T_HEX32 */
	size_t rows;  /* lists and params */
	u128 (*row)[MAX_COLUMNS];
	char **row_name; /* T_PARAMS: row[i][0] is the value */
};

struct command {
	const struct verb *verb;
	u64 t, b;
	bool has_b;
	u32 from;
	int n;
	struct arg arg[MAX_ARGS];
};

/* Parses a line. NULL if it is malformed (BAD_COMMAND); *verb is the text for the receipt's `do`
 * ("" or a verb). */
struct command *oracle_command_parse(const char *line, size_t len, const char **verb);
void oracle_command_free(struct command *c);
struct command *oracle_command_copy(const struct command *c);

/* Arguments by name; asking for one the verb does not have is a programming error. */
const struct arg *oracle_arg(const struct command *c, const char *name);
u128 oracle_num(const struct command *c, const char *name);

/* Hash of the canonical JSON array of the arguments (HASH-04). */
void oracle_command_payload(const struct command *c, u8 hash[32]);

/* The table of verbs, ended by a NULL name. */
extern const struct verb oracle_verbs[];

#endif
