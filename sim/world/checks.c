/* checks.c - the verifier at work: proofs of providers, checks of Fizz nodes, challenges. */
#include "sim/world/inner.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

static bool verifier_is_out(const struct world *w)
{
	return w->now_ms < w->verifier_out_until_ms;
}

/* ---- proofs of providers ----
 *
 * A day has as many slots as there are proofs in it, and one proof lies somewhere in each slot, so
 * that its number follows from the time and nothing has to be remembered. */

static double slot_s(double a_day)
{
	return DAY_S / a_day;
}

static double time_in_slot_s(const struct world *w, uint32_t id, uint64_t slot, double length_s,
		enum stream_kind kind)
{
	struct stream s = luck_open(&w->luck, kind, id, FOR_CHECK, slot);

	return ((double) slot + stream_unit(&s)) * length_s;
}

void proofs_begin(struct world *w, uint32_t i)
{
	if (w->setup->verifier.proofs_day > 0)
		agent_wake_in(w, w->cast.provider[i].errand, w->setup->verifier.first_after_s);
}

static void report(struct world *w, uint32_t i, enum spheron_proof_kind kind, uint64_t slot, bool truth)
{
	bool pass = verifier_reports(&w->setup->verifier, &w->luck, i, slot * 4 + kind, truth);

	command_from(w, 0, SPHERON_CMD_PROOF_REPORT)->u.proof_report =
			(struct spheron_args_proof) { i + 1, (uint8_t) kind, pass };
	if (carry_out(w) == SPHERON_OK)
		fold_proof(w->fold, w->now_ms, truth, pass);
}

/* CPU and GPU every time, link and region every fourth time. */
void proofs_wake(struct world *w, uint32_t i)
{
	const struct node *node = &w->cast.provider[i];
	double length_s = slot_s(w->setup->verifier.proofs_day);
	uint64_t slot = (uint64_t) (now_s(w) / length_s);

	if (node->gone)
		return;
	if (!verifier_is_out(w) && (node->status == SPHERON_ACTIVE
			|| node->status == SPHERON_REGISTERED)) {
		bool truth = node->up && !node->paused;

		if (node->cpu)
			report(w, i, SPHERON_PROOF_CPU, slot, truth);
		if (w->cast.provider[i].gpu_lines)
			report(w, i, SPHERON_PROOF_GPU, slot, truth);
		if (slot % 4 == 0) {
			report(w, i, SPHERON_PROOF_UPTIME, slot, truth);
			report(w, i, SPHERON_PROOF_REGION, slot, truth);
		}
	}
	agent_wake(w, w->cast.provider[i].errand, (uint64_t) draw_ms(time_in_slot_s(w, i, slot + 1,
			length_s, STREAM_PROVIDER)));
}

/* ---- subnets and their checks ---- */

void subnet_add(struct world *w, uint32_t gateway, uint32_t fizz)
{
	struct subnet *net = &w->cast.subnet[gateway - 1];
	uint32_t at = net->n;

	if (net->n == net->room) {
		net->room = net->room ? net->room * 2 : 64;
		net->fizz = must(realloc(net->fizz, net->room * sizeof *net->fizz));
	}
	while (at > 0 && net->fizz[at - 1] > fizz)
		at--;
	memmove(net->fizz + at + 1, net->fizz + at, (net->n - at) * sizeof *net->fizz);
	net->fizz[at] = fizz;
	net->n++;
	w->cast.provider[gateway - 1].members = net->n;
}

void subnet_remove(struct world *w, uint32_t gateway, uint32_t fizz)
{
	struct subnet *net = gateway ? &w->cast.subnet[gateway - 1] : NULL;
	uint32_t at = 0;

	while (net && at < net->n && net->fizz[at] != fizz)
		at++;
	if (!net || at == net->n)
		return;
	memmove(net->fizz + at, net->fizz + at + 1, (net->n - at - 1) * sizeof *net->fizz);
	net->n--;
	w->cast.provider[gateway - 1].members = net->n;
}

void checks_begin(struct world *w, uint32_t i)
{
	const struct node *node = &w->cast.provider[i];
	double a_day = w->setup->verifier.checks_day;

	if (a_day > 0)
		agent_wake(w, node->checks, (uint64_t) draw_ms(time_in_slot_s(w, i,
				(uint64_t) (now_s(w) / slot_s(a_day)), slot_s(a_day), STREAM_GATEWAY)));
}

static struct spheron_check check_of(struct world *w, uint32_t fizz, struct stream *s)
{
	const struct node *node = &w->cast.fizz[fizz - 1];
	struct spheron_check check = { .fizz = fizz, .alive = node->up && !node->paused };

	if (check.alive) {
		uint32_t ppm = verifier_shortfall_ppm(&w->setup->verifier,
				(double) w->cast.fizz_mind[fizz - 1].shortfall, s);

		for (int d = 0; d < 4; d++)
			check.shortfall[d] = ppm;
	} else if (draw_chance(s, w->setup->verifier.misses)) {
		check.alive = 1;
	}
	return check;
}

/* Memory of the member that comes so many later is asked for ahead. */
enum { AHEAD = 8 };

/* A gateway aggregates the proofs of its subnet, at most 64 to a command (PROOF-05). */
void checks_wake(struct world *w, uint32_t i)
{
	double length_s = slot_s(w->setup->verifier.checks_day);
	uint64_t slot = (uint64_t) (now_s(w) / length_s);
	struct stream s = luck_open(&w->luck, STREAM_VERIFIER, i, FOR_CHECK, slot);
	uint32_t at = 0;

	while (!verifier_is_out(w) && at < w->cast.subnet[i].n) {
		struct spheron_args_fizz_checks *args = &command_from(w, 0,
				SPHERON_CMD_FIZZ_CHECKS)->u.fizz_checks;
		uint32_t n = 0;

		for (; at < w->cast.subnet[i].n && n < SPHERON_CHECKS_MAX; at++) {
			uint32_t fizz = w->cast.subnet[i].fizz[at];

			if (at + AHEAD < w->cast.subnet[i].n) {
				uint32_t later = w->cast.subnet[i].fizz[at + AHEAD] - 1;

				__builtin_prefetch(&w->cast.fizz[later]);
				__builtin_prefetch(&w->cast.fizz_mind[later]);
			}
			if (w->cast.fizz[fizz - 1].status == SPHERON_ACTIVE)
				args->list.item[n++] = check_of(w, fizz, &s);
		}
		args->gateway = i + 1;
		args->list.count = n;
		if (n)
			carry_out(w);
	}
	if (!w->cast.provider[i].gone)
		agent_wake(w, w->cast.provider[i].checks, (uint64_t) draw_ms(time_in_slot_s(w, i,
				slot + 1, length_s, STREAM_GATEWAY)));
}

/* ---- challenges ---- */

enum { CHALLENGE_FREE, CHALLENGE_OPEN, CHALLENGE_ANSWERED };

static struct live_challenge *new_challenge(struct world *w)
{
	for (size_t i = 0; i < w->n_challenges; i++)
		if (w->challenge[i].stage == CHALLENGE_FREE)
			return &w->challenge[i];
	w->challenge = room_for(w->challenge, sizeof *w->challenge, w->n_challenges + 1,
			&w->challenge_room);
	w->challenge[w->n_challenges] = (struct live_challenge) {
		.agent = agent_new(w, AGENT_CHALLENGE, (uint32_t) w->n_challenges) };
	return &w->challenge[w->n_challenges++];
}

/* A tenant that was served badly pays a bond and says that the provider is not what it claims. */
void challenge_begins(struct world *w, const struct deal *d)
{
	const struct verifier_setup *v = &w->setup->verifier;
	uint32_t provider = d->provider, tenant = d->tenant;
	double bond = u128_double(spheron_param(w->state, SPHERON_P_CHALLENGE_BOND)) / SPON_UNITS;
	uint8_t kind = d->gpus ? SPHERON_PROOF_GPU : SPHERON_PROOF_CPU;
	struct live_challenge *c;
	struct stream s;

	if (w->cast.provider[provider - 1].gone)
		return;
	pay_spon(w, w->market, tenant, bond);
	command_from(w, tenant, SPHERON_CMD_CHALLENGE_OPEN)->u.challenge_open =
			(struct spheron_args_challenge_open) { provider, kind };
	if (carry_out(w) != SPHERON_OK) {
		pay_spon(w, tenant, w->market, bond);
		return;
	}
	c = new_challenge(w);
	s = luck_open(&w->luck, STREAM_PROVIDER, provider - 1, FOR_CHALLENGE, w->made);
	c->id = w->made;
	c->provider = provider;
	c->kind = kind;
	c->stage = CHALLENGE_OPEN;
	c->truth = w->cast.provider[provider - 1].up;
	c->responds = c->truth && draw_chance(&s, v->responds);
	agent_wake_in(w, c->agent, 600);
}

void challenge_wakes(struct world *w, uint32_t i)
{
	struct live_challenge *c = &w->challenge[i];
	const struct verifier_setup *v = &w->setup->verifier;
	struct stream s = luck_open(&w->luck, STREAM_VERIFIER, c->id, FOR_CHALLENGE, 0);

	if (c->stage == CHALLENGE_OPEN && c->responds) {
		command_from(w, w->cast.provider[c->provider - 1].owner,
				SPHERON_CMD_CHALLENGE_RESPOND)->u.challenge_respond =
				(struct spheron_args_challenge) { c->id };
		c->stage = CHALLENGE_ANSWERED;
		if (carry_out(w) == SPHERON_OK)
			agent_wake_in(w, c->agent, v->judge_after_s);
	} else if (c->stage == CHALLENGE_ANSWERED && !verifier_is_out(w)
			&& draw_chance(&s, v->judges)) {
		bool pass = verifier_reports(v, &w->luck, c->provider - 1,
				UINT64_C(1) << 48 | c->id, c->truth);

		command_from(w, 0, SPHERON_CMD_CHALLENGE_JUDGE)->u.challenge_judge =
				(struct spheron_args_judge) { c->id, pass };
		carry_out(w);
	}
}
