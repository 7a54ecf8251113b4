/* traced.c - Fizz hosts that are up when somebody really was.
 *
 * Each host of such a class follows one entity of the trace, dealt out in turn: the first host the first
 * one, and again from there when there are no more.  The trace plays again and again.  What a host does
 * next follows from the time alone, so that nothing has to be remembered.
 */
#include "sim/world/inner.h"

#include <math.h>

static struct trace_resample plays(const struct world *w, const struct fizz_class *c)
{
	const struct trace *t = setup_trace(w->setup, c->trace);

	return (struct trace_resample) { .trace = t, .from_s = trace_from_s(t), .seed = w->luck.seed,
		.replication = w->luck.replication };
}

/* To where the trace has it now, and a wake for when that changes. */
void traced_link_wakes(struct world *w, uint32_t i)
{
	const struct node *node = &w->cast.fizz[i];
	struct trace_resample how = plays(w, &w->setup->fizz[node->class_]);
	uint32_t entities = trace_entities(how.trace), agent = node->agent;
	uint32_t entity = entities ? i % entities : 0;
	double at_s = now_s(w), after_s;
	bool up = entities && trace_up(&how, entity, at_s), was_up = !(node->down_for & DOWN_FAULT);

	if (up && !was_up)
		node_comes_up(w, SPHERON_NODE_FIZZ, i, DOWN_FAULT);
	else if (!up && was_up)
		node_goes_down(w, SPHERON_NODE_FIZZ, i, DOWN_FAULT);
	after_s = entities ? trace_change_s(&how, entity, at_s) - at_s : INFINITY;
	agent_wake_in(w, agent, after_s > 0.001 ? after_s : 0.001); /* the trace may be finer than a wake */
}
