/* The start of a log and the life of the state object (GEN-01). */
#include "state.h"

#include <stdlib.h>
#include <string.h>

static void add_account_zero(struct oracle *o)
{
	struct account *a = oracle_alloc(sizeof *a);

	a->roles = ALL_ROLES;
	oracle_vec_push(&o->accounts, a);
}

static void set_params(struct oracle *o, const u128 *value)
{
	for (int id = 0; id < P_COUNT; id++)
		o->param[id] = (struct param){ .value = value[id] };
	o->conv_num = value[P_point_value_prov]; /* LIVE-10: before the first close */
	o->conv_den = 1;
}

/* The state before any command: profile seed, three tokens (TOKEN-01), the system account (ID-01),
 * release 1 (UPG-01). */
struct oracle *oracle_new(void)
{
	struct oracle *o = oracle_alloc(sizeof *o);
	u128 value[P_COUNT];

	oracle_param_profile("seed", value);
	set_params(o, value);
	o->token[USD] = (struct token){ 6, 1, 0 };
	o->token[SPON] = (struct token){ 18, 1, 0 };
	o->token[ETH] = (struct token){ 18, 0, 0 };
	o->tokens = 3;
	o->version = o->must = 1;
	o->next_order = o->next_bid = 1;
	o->next_unbond = o->next_prop = o->next_challenge = 1;
	add_account_zero(o);
	oracle_buf_clear(&o->out);
	oracle_buf_clear(&o->events);
	return o;
}

void oracle_free(struct oracle *o)
{
	struct oracle_vec *all[] = {
		&o->accounts,
		&o->providers,
		&o->fizzes,
		&o->orders,
		&o->bids,
		&o->leases,
		&o->delegations,
		&o->poolgens,
		&o->unbonds,
		&o->proposals,
		&o->votes,
		&o->challenges,
		&o->operators,
		&o->tasks,
		&o->attests,
		&o->releases,
		&o->buckets,
	};

	foreach (struct proposal, p, o->proposals)
		oracle_command_free(p->args);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		oracle_vec_free(all[i]);
	oracle_buf_free(&o->out);
	oracle_buf_free(&o->events);
	free(o);
}

/* The clock starts: era 0 begins (TIME-09). */
void oracle_start(struct oracle *o, u64 t, u64 b)
{
	o->started = true;
	o->t = o->t0 = t;
	o->b = o->b0 = b;
	o->era_end = t + (u64)oracle_param(o, P_era_s);
}

/* Single parameters by name within bounds, and GOV-10; false for BAD_VALUE. */
static bool override_params(const struct arg *params, u128 *value)
{
	const struct param_info *info = oracle_param_info();

	for (size_t i = 0; i < params->rows; i++) {
		int id = oracle_param_find(params->row_name[i]);
		u128 v = params->row[i][0];

		if (id < 0 || v < info[id].min || v > info[id].max)
			return false;
		value[id] = v;
	}
	return value[P_unbonding_s] >= value[P_vote_s];
}

/* GEN-01, CMD-04 */
enum result oracle_do_genesis(struct oracle *o, const struct command *c)
{
	const char *profile = oracle_arg(c, "profile")->text;
	u128 value[P_COUNT];

	if (o->started)
		return BAD_STATE;
	if (!oracle_param_profile(profile, value) ||
		!override_params(oracle_arg(c, "params"), value))
		return BAD_VALUE;
	set_params(o, value);
	memcpy(o->beacon, oracle_arg(c, "beacon")->bytes, sizeof o->beacon);
	oracle_start(o, c->t, c->b);
	EVENT(o, "Genesis", S(profile), N(o->t), N(o->b));
	return OK;
}

/* ID-05 */
void oracle_set_next(struct oracle *o, int which, uint32_t value)
{
	if (which == 0)
		o->next_prop = value;
	else if (which == 1)
		o->next_unbond = value;
	else
		o->next_challenge = value;
}

/* TIME-05: the clock has moved already. */
enum result oracle_do_advance(struct oracle *o, const struct command *c)
{
	(void)o;
	(void)c;
	return OK;
}
