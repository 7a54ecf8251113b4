/* Accounts (ACCT-01, 02), registration and provider records (3.1), upgrades (UPG-02), trust.set,
 * commission. */
#include "state.h"

#include <openssl/sha.h>
#include <string.h>

/* ACCT-01 */
enum result oracle_do_account_open(struct oracle *o, const struct command *c)
{
	struct account *a;

	if (!oracle_has_role(o, c->from, ADMIN))
		return NOT_ALLOWED;
	a = oracle_alloc(sizeof *a);
	a->id = (u32)o->accounts.n;
	oracle_vec_push(&o->accounts, a);
	EVENT(o, "AccountOpened", N(a->id));
	return OK;
}

/* ACCT-02 */
enum result oracle_do_role_set(struct oracle *o, const struct command *c)
{
	struct account *a = oracle_account(o, oracle_num(c, "acct"));
	u128 roles = oracle_num(c, "roles");

	if (!oracle_has_role(o, c->from, ADMIN))
		return NOT_ALLOWED;
	if (!a)
		return NOT_FOUND;
	if (a->id == 0 || roles > ALL_ROLES)
		return BAD_VALUE;
	a->roles = (u8)roles;
	EVENT(o, "RoleSet", N(a->id), N(roles));
	return OK;
}

/* MATCH-08 */
enum result oracle_do_beacon_set(struct oracle *o, const struct command *c)
{
	char hex[65];

	if (!oracle_has_role(o, c->from, VERIFIER))
		return NOT_ALLOWED;
	memcpy(o->beacon, oracle_arg(c, "beacon")->bytes, 32);
	oracle_hex(o->beacon, 32, hex);
	EVENT(o, "BeaconSet", S(hex));
	return OK;
}

/* GPU lines of REG-02: at most 8, strictly ascending valid models, count and price within bounds */
static bool gpu_lines_ok(const struct arg *gpus)
{
	if (gpus->rows > MAX_GPU_LINES)
		return false;
	for (size_t i = 0; i < gpus->rows; i++) {
		const u128 *line = gpus->row[i];

		if (!oracle_gpu_model_valid(line[0]) || line[1] < 1 || line[1] > 4096 ||
			line[2] > 10000000)
			return false;
		if (i > 0 && line[0] <= gpus->row[i - 1][0])
			return false;
	}
	return true;
}

/* Bounds of REG-02 on ATTR, without the least size */
bool oracle_attr_ok(const struct command *c)
{
	return oracle_num(c, "region") >= 1 && oracle_num(c, "cpu") <= 65536 &&
	       oracle_num(c, "score") <= 10000000 &&
	       oracle_cpu_model_known(oracle_num(c, "cpu_model")) &&
	       oracle_num(c, "mem") <= 1 << 30 && oracle_num(c, "sto") <= 1 << 30 &&
	       oracle_num(c, "sto_tier") <= 2 && oracle_num(c, "down") <= 1000000 &&
	       oracle_num(c, "up") <= 1000000 && gpu_lines_ok(oracle_arg(c, "gpus"));
}

/* REG-02: a non-zero mask of existing paying tokens */
static bool token_mask_ok(const struct oracle *o, u128 mask)
{
	for (int i = 0; i < 8; i++)
		if ((mask >> i & 1) && (i >= o->tokens || !o->token[i].pay))
			return false;
	return mask != 0;
}

/* REG-02 */
static bool provider_attr_ok(const struct oracle *o, const struct command *c)
{
	u128 gateway = oracle_num(c, "gateway");
	bool has_size =
		oracle_num(c, "cpu") + oracle_num(c, "sto") >= 1 || oracle_arg(c, "gpus")->rows > 0;

	return oracle_attr_ok(c) && token_mask_ok(o, oracle_num(c, "tokens")) && gateway <= 1 &&
	       (has_size || gateway == 1);
}

/* Used GPUs of a model before the lines are replaced (REG-08). */
static u16 used_of_model(const struct gpu *lines, int n, u16 model)
{
	for (int i = 0; i < n; i++)
		if (lines[i].model == model)
			return lines[i].used;
	return 0;
}

/* REG-08: `used` counts follow the model. */
static void set_gpu_lines(struct node *n, const struct arg *gpus)
{
	struct gpu old[MAX_GPU_LINES];
	int old_lines = n->gpu_lines;

	memcpy(old, n->gpu, sizeof old);
	memset(n->gpu, 0, sizeof n->gpu);
	n->gpu_lines = (int)gpus->rows;
	for (int i = 0; i < n->gpu_lines; i++) {
		n->gpu[i].model = (u16)gpus->row[i][0];
		n->gpu[i].count = (u16)gpus->row[i][1];
		n->gpu[i].price = (u32)gpus->row[i][2];
		n->gpu[i].used = used_of_model(old, old_lines, n->gpu[i].model);
	}
}

/* CMD-02 */
void oracle_set_attr(struct node *n, const struct command *c)
{
	n->region = (u16)oracle_num(c, "region");
	n->cpu = (u32)oracle_num(c, "cpu");
	n->score = (u32)oracle_num(c, "score");
	n->cpu_model = (u8)oracle_num(c, "cpu_model");
	n->mem = (u32)oracle_num(c, "mem");
	n->sto = (u32)oracle_num(c, "sto");
	n->sto_tier = (u8)oracle_num(c, "sto_tier");
	n->down = (u32)oracle_num(c, "down");
	n->up_mbps = (u32)oracle_num(c, "up");
	set_gpu_lines(n, oracle_arg(c, "gpus"));
}

/* REG-08, FIZZ-07: new attributes cover what leases use. */
bool oracle_attr_covers_use(const struct node *n, const struct command *c)
{
	const struct arg *gpus = oracle_arg(c, "gpus");

	if (oracle_num(c, "cpu") < n->used_cpu || oracle_num(c, "mem") < n->used_mem ||
		oracle_num(c, "sto") < n->used_sto)
		return false;
	for (int i = 0; i < n->gpu_lines; i++) {
		u128 count = 0;

		for (size_t k = 0; k < gpus->rows; k++)
			if (gpus->row[k][0] == n->gpu[i].model)
				count = gpus->row[k][1];
		if (count < n->gpu[i].used)
			return false;
	}
	return true;
}

/* EVENT-01: ProviderStatus only when the status changes */
void oracle_set_provider_status(struct oracle *o, struct provider *p, u8 status)
{
	if (p->node.status == status)
		return;
	p->node.status = status;
	EVENT(o, "ProviderStatus", N(p->node.id), N(status));
}

/* REG-11: Active exactly when no stake is required or own stake suffices */
u8 oracle_status_by_stake(const struct oracle *o, const struct provider *p)
{
	if (oracle_param(o, P_require_stake) == 0)
		return ACTIVE;
	return oracle_balance(o, STAKE, p->node.id, SPON) >= oracle_required_stake(o, p)
		       ? ACTIVE
		       : REGISTERED;
}

/* REG-11 */
void oracle_reevaluate(struct oracle *o, struct provider *p)
{
	if (p->node.status == REGISTERED || p->node.status == ACTIVE)
		oracle_set_provider_status(o, p, oracle_status_by_stake(o, p));
}

/* REG-02, REG-03 but for the running proposal, which GOV-08 must not count against itself */
enum result oracle_check_register(const struct oracle *o, const struct command *c)
{
	if (!provider_attr_ok(o, c))
		return BAD_VALUE;
	if (oracle_provider_of(o, c->from))
		return DUPLICATE;
	return OK;
}

/* 2.1: provider type */
static u8 provider_type(const struct node *n)
{
	return (n->cpu > 0 ? 1 : 0) | (oracle_gpu_count(n) > 0 ? 2 : 0);
}

/* First 20 bytes of SHA-256("spheron.proxy.v1" || u32le(id)), as hex (REG-06). */
static void proxy_text(u32 id, char hex[41])
{
	u8 input[20] = "spheron.proxy.v1", digest[32];

	for (int i = 0; i < 4; i++)
		input[16 + i] = (u8)(id >> (8 * i));
	SHA256(input, 20, digest);
	oracle_hex(digest, 20, hex);
}

/* REG-06, REG-13 */
void oracle_run_register(struct oracle *o, u32 acct, const struct command *c)
{
	struct provider *p = oracle_alloc(sizeof *p);
	struct node *n = &p->node;
	char proxy[41];

	n->kind = KIND_PROVIDER;
	n->id = (u32)o->providers.n + 1;
	n->owner = acct;
	n->status = REGISTERED;
	n->up = 1;
	oracle_set_attr(n, c);
	p->tokens = (u8)oracle_num(c, "tokens");
	p->gateway = (u8)oracle_num(c, "gateway");
	p->tier = (u8)oracle_param(o, P_trust_start);
	p->commission_bp = (u16)oracle_param(o, P_commission_default_bp);
	p->version = o->version;
	p->m_from = oracle_era_start(o);
	p->subnet_bp = (u16)oracle_min(
		oracle_param(o, P_gateway_default_bp), oracle_param(o, P_gateway_max_bp));
	oracle_vec_push(&o->providers, p);
	proxy_text(n->id, proxy);
	EVENT(o, "ProviderRegistered", N(n->id), N(acct), S(proxy), N(oracle_compute_tier(n)),
		N(oracle_storage_tier(n)), N(oracle_conn_tier(n)), N(provider_type(n)));
	oracle_reevaluate(o, p);
}

/* REG-01..06, GOV-02 */
enum result oracle_do_provider_register(struct oracle *o, const struct command *c)
{
	enum result r = oracle_check_register(o, c);

	if (r != OK)
		return r;
	if (oracle_proposal_running(o, PROP_REGISTER, c->from))
		return DUPLICATE;
	if (oracle_param(o, P_auto_approve) == 1) {
		oracle_pass_at_once(o, PROP_REGISTER, c);
		return OK;
	}
	if (oracle_balance(o, FREE, c->from, SPON) < oracle_param(o, P_proposal_deposit))
		return NO_FUNDS;
	oracle_open_proposal(o, PROP_REGISTER, c);
	return OK;
}

/* REG-07, REG-08 without the running proposal; NO_CAPACITY is the last check, so callers may put
 * DUPLICATE before it. */
enum result oracle_check_attrs(
	const struct oracle *o, const struct provider *p, const struct command *c)
{
	if (p->node.status == DEACTIVATED)
		return BAD_STATE;
	if (!provider_attr_ok(o, c))
		return BAD_VALUE;
	if (p->gateway && oracle_num(c, "gateway") == 0 && oracle_count_members(o, p->node.id) > 0)
		return BAD_VALUE;
	if (!oracle_attr_covers_use(&p->node, c))
		return NO_CAPACITY;
	return OK;
}

/* REG-12: are the GPU lines of the command the present ones? */
static bool same_gpu_lines(const struct node *n, const struct arg *gpus)
{
	if ((size_t)n->gpu_lines != gpus->rows)
		return false;
	for (int i = 0; i < n->gpu_lines; i++)
		if (n->gpu[i].model != gpus->row[i][0] || n->gpu[i].count != gpus->row[i][1] ||
			n->gpu[i].price != gpus->row[i][2])
			return false;
	return true;
}

/* REG-08, REG-12 */
void oracle_run_attrs(struct oracle *o, struct provider *p, const struct command *c)
{
	struct node *n = &p->node;

	if (n->cpu != oracle_num(c, "cpu") || n->score != oracle_num(c, "score"))
		p->verified &= (u8)~1u;
	if (!same_gpu_lines(n, oracle_arg(c, "gpus")))
		p->verified &= (u8)~2u;
	oracle_set_attr(n, c);
	p->tokens = (u8)oracle_num(c, "tokens");
	p->gateway = (u8)oracle_num(c, "gateway");
	EVENT(o, "AttributesSet", N(n->id), N(oracle_compute_tier(n)), N(oracle_conn_tier(n)),
		D(oracle_provider_rate(o, p)));
	oracle_reevaluate(o, p);
}

/* REG-07, REG-08 */
enum result oracle_do_provider_attrs(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	enum result r;

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	r = oracle_check_attrs(o, p, c);
	if (r == BAD_STATE || r == BAD_VALUE)
		return r;
	if (oracle_proposal_running(o, PROP_ATTRIBUTES, c->from))
		return DUPLICATE;
	if (r != OK)
		return r;
	if (oracle_param(o, P_auto_approve) == 1) {
		oracle_pass_at_once(o, PROP_ATTRIBUTES, c);
		return OK;
	}
	if (oracle_balance(o, FREE, c->from, SPON) < oracle_param(o, P_proposal_deposit))
		return NO_FUNDS;
	oracle_open_proposal(o, PROP_ATTRIBUTES, c);
	return OK;
}

/* DELEG-06 */
enum result oracle_do_provider_commission(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 bp = oracle_num(c, "bp"), change;

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	if (p->node.status == DEACTIVATED)
		return BAD_STATE;
	if (bp > 10000)
		return BAD_VALUE;
	if (p->commission_era == o->era + 1)
		return TOO_SOON;
	change = bp > p->commission_bp ? bp - p->commission_bp : p->commission_bp - bp;
	if (change > oracle_param(o, P_commission_step_bp))
		return LIMIT;
	p->commission_bp = (u16)bp;
	p->commission_era = o->era + 1;
	EVENT(o, "CommissionSet", N(p->node.id), N(bp));
	return OK;
}

/* UPG-02 */
enum result oracle_do_provider_upgrade(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 version = oracle_num(c, "version");

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	if (p->node.status == DEACTIVATED)
		return BAD_STATE;
	if (version <= p->version || version > o->version)
		return BAD_VALUE;
	p->version = (u32)version;
	EVENT(o, "Upgraded", N(p->node.id), N(version));
	return OK;
}

/* REG-09 */
void oracle_run_suspend(struct oracle *o, struct provider *p)
{
	oracle_drop_maintenance(o, p);
	oracle_set_provider_status(o, p, SUSPENDED);
}

/* REG-09, REG-11 */
void oracle_run_reinstate(struct oracle *o, struct provider *p)
{
	oracle_set_provider_status(o, p, oracle_status_by_stake(o, p));
}

/* REG-09 */
enum result oracle_do_provider_suspend(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));

	if (!oracle_has_role(o, c->from, VERIFIER))
		return NOT_ALLOWED;
	if (!p)
		return NOT_FOUND;
	if (p->node.status > MAINTENANCE)
		return BAD_STATE;
	oracle_run_suspend(o, p);
	return OK;
}

/* REG-09 */
enum result oracle_do_provider_reinstate(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));

	if (!oracle_has_role(o, c->from, VERIFIER))
		return NOT_ALLOWED;
	if (!p)
		return NOT_FOUND;
	if (p->node.status != SUSPENDED)
		return BAD_STATE;
	oracle_run_reinstate(o, p);
	return OK;
}

/* REG-10 */
enum result oracle_do_provider_exit(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	if (p->node.status == MAINTENANCE || p->node.status == DEACTIVATED)
		return BAD_STATE;
	if (p->node.leases > 0 || p->fleases > 0 || oracle_count_members(o, p->node.id) > 0)
		return HAS_LEASES;
	oracle_drop_maintenance(o, p);
	oracle_set_provider_status(o, p, DEACTIVATED);
	oracle_start_unbonding(o, UNBOND_OWN, p->node.id, c->from, STAKE, p->node.id,
		oracle_balance(o, STAKE, p->node.id, SPON));
	return OK;
}

/* TRUST-06 */
enum result oracle_do_trust_set(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 tier = oracle_num(c, "tier");

	if (!oracle_has_role(o, c->from, VERIFIER))
		return NOT_ALLOWED;
	if (!p)
		return NOT_FOUND;
	if (tier > 6)
		return BAD_VALUE;
	p->tier = (u8)tier;
	p->rise = p->fall = 0;
	EVENT(o, "TrustSet", N(p->node.id), N(tier));
	return OK;
}
