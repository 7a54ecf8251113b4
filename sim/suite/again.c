#include "sim/suite/again.h"

#include "sim/coverage.h"
#include "sim/player.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct taking {
	const struct spheron *from;
	struct spheron *to;
	enum spheron_restored end;
	uint32_t *prop;
	size_t n_props, room;
};

static bool take(void *ctx, const struct spheron_record *record)
{
	struct taking *t = ctx;

	if (record->kind == SPHERON_RECORD_PROPOSAL) {
		if (t->n_props == t->room) {
			t->room = 2 * t->room + 8;
			t->prop = must(realloc(t->prop, t->room * sizeof *t->prop));
		}
		t->prop[t->n_props++] = record->u.proposal.id;
	}
	t->end = spheron_restore_record(t->to, record);
	return t->end == SPHERON_RESTORED;
}

/* What running proposals would execute is in no record. */
static void take_terms(struct taking *t)
{
	struct spheron_command *command = must(calloc(1, sizeof *command));
	struct spheron_param_info name;

	for (size_t i = 0; t->end == SPHERON_RESTORED && i < t->n_props; i++) {
		spheron_terms(t->from, t->prop[i], command, &name);
		t->end = spheron_restore_terms(t->to, t->prop[i], command);
	}
	free(command);
}

bool again_same(struct spheron *state, char *why, size_t size)
{
	struct spheron_capacity capacity;
	struct taking t = { .from = state };
	char before[65], after[65];
	bool good;

	spheron_capacity(state, &capacity);
	capacity.accounts = 1;
	do {
		free(t.to);
		t.to = must(spheron_restore(state_memory(&capacity), &capacity));
		t.end = SPHERON_RESTORED;
		t.n_props = 0;
		spheron_walk(state, take, &t);
		take_terms(&t);
		if (t.end == SPHERON_RESTORED)
			t.end = spheron_marked_restore_end(t.to);
		if (t.end == SPHERON_RESTORE_FULL)
			spheron_marked_grown(t.to, &capacity);
	} while (t.end == SPHERON_RESTORE_FULL);
	good = t.end == SPHERON_RESTORED;
	if (!good) {
		snprintf(why, size, "the records of the state are not taken for a state");
	} else {
		state_hash(state, before);
		state_hash(t.to, after);
		good = strcmp(before, after) == 0;
		if (!good)
			snprintf(why, size, "the state has another hash once it was written down and taken "
					"up again");
	}
	free(t.to);
	free(t.prop);
	return good;
}
