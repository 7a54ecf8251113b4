/* script.c - somebody from outside does what the scenario's script says, at its time. */
#include "sim/world/inner.h"

#include "sim/player.h"
#include "sim/script.h"

#include <stdlib.h>
#include <string.h>

static int by_time(const void *a, const void *b)
{
	const struct script_due *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	return x->step < y->step ? -1 : x->step > y->step;
}

static void list_dues(struct world *w)
{
	const struct setup *s = w->setup;
	size_t n = 0;

	for (uint32_t i = 0; i < s->n_script; i++)
		n += script_times(&s->script[i]);
	w->script_due = must(malloc(n * sizeof *w->script_due + 1));
	for (uint32_t i = 0; i < s->n_script; i++)
		for (uint32_t k = 0; k < script_times(&s->script[i]); k++)
			w->script_due[w->n_script_due++] = (struct script_due) {
				(uint64_t) draw_ms(s->script[i].at_s + k * s->script[i].every_s), i };
	qsort(w->script_due, w->n_script_due, sizeof *w->script_due, by_time);
}

void script_begin(struct world *w)
{
	list_dues(w);
	w->script_id = must(calloc(w->setup->n_script + 1u, sizeof *w->script_id));
	if (w->n_script_due)
		agent_wake(w, w->script_agent, w->script_due[0].at_ms);
}

void script_resume(struct world *w)
{
	w->n_script_due = 0;
	list_dues(w);
}

/* The newest of those with the name. */
bool world_named(const struct world *w, const char *name, uint64_t *id)
{
	bool found = false;

	if (!w->script_id)
		return false;
	for (uint32_t i = 0; i < w->setup->n_script; i++)
		if (w->setup->script[i].as && w->script_id[i]
				&& strcmp(w->setup->script[i].as, name) == 0) {
			*id = w->script_id[i];
			found = true;
		}
	return found;
}

static bool id_of(const void *ctx, const char *name, uint64_t *id)
{
	return world_named(ctx, name, id);
}

void script_event(struct world *w, const struct spheron_event *event)
{
	uint64_t id;

	if (w->script_now && script_made(w->command.verb, event, &id))
		w->script_made_id = id;
}

/* Whose link, attributes or work is in the hands of a behaviour, which would not know of the change. */
static bool is_of_the_population(const struct world *w, const struct spheron_command *c)
{
	enum spheron_node_kind kind;
	uint32_t id;

	if (c->verb != SPHERON_CMD_NODE_DOWN && c->verb != SPHERON_CMD_NODE_UP)
		return false;
	kind = (enum spheron_node_kind) c->u.node_down.kind;
	id = c->u.node_down.id;
	if (kind == SPHERON_NODE_PROVIDER)
		return id > 0 && id <= w->cast.n_providers && !w->cast.provider[id - 1].stranger;
	return id > 0 && id <= w->cast.n_fizz && !w->cast.fizz[id - 1].stranger;
}

static void surprised(struct world *w, uint32_t step, enum spheron_result result, const char *why)
{
	if (w->is_surprised)
		return;
	w->is_surprised = true;
	w->surprise = (struct world_surprise) { .step = step, .at_ms = w->now_ms, .result = result };
	snprintf(w->surprise.why, sizeof w->surprise.why, "%s", why);
}

static void do_step(struct world *w, uint32_t step)
{
	const struct script_step *s = &w->setup->script[step];
	const struct script_names names = { id_of, w };
	enum spheron_result result;
	struct spheron_fault fault;
	char *line = must(malloc(SCRIPT_LINE_MAX)), why[160] = "";
	bool said = script_line(s, &names, w->start_s + w->now_ms / 1000, w->start_s, w->plan->block_ms,
			line, why, sizeof why);

	w->script_steps++;
	w->script_now = true;
	w->script_made_id = 0;
	if (!said) {
		surprised(w, step, SPHERON_OK, why);
	} else if (!(w->plan->read ? w->plan->read : spheron_command_read)(line, strlen(line), &w->command,
			&fault)) {
		if (s->expect != SPHERON_BAD_COMMAND)
			surprised(w, step, SPHERON_BAD_COMMAND, fault.why);
	} else if (is_of_the_population(w, &w->command)) {
		surprised(w, step, SPHERON_OK, "the node belongs to the population, whose links are its "
				"own affair; use the event \"link.down\"");
	} else {
		result = carry_out_then(w);
		if (result != (enum spheron_result) s->expect)
			surprised(w, step, result, "");
		else if (result == SPHERON_OK && w->script_made_id)
			w->script_id[step] = w->script_made_id;
	}
	w->script_now = false;
	free(line);
	strangers_settle(w);
}

void script_wakes(struct world *w)
{
	while (w->script_at < w->n_script_due && w->script_due[w->script_at].at_ms <= w->now_ms
			&& !w->halted)
		do_step(w, w->script_due[w->script_at++].step);
	if (w->script_at < w->n_script_due)
		agent_wake(w, w->script_agent, w->script_due[w->script_at].at_ms);
}

bool world_surprised(const struct world *w, struct world_surprise *surprise)
{
	*surprise = w->surprise;
	return w->is_surprised;
}

uint64_t world_script_steps(const struct world *w)
{
	return w->script_steps;
}
