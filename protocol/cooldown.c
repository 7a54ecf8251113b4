/* Link state of nodes, and the cooldown that a reconnect starts.
 *
 * Source: RULES.md COOL-01..08. */

#include "protocol/apply.h"
#include "protocol/cooldown.h"
#include "protocol/deadline.h"
#include "protocol/liveness.h"
#include "protocol/node.h"
#include "protocol/provider.h"

/* The checks that the four commands share.  `others` says whether verifiers may send it too. */
static enum spheron_result link_check(const struct spheron *st, uint32_t from,
		const struct spheron_args_node *a, bool others, struct node **node)
{
	struct node *n;

	RULE("COOL-01");
	REQUIRE(a->kind <= SPHERON_NODE_FIZZ, BAD_VALUE);
	n = node_find(st, a->kind, a->id);
	REQUIRE(n, NOT_FOUND);
	REQUIRE(n->owner == from || (others && has_role(st, from, SPHERON_ROLE_VERIFIER)),
			NOT_ALLOWED);
	*node = n;
	return SPHERON_OK;
}

static void link_changed(struct spheron *st, const struct spheron_args_node *a)
{
	if (a->kind == SPHERON_NODE_PROVIDER)
		provider_note_stretch(st, provider_at(st, a->id));
}

/* [COOL-02, COOL-04, COOL-05] The node may just have come back. */
static void reconnected(struct spheron *st, const struct spheron_args_node *a, struct node *n)
{
	RULE("COOL-02");
	BRANCH_IF(!node_connected(n), "cooldown.none.still-apart",
			"link back while paused, or resumed without a link: not connected yet");
	if (!node_connected(n))
		return;
	RULE("COOL-05");
	BRANCH_IF(n->status == SPHERON_MAINTENANCE && par(st, SPHERON_P_MAINT_COOLDOWN) != 0,
			"maintenance.reconnect.cooldown", "a reconnect during it starts the cooldown too");
	BRANCH_IF(n->status == SPHERON_MAINTENANCE && par(st, SPHERON_P_MAINT_COOLDOWN) == 0,
			"maintenance.reconnect.spared", "a reconnect during it starts no cooldown");
	if (n->status == SPHERON_MAINTENANCE && par(st, SPHERON_P_MAINT_COOLDOWN) == 0)
		return;
	BRANCH_IF(a->kind == SPHERON_NODE_PROVIDER, "cooldown.started.provider", "a provider reconnected");
	BRANCH_IF(a->kind == SPHERON_NODE_FIZZ, "cooldown.started.fizz", "a Fizz node reconnected");
	BRANCH_IF(n->cooldown_until > now_s(st), "cooldown.started.anew",
			"a reconnect during a cooldown starts all of it once more");
	RULE("COOL-04");
	RULE("COOL-06");
	n->cooldown_until = now_s(st) + par(st, SPHERON_P_COOLDOWN_S);
	if (a->kind == SPHERON_NODE_FIZZ)
		cooldown_end_wait(st, fizz_at(st, a->id));
}

void node_set_paused(struct spheron *st, unsigned kind, struct node *n)
{
	n->paused = 1;
	BRANCH("cooldown.link.paused", "paused, by the owner or after too many failing eras");
	EMIT(st, NODE_PAUSED, node_paused, .kind = (uint8_t) kind, .id = n->id);
}

enum spheron_result command_node_down(struct spheron *st, uint32_t from,
		const struct spheron_args_node *a)
{
	struct node *n;
	enum spheron_result r = link_check(st, from, a, true, &n);

	if (r != SPHERON_OK)
		return r;
	REQUIRE(n->status != SPHERON_DEACTIVATED, BAD_STATE);
	REQUIRE(n->up, DUPLICATE);

	RULE("COOL-08");
	RULE("D-16");
	node_fold(st, a->kind, a->id);
	n->up = 0;
	n->vdown = n->owner != from;
	BRANCH_IF(n->vdown, "cooldown.link.taken-down", "a verifier took the link down");
	BRANCH_IF(!n->vdown, "cooldown.link.lost", "the owner's link went down");
	link_changed(st, a);
	EMIT(st, NODE_DOWN, node_down, .kind = a->kind, .id = a->id);
	return SPHERON_OK;
}

enum spheron_result command_node_up(struct spheron *st, uint32_t from,
		const struct spheron_args_node *a)
{
	struct node *n;
	enum spheron_result r = link_check(st, from, a, true, &n);

	if (r != SPHERON_OK)
		return r;
	RULE("COOL-08");
	REQUIRE_BRANCH(!n->vdown || has_role(st, from, SPHERON_ROLE_VERIFIER), NOT_ALLOWED,
			"cooldown.link.owner-refused",
			"the owner may not raise a link that a verifier took down");
	REQUIRE(n->status != SPHERON_DEACTIVATED, BAD_STATE);
	REQUIRE(!n->up, DUPLICATE);

	node_fold(st, a->kind, a->id);
	n->up = 1;
	n->vdown = 0;
	reconnected(st, a, n);
	link_changed(st, a);
	EMIT(st, NODE_UP, node_up, .kind = a->kind, .id = a->id,
			.cooldown_until = n->cooldown_until);
	return SPHERON_OK;
}

enum spheron_result command_node_pause(struct spheron *st, uint32_t from,
		const struct spheron_args_node *a)
{
	struct node *n;
	enum spheron_result r = link_check(st, from, a, false, &n);

	if (r != SPHERON_OK)
		return r;
	REQUIRE(n->status != SPHERON_DEACTIVATED, BAD_STATE);
	REQUIRE(!n->paused, DUPLICATE);

	node_fold(st, a->kind, a->id);
	node_set_paused(st, a->kind, n);
	link_changed(st, a);
	return SPHERON_OK;
}

enum spheron_result command_node_resume(struct spheron *st, uint32_t from,
		const struct spheron_args_node *a)
{
	struct node *n;
	enum spheron_result r = link_check(st, from, a, false, &n);

	if (r != SPHERON_OK)
		return r;
	REQUIRE(n->status != SPHERON_DEACTIVATED, BAD_STATE);
	REQUIRE(n->paused, DUPLICATE);

	node_fold(st, a->kind, a->id);
	n->paused = 0;
	reconnected(st, a, n);
	link_changed(st, a);
	EMIT(st, NODE_RESUMED, node_resumed, .kind = a->kind, .id = a->id,
			.cooldown_until = n->cooldown_until);
	return SPHERON_OK;
}
