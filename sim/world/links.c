/* links.c - nodes go down and come back: faults of their own, incidents of a region, maintenance. */
#include "sim/world/inner.h"

static struct node *node_at(struct world *w, enum spheron_node_kind kind, uint32_t i)
{
	return kind == SPHERON_NODE_PROVIDER ? &w->cast.provider[i] : &w->cast.fizz[i];
}

static void tell_link(struct world *w, const struct node *node, enum spheron_node_kind kind, uint32_t i,
		enum spheron_verb verb)
{
	const struct spheron_args_node args = { (uint8_t) kind, i + 1 };

	command_from(w, node->owner, verb);
	if (verb == SPHERON_CMD_NODE_DOWN)
		w->command.u.node_down = args;
	else
		w->command.u.node_up = args;
	carry_out(w);
}

/* A node may be down for several reasons at once and comes back when the last of them is over. */
void node_goes_down(struct world *w, enum spheron_node_kind kind, uint32_t i, enum node_down why)
{
	struct node *node = node_at(w, kind, i);
	uint8_t before = node->down_for;

	node->down_for |= (uint8_t) why;
	if (before || node->gone)
		return;
	node->up = false;
	tell_link(w, node, kind, i, SPHERON_CMD_NODE_DOWN);
	node = node_at(w, kind, i);
	fold_node_down(w->fold, w->now_ms, node, kind);
	if (kind == SPHERON_NODE_PROVIDER)
		room_changed(w, i);
	deals_of_node_down(w, node);
}

void node_comes_up(struct world *w, enum spheron_node_kind kind, uint32_t i, enum node_down why)
{
	struct node *node = node_at(w, kind, i);
	uint8_t before = node->down_for;

	node->down_for &= (uint8_t) ~why;
	if (!before || node->down_for || node->gone)
		return;
	node->up = true;
	tell_link(w, node, kind, i, SPHERON_CMD_NODE_UP);
	node = node_at(w, kind, i);
	fold_node_up(w->fold, w->now_ms, node, kind);
	if (kind == SPHERON_NODE_PROVIDER)
		room_changed(w, i);
	deals_of_node_up(w, node);
}

void provider_link_wakes(struct world *w, uint32_t i)
{
	const struct node *node = &w->cast.provider[i];
	const struct provider_class *c = &w->setup->providers[node->class_];
	struct provider *mind = &w->cast.provider_mind[i];

	if (node->gone)
		return;
	if (node->down_for & DOWN_FAULT) {
		node_comes_up(w, SPHERON_NODE_PROVIDER, i, DOWN_FAULT);
		mind->links++;
		agent_wake_in(w, node->agent, provider_up_s(mind, c, &w->luck, i));
	} else {
		node_goes_down(w, SPHERON_NODE_PROVIDER, i, DOWN_FAULT);
		mind->links++;
		agent_wake_in(w, node->agent, provider_repair_s(mind, c, &w->luck, i));
	}
}

void fizz_link_wakes(struct world *w, uint32_t i)
{
	const struct node *node = &w->cast.fizz[i];
	const struct fizz_class *c = &w->setup->fizz[node->class_];
	struct fizz *mind = &w->cast.fizz_mind[i];

	if (node->gone)
		return;
	if (c->trace) {
		traced_link_wakes(w, i);
	} else if (node->down_for & DOWN_FAULT) {
		node_comes_up(w, SPHERON_NODE_FIZZ, i, DOWN_FAULT);
		mind->links++;
		agent_wake_in(w, node->agent, fizz_up_s(mind, c, &w->luck, i, now_s(w)));
	} else {
		node_goes_down(w, SPHERON_NODE_FIZZ, i, DOWN_FAULT);
		mind->links++;
		agent_wake_in(w, node->agent, fizz_gap_s(mind, c, &w->luck, i, now_s(w)));
	}
}

/* ---- incidents ---- */

static void strike(struct world *w, uint32_t region, bool begins)
{
	const struct incident_setup *s = &w->setup->incidents;
	uint32_t turn = w->region_turn[region];

	for (uint32_t i = 0; i < w->cast.n_providers; i++)
		if (w->cast.provider[i].region == region && incident_strikes(s->providers, &w->luck,
				STREAM_PROVIDER, i, region, turn)) {
			if (begins)
				node_goes_down(w, SPHERON_NODE_PROVIDER, i, DOWN_INCIDENT);
			else
				node_comes_up(w, SPHERON_NODE_PROVIDER, i, DOWN_INCIDENT);
		}
	for (uint32_t i = 0; i < w->cast.n_fizz; i++)
		if (w->cast.fizz[i].region == region && incident_strikes(s->fizz, &w->luck, STREAM_FIZZ,
				i, region, turn)) {
			if (begins)
				node_goes_down(w, SPHERON_NODE_FIZZ, i, DOWN_INCIDENT);
			else
				node_comes_up(w, SPHERON_NODE_FIZZ, i, DOWN_INCIDENT);
		}
}

void region_wakes(struct world *w, uint32_t region)
{
	const struct incident_setup *s = &w->setup->incidents;

	w->region_down[region] = !w->region_down[region];
	strike(w, region, w->region_down[region]);
	if (w->region_down[region]) {
		agent_wake_in(w, w->region_agent[region], incident_length_s(s, &w->luck, region,
				w->region_turn[region]));
	} else {
		w->region_turn[region]++;
		agent_wake_in(w, w->region_agent[region], incident_next_s(s, &w->luck, region,
				w->region_turn[region]));
	}
}

/* ---- planned work ---- */

/* The machines are off while the work lasts, whether it was announced or not. */
void work_planned(struct world *w, uint32_t i, double start_s, double length_s, bool declared)
{
	struct node *node = &w->cast.provider[i];
	uint64_t start_ms = w->now_ms + (uint64_t) draw_ms(start_s);

	if (node->work_until_ms > w->now_ms || node->gone || length_s < 1)
		return;
	if (declared) {
		command_from(w, node->owner, SPHERON_CMD_MAINT_SCHEDULE)->u.maint_schedule =
				(struct spheron_args_maint) { i + 1, w->start_s + start_ms / 1000,
					(uint32_t) length_s };
		if (carry_out(w) != SPHERON_OK)
			return;
		node = &w->cast.provider[i];
	}
	node->work_until_ms = start_ms + (uint64_t) draw_ms(length_s);
	agent_wake(w, node->work, start_ms);
}

void work_wakes(struct world *w, uint32_t i)
{
	const struct node *node = &w->cast.provider[i];

	if (w->now_ms < node->work_until_ms) {
		node_goes_down(w, SPHERON_NODE_PROVIDER, i, DOWN_WORK);
		agent_wake(w, node->work, node->work_until_ms);
	} else {
		node_comes_up(w, SPHERON_NODE_PROVIDER, i, DOWN_WORK);
	}
}
