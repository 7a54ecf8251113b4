/* Orders (3.7), bids and their filters (BID-01..06). */
#include "state.h"

/* ORDER-02: bounds shared by new orders and update requests (LEASE-06) */
bool oracle_terms_ok(const struct oracle *o, const struct command *c)
{
	u128 max_price = oracle_num(c, "max_price"), blocks = oracle_num(c, "blocks");
	u128 cpu = oracle_num(c, "cpu"), mem = oracle_num(c, "mem"), sto = oracle_num(c, "sto");
	u128 gpus = oracle_num(c, "gpus");

	return max_price >= 1 && max_price <= oracle_param(o, P_price_max) &&
	       blocks >= oracle_param(o, P_min_blocks) && blocks <= oracle_param(o, P_max_blocks) &&
	       cpu + gpus + sto >= 1 && gpus <= 4096 && cpu <= 65536 && mem <= 1 << 30 &&
	       sto <= 1 << 30;
}

/* ORDER-02: the rest */
static bool order_ok(const struct oracle *o, const struct command *c)
{
	u128 gpu = oracle_num(c, "gpu"), tiers = oracle_num(c, "tiers"),
	     strict = oracle_num(c, "strict");

	if (!oracle_terms_ok(o, c) || oracle_num(c, "mode") > 1 || oracle_num(c, "select") > 1 ||
		strict > 1)
		return false;
	if (tiers < 1 || tiers > 127)
		return false;
	if (gpu > 0 && (!oracle_gpu_model_valid(gpu) || oracle_num(c, "gpus") == 0))
		return false;
	if (strict == 1 && oracle_num(c, "region") == 0)
		return false;
	return oracle_num(c, "min_compute") <= 3 && oracle_num(c, "min_sto") <= 2 &&
	       oracle_num(c, "min_conn") <= 4 && oracle_num(c, "min_gpu") <= 10 &&
	       oracle_num(c, "min_uptime") <= 1000000 && oracle_num(c, "min_rep") <= 1000000;
}

static struct order *order_from(const struct oracle *o, const struct command *c)
{
	struct order *r = oracle_alloc(sizeof *r);

	r->tenant = c->from;
	r->state = ORDER_OPEN;
	r->created_b = o->b;
	r->close_b = o->b + (u64)oracle_param(o, P_bid_window_blocks) + 1;
	r->ttl_b = o->b + (u64)oracle_param(o, P_order_ttl_blocks);
	r->mode = (u8)oracle_num(c, "mode");
	r->select = (u8)oracle_num(c, "select");
	r->token = (u8)oracle_num(c, "token");
	r->max_price = oracle_num(c, "max_price");
	r->blocks = (u64)oracle_num(c, "blocks");
	r->region = (u16)oracle_num(c, "region");
	r->strict = (u8)oracle_num(c, "strict");
	r->tiers = (u8)oracle_num(c, "tiers");
	r->cpu = (u32)oracle_num(c, "cpu");
	r->mem = (u32)oracle_num(c, "mem");
	r->sto = (u32)oracle_num(c, "sto");
	r->gpu = (u16)oracle_num(c, "gpu");
	r->gpus = (u16)oracle_num(c, "gpus");
	r->min_compute = (u8)oracle_num(c, "min_compute");
	r->min_sto = (u8)oracle_num(c, "min_sto");
	r->min_conn = (u8)oracle_num(c, "min_conn");
	r->min_gpu = (u8)oracle_num(c, "min_gpu");
	r->min_uptime = (u32)oracle_num(c, "min_uptime");
	r->min_rep = (u32)oracle_num(c, "min_rep");
	r->max_slashes = (u32)oracle_num(c, "max_slashes");
	r->desired = (u32)oracle_num(c, "desired");
	return r;
}

/* ORDER-01..05, ORDER-07 */
enum result oracle_do_order_create(struct oracle *o, const struct command *c)
{
	u128 token = oracle_num(c, "token"), price = oracle_num(c, "max_price");
	u64 blocks = (u64)oracle_num(c, "blocks");
	struct order *r;

	if (!order_ok(o, c))
		return BAD_VALUE;
	if (!(oracle_param(o, P_select_mask) >> oracle_num(c, "select") & 1))
		return DISABLED;
	if (token >= (u128)o->tokens || !o->token[token].pay)
		return BAD_TOKEN;
	if (!oracle_price_admitted(o, (u8)token, price, blocks))
		return PRICE_LOW;
	if (oracle_count_open_orders(o, c->from) >= oracle_param(o, P_orders_max))
		return LIMIT;
	if (oracle_balance(o, ESCROW, c->from, (u8)token) <
		oracle_lock(o, (u8)token, price, blocks))
		return NO_ESCROW;
	r = order_from(o, c);
	r->id = o->next_order++;
	oracle_vec_push(&o->orders, r);
	EVENT(o, "OrderCreated", N(r->id), N(r->tenant), N(r->mode), D(r->max_price), N(r->blocks),
		N(r->close_b));
	return OK;
}

/* LEASE-01: bids leave with the match or end of their order. */
void oracle_delete_bids(struct oracle *o, u64 order)
{
	size_t i = 0;

	while (i < o->bids.n) {
		const struct bid *bid = o->bids.item[i];

		if (bid->order == order)
			oracle_vec_delete(&o->bids, i);
		else
			i++;
	}
}

/* ORDER-06, AVS-06: the order and its bids go, a running task becomes void. */
void oracle_close_order(struct oracle *o, struct order *r, enum close_reason_order reason)
{
	EVENT(o, "OrderClosed", N(r->id), N((u128)reason));
	oracle_void_task(o, r->id);
	oracle_delete_bids(o, r->id);
	oracle_vec_delete_record(&o->orders, r);
}

/* ORDER-06 */
enum result oracle_do_order_cancel(struct oracle *o, const struct command *c)
{
	u128 id = oracle_num(c, "order");
	struct order *r = oracle_order(o, id);

	if (!r)
		return oracle_gone(id, o->next_order);
	if (r->tenant != c->from)
		return NOT_ALLOWED;
	if (r->state != ORDER_OPEN)
		return BAD_STATE;
	oracle_close_order(o, r, CANCELLED);
	return OK;
}

struct gpu *oracle_gpu_line(struct node *n, u16 model)
{
	for (int i = 0; i < n->gpu_lines; i++)
		if (n->gpu[i].model == model)
			return &n->gpu[i];
	return NULL;
}

/* "The node N of a bid is the Fizz node if fizz > 0, else the provider" (3.8) */
struct node *oracle_bid_node(const struct oracle *o, const struct bid *bid)
{
	return bid->fizz > 0 ? oracle_node(o, KIND_FIZZ, bid->fizz)
			     : oracle_node(o, KIND_PROVIDER, bid->provider);
}

/* MATCH-01 */
u128 oracle_uptime_of(const struct oracle *o, const struct node *n)
{
	return n->seen ? n->uptime_ppm : oracle_param(o, P_uptime_initial_ppm);
}

/* MATCH-01 */
u128 oracle_reputation_of(const struct oracle *o, const struct node *n)
{
	u128 l = ((u128)n->good + 1) * 1000000 / ((u128)n->good + n->bad + 2);

	if (n->kind == KIND_FIZZ)
		return l;
	return (l + (6u - oracle_provider(o, n->id)->tier) * 1000000 / 6) / 2;
}

/* F8: those of N, for a Fizz node plus those of its gateway */
u64 oracle_slashes_of_bid(const struct oracle *o, const struct bid *bid)
{
	u64 sum = oracle_bid_node(o, bid)->slashes;

	return bid->fizz > 0 ? sum + oracle_provider(o, bid->provider)->node.slashes : sum;
}

/* F1 */
static bool link_ok(const struct oracle *o, const struct order *r, const struct bid *bid)
{
	const struct node *n = oracle_bid_node(o, bid);
	const struct provider *p = oracle_provider(o, bid->provider);

	if (!oracle_connected(n) || n->status != ACTIVE || p->node.status != ACTIVE)
		return false;
	if (bid->fizz > 0 && oracle_fizz(o, bid->fizz)->gateway != bid->provider)
		return false;
	return p->tokens >> r->token & 1;
}

/* F2 */
static bool region_ok(const struct oracle *o, const struct order *r, const struct bid *bid)
{
	if (r->strict && oracle_bid_node(o, bid)->region != r->region)
		return false;
	return !(r->region > 0 && r->mode == MODE_PROVIDER &&
		 oracle_provider(o, bid->provider)->region_bad);
}

/* F4 and F5: tiers of the node, and the offered GPU */
static bool tiers_ok(const struct oracle *o, const struct order *r, const struct bid *bid)
{
	struct node *n = oracle_bid_node(o, bid);
	const struct gpu *line = oracle_gpu_line(n, bid->gpu);

	if (oracle_compute_tier(n) < r->min_compute || oracle_storage_tier(n) < r->min_sto ||
		oracle_conn_tier(n) < r->min_conn)
		return false;
	if (r->gpus == 0)
		return true;
	if (!line || (r->gpu > 0 && r->gpu != bid->gpu))
		return false;
	return oracle_gpu_tier(o, n->kind, line->model, line->price) >= r->min_gpu;
}

/* BID-06: F1..F9 */
bool oracle_filters_ok(const struct oracle *o, const struct order *r, const struct bid *bid)
{
	const struct node *n = oracle_bid_node(o, bid);

	if (!link_ok(o, r, bid) || !region_ok(o, r, bid))
		return false;
	if (r->mode == MODE_PROVIDER &&
		!(r->tiers >> oracle_provider(o, bid->provider)->tier & 1)) /* F3 */
		return false;
	if (!tiers_ok(o, r, bid))
		return false;
	return oracle_uptime_of(o, n) >= r->min_uptime &&
	       oracle_reputation_of(o, n) >= r->min_rep &&        /* F6, F7 */
	       oracle_slashes_of_bid(o, bid) <= r->max_slashes && /* F8 */
	       (r->desired == 0 || r->desired == bid->provider);  /* F9 */
}

/* BID-06: capacity */
bool oracle_capacity_ok(const struct oracle *o, const struct order *r, const struct bid *bid)
{
	struct node *n = oracle_bid_node(o, bid);
	const struct gpu *line = oracle_gpu_line(n, bid->gpu);

	if (n->cpu - n->used_cpu < r->cpu || n->mem - n->used_mem < r->mem ||
		n->sto - n->used_sto < r->sto)
		return false;
	return r->gpus == 0 || (line && line->count - line->used >= r->gpus);
}

/* FIZZ-06 */
u128 oracle_ask(const struct oracle *o, const struct fizz *f, u32 cpu, u32 mem, u32 sto, u16 gpus)
{
	u128 month_blocks = 2592000000u / oracle_param(o, P_block_time_ms);
	u128 monthly = (u128)cpu * f->p_cpu + (u128)mem * f->p_mem / 1024 + (u128)sto * f->p_sto +
		       (u128)gpus * f->p_gpu;

	return oracle_div_up(monthly * oracle_pow10(12), month_blocks);
}

/* BID-01 */
static enum result check_bidder(
	const struct oracle *o, const struct command *c, const struct order *r)
{
	const struct provider *p = oracle_provider(o, oracle_num(c, "provider"));

	if (r->state != ORDER_OPEN)
		return BAD_STATE;
	if (r->closed)
		return WINDOW_CLOSED;
	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	if (p->node.status == MAINTENANCE)
		return IN_MAINTENANCE;
	return p->node.status == ACTIVE ? OK : BAD_STATE;
}

/* BID-02, with price 0 (BID-04) and a GPU model nobody wants (BID-05) */
static enum result check_offer(
	const struct oracle *o, const struct command *c, const struct order *r)
{
	u128 fizz = oracle_num(c, "fizz");
	const struct fizz *f = oracle_fizz(o, fizz);

	if ((r->mode == MODE_PROVIDER) != (fizz == 0) || oracle_num(c, "price") == 0)
		return BAD_VALUE;
	if (oracle_num(c, "gpu") > 0 && r->gpus == 0)
		return BAD_VALUE;
	if (fizz == 0)
		return OK;
	if (!f)
		return NOT_FOUND;
	if (f->gateway != oracle_num(c, "provider"))
		return NOT_LINKED;
	return f->node.status == ACTIVE ? OK : BAD_STATE;
}

/* BID-03, BID-04 */
static enum result check_price(const struct oracle *o, const struct order *r, const struct bid *bid)
{
	foreach (struct bid, other, o->bids)
		if (other->order == r->id && other->provider == bid->provider)
			return DUPLICATE;
	if (!(oracle_provider(o, bid->provider)->tokens >> r->token & 1))
		return BAD_TOKEN;
	if (bid->price > r->max_price)
		return PRICE_HIGH;
	if (!oracle_price_admitted(o, r->token, bid->price, r->blocks))
		return PRICE_LOW;
	if (bid->fizz > 0 && bid->price < oracle_ask(o, oracle_fizz(o, bid->fizz), r->cpu, r->mem,
						  r->sto, r->gpus))
		return PRICE_LOW;
	return OK;
}

/* BID-01..06 */
enum result oracle_do_bid_place(struct oracle *o, const struct command *c)
{
	u128 id = oracle_num(c, "order");
	const struct order *r = oracle_order(o, id);
	struct bid bid = { 0 };
	enum result result;

	if (!r)
		return oracle_gone(id, o->next_order);
	result = check_bidder(o, c, r);
	if (result == OK)
		result = check_offer(o, c, r);
	if (result != OK)
		return result;
	bid = (struct bid){ o->next_bid, r->id, (u32)oracle_num(c, "provider"),
		(u32)oracle_num(c, "fizz"), (u16)oracle_num(c, "gpu"), oracle_num(c, "price"), o->t,
		0 };
	result = check_price(o, r, &bid);
	if (result != OK)
		return result;
	if (!oracle_filters_ok(o, r, &bid))
		return FILTERED;
	if (!oracle_capacity_ok(o, r, &bid))
		return NO_CAPACITY;
	o->next_bid++;
	oracle_vec_push(&o->bids, oracle_copy(&bid, sizeof bid));
	EVENT(o, "BidPlaced", N(r->id), N(bid.id), N(bid.provider), N(bid.fizz), D(bid.price));
	return OK;
}
