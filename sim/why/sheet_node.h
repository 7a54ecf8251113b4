/* sheet_node.h - the tree of a sheet, for those who print it: nodes in the order in which they
 * were added, an object or list ends with a SHEET_CLOSE. */
#ifndef SIM_WHY_SHEET_NODE_H
#define SIM_WHY_SHEET_NODE_H

#include "sim/why/sheet.h"

enum sheet_kind {
	SHEET_OPEN,
	SHEET_LIST,
	SHEET_CLOSE,
	SHEET_SAY,
	SHEET_FACT,
	SHEET_VALUE,
	SHEET_TABLE,
	SHEET_CELL,
	SHEET_TOTAL
};

struct sheet_node {
	enum sheet_kind kind;
	const char *key;
	char *text;  /* what is shown */
	char *label; /* of a fact */
	const char *rules;
	struct raw raw;
	struct sheet_column *columns;
	unsigned n_columns;
};

struct sheet {
	struct sheet_node *node;
	size_t n, room;
};

void sheet_print_text(const struct sheet *s, FILE *out);
void sheet_print_json(const struct sheet *s, FILE *out);

#endif
