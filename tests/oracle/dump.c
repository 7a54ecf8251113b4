/* Canonical records as text and as bytes (2.3, ENC-07, HASH-01..03). */
#include "state.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

/* One description of each record serves both forms. */
struct writer {
	bool text;
	struct oracle_buf *buf;
};

static const char *const kind_text[] = {
	"meta",
	"param",
	"token",
	"account",
	"provider",
	"fizz",
	"gpu",
	"order",
	"bid",
	"lease",
	"delegation",
	"poolgen",
	"unbond",
	"proposal",
	"vote",
	"challenge",
	"operator",
	"task",
	"attest",
	"release",
	"bucket",
};

enum record_kind {
	R_META,
	R_PARAM,
	R_TOKEN,
	R_ACCOUNT,
	R_PROVIDER,
	R_FIZZ,
	R_GPU,
	R_ORDER,
	R_BID,
	R_LEASE,
	R_DELEGATION,
	R_POOLGEN,
	R_UNBOND,
	R_PROPOSAL,
	R_VOTE,
	R_CHALLENGE,
	R_OPERATOR,
	R_TASK,
	R_ATTEST,
	R_RELEASE,
	R_BUCKET
};

/* HASH-01: u8 kind first. ENC-07: {"k":"provider",...} */
static void begin(struct writer *w, enum record_kind kind)
{
	if (!w->text) {
		oracle_buf_char(w->buf, (char)kind);
		return;
	}
	oracle_buf_str(w->buf, "{\"k\":\"");
	oracle_buf_str(w->buf, kind_text[kind]);
	oracle_buf_char(w->buf, '"');
}

static void end(struct writer *w)
{
	if (w->text)
		oracle_buf_str(w->buf, "}\n");
}

static void put_name(struct writer *w, const char *name)
{
	oracle_buf_str(w->buf, ",\"");
	oracle_buf_str(w->buf, name);
	oracle_buf_str(w->buf, "\":");
}

/* Little endian at its width, or decimal text (ENC-02). */
static void put(struct writer *w, const char *name, int bytes, u128 v)
{
	bool quoted = bytes == 16 || v > (u128)1 << 53;

	if (!w->text) {
		oracle_buf_bytes(w->buf, &v, (size_t)bytes); /* x86-64 is little endian */
		return;
	}
	put_name(w, name);
	oracle_buf_str(w->buf, quoted ? "\"" : "");
	oracle_buf_decimal(w->buf, v);
	oracle_buf_str(w->buf, quoted ? "\"" : "");
}

#define U8(name, v)   put(w, name, 1, v)
#define U16(name, v)  put(w, name, 2, v)
#define U32(name, v)  put(w, name, 4, v)
#define U64(name, v)  put(w, name, 8, v)
#define U128(name, v) put(w, name, 16, v)

static void put_hex32(struct writer *w, const char *name, const u8 bytes[32])
{
	char hex[65];

	if (!w->text) {
		oracle_buf_bytes(w->buf, bytes, 32);
		return;
	}
	oracle_hex(bytes, 32, hex);
	put_name(w, name);
	oracle_buf_char(w->buf, '"');
	oracle_buf_str(w->buf, hex);
	oracle_buf_char(w->buf, '"');
}

static void write_meta(struct writer *w, const struct oracle *o)
{
	begin(w, R_META);
	U64("t", o->t);
	U64("b", o->b);
	U64("t0", o->t0);
	U64("b0", o->b0);
	U32("era", o->era);
	U64("era_end", o->era_end);
	put_hex32(w, "beacon", o->beacon);
	U32("version", o->version);
	U32("must", o->must);
	U64("vote_end", o->vote_end);
	U128("bonded", oracle_total_bonded(o));
	U32("council", oracle_count_council(o));
	U128("conv_num", o->conv_num);
	U128("conv_den", o->conv_den);
	U64("next_order", o->next_order);
	U64("next_bid", o->next_bid);
	U32("next_unbond", o->next_unbond);
	U32("next_prop", o->next_prop);
	U32("next_challenge", o->next_challenge);
	end(w);
}

static void write_param(struct writer *w, int id, const struct param *p)
{
	begin(w, R_PARAM);
	U16("id", (u128)id);
	U128("value", p->value);
	U8("pending", p->pending);
	U128("next", p->next);
	end(w);
}

static void write_token(struct writer *w, int id, const struct token *t)
{
	begin(w, R_TOKEN);
	U8("id", (u128)id);
	U8("decimals", t->decimals);
	U8("pay", t->pay);
	U128("minted", t->minted);
	end(w);
}

static void write_account(struct writer *w, const struct oracle *o, const struct account *a)
{
	begin(w, R_ACCOUNT);
	U32("id", a->id);
	U8("roles", a->roles);
	U32("orders", oracle_count_open_orders(o, a->id));
	end(w);
}

/* Fields `region` to `up_mbps`, common to both kinds of nodes */
static void write_attributes(struct writer *w, const struct node *n)
{
	U16("region", n->region);
	U32("cpu", n->cpu);
	U32("score", n->score);
	U8("cpu_model", n->cpu_model);
	U32("mem", n->mem);
	U32("sto", n->sto);
	U8("sto_tier", n->sto_tier);
	U32("down", n->down);
	U32("up_mbps", n->up_mbps);
}

/* Fields `used_cpu` to `points_total` */
static void write_counters(struct writer *w, const struct node *n)
{
	U32("used_cpu", n->used_cpu);
	U32("used_mem", n->used_mem);
	U32("used_sto", n->used_sto);
	U8("status", n->status);
	U8("up", n->up);
	U8("vdown", n->vdown);
	U8("paused", n->paused);
	U64("cooldown_until", n->cooldown_until);
	U32("measured_s", n->measured_s);
	U32("up_s", n->up_s);
	U128("wsec", n->wsec);
	U128("dsec", n->dsec);
	U32("uptime_ppm", n->uptime_ppm);
	U8("seen", n->seen);
	U32("good", n->good);
	U32("bad", n->bad);
	U32("slashes", n->slashes);
	U32("slash_mark", n->slash_mark);
	U32("leases", n->leases);
	U128("points_total", n->points_total);
}

/* Provider fields `tier` to `chal_from` */
static void write_provider_standing(
	struct writer *w, const struct oracle *o, const struct provider *p)
{
	U8("tier", p->tier);
	U16("rise", p->rise);
	U16("fall", p->fall);
	U8("region_bad", p->region_bad);
	U32("version", p->version);
	U16("commission_bp", p->commission_bp);
	U32("commission_era", p->commission_era);
	U128("shares", p->shares);
	U128("acc", p->acc);
	U32("gen", p->gen);
	U32("holders", oracle_count_holders(o, p->node.id));
	U128("apr_ppm", p->apr_ppm);
	U32("fleases", p->fleases);
	U8("verified", p->verified);
	U64("down_since", p->down_since);
	U64("chal_from", p->chal_from);
}

/* Provider fields `m_start` to `n3` */
static void write_provider_plans(struct writer *w, const struct oracle *o, const struct provider *p)
{
	static const char *const ok_name[] = { "ok0", "ok1", "ok2", "ok3" }, *const n_name[] = {
		"n0", "n1", "n2", "n3"
	};

	U64("m_start", p->m_start);
	U64("m_end", p->m_end);
	U64("m_from", p->m_from);
	U32("m_used", p->m_used);
	U32("m_next", p->m_next);
	U16("subnet_bp", p->subnet_bp);
	U32("subnet_cpu", p->subnet_cpu);
	U32("subnet_mem", p->subnet_mem);
	U16("subnet_gpus", p->subnet_gpus);
	U32("subnet_seq", p->subnet_seq);
	U32("objections", oracle_count_objections(o, p));
	U8("subnet_next", p->subnet_next);
	U16("next_bp", p->next_bp);
	U32("next_cpu", p->next_cpu);
	U32("next_mem", p->next_mem);
	U16("next_gpus", p->next_gpus);
	U32("members", oracle_count_members(o, p->node.id));
	for (int k = 0; k < 4; k++) {
		U16(ok_name[k], p->proof_ok[k]);
		U16(n_name[k], p->proof_n[k]);
	}
}

static void write_provider(struct writer *w, const struct oracle *o, const struct provider *p)
{
	begin(w, R_PROVIDER);
	U32("id", p->node.id);
	U32("owner", p->node.owner);
	U8("tokens", p->tokens);
	U8("gateway", p->gateway);
	write_attributes(w, &p->node);
	write_counters(w, &p->node);
	write_provider_standing(w, o, p);
	write_provider_plans(w, o, p);
	end(w);
}

static void write_fizz(struct writer *w, const struct fizz *f)
{
	begin(w, R_FIZZ);
	U32("id", f->node.id);
	U32("owner", f->node.owner);
	U32("gateway", f->gateway);
	write_attributes(w, &f->node);
	write_counters(w, &f->node);
	U64("p_cpu", f->p_cpu);
	U64("p_mem", f->p_mem);
	U64("p_sto", f->p_sto);
	U64("p_gpu", f->p_gpu);
	U16("n", f->n);
	U16("alive", f->alive);
	U64("sf0", f->shortfall[0]);
	U64("sf1", f->shortfall[1]);
	U64("sf2", f->shortfall[2]);
	U64("sf3", f->shortfall[3]);
	U16("fails", f->fails);
	U32("objected", f->objected);
	end(w);
}

static void write_gpus(struct writer *w, const struct node *n)
{
	for (int i = 0; i < n->gpu_lines; i++) {
		begin(w, R_GPU);
		U8("kind", n->kind);
		U32("id", n->id);
		U16("model", n->gpu[i].model);
		U16("count", n->gpu[i].count);
		U32("price", n->gpu[i].price);
		U16("used", n->gpu[i].used);
		end(w);
	}
}

static void write_order(struct writer *w, const struct order *r)
{
	begin(w, R_ORDER);
	U64("id", r->id);
	U32("tenant", r->tenant);
	U8("state", r->state);
	U64("created_b", r->created_b);
	U64("close_b", r->close_b);
	U8("closed", r->closed);
	U64("ttl_b", r->ttl_b);
	U64("expected", r->expected);
	U8("matcher", r->matcher);
	U8("mode", r->mode);
	U8("select", r->select);
	U8("token", r->token);
	U128("max_price", r->max_price);
	U64("blocks", r->blocks);
	U16("region", r->region);
	U8("strict", r->strict);
	U8("tiers", r->tiers);
	U32("cpu", r->cpu);
	U32("mem", r->mem);
	U32("sto", r->sto);
	U16("gpu", r->gpu);
	U16("gpus", r->gpus);
	U8("min_compute", r->min_compute);
	U8("min_sto", r->min_sto);
	U8("min_conn", r->min_conn);
	U8("min_gpu", r->min_gpu);
	U32("min_uptime", r->min_uptime);
	U32("min_rep", r->min_rep);
	U32("max_slashes", r->max_slashes);
	U32("desired", r->desired);
	end(w);
}

static void write_bid(struct writer *w, const struct bid *bid)
{
	begin(w, R_BID);
	U64("id", bid->id);
	U64("order", bid->order);
	U32("provider", bid->provider);
	U32("fizz", bid->fizz);
	U16("gpu", bid->gpu);
	U128("price", bid->price);
	U64("t", bid->t);
	U8("eligible", bid->eligible);
	end(w);
}

static void write_lease(struct writer *w, const struct lease *l)
{
	begin(w, R_LEASE);
	U64("id", l->id);
	U32("tenant", l->tenant);
	U32("provider", l->provider);
	U32("fizz", l->fizz);
	U8("token", l->token);
	U128("price", l->price);
	U64("blocks", l->blocks);
	U64("start_b", l->start_b);
	U64("start_t", l->start_t);
	U32("cpu", l->cpu);
	U32("mem", l->mem);
	U32("sto", l->sto);
	U16("gpu", l->gpu);
	U16("gpus", l->gpus);
	U16("user_bp", l->user_bp);
	U16("protocol_bp", l->protocol_bp);
	U16("provider_bp", l->provider_bp);
	U16("gateway_bp", l->gateway_bp);
	U8("stream", l->stream);
	U128("settled", l->settled);
	U8("upd", l->upd);
	U128("u_price", l->u_price);
	U64("u_blocks", l->u_blocks);
	U32("u_cpu", l->u_cpu);
	U32("u_mem", l->u_mem);
	U32("u_sto", l->u_sto);
	U16("u_gpus", l->u_gpus);
	end(w);
}

static void write_delegation(struct writer *w, const struct delegation *d)
{
	begin(w, R_DELEGATION);
	U32("provider", d->provider);
	U32("acct", d->acct);
	U32("gen", d->gen);
	U128("shares", d->shares);
	U128("idx", d->idx);
	end(w);
}

static void write_poolgen(struct writer *w, const struct poolgen *g)
{
	begin(w, R_POOLGEN);
	U32("provider", g->provider);
	U32("gen", g->gen);
	U128("acc", g->acc);
	end(w);
}

static void write_unbond(struct writer *w, const struct unbond *u)
{
	begin(w, R_UNBOND);
	U32("id", u->id);
	U8("kind", u->kind);
	U32("provider", u->provider);
	U32("acct", u->acct);
	U64("mature", u->mature);
	end(w);
}

static void write_proposal(struct writer *w, const struct proposal *p)
{
	begin(w, R_PROPOSAL);
	U32("id", p->id);
	U8("kind", p->kind);
	U32("acct", p->acct);
	U64("end", p->end);
	U8("vote_mode", p->vote_mode);
	U16("quorum_bp", p->quorum_bp);
	U16("majority_bp", p->majority_bp);
	U128("total", p->total);
	U128("yes", p->yes);
	U128("no", p->no);
	U128("abstain", p->abstain);
	put_hex32(w, "payload", p->payload);
	end(w);
}

static void write_vote(struct writer *w, const struct vote *v)
{
	begin(w, R_VOTE);
	U32("prop", v->prop);
	U32("acct", v->acct);
	U8("choice", v->choice);
	U128("power", v->power);
	end(w);
}

static void write_challenge(struct writer *w, const struct challenge *h)
{
	begin(w, R_CHALLENGE);
	U32("id", h->id);
	U32("provider", h->provider);
	U32("acct", h->acct);
	U8("kind", h->kind);
	U8("state", h->state);
	U64("deadline", h->deadline);
	U128("penalty", h->penalty);
	end(w);
}

static void write_operator(struct writer *w, const struct operator* op)
{
	begin(w, R_OPERATOR);
	U32("acct", op->acct);
	U8("active", op->active);
	U64("since_b", op->since_b);
	end(w);
}

static void write_task(struct writer *w, const struct task *k)
{
	begin(w, R_TASK);
	U64("order", k->order);
	U8("state", k->state);
	U64("expected", k->expected);
	U128("stake", k->stake);
	U64("opened_b", k->opened_b);
	U64("deadline_b", k->deadline_b);
	U64("forget_t", k->forget_t);
	end(w);
}

static void write_attest(struct writer *w, const struct attest *a)
{
	begin(w, R_ATTEST);
	U64("order", a->order);
	U32("acct", a->acct);
	U64("bid", a->bid);
	U128("stake", a->stake);
	U8("slashed", a->slashed);
	end(w);
}

static void write_release(struct writer *w, const struct release *r)
{
	begin(w, R_RELEASE);
	U32("version", r->version);
	U32("due", r->due);
	end(w);
}

static void write_bucket(struct writer *w, const struct bucket *k)
{
	begin(w, R_BUCKET);
	U8("name", k->name);
	U64("owner", k->owner);
	U8("token", k->token);
	U128("amount", k->amount);
	end(w);
}

/* Rows 0 to 6 of 2.3 */
static void write_world(struct writer *w, const struct oracle *o)
{
	write_meta(w, o);
	for (int id = 0; id < P_COUNT; id++)
		write_param(w, id, &o->param[id]);
	for (int id = 0; id < o->tokens; id++)
		write_token(w, id, &o->token[id]);
	foreach (struct account, a, o->accounts)
		write_account(w, o, a);
	foreach (struct provider, p, o->providers)
		write_provider(w, o, p);
	foreach (struct fizz, f, o->fizzes)
		write_fizz(w, f);
	foreach (struct provider, gp, o->providers)
		write_gpus(w, &gp->node);
	foreach (struct fizz, gf, o->fizzes)
		write_gpus(w, &gf->node);
}

/* Rows 7 to 20 of 2.3. Counters are always folded to now, since the clock moves them (HASH-03). */
static void write_dealings(struct writer *w, const struct oracle *o)
{
	foreach (struct order, r, o->orders)
		write_order(w, r);
	foreach (struct bid, bid, o->bids)
		write_bid(w, bid);
	foreach (struct lease, l, o->leases)
		write_lease(w, l);
	foreach (struct delegation, d, o->delegations)
		write_delegation(w, d);
	foreach (struct poolgen, g, o->poolgens)
		write_poolgen(w, g);
	foreach (struct unbond, u, o->unbonds)
		write_unbond(w, u);
	foreach (struct proposal, prop, o->proposals)
		write_proposal(w, prop);
	foreach (struct vote, v, o->votes)
		write_vote(w, v);
	foreach (struct challenge, h, o->challenges)
		write_challenge(w, h);
	foreach (struct operator, op, o->operators)
		write_operator(w, op);
	foreach (struct task, k, o->tasks)
		write_task(w, k);
	foreach (struct attest, at, o->attests)
		write_attest(w, at);
	foreach (struct release, rel, o->releases)
		write_release(w, rel);
	foreach (struct bucket, b, o->buckets)
		write_bucket(w, b);
}

/* HASH-02 */
void oracle_hash(const struct oracle *o, char hex[65])
{
	struct oracle_buf b = { 0 };
	struct writer w = { false, &b };
	u8 digest[32];

	write_world(&w, o);
	write_dealings(&w, o);
	SHA256((const unsigned char *)b.data, b.len, digest);
	oracle_buf_free(&b);
	oracle_hex(digest, 32, hex);
}

/* ENC-07 */
char *oracle_dump(const struct oracle *o)
{
	struct oracle_buf b = { 0 };
	struct writer w = { true, &b };

	write_world(&w, o);
	write_dealings(&w, o);
	return b.data;
}

/* CMD-05, HASH-03 */
enum result oracle_do_q_state(struct oracle *o, const struct command *c)
{
	char hex[65];

	(void)c;
	oracle_hash(o, hex);
	EVENT(o, "Answer", S(hex));
	return OK;
}
