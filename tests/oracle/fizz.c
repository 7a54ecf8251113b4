/* Fizz nodes (3.19) and gateway subnets (3.20). */
#include "state.h"

/* EVENT-01: FizzStatus only when the status changes */
void oracle_set_fizz_status(struct oracle *o, struct fizz *f, u8 status)
{
	if (f->node.status == status)
		return;
	f->node.status = status;
	EVENT(o, "FizzStatus", N(f->node.id), N(status));
}

/* GPUs in all of a command's GPU lines */
static u128 gpus_offered(const struct command *c)
{
	const struct arg *gpus = oracle_arg(c, "gpus");
	u128 sum = 0;

	for (size_t i = 0; i < gpus->rows; i++)
		sum += gpus->row[i][1];
	return sum;
}

/* FIZZ-01: bounds of REG-02 and of a home machine */
static bool fizz_attr_ok(const struct oracle *o, const struct command *c)
{
	u128 cpu = oracle_num(c, "cpu");

	return oracle_attr_ok(c) && cpu + gpus_offered(c) >= 1 &&
	       cpu <= oracle_param(o, P_fizz_cpu_max) &&
	       gpus_offered(c) <= oracle_param(o, P_fizz_gpus_max);
}

/* FIZZ-04 */
static bool prices_ok(const struct command *c)
{
	u128 cap = oracle_pow10(12);

	return oracle_num(c, "p_cpu") <= cap && oracle_num(c, "p_mem") <= cap &&
	       oracle_num(c, "p_sto") <= cap && oracle_num(c, "p_gpu") <= cap;
}

static void set_prices(struct fizz *f, const struct command *c)
{
	f->p_cpu = (u64)oracle_num(c, "p_cpu");
	f->p_mem = (u64)oracle_num(c, "p_mem");
	f->p_sto = (u64)oracle_num(c, "p_sto");
	f->p_gpu = (u64)oracle_num(c, "p_gpu");
}

/* FIZZ-02 up to the status of the gateway */
static enum result check_gateway(const struct provider *g)
{
	if (!g)
		return NOT_FOUND;
	if (!g->gateway)
		return NOT_LINKED;
	return g->node.status == ACTIVE ? OK : BAD_STATE;
}

/* FIZZ-02: members; FIZZ-03: the subnet's minimum */
static enum result check_subnet(
	const struct oracle *o, const struct provider *g, u128 cpu, u128 mem, u128 gpus)
{
	if (oracle_count_members(o, g->node.id) >= oracle_param(o, P_subnet_max))
		return LIMIT;
	if (cpu < g->subnet_cpu || mem < g->subnet_mem || gpus < g->subnet_gpus)
		return NO_CAPACITY;
	return OK;
}

static bool has_fizz(const struct oracle *o, u32 acct)
{
	foreach (struct fizz, f, o->fizzes)
		if (f->node.owner == acct)
			return true;
	return false;
}

/* FIZZ-01..04 */
enum result oracle_do_fizz_register(struct oracle *o, const struct command *c)
{
	const struct provider *g = oracle_provider(o, oracle_num(c, "gateway"));
	u128 fee = oracle_param(o, P_fizz_fee);
	struct fizz *f;
	enum result r;

	if (!fizz_attr_ok(o, c) || !prices_ok(c))
		return BAD_VALUE;
	r = check_gateway(g);
	if (r != OK)
		return r;
	if (has_fizz(o, c->from))
		return DUPLICATE;
	r = check_subnet(o, g, oracle_num(c, "cpu"), oracle_num(c, "mem"), gpus_offered(c));
	if (r != OK)
		return r;
	if (oracle_balance(o, FREE, c->from, ETH) < fee)
		return NO_FUNDS;
	f = oracle_alloc(sizeof *f);
	f->node.kind = KIND_FIZZ;
	f->node.id = (u32)o->fizzes.n + 1;
	f->node.owner = c->from;
	f->node.status = ACTIVE;
	f->node.up = 1;
	f->gateway = g->node.id;
	oracle_set_attr(&f->node, c);
	set_prices(f, c);
	oracle_vec_push(&o->fizzes, f);
	oracle_move(o, FREE, c->from, TREASURY, 0, ETH, fee);
	EVENT(o, "FizzRegistered", N(f->node.id), N(f->gateway), N(f->node.owner));
	return OK;
}

/* FIZZ-05 */
enum result oracle_do_fizz_relink(struct oracle *o, const struct command *c)
{
	struct fizz *f = oracle_fizz(o, oracle_num(c, "fizz"));
	const struct provider *g = oracle_provider(o, oracle_num(c, "gateway"));
	enum result r;

	if (!f)
		return NOT_FOUND;
	if (f->node.owner != c->from)
		return NOT_ALLOWED;
	if ((f->node.status != REGISTERED && f->node.status != ACTIVE) ||
		f->gateway == oracle_num(c, "gateway"))
		return BAD_STATE;
	if (f->node.leases > 0)
		return HAS_LEASES;
	r = check_gateway(g);
	if (r == OK)
		r = check_subnet(o, g, f->node.cpu, f->node.mem, oracle_gpu_count(&f->node));
	if (r != OK)
		return r;
	f->gateway = g->node.id;
	f->objected = 0;
	EVENT(o, "FizzLinked", N(f->node.id), N(f->gateway));
	oracle_set_fizz_status(o, f, ACTIVE);
	return OK;
}

/* FIZZ-11 */
enum result oracle_do_fizz_evict(struct oracle *o, const struct command *c)
{
	struct fizz *f = oracle_fizz(o, oracle_num(c, "fizz"));
	const struct provider *g = f ? oracle_provider(o, f->gateway) : NULL;

	if (!f)
		return NOT_FOUND;
	if (!g || g->node.owner != c->from)
		return NOT_ALLOWED;
	if (f->node.status != ACTIVE && f->node.status != SUSPENDED)
		return BAD_STATE;
	if (f->node.leases > 0)
		return HAS_LEASES;
	f->gateway = 0;
	f->objected = 0;
	EVENT(o, "FizzEvicted", N(f->node.id), N(g->node.id));
	if (f->node.status == ACTIVE)
		oracle_set_fizz_status(o, f, REGISTERED);
	return OK;
}

/* FIZZ-04, FIZZ-06 */
enum result oracle_do_fizz_prices(struct oracle *o, const struct command *c)
{
	struct fizz *f = oracle_fizz(o, oracle_num(c, "fizz"));

	if (!f)
		return NOT_FOUND;
	if (f->node.owner != c->from)
		return NOT_ALLOWED;
	if (f->node.status != REGISTERED && f->node.status != ACTIVE)
		return BAD_STATE;
	if (!prices_ok(c))
		return BAD_VALUE;
	set_prices(f, c);
	EVENT(o, "FizzPrices", N(f->node.id));
	return OK;
}

/* FIZZ-07 */
enum result oracle_do_fizz_capacity(struct oracle *o, const struct command *c)
{
	struct fizz *f = oracle_fizz(o, oracle_num(c, "fizz"));

	if (!f)
		return NOT_FOUND;
	if (f->node.owner != c->from)
		return NOT_ALLOWED;
	if (f->node.status != REGISTERED && f->node.status != ACTIVE)
		return BAD_STATE;
	if (!fizz_attr_ok(o, c))
		return BAD_VALUE;
	if (!oracle_attr_covers_use(&f->node, c))
		return NO_CAPACITY;
	oracle_set_attr(&f->node, c);
	EVENT(o, "FizzCapacity", N(f->node.id), D(oracle_fizz_rate(o, f)));
	return OK;
}

/* FIZZ-08 */
enum result oracle_do_fizz_exit(struct oracle *o, const struct command *c)
{
	struct fizz *f = oracle_fizz(o, oracle_num(c, "fizz"));

	if (!f)
		return NOT_FOUND;
	if (f->node.owner != c->from)
		return NOT_ALLOWED;
	if (f->node.status == DEACTIVATED)
		return BAD_STATE;
	if (f->node.leases > 0)
		return HAS_LEASES;
	oracle_set_fizz_status(o, f, DEACTIVATED);
	return OK;
}

/* GATE-02 */
static bool subnet_ok(const struct oracle *o, const struct command *c)
{
	return oracle_num(c, "gateway_bp") <= oracle_param(o, P_gateway_max_bp) &&
	       oracle_num(c, "min_cpu") <= oracle_param(o, P_subnet_min_cpu_max) &&
	       oracle_num(c, "min_mem") <= oracle_param(o, P_subnet_min_mem_max) &&
	       oracle_num(c, "min_gpus") <= oracle_param(o, P_subnet_min_gpus_max);
}

/* GATE-01..05 */
enum result oracle_do_subnet_set(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	if (!p->gateway)
		return NOT_LINKED;
	if (!subnet_ok(o, c))
		return BAD_VALUE;
	p->subnet_next = 1;
	p->subnet_seq++;
	p->next_bp = (u16)oracle_num(c, "gateway_bp");
	p->next_cpu = (u32)oracle_num(c, "min_cpu");
	p->next_mem = (u32)oracle_num(c, "min_mem");
	p->next_gpus = (u16)oracle_num(c, "min_gpus");
	return OK;
}

/* GATE-05 */
enum result oracle_do_subnet_object(struct oracle *o, const struct command *c)
{
	struct fizz *f = oracle_fizz(o, oracle_num(c, "fizz"));
	const struct provider *g;

	if (!f)
		return NOT_FOUND;
	if (f->node.owner != c->from)
		return NOT_ALLOWED;
	if (f->gateway == 0 || f->node.status == DEACTIVATED)
		return BAD_STATE;
	g = oracle_provider(o, f->gateway);
	if (!g->subnet_next)
		return NOTHING;
	if (f->objected == g->subnet_seq)
		return DUPLICATE;
	f->objected = g->subnet_seq;
	EVENT(o, "SubnetObjected", N(g->node.id), N(f->node.id));
	return OK;
}
