#include "sim/checker.h"

#include "support/talk.h"

#include <stdlib.h>
#include <string.h>

bool check_level_named(const char *name, enum check_level *level)
{
	static const char *const names[] = { "end", "block", "every" };

	for (unsigned i = 0; i < 3; i++) {
		if (strcmp(name, names[i]) == 0) {
			*level = (enum check_level) (CHECK_END + i);
			return true;
		}
	}
	talk_error("--check takes end, block or every, not %s", name);
	return false;
}

void checker_begin(struct checker *c, enum check_level level)
{
	memset(c, 0, sizeof *c);
	c->level = level;
}

void checker_free(struct checker *c)
{
	free(c->scratch);
	free(c->before);
	free(c->events);
}

static void *scratch_for(struct checker *c, const struct spheron *state)
{
	size_t size = spheron_check_size(state);

	if (size > c->scratch_room) {
		free(c->scratch);
		c->scratch = must(malloc(size * 2));
		c->scratch_room = size * 2;
	}
	return c->scratch;
}

static bool holds(struct checker *c, struct spheron *state)
{
	return spheron_clock(state).t == 0
			|| spheron_check(state, scratch_for(c, state), &c->violation);
}

/* ---- steps ---- */

static void remember(struct checker *c, const struct spheron *state)
{
	free(c->before);
	c->before = state_copy(state);
	c->n_events = 0;
}

static void judge_step(struct checker *c, struct spheron *state, const struct spheron_step *step)
{
	struct spheron_step whole = *step;

	whole.events = c->events;
	whole.n_events = (uint32_t) c->n_events;
	if (!c->broken && spheron_clock(c->before).t != 0)
		c->broken = !spheron_check_step(
				c->before, state, &whole, scratch_for(c, state), &c->violation);
}

/* Only when all deadlines of a second have fired may a state be asked to hold together. */
static void judge_state(struct checker *c, struct spheron *state)
{
	if (!c->broken)
		c->broken = !holds(c, state);
}

static void on_due_begin(void *ctx, const struct spheron_due *due)
{
	struct checker *c = ctx;

	c->due = *due;
	/* What passed since the last step was time alone. */
	judge_step(c, c->player->state, &(struct spheron_step) { 0 });
	remember(c, c->player->state);
}

static void on_event(void *ctx, const struct spheron_event *event)
{
	struct checker *c = ctx;

	if (c->n_events == c->events_room) {
		c->events_room = c->events_room * 2 + 64;
		c->events = must(realloc(c->events, c->events_room * sizeof *c->events));
	}
	c->events[c->n_events++] = *event;
}

static void on_due_end(void *ctx)
{
	struct checker *c = ctx;

	judge_step(c, c->player->state, &(struct spheron_step) { .due = &c->due });
	remember(c, c->player->state);
}

/* Deadlines are judged as they fire; the command after an advance to its instant. */
static void play_steps(struct checker *c, struct player *p)
{
	struct spheron_sink watch = { c, on_due_begin, on_event, on_due_end };

	c->player = p;
	p->also = &watch;
	remember(c, p->state);
	player_advance(p);
	judge_step(c, p->state, &(struct spheron_step) { 0 });
	judge_state(c, p->state);
	remember(c, p->state);
	player_apply(p);
	p->also = NULL;
	if (!p->malformed && p->command.verb != SPHERON_CMD_GENESIS)
		judge_step(c, p->state, &(struct spheron_step) { .command = &p->command,
						.result = p->result });
	judge_state(c, p->state);
}

bool checker_play(struct checker *c, struct player *p, struct spheron_violation *violation)
{
	uint64_t block;

	if (c->level == CHECK_EVERY)
		play_steps(c, p);
	else
		player_apply(p);
	block = spheron_clock(p->state).b;
	if (c->level == CHECK_BLOCK && block != c->block) {
		c->block = block;
		c->broken = !holds(c, p->state);
	}
	*violation = c->violation;
	return !c->broken;
}

bool checker_holds(struct checker *c, struct spheron *state, struct spheron_violation *violation)
{
	bool good = holds(c, state);

	*violation = c->violation;
	return good;
}

static struct spheron *grow(struct spheron *full)
{
	return state_grow(full);
}

bool checker_end(struct checker *c, struct player *p, struct spheron_violation *violation)
{
	struct spheron *copy;

	if (c->level == CHECK_NOT || spheron_clock(p->state).t == 0)
		return true;
	copy = state_copy(p->state);
	c->broken = !holds(c, p->state) || !spheron_check_exit(&copy, grow, &c->violation);
	free(copy);
	*violation = c->violation;
	return !c->broken;
}
