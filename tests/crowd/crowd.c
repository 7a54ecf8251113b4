#include "tests/crowd/crowd.h"

#include "protocol/amount.h"

#include <string.h>

const struct spheron_capacity small_state = {
#define ONE(constant, member, what) .member = 1,
	SPHERON_TABLES(ONE)
#undef ONE
};

/* ---- dice ---- */

static uint64_t below(struct crowd *c, uint64_t n)
{
	return pcg_below(&c->rng, n);
}

static bool chance(struct crowd *c, unsigned percent)
{
	return below(c, 100) < percent;
}

/* The same, for what a sensible sender would not do. */
static bool odd(struct crowd *c, unsigned percent)
{
	return !c->sensible && chance(c, percent);
}

static uint64_t one_of(struct crowd *c, const uint64_t *list, size_t n)
{
	return list[below(c, n)];
}
#define ONE_OF(c, ...)                                                                             \
	one_of(c, (const uint64_t[]) { __VA_ARGS__ },                                              \
			sizeof((const uint64_t[]) { __VA_ARGS__ }) / sizeof(uint64_t))

static u128 wide(uint64_t lo)
{
	return (u128) { lo, 0 };
}

/* mantissa x 10^zeros, without care for overflow above 10^38. */
static u128 tens(uint64_t mantissa, unsigned zeros)
{
	u128 v = wide(mantissa);

	for (; zeros > 0; zeros--) {
		uint64_t low = (uint32_t) v.lo, high = v.lo >> 32;

		low *= 10;
		high = high * 10 + (low >> 32);
		v.hi = v.hi * 10 + (high >> 32);
		v.lo = high << 32 | (uint32_t) low;
	}
	return v;
}

/* One digit from `low` on and some zeros, of which fewer than `more` are drawn.  Two draws in one
 * expression would come in the order that the compiler likes. */
static u128 some_tens(struct crowd *c, uint64_t low, uint64_t digits, unsigned zeros, uint64_t more)
{
	zeros += (unsigned) below(c, more);
	return tens(low + below(c, digits), zeros);
}

static u128 half(u128 v)
{
	return (u128) { v.lo >> 1 | v.hi << 63, v.hi >> 1 };
}

static u128 plus_one(u128 v)
{
	if (v.lo == UINT64_MAX)
		return (u128) { 0, v.hi + 1 };
	return (u128) { v.lo + 1, v.hi };
}

/* An amount in the neighbourhood of one that matters. */
static u128 near(struct crowd *c, u128 v)
{
	if (c->sensible)
		return chance(c, 50) ? half(v) : half(half(v));
	switch (below(c, 16)) {
	case 0:
		return wide(0);
	case 1:
		return wide(1);
	case 2:
	case 3:
		return v;
	case 4:
		return plus_one(v);
	case 5:
		return (u128) { UINT64_MAX, UINT64_MAX };
	case 6:
		return v.lo ? (u128) { v.lo - 1, v.hi } : v;
	case 7:
		return half(half(half(v)));
	case 8:
	case 9:
		return half(half(v));
	default:
		return half(v);
	}
}

/* ---- looking around ---- */

static uint32_t accounts(const struct spheron *st)
{
	return spheron_used(st, SPHERON_TABLE_ACCOUNTS);
}

static uint32_t providers(const struct spheron *st)
{
	return spheron_used(st, SPHERON_TABLE_PROVIDERS);
}

static uint32_t fizzes(const struct spheron *st)
{
	return spheron_used(st, SPHERON_TABLE_FIZZ);
}

static uint64_t param(const struct spheron *st, unsigned id)
{
	return spheron_param(st, id).lo;
}

static struct spheron_meta_record meta(const struct spheron *st)
{
	struct spheron_record r;

	return spheron_find(st, SPHERON_RECORD_META, 0, 0, 0, &r) ? r.u.meta
								  : (struct spheron_meta_record) { 0 };
}

static uint32_t an_account(struct crowd *c, const struct spheron *st)
{
	uint32_t n = accounts(st);

	if (odd(c, 4))
		return n + (uint32_t) below(c, 3);
	return n ? (uint32_t) below(c, n) : 0;
}

/* An id of a kind that numbers its records through: mostly one there is. */
static uint32_t an_id(struct crowd *c, uint32_t n)
{
	if (n == 0 || odd(c, 6))
		return (uint32_t) ONE_OF(c, 0, n + 1, UINT32_MAX);
	return 1 + (uint32_t) below(c, n);
}

static uint32_t a_provider(struct crowd *c, const struct spheron *st)
{
	return an_id(c, providers(st));
}

static uint32_t a_fizz(struct crowd *c, const struct spheron *st)
{
	return an_id(c, fizzes(st));
}

/* Is this record wanted? */
typedef bool wanted(const struct spheron_record *r);

static bool any(const struct spheron_record *r)
{
	(void) r;
	return true;
}

static bool taking_bids(const struct spheron_record *r)
{
	return r->u.order.state == SPHERON_ORDER_OPEN && !r->u.order.closed;
}

static bool open_order(const struct spheron_record *r)
{
	return r->u.order.state == SPHERON_ORDER_OPEN;
}

static bool accepted(const struct spheron_record *r)
{
	return r->u.lease.upd == SPHERON_UPDATE_ACCEPTED;
}

/* One of the records of a kind that come and go, among the last `most` ids; now and then an id that
 * is no such record. */
static uint64_t a_live(struct crowd *c, const struct spheron *st, enum spheron_record_kind kind,
		uint64_t next, uint64_t most, wanted *accept)
{
	uint64_t span = next - 1 < most ? next - 1 : most, found = 0, n = 0;
	struct spheron_record r;

	if (next <= 1 || odd(c, 8))
		return ONE_OF(c, 0, next, next + 7, UINT32_MAX);
	if (odd(c, 20))
		return next - 1 - below(c, span);
	for (uint64_t id = next - 1; id >= next - span; id--)
		if (spheron_find(st, kind, id, 0, 0, &r) && accept(&r) && below(c, ++n) == 0)
			found = id;
	c->pointless = n == 0;
	return n ? found : next - 1 - below(c, span);
}

static uint64_t an_order(struct crowd *c, const struct spheron *st, wanted *accept)
{
	return a_live(c, st, SPHERON_RECORD_ORDER, meta(st).next_order, 40,
			chance(c, 90) ? accept : any);
}

static uint64_t a_lease(struct crowd *c, const struct spheron *st, wanted *accept)
{
	return a_live(c, st, SPHERON_RECORD_LEASE, meta(st).next_order, 80, accept);
}

/* The account that owns a provider or Fizz node, mostly. */
static uint32_t owner_of(struct crowd *c, const struct spheron *st, unsigned kind, uint32_t id)
{
	struct spheron_record r;

	if (!odd(c, 20)) {
		if (kind == 0 && spheron_find(st, SPHERON_RECORD_PROVIDER, id, 0, 0, &r))
			return r.u.provider.owner;
		if (kind == 1 && spheron_find(st, SPHERON_RECORD_FIZZ, id, 0, 0, &r))
			return r.u.fizz.owner;
	}
	return an_account(c, st);
}

/* Somebody on one side of a lease. */
static uint32_t party_of(struct crowd *c, const struct spheron *st, uint64_t lease, bool tenant)
{
	struct spheron_record r;

	if (!spheron_find(st, SPHERON_RECORD_LEASE, lease, 0, 0, &r) || odd(c, 12))
		return an_account(c, st);
	if (tenant)
		return r.u.lease.tenant;
	if (r.u.lease.fizz && chance(c, 60))
		return owner_of(c, st, 1, r.u.lease.fizz);
	return owner_of(c, st, 0, r.u.lease.provider);
}

/* The system account for what needs a role, mostly. */
static uint32_t an_official(struct crowd *c, const struct spheron *st)
{
	return odd(c, 12) ? an_account(c, st) : 0;
}

/* An account that has something in this bucket, if one is found soon. */
static uint32_t a_holder(struct crowd *c, const struct spheron *st, unsigned bucket, unsigned token)
{
	uint32_t acct = an_account(c, st);

	for (unsigned i = 0; i < 6 && c->sensible; i++) {
		u128 amount = spheron_bucket(st, bucket, acct, token);

		if (amount.lo | amount.hi)
			break;
		acct = an_account(c, st);
	}
	return acct;
}

/* A provider in this status (and, if asked, a gateway), if one is found soon. */
static uint32_t a_provider_in(struct crowd *c, const struct spheron *st, uint8_t status, bool gateway)
{
	uint32_t id = a_provider(c, st);
	struct spheron_record r;

	for (unsigned i = 0; i < 8 && c->sensible; i++) {
		if (spheron_find(st, SPHERON_RECORD_PROVIDER, id, 0, 0, &r)
				&& r.u.provider.status == status
				&& (!gateway || r.u.provider.gateway))
			break;
		id = a_provider(c, st);
	}
	return id;
}

/* ---- attributes ---- */

static void some_gpus(struct crowd *c, struct spheron_gpus *gpus)
{
	static const uint64_t models[] = { 1, 36, 51, 66, 71, 1000, 1500, 65535 };
	size_t from = 0;

	gpus->count = chance(c, 55) ? 0 : chance(c, 70) ? 1 : 2;
	for (uint32_t i = 0; i < gpus->count; i++) {
		from += (size_t) below(c, 4 - gpus->count + i) + (i > 0);
		gpus->item[i].model = (uint16_t) models[from];
		gpus->item[i].count = (uint16_t) (1 + below(c, 4));
		gpus->item[i].price = (uint32_t) ONE_OF(c, 0, 999, 1000, 1999, 2000, 4999, 5000,
				7500, 7501, 15000, 15001);
	}
	if (gpus->count && odd(c, 4))
		gpus->item[0].model = (uint16_t) ONE_OF(c, 0, 77, 999);
	if (gpus->count && odd(c, 3))
		gpus->item[0].count = (uint16_t) ONE_OF(c, 0, 4097);
}

static void some_attributes(struct crowd *c, struct spheron_attr *a)
{
	a->region = (uint16_t) ONE_OF(c, 257, 258, 513, 65535);
	a->cpu = (uint32_t) ONE_OF(c, 0, 1, 8, 16, 32, 48, 49, 64, 65, 256, 257);
	a->score = (uint32_t) ONE_OF(c, 0, 19999, 20000, 30000, 50000, 50001);
	a->cpu_model = (uint8_t) ONE_OF(c, 1, 1, 1, 4, 6, 11, 17);
	a->mem = (uint32_t) ONE_OF(c, 0, 1024, 32768, 262144);
	a->sto = (uint32_t) ONE_OF(c, 0, 100, 4000);
	a->sto_tier = (uint8_t) below(c, 3);
	a->down = (uint32_t) ONE_OF(c, 0, 99, 100, 499, 500, 5000, 5001);
	a->up = (uint32_t) ONE_OF(c, 0, 74, 75, 399, 400, 5000, 5001);
	some_gpus(c, &a->gpus);
	if (c->sensible) {
		a->cpu |= 8;
		a->mem |= 4096;
	}
	if (odd(c, 8)) {
		uint32_t *field[] = { &a->cpu, &a->score, &a->mem, &a->sto, &a->down, &a->up };

		*field[below(c, 6)] = (uint32_t) ONE_OF(c, 65536, 65537, 10000001, 1073741825,
				1000001);
	}
	if (odd(c, 4))
		a->cpu_model = (uint8_t) ONE_OF(c, 0, 2, 3, 18);
	if (odd(c, 2))
		a->region = 0;
	if (odd(c, 2))
		a->sto_tier = 3;
}

/* A list longer than any rule admits, which has to be text. */
#define THREE_HARMED "[1,1],[1,1],[1,1],"
#define TEN_HARMED THREE_HARMED THREE_HARMED THREE_HARMED "[1,1],"
static const char too_many[] = "[" TEN_HARMED TEN_HARMED TEN_HARMED "[1,1],[2,2],[3,3]]";

static void some_harmed(struct crowd *c, const struct spheron *st, struct spheron_harmed *h)
{
	uint32_t acct = 0;

	h->json = (struct spheron_text) { 0 };
	h->count = (uint32_t) below(c, 4);
	for (uint32_t i = 0; i < h->count; i++) {
		acct += (uint32_t) below(c, 3) + (i > 0);
		h->item[i].acct = acct;
		h->item[i].loss = some_tens(c, 1, 9, 0, 31);
	}
	if (h->count && odd(c, 5))
		h->item[0].loss = wide(0);
	if (odd(c, 5)) {
		h->count = SPHERON_HARMED_MAX + 1;
		h->json = (struct spheron_text) { too_many, sizeof too_many - 1, 1 };
	}
	(void) st;
}

/* ---- settings ---- */

static void set(struct spheron_settings *s, unsigned id, u128 value)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (s->item[i].param == id) {
			s->item[i].value = value;
			return;
		}
	s->item[s->count].param = (uint16_t) id;
	s->item[s->count++].value = value;
}

/* Caps, windows and eras so small that they are met all the time. */
static void tighten(struct crowd *c, struct spheron_settings *s)
{
	static const struct {
		uint16_t id;
		uint64_t low, span;
	} tight[] = {
		{ SPHERON_P_ERA_S, 600, 900 },
		{ SPHERON_P_VOTE_S, 60, 240 },
		{ SPHERON_P_UNBONDING_S, 300, 900 },
		{ SPHERON_P_AVS_DISPUTE_S, 1, 600 },
		{ SPHERON_P_AVS_RESPONSE_BLOCKS, 1, 3 },
		{ SPHERON_P_BID_WINDOW_BLOCKS, 1, 4 },
		{ SPHERON_P_ORDER_TTL_BLOCKS, 8, 60 },
		{ SPHERON_P_MIN_BLOCKS, 1, 3 },
		{ SPHERON_P_MIN_ORDER_PPM, 0, 3 },
		{ SPHERON_P_MIN_DEPOSIT, 0, 1000 },
		{ SPHERON_P_ORDERS_MAX, 1, 4 },
		{ SPHERON_P_PROOF_MAX, 1, 5 },
		{ SPHERON_P_CHECKS_MAX, 1, 6 },
		{ SPHERON_P_SUBNET_MAX, 1, 4 },
		{ SPHERON_P_DELEG_CAP_X, 1, 3 },
		{ SPHERON_P_COOLDOWN_S, 0, 300 },
		{ SPHERON_P_MAINT_NOTICE_S, 1, 60 },
		{ SPHERON_P_MAINT_MAX_S, 50, 300 },
		{ SPHERON_P_MAINT_BUDGET_S, 100, 300 },
		{ SPHERON_P_MAINT_PERIOD_ERAS, 1, 3 },
		{ SPHERON_P_CHALLENGE_WINDOW_S, 5, 60 },
		{ SPHERON_P_JUDGE_WINDOW_S, 5, 60 },
		{ SPHERON_P_CHALLENGE_GAP_S, 0, 60 },
		{ SPHERON_P_UPGRADE_GRACE_ERAS, 0, 2 },
		{ SPHERON_P_SLASH_DECAY_ERAS, 1, 4 },
		{ SPHERON_P_FIZZ_FAIL_ERAS, 1, 2 },
		{ SPHERON_P_PROLONGED_S, 600, 600 },
		{ SPHERON_P_UPTIME_K, 1, 4 },
		{ SPHERON_P_TRUST_MIN_MEASURED_S, 0, 300 },
		{ SPHERON_P_REP_MIN_GROSS_PPM, 0, 3 },
	};

	for (size_t i = 0; i < sizeof tight / sizeof tight[0]; i++)
		set(s, tight[i].id, wide(tight[i].low + below(c, tight[i].span + 1)));
	for (unsigned tier = 0; tier < 7; tier++) {
		set(s, SPHERON_P_TRUST_RISE + tier, wide(below(c, 4)));
		set(s, SPHERON_P_TRUST_FALL + tier, wide(below(c, 4)));
	}
	set(s, SPHERON_P_MIN_STAKE_CPU, tens(below(c, 3), 18));
}

/* Modes and switches thrown at random. */
static void throw_switches(struct crowd *c, struct spheron_settings *s)
{
	static const uint16_t switches[] = { SPHERON_P_AUTO_APPROVE, SPHERON_P_VOTE_MODE,
		SPHERON_P_REQUIRE_STAKE, SPHERON_P_COMMISSION_MODE, SPHERON_P_MATCHER_MODE,
		SPHERON_P_SELECT_MASK, SPHERON_P_DRAW_MODE, SPHERON_P_SETTLE_MODE,
		SPHERON_P_CPU_TIER_MODEL, SPHERON_P_UPTIME_MODE, SPHERON_P_POINTS_MODE,
		SPHERON_P_ERA_THRESHOLD, SPHERON_P_MAINT_COOLDOWN, SPHERON_P_SLASH_MODEL,
		SPHERON_P_SLASH_ORDER, SPHERON_P_DOWNTIME_VALUE, SPHERON_P_DOWNTIME_DEST,
		SPHERON_P_FIZZ_FACTOR, SPHERON_P_VERIFY_FIRST, SPHERON_P_AVS_FALLBACK,
		SPHERON_P_GPU_CLASS_MODE };

	for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
		struct spheron_param_info info;

		if (!chance(c, 40))
			continue;
		spheron_param_info(switches[i], &info);
		set(s, switches[i], wide(info.min.lo + below(c, info.max.lo - info.min.lo + 1)));
	}
}

/* Some parameters at one of their bounds. */
static void to_bounds(struct crowd *c, struct spheron_settings *s, unsigned percent)
{
	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
		struct spheron_param_info info;

		if (!chance(c, percent) || i == SPHERON_P_CLOCK_MODE || i == SPHERON_P_SPON_MAX_SUPPLY)
			continue;
		spheron_param_info(i, &info);
		set(s, i, chance(c, 50) ? info.min : info.max);
	}
}

static u128 setting(const struct spheron_settings *s, unsigned id, enum spheron_profile profile)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (s->item[i].param == id)
			return s->item[i].value;
	return spheron_param_default(profile, id);
}

static void genesis(struct crowd *c, struct spheron_command *out)
{
	static const char *const names[] = { "seed", "docs-2025-07", "testnet-2025-03" };
	struct spheron_args_genesis *g = &out->u.genesis;
	struct spheron_settings *s = &g->params;
	unsigned profile = (unsigned) (below(c, 4) % 3);

	*out = (struct spheron_command) { .t = 1 + below(c, 2000000), .verb = SPHERON_CMD_GENESIS };
	s->count = s->unknown = 0;
	g->profile = (struct spheron_text) { names[profile], strlen(names[profile]), 0 };
	for (unsigned i = 0; i < 32; i++)
		g->beacon.byte[i] = (uint8_t) below(c, 256);
	if (!chance(c, 10))
		tighten(c, s);
	if (!chance(c, 20))
		throw_switches(c, s);
	if (chance(c, 50))
		to_bounds(c, s, chance(c, 30) ? 20 : 4);
	set(s, SPHERON_P_CLOCK_MODE, wide(c->explicit_clock));
	if (chance(c, 3))
		set(s, (unsigned) below(c, SPHERON_PARAM_COUNT), tens(1, 38));
	/* A setting that GOV-10 refuses would leave nothing to see. */
	if (setting(s, SPHERON_P_UNBONDING_S, profile).lo < setting(s, SPHERON_P_VOTE_S, profile).lo
			&& !chance(c, 3))
		set(s, SPHERON_P_UNBONDING_S, setting(s, SPHERON_P_VOTE_S, profile));
	if (chance(c, 30)) {
		out->has_b = 1;
		out->b = below(c, 1000);
	}
}

/* ---- what commands say ---- */

typedef void say(struct crowd *c, const struct spheron *st, struct spheron_command *out);

static void say_nothing(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_account(c, st);
}

static void say_account_open(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
}

static void say_role_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.role_set.acct = an_account(c, st);
	out->u.role_set.roles = (uint8_t) (chance(c, 80) ? ONE_OF(c, 0, 2, 16, 18) : below(c, 70));
}

static void say_token_add(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.token_add.decimals = (uint8_t) ONE_OF(c, 0, 6, 12, 18, 19);
	out->u.token_add.pay = (uint8_t) ONE_OF(c, 0, 1, 1, 1, 2);
}

static uint8_t a_token(struct crowd *c)
{
	return (uint8_t) (odd(c, 20) ? below(c, 9) : ONE_OF(c, 0, 0, 0, 1, 1, 2));
}

static void say_token_mint(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_token_move *a = &out->u.token_mint;

	out->from = an_official(c, st);
	a->token = a_token(c);
	a->to = an_account(c, st);
	if (a->token == SPHERON_USD)
		a->amount = tens(1 + below(c, 9), c->poor ? 5 : 10);
	else
		a->amount = tens(1 + below(c, 9), c->poor ? 18 : 22);
	if (odd(c, 6))
		a->amount = near(c, tens(1, 30));
}

static void say_token_transfer(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_token_move *a = &out->u.token_transfer;

	out->from = an_account(c, st);
	a->token = a_token(c);
	a->to = an_account(c, st);
	a->amount = near(c, spheron_bucket(st, SPHERON_FREE, out->from, a->token));
}

static void say_pool_fund(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_account(c, st);
	out->u.pool_fund.amount = near(c, spheron_bucket(st, SPHERON_FREE, out->from, SPHERON_SPON));
}

static void say_treasury_pay(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_token_move *a = &out->u.treasury_pay;

	out->from = an_official(c, st);
	a->token = a_token(c);
	a->to = an_account(c, st);
	a->amount = near(c, spheron_bucket(st, SPHERON_TREASURY, 0, a->token));
}

static void say_beacon_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	for (unsigned i = 0; i < 32; i++)
		out->u.beacon_set.beacon.byte[i] = (uint8_t) below(c, 256);
}

static void say_release_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	uint32_t version = meta(st).version;

	out->from = an_official(c, st);
	out->u.release_set.version = (uint32_t) ONE_OF(c, version, version + 1, version + 1,
			version + 2, version + 1001);
}

static void say_escrow_deposit(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->u.escrow_deposit.token = (uint8_t) (c->sensible ? chance(c, 20) : a_token(c));
	out->from = a_holder(c, st, SPHERON_FREE, out->u.escrow_deposit.token);
	out->u.escrow_deposit.amount = near(c, spheron_bucket(st, SPHERON_FREE, out->from,
			out->u.escrow_deposit.token));
}

static void say_escrow_withdraw(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_account(c, st);
	out->u.escrow_withdraw.token = a_token(c);
	out->u.escrow_withdraw.amount = near(c, spheron_bucket(st, SPHERON_ESCROW, out->from,
			out->u.escrow_withdraw.token));
}

static void say_provider_register(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_args_register *a = &out->u.provider_register;

	struct spheron_record r;

	/* One provider an account: mostly somebody who has none. */
	for (unsigned i = 0; i < 4; i++) {
		out->from = an_account(c, st);
		for (uint32_t id = 1; id <= providers(st); id++)
			if (spheron_find(st, SPHERON_RECORD_PROVIDER, id, 0, 0, &r)
					&& r.u.provider.owner == out->from && c->sensible)
				out->from = an_account(c, st);
	}
	some_attributes(c, &a->attr);
	a->tokens = (uint8_t) (odd(c, 20) ? ONE_OF(c, 0, 4, 128) : ONE_OF(c, 1, 3, 3, 3, 2));
	a->gateway = (uint8_t) (odd(c, 10) ? 2 : !chance(c, 20));
}

static void say_provider_attrs(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_attrs *a = &out->u.provider_attrs;

	a->provider = a_provider(c, st);
	out->from = owner_of(c, st, 0, a->provider);
	some_attributes(c, &a->attr);
	a->tokens = (uint8_t) ONE_OF(c, 1, 3, 3, 3);
	a->gateway = (uint8_t) ONE_OF(c, 0, 1, 1, 1);
}

static void say_provider_commission(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_args_commission *a = &out->u.provider_commission;
	struct spheron_record r;

	a->provider = a_provider(c, st);
	out->from = owner_of(c, st, 0, a->provider);
	a->bp = (uint16_t) ONE_OF(c, 0, 10000, 10001);
	if (!odd(c, 20) && spheron_find(st, SPHERON_RECORD_PROVIDER, a->provider, 0, 0, &r))
		a->bp = (uint16_t) (r.u.provider.commission_bp + below(c, 103));
}

static void say_provider_upgrade(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	out->u.provider_upgrade.provider = a_provider(c, st);
	out->from = owner_of(c, st, 0, out->u.provider_upgrade.provider);
	out->u.provider_upgrade.version = (uint32_t) (meta(st).version + 1 - below(c, 3));
}

static void say_as_verifier(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.provider_suspend.provider = a_provider(c, st);
}

/* Prefers suspended providers: they should come back. */
static void say_provider_reinstate(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_record r;

	for (unsigned i = 0; i < 4; i++) {
		say_as_verifier(c, st, out);
		if (spheron_find(st, SPHERON_RECORD_PROVIDER, out->u.provider_reinstate.provider, 0, 0,
				    &r)
				&& r.u.provider.status == SPHERON_SUSPENDED)
			break;
	}
}

/* For commands of a provider's owner that name it alone. */
static void say_as_owner(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->u.provider_exit.provider = a_provider(c, st);
	out->from = owner_of(c, st, 0, out->u.provider_exit.provider);
}

static void say_trust_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.trust_set.provider = a_provider(c, st);
	out->u.trust_set.tier = (uint8_t) below(c, 8);
}

static const char *const proposed_names[] = { "auto_approve", "vote_s", "unbonding_s", "quorum_bp",
	"vote_mode", "matcher_mode", "avs_min_stake", "require_stake", "min_stake_cpu",
	"emission_per_era", "settle_mode", "cooldown_s", "era_s", "trust_keep.6", "gpu_mult.10",
	"gpu_mult.11", "nothing", "verify_first", "orders_max", "inflation_bp", "prov_cpu_base" };

static void say_prop_submit(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_prop_submit *a = &out->u.prop_submit;
	const char *name = proposed_names[below(c, sizeof proposed_names / sizeof *proposed_names)];
	int id = spheron_param_find(name, strlen(name));
	struct spheron_param_info info;

	out->from = an_account(c, st);
	a->kind = (uint8_t) (odd(c, 10) ? ONE_OF(c, 0, 1, 7) : 2 + below(c, 5));
	a->name = (struct spheron_text) { name, strlen(name), 0 };
	a->value = wide(meta(st).version + 1);
	if (a->kind == SPHERON_PROPOSE_PARAM && id >= 0) {
		spheron_param_info((unsigned) id, &info);
		a->value = chance(c, 60) ? near(c, spheron_param(st, (unsigned) id))
				: chance(c, 50) ? info.min
						: info.max;
	}
	a->target = chance(c, 80) ? a_provider(c, st) : a_fizz(c, st);
	a->fizz = (uint8_t) (odd(c, 10) ? 2 : chance(c, 30));
	a->bp = (uint16_t) (odd(c, 10) ? 10001 : ONE_OF(c, 0, 100, 5000, 10000));
	some_harmed(c, st, &a->harmed);
}

static void say_prop_vote(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_account(c, st);
	out->u.prop_vote.prop = (uint32_t) a_live(c, st, SPHERON_RECORD_PROPOSAL,
			meta(st).next_prop, 20, any);
	out->u.prop_vote.choice = (uint8_t) (odd(c, 10) ? 3 : ONE_OF(c, 1, 1, 1, 1, 1, 1, 0, 2));
}

static void say_stake_add(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->u.stake_add.provider = a_provider_in(c, st, SPHERON_REGISTERED, false);
	out->from = owner_of(c, st, 0, out->u.stake_add.provider);
	out->u.stake_add.amount = near(c, spheron_bucket(st, SPHERON_FREE, out->from, SPHERON_SPON));
}

static void say_stake_unbond(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_stake *a = &out->u.stake_unbond;

	a->provider = a_provider(c, st);
	out->from = owner_of(c, st, 0, a->provider);
	a->amount = near(c, spheron_bucket(st, SPHERON_STAKE, a->provider, SPHERON_SPON));
	if (chance(c, 30))
		a->amount = spheron_param(st, SPHERON_P_MIN_DELEGATION);
}

static void say_deleg_add(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_stake *a = &out->u.deleg_add;

	a->provider = a_provider_in(c, st, SPHERON_ACTIVE, false);
	out->from = a_holder(c, st, SPHERON_FREE, SPHERON_SPON);
	a->amount = near(c, spheron_bucket(st, SPHERON_FREE, out->from, SPHERON_SPON));
	if (chance(c, 40))
		a->amount = spheron_param(st, SPHERON_P_MIN_DELEGATION);
	else if (chance(c, 20))
		a->amount = near(c, spheron_param(st, SPHERON_P_MIN_DELEGATION));
}

/* Somebody who has delegated to the provider, if one is found soon. */
static uint32_t a_delegator(struct crowd *c, const struct spheron *st, uint32_t provider, u128 *shares)
{
	struct spheron_record r;
	uint32_t acct = 0;

	*shares = wide(1000);
	for (unsigned i = 0; i < 12; i++) {
		acct = an_account(c, st);
		if (!spheron_find(st, SPHERON_RECORD_DELEGATION, provider, acct, 0, &r))
			continue;
		*shares = r.u.delegation.shares;
		break;
	}
	return acct;
}

static void say_deleg_unbond(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_deleg_unbond *a = &out->u.deleg_unbond;
	u128 shares;

	a->provider = a_provider(c, st);
	out->from = a_delegator(c, st, a->provider, &shares);
	a->shares = near(c, shares);
}

static void say_deleg_claim(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	u128 shares;

	out->u.deleg_claim.provider = a_provider(c, st);
	out->from = a_delegator(c, st, out->u.deleg_claim.provider, &shares);
}

/* For commands of a Fizz node's owner that name it alone. */
static void say_as_host(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->u.fizz_claim.fizz = a_fizz(c, st);
	out->from = owner_of(c, st, 1, out->u.fizz_claim.fizz);
}

static void say_earn_withdraw(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_earn *a = &out->u.earn_withdraw;

	a->kind = (uint8_t) ONE_OF(c, 0, 0, 0, 1, 1, 2);
	a->id = a->kind == 0 ? a_provider(c, st) : a_fizz(c, st);
	a->token = a_token(c);
	out->from = owner_of(c, st, a->kind, a->id);
}

static void say_node(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_node *a = &out->u.node_down;

	a->kind = (uint8_t) (odd(c, 6) ? 2 : below(c, 2));
	a->id = a->kind == 0 ? a_provider(c, st) : a_fizz(c, st);
	out->from = chance(c, 15) ? an_official(c, st) : owner_of(c, st, a->kind, a->id);
}

static void say_maint_schedule(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_maint *a = &out->u.maint_schedule;
	uint64_t now = out->t, notice = param(st, SPHERON_P_MAINT_NOTICE_S);

	a->provider = a_provider_in(c, st, SPHERON_ACTIVE, false);
	out->from = owner_of(c, st, 0, a->provider);
	a->dur = (uint32_t) ONE_OF(c, 1, 40, 40);
	a->start = now + notice + ONE_OF(c, 0, 5, 30);
	if (c->sensible)
		return;
	a->start = ONE_OF(c, now + notice, now + notice, now + notice + 30, now + notice - 1,
			now + 2592000, now + 2592001, now + notice + 700, 0);
	a->dur = (uint32_t) ONE_OF(c, 0, 1, 40, 100, 300, param(st, SPHERON_P_MAINT_MAX_S),
			param(st, SPHERON_P_MAINT_MAX_S) + 1);
}

static u128 a_price(struct crowd *c)
{
	return chance(c, 95) ? some_tens(c, 1, 9, 11, 4) : some_tens(c, 0, 2, 0, 26);
}

/* A price at which so many blocks cost a part of what is in escrow. */
static u128 affordable(struct crowd *c, const struct spheron *st, uint32_t tenant, uint8_t token,
		uint64_t blocks)
{
	u128 escrow = spheron_bucket(st, SPHERON_ESCROW, tenant, token);
	struct spheron_record r;
	unsigned decimals = 6;

	if (spheron_find(st, SPHERON_RECORD_TOKEN, token, 0, 0, &r))
		decimals = r.u.token.decimals;
	escrow = u128_muldiv_down(escrow, wide(1 + below(c, 4)), wide(8));
	escrow = u128_muldiv_down(escrow, tens(1, 18 - decimals), wide(blocks ? blocks : 1));
	return u128_min(escrow, spheron_param(st, SPHERON_P_PRICE_MAX));
}

static void say_order_create(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_order_create *a = &out->u.order_create;
	uint64_t min = param(st, SPHERON_P_MIN_BLOCKS);

	*a = (struct spheron_args_order_create) { .mode = chance(c, 75), .tiers = 127,
		.max_slashes = UINT32_MAX };
	a->select = param(st, SPHERON_P_SELECT_MASK) == 2 ? 1 : chance(c, 25);
	if (odd(c, 30) || param(st, SPHERON_P_SELECT_MASK) == 1)
		a->select = odd(c, 50);
	a->token = (uint8_t) (odd(c, 20) ? ONE_OF(c, 2, 3, 8) : chance(c, 20));
	out->from = a_holder(c, st, SPHERON_ESCROW, a->token);
	a->blocks = odd(c, 10) ? ONE_OF(c, 0, min - 1, UINT64_C(4000000001))
			       : min + below(c, chance(c, 50) ? 2000 : 60);
	a->max_price = odd(c, 30) ? a_price(c) : affordable(c, st, out->from, a->token, a->blocks);
	a->cpu = (uint32_t) ONE_OF(c, 0, 1, 1, 2, 8, 8, 16);
	a->mem = (uint32_t) ONE_OF(c, 0, 0, 512, 1024);
	a->sto = (uint32_t) ONE_OF(c, 0, 0, 0, 50);
	if (chance(c, 12)) {
		a->gpus = (uint16_t) (1 + below(c, 2));
		a->gpu = (uint16_t) ONE_OF(c, 0, 0, 36, 51, 1000);
	}
	a->region = (uint16_t) ONE_OF(c, 0, 0, 0, 257, 258);
	a->strict = a->region && chance(c, 20);
	if (chance(c, 5))
		a->tiers = (uint8_t) (odd(c, 50) ? ONE_OF(c, 0, 128) : ONE_OF(c, 64, 96, 3));
	if (chance(c, 5))
		a->min_compute = (uint8_t) (odd(c, 50) ? 4 : below(c, 4));
	if (chance(c, 5))
		a->min_conn = (uint8_t) (odd(c, 50) ? 5 : below(c, 5));
	if (chance(c, 3))
		a->min_sto = (uint8_t) (odd(c, 50) ? 3 : below(c, 3));
	if (chance(c, 3))
		a->min_gpu = (uint8_t) (odd(c, 50) ? 11 : below(c, 11));
	if (chance(c, 5))
		a->min_uptime = (uint32_t) (odd(c, 50) ? 1000001 : ONE_OF(c, 500000, 900000, 900001));
	if (chance(c, 5))
		a->min_rep = (uint32_t) (odd(c, 50) ? 1000001 : ONE_OF(c, 250000, 250001));
	if (chance(c, 5))
		a->max_slashes = (uint32_t) below(c, 3);
	if (chance(c, 3))
		a->desired = a_provider(c, st);
	if (odd(c, 4))
		a->strict = 1;
}

static void say_order_cancel(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_record r;

	out->u.order_cancel.order = an_order(c, st, open_order);
	out->from = an_account(c, st);
	if (!odd(c, 30)
			&& spheron_find(st, SPHERON_RECORD_ORDER, out->u.order_cancel.order, 0, 0, &r))
		out->from = r.u.order.tenant;
}

static void say_bid_place(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_bid_place *a = &out->u.bid_place;
	struct spheron_record order, fizz;

	a->order = an_order(c, st, taking_bids);
	a->provider = a_provider_in(c, st, SPHERON_ACTIVE, false);
	a->fizz = 0;
	a->gpu = (uint16_t) (odd(c, 8) ? 36 : 0);
	a->price = a_price(c);
	if (spheron_find(st, SPHERON_RECORD_ORDER, a->order, 0, 0, &order)) {
		const struct spheron_order_record *o = &order.u.order;

		if (o->mode == SPHERON_MODE_FIZZ && fizzes(st) && !odd(c, 8)) {
			a->fizz = a_fizz(c, st);
			if (spheron_find(st, SPHERON_RECORD_FIZZ, a->fizz, 0, 0, &fizz)
					&& !odd(c, 12))
				a->provider = fizz.u.fizz.gateway;
		}
		if (!odd(c, 25))
			a->price = chance(c, 60) ? o->max_price : half(o->max_price);
		else if (chance(c, 50))
			a->price = plus_one(o->max_price);
		if (o->gpus)
			a->gpu = (uint16_t) (o->gpu && !odd(c, 25) ? o->gpu : ONE_OF(c, 1, 36, 51, 1000));
	}
	out->from = owner_of(c, st, 0, a->provider);
}

/* An order and one of its bids, if bids are found soon. */
static void an_order_and_bid(struct crowd *c, const struct spheron *st, uint64_t *order, uint64_t *bid)
{
	uint64_t next = meta(st).next_bid;
	struct spheron_record r;

	*order = an_order(c, st, open_order);
	*bid = a_live(c, st, SPHERON_RECORD_BID, next, 40, any);
	if (!odd(c, 20) && spheron_find(st, SPHERON_RECORD_BID, *bid, 0, 0, &r))
		*order = r.u.bid.order;
}

static void say_match_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	an_order_and_bid(c, st, &out->u.match_set.order, &out->u.match_set.bid);
}

static void say_order_choose(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_record r;

	an_order_and_bid(c, st, &out->u.order_choose.order, &out->u.order_choose.bid);
	out->from = an_account(c, st);
	if (!odd(c, 25)
			&& spheron_find(st, SPHERON_RECORD_ORDER, out->u.order_choose.order, 0, 0, &r))
		out->from = r.u.order.tenant;
}

static void say_avs_register(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = a_holder(c, st, SPHERON_FREE, SPHERON_ETH);
	out->u.avs_register.amount = chance(c, 70)
			? near(c, spheron_bucket(st, SPHERON_FREE, out->from, SPHERON_ETH))
			: spheron_param(st, SPHERON_P_AVS_MIN_STAKE);
}

static uint32_t an_operator(struct crowd *c, const struct spheron *st)
{
	struct spheron_record r;
	uint32_t acct = 0;

	for (unsigned i = 0; i < 8; i++) {
		acct = an_account(c, st);
		if (spheron_find(st, SPHERON_RECORD_OPERATOR, acct, 0, 0, &r))
			break;
	}
	return acct;
}

static void say_avs_unregister(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_operator(c, st);
}

static uint64_t task_expected(const struct spheron *st, uint64_t order)
{
	struct spheron_record r;

	return spheron_find(st, SPHERON_RECORD_TASK, order, 0, 0, &r) ? r.u.task.expected : 0;
}

static bool stopped(const struct spheron_record *r)
{
	return r->u.task.state != SPHERON_TASK_RUNNING;
}

static bool running(const struct spheron_record *r)
{
	return r->u.task.state == SPHERON_TASK_RUNNING;
}

/* One of the bids of an order. */
static uint64_t a_bid_of(struct crowd *c, const struct spheron *st, uint64_t order)
{
	uint64_t next = meta(st).next_bid, found = 1, n = 0;
	struct spheron_record r;

	for (uint64_t id = next > 60 ? next - 60 : 1; id < next; id++)
		if (spheron_find(st, SPHERON_RECORD_BID, id, 0, 0, &r) && r.u.bid.order == order
				&& below(c, ++n) == 0)
			found = id;
	return found;
}

static void say_avs_attest(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_operator(c, st);
	an_order_and_bid(c, st, &out->u.avs_attest.order, &out->u.avs_attest.bid);
	if (odd(c, 30))
		return;
	out->u.avs_attest.order = a_live(c, st, SPHERON_RECORD_TASK, meta(st).next_order, 60,
			chance(c, 85) ? running : any);
	out->u.avs_attest.bid = chance(c, 40) ? task_expected(st, out->u.avs_attest.order)
					      : a_bid_of(c, st, out->u.avs_attest.order);
}

static void say_avs_dispute(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_record r;

	out->from = an_account(c, st);
	out->u.avs_dispute.order = a_live(c, st, SPHERON_RECORD_TASK, meta(st).next_order, 60,
			chance(c, 85) ? stopped : any);
	out->u.avs_dispute.operator_ = an_operator(c, st);
	for (uint32_t acct = 0; acct < accounts(st) && !odd(c, 5); acct++)
		if (spheron_find(st, SPHERON_RECORD_ATTEST, out->u.avs_dispute.order, acct, 0, &r)
				&& (r.u.attest.bid != task_expected(st, r.u.attest.order)
						|| chance(c, 40)))
			out->u.avs_dispute.operator_ = acct;
}

static void say_lease_close(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->u.lease_close.lease = a_lease(c, st, any);
	out->from = party_of(c, st, out->u.lease_close.lease, chance(c, 60));
}

static void say_lease_update_request(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_args_update_request *a = &out->u.lease_update_request;
	struct spheron_record r;

	a->lease = a_lease(c, st, any);
	out->from = party_of(c, st, a->lease, true);
	a->max_price = a_price(c);
	a->blocks = param(st, SPHERON_P_MIN_BLOCKS) + below(c, 80);
	a->cpu = (uint32_t) ONE_OF(c, 0, 1, 1, 2, 8, 300);
	a->mem = (uint32_t) ONE_OF(c, 0, 0, 512, 1024);
	a->sto = (uint32_t) ONE_OF(c, 0, 0, 50);
	a->gpus = 0;
	if (spheron_find(st, SPHERON_RECORD_LEASE, a->lease, 0, 0, &r) && r.u.lease.gpus)
		a->gpus = (uint16_t) (1 + below(c, 3));
	if (odd(c, 12))
		a->gpus = (uint16_t) ONE_OF(c, 0, 1, 4097);
}

static void say_lease_as_supplier(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	out->u.lease_update_accept.lease = a_lease(c, st, any);
	out->from = party_of(c, st, out->u.lease_update_accept.lease, false);
}

static void say_lease_update(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_record r;

	out->u.lease_update.lease = a_lease(c, st, chance(c, 80) ? accepted : any);
	out->from = party_of(c, st, out->u.lease_update.lease, false);
	out->u.lease_update.price = a_price(c);
	if (spheron_find(st, SPHERON_RECORD_LEASE, out->u.lease_update.lease, 0, 0, &r)
			&& chance(c, 70))
		out->u.lease_update.price = chance(c, 60) ? r.u.lease.u_price
							  : near(c, r.u.lease.u_price);
	if (odd(c, 10))
		out->u.lease_update.price = wide(0);
}

static void say_lease_update_cancel(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	out->u.lease_update_cancel.lease = a_lease(c, st, any);
	out->from = party_of(c, st, out->u.lease_update_cancel.lease, true);
}

static void say_proof_report(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.proof_report.provider = a_provider(c, st);
	out->u.proof_report.kind = (uint8_t) (odd(c, 10) ? 4 : ONE_OF(c, 0, 0, 0, 1, 1, 2, 3));
	out->u.proof_report.pass = (uint8_t) (odd(c, 10) ? 2 : ONE_OF(c, 1, 1, 1, 1, 1, 0));
}

static void say_fizz_checks(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_checks *list = &out->u.fizz_checks.list;
	struct spheron_record r;
	uint32_t n = fizzes(st), first = an_id(c, n);

	out->from = an_official(c, st);
	out->u.fizz_checks.gateway = a_provider(c, st);
	if (spheron_find(st, SPHERON_RECORD_FIZZ, first, 0, 0, &r) && !odd(c, 12))
		out->u.fizz_checks.gateway = r.u.fizz.gateway;
	list->count = 0;
	for (uint32_t id = first; list->count < 3 && id - first < 8; id++) {
		struct spheron_check *check = &list->item[list->count];

		if (id != first && spheron_find(st, SPHERON_RECORD_FIZZ, id, 0, 0, &r)
				&& r.u.fizz.gateway != out->u.fizz_checks.gateway && !odd(c, 8))
			continue;
		if (id > n && id != first && !odd(c, 5))
			break;
		check->fizz = id;
		check->alive = chance(c, 85);
		for (unsigned k = 0; k < 4; k++)
			check->shortfall[k] = (uint32_t) ONE_OF(c, 0, 0, 0, 100000, 1000000);
		list->count++;
	}
	if (odd(c, 5))
		list->item[0].shortfall[1] = 1000001;
	if (odd(c, 3))
		list->count = 0;
}

static void say_challenge_open(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = a_holder(c, st, SPHERON_FREE, SPHERON_SPON);
	out->u.challenge_open.provider = a_provider_in(c, st, SPHERON_ACTIVE, false);
	out->u.challenge_open.kind = (uint8_t) (odd(c, 10) ? 4 : below(c, 4));
}

static uint32_t a_challenge(struct crowd *c, const struct spheron *st)
{
	return (uint32_t) a_live(c, st, SPHERON_RECORD_CHALLENGE, meta(st).next_challenge,
			10, any);
}

static void say_challenge_respond(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_record r;

	out->u.challenge_respond.challenge = a_challenge(c, st);
	out->from = an_account(c, st);
	if (spheron_find(st, SPHERON_RECORD_CHALLENGE, out->u.challenge_respond.challenge, 0, 0, &r))
		out->from = owner_of(c, st, 0, r.u.challenge.provider);
}

static void say_challenge_judge(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.challenge_judge.challenge = a_challenge(c, st);
	out->u.challenge_judge.pass = (uint8_t) (odd(c, 10) ? 2 : below(c, 2));
}

static void say_slash_misconduct(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_args_misconduct *a = &out->u.slash_misconduct;

	out->from = an_official(c, st);
	a->kind = (uint8_t) (odd(c, 10) ? 2 : chance(c, 30));
	a->id = a->kind == 0 ? a_provider(c, st) : a_fizz(c, st);
	a->bp = (uint16_t) (odd(c, 10) ? 10001 : ONE_OF(c, 0, 1, 100, 5000, 9990, 10000));
	if (c->spree)
		a->bp = 9990;
	some_harmed(c, st, &a->harmed);
}

static void say_fizz_register(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_fizz_register *a = &out->u.fizz_register;

	out->from = a_holder(c, st, SPHERON_FREE, SPHERON_ETH);
	a->gateway = a_provider_in(c, st, SPHERON_ACTIVE, true);
	some_attributes(c, &a->attr);
	a->p_cpu = ONE_OF(c, 0, 0, 1000, 1000000);
	a->p_mem = ONE_OF(c, 0, 0, 1000);
	a->p_sto = ONE_OF(c, 0, 0, 10);
	a->p_gpu = odd(c, 20) ? ONE_OF(c, UINT64_C(1000000000000), UINT64_C(1000000000001))
			      : ONE_OF(c, 0, 0, 60000000);
}

static void say_fizz_relink(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	say_as_host(c, st, out);
	out->u.fizz_relink.gateway = a_provider_in(c, st, SPHERON_ACTIVE, true);
}

static void say_fizz_evict(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_record r;

	out->u.fizz_evict.fizz = a_fizz(c, st);
	out->from = an_account(c, st);
	if (spheron_find(st, SPHERON_RECORD_FIZZ, out->u.fizz_evict.fizz, 0, 0, &r))
		out->from = owner_of(c, st, 0, r.u.fizz.gateway);
}

static void say_fizz_prices(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_fizz_prices *a = &out->u.fizz_prices;

	say_as_host(c, st, out);
	a->p_cpu = ONE_OF(c, 0, 1000, 1000000);
	a->p_mem = ONE_OF(c, 0, 1000);
	a->p_sto = ONE_OF(c, 0, 10);
	a->p_gpu = ONE_OF(c, 0, 60000000, UINT64_C(1000000000000), UINT64_C(1000000000001));
}

static void say_fizz_capacity(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	say_as_host(c, st, out);
	some_attributes(c, &out->u.fizz_capacity.attr);
}

static void say_subnet_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_subnet *a = &out->u.subnet_set;

	say_as_owner(c, st, out);
	a->gateway_bp = (uint16_t) (odd(c, 20) ? 2001 : ONE_OF(c, 0, 200, 2000));
	a->min_cpu = (uint32_t) (odd(c, 20) ? 33 : ONE_OF(c, 0, 0, 8, 32));
	a->min_mem = (uint32_t) (odd(c, 20) ? 131073 : ONE_OF(c, 0, 0, 1024));
	a->min_gpus = (uint16_t) (odd(c, 20) ? 9 : ONE_OF(c, 0, 0, 0, 1));
}

static void say_q_price(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_account(c, st);
	out->u.q_price.hourly = some_tens(c, 1, 9, 0, 38);
}

/* How each command is said, and how often by default. */
static const struct {
	say *say;
	uint8_t weight;
} habits[SPHERON_VERB_COUNT] = {
	[SPHERON_CMD_GENESIS] = { say_nothing, 1 },
	[SPHERON_CMD_ADVANCE] = { say_nothing, 6 },
	[SPHERON_CMD_ACCOUNT_OPEN] = { say_account_open, 3 },
	[SPHERON_CMD_ROLE_SET] = { say_role_set, 2 },
	[SPHERON_CMD_TOKEN_ADD] = { say_token_add, 1 },
	[SPHERON_CMD_TOKEN_MINT] = { say_token_mint, 16 },
	[SPHERON_CMD_TOKEN_TRANSFER] = { say_token_transfer, 3 },
	[SPHERON_CMD_POOL_FUND] = { say_pool_fund, 3 },
	[SPHERON_CMD_TREASURY_PAY] = { say_treasury_pay, 2 },
	[SPHERON_CMD_BEACON_SET] = { say_beacon_set, 2 },
	[SPHERON_CMD_RELEASE_SET] = { say_release_set, 1 },
	[SPHERON_CMD_ESCROW_DEPOSIT] = { say_escrow_deposit, 16 },
	[SPHERON_CMD_ESCROW_WITHDRAW] = { say_escrow_withdraw, 3 },
	[SPHERON_CMD_PROVIDER_REGISTER] = { say_provider_register, 8 },
	[SPHERON_CMD_PROVIDER_ATTRS] = { say_provider_attrs, 3 },
	[SPHERON_CMD_PROVIDER_COMMISSION] = { say_provider_commission, 3 },
	[SPHERON_CMD_PROVIDER_UPGRADE] = { say_provider_upgrade, 2 },
	[SPHERON_CMD_PROVIDER_SUSPEND] = { say_as_verifier, 1 },
	[SPHERON_CMD_PROVIDER_REINSTATE] = { say_provider_reinstate, 5 },
	[SPHERON_CMD_PROVIDER_EXIT] = { say_as_owner, 1 },
	[SPHERON_CMD_TRUST_SET] = { say_trust_set, 2 },
	[SPHERON_CMD_PROP_SUBMIT] = { say_prop_submit, 4 },
	[SPHERON_CMD_PROP_VOTE] = { say_prop_vote, 8 },
	[SPHERON_CMD_STAKE_ADD] = { say_stake_add, 14 },
	[SPHERON_CMD_STAKE_UNBOND] = { say_stake_unbond, 3 },
	[SPHERON_CMD_DELEG_ADD] = { say_deleg_add, 8 },
	[SPHERON_CMD_DELEG_UNBOND] = { say_deleg_unbond, 5 },
	[SPHERON_CMD_DELEG_CLAIM] = { say_deleg_claim, 3 },
	[SPHERON_CMD_REWARD_CLAIM] = { say_as_owner, 3 },
	[SPHERON_CMD_FIZZ_CLAIM] = { say_as_host, 3 },
	[SPHERON_CMD_EARN_WITHDRAW] = { say_earn_withdraw, 4 },
	[SPHERON_CMD_NODE_DOWN] = { say_node, 6 },
	[SPHERON_CMD_NODE_UP] = { say_node, 8 },
	[SPHERON_CMD_NODE_PAUSE] = { say_node, 3 },
	[SPHERON_CMD_NODE_RESUME] = { say_node, 6 },
	[SPHERON_CMD_MAINT_SCHEDULE] = { say_maint_schedule, 5 },
	[SPHERON_CMD_MAINT_CANCEL] = { say_as_owner, 2 },
	[SPHERON_CMD_MAINT_END] = { say_as_owner, 3 },
	[SPHERON_CMD_ORDER_CREATE] = { say_order_create, 24 },
	[SPHERON_CMD_ORDER_CANCEL] = { say_order_cancel, 2 },
	[SPHERON_CMD_BID_PLACE] = { say_bid_place, 50 },
	[SPHERON_CMD_MATCH_SET] = { say_match_set, 8 },
	[SPHERON_CMD_ORDER_CHOOSE] = { say_order_choose, 8 },
	[SPHERON_CMD_AVS_REGISTER] = { say_avs_register, 4 },
	[SPHERON_CMD_AVS_UNREGISTER] = { say_avs_unregister, 1 },
	[SPHERON_CMD_AVS_ATTEST] = { say_avs_attest, 14 },
	[SPHERON_CMD_AVS_DISPUTE] = { say_avs_dispute, 8 },
	[SPHERON_CMD_LEASE_CLOSE] = { say_lease_close, 4 },
	[SPHERON_CMD_LEASE_SETTLE] = { say_lease_close, 6 },
	[SPHERON_CMD_LEASE_UPDATE_REQUEST] = { say_lease_update_request, 8 },
	[SPHERON_CMD_LEASE_UPDATE_ACCEPT] = { say_lease_as_supplier, 10 },
	[SPHERON_CMD_LEASE_UPDATE] = { say_lease_update, 8 },
	[SPHERON_CMD_LEASE_UPDATE_CANCEL] = { say_lease_update_cancel, 2 },
	[SPHERON_CMD_PROOF_REPORT] = { say_proof_report, 12 },
	[SPHERON_CMD_FIZZ_CHECKS] = { say_fizz_checks, 12 },
	[SPHERON_CMD_CHALLENGE_OPEN] = { say_challenge_open, 6 },
	[SPHERON_CMD_CHALLENGE_RESPOND] = { say_challenge_respond, 6 },
	[SPHERON_CMD_CHALLENGE_JUDGE] = { say_challenge_judge, 6 },
	[SPHERON_CMD_SLASH_MISCONDUCT] = { say_slash_misconduct, 2 },
	[SPHERON_CMD_FIZZ_REGISTER] = { say_fizz_register, 10 },
	[SPHERON_CMD_FIZZ_RELINK] = { say_fizz_relink, 4 },
	[SPHERON_CMD_FIZZ_EVICT] = { say_fizz_evict, 2 },
	[SPHERON_CMD_FIZZ_PRICES] = { say_fizz_prices, 2 },
	[SPHERON_CMD_FIZZ_CAPACITY] = { say_fizz_capacity, 2 },
	[SPHERON_CMD_FIZZ_EXIT] = { say_as_host, 1 },
	[SPHERON_CMD_SUBNET_SET] = { say_subnet_set, 4 },
	[SPHERON_CMD_SUBNET_OBJECT] = { say_as_host, 4 },
	[SPHERON_CMD_Q_PRICE] = { say_q_price, 1 },
	[SPHERON_CMD_Q_RATE] = { say_node, 1 },
	[SPHERON_CMD_Q_APR] = { say_as_verifier, 2 },
	[SPHERON_CMD_Q_STATE] = { say_nothing, 1 },
};

/* ---- the stream ---- */

void crowd_begin(struct crowd *c, uint64_t seed)
{
	*c = (struct crowd) { .seed = seed };
	pcg_seed(&c->rng, 0, seed, 0, 1);
	c->poor = seed & 1;
	c->explicit_clock = seed % 5 == 2;
	c->spree = seed % 7 == 3;
	c->late_ids = seed % 11 == 5;
	for (unsigned i = 0; i < SPHERON_VERB_COUNT; i++) {
		c->weight[i] = habits[i].weight;
		/* Every seed has its own fashions, and leaves some commands out. */
		if (chance(c, 10))
			c->weight[i] = (uint8_t) (c->weight[i] * 4 > 60 ? 60 : c->weight[i] * 4);
		else if (chance(c, 5) && c->weight[i] < 6)
			c->weight[i] = 0;
		if (c->spree && (i == SPHERON_CMD_SLASH_MISCONDUCT || i == SPHERON_CMD_DELEG_ADD
						|| i == SPHERON_CMD_PROVIDER_REINSTATE))
			c->weight[i] = 30;
		c->weights += c->weight[i];
	}
}

/* What the market lacks most: people, machines, money, orders, bids; -1 nothing. */
static int what_is_missing(struct crowd *c, const struct spheron *st)
{
	uint32_t open = spheron_used(st, SPHERON_TABLE_ORDERS);

	if (accounts(st) < 8)
		return SPHERON_CMD_ACCOUNT_OPEN;
	if (chance(c, 30))
		return chance(c, 60) ? SPHERON_CMD_TOKEN_MINT : SPHERON_CMD_ESCROW_DEPOSIT;
	if (providers(st) < 3)
		return SPHERON_CMD_PROVIDER_REGISTER;
	if (chance(c, 20))
		return SPHERON_CMD_STAKE_ADD;
	if (fizzes(st) < 3 && chance(c, 50))
		return SPHERON_CMD_FIZZ_REGISTER;
	if (open < 4 && chance(c, 50))
		return SPHERON_CMD_ORDER_CREATE;
	return open && chance(c, 60) ? SPHERON_CMD_BID_PLACE : -1;
}

static enum spheron_verb a_verb(struct crowd *c, const struct spheron *st)
{
	uint64_t r = below(c, c->weights);
	unsigned verb = 0;

	if (c->sensible && chance(c, 35)) {
		int missing = what_is_missing(c, st);

		if (missing >= 0)
			return (enum spheron_verb) missing;
	}
	while (r >= c->weight[verb])
		r -= c->weight[verb++];
	if (verb == SPHERON_CMD_ACCOUNT_OPEN && accounts(st) > 14)
		return SPHERON_CMD_ADVANCE;
	return (enum spheron_verb) verb;
}

/* The longest step of the clock, or one that is not admitted where it would close a thousand eras. */
static uint64_t longest_step(const struct spheron *st)
{
	uint64_t step = param(st, SPHERON_P_STEP_MAX_S);

	return step / 1000 > param(st, SPHERON_P_ERA_S) ? step + 1 : step;
}

/* The instant of the next command: mostly soon, often just around a deadline, sometimes far away or
 * wrong. */
static void a_time(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_clock now = spheron_clock(st);
	struct spheron_due due;
	uint64_t dice = below(c, 1000);

	out->t = now.t ? now.t : 1 + below(c, 1000000);
	out->has_b = 0;
	if (dice < 700)
		out->t += 0;
	else if (dice < 920)
		out->t += 1 + below(c, 2);
	else if (dice < 980 && spheron_next_due(st, &due) && due.t - now.t < 2000000)
		out->t = due.t - (due.t > now.t) + below(c, 3);
	else if (dice < 993)
		out->t += below(c, 40);
	else if (dice < 996)
		out->t += below(c, 600);
	else if (dice < 998)
		out->t += below(c, 4 * param(st, SPHERON_P_ERA_S) + 1);
	else if (dice == 998)
		out->t -= out->t > 1;
	else
		out->t += longest_step(st) + 1 - chance(c, 2);
	if (out->t >= UINT64_C(1) << 40)
		out->t = (UINT64_C(1) << 40) - 1;
	if (c->explicit_clock || chance(c, 1)) {
		out->has_b = !chance(c, 1);
		out->b = now.b + (chance(c, 98) ? chance(c, 45) : below(c, 4));
	}
}

void crowd_next(struct crowd *c, struct spheron *st, struct spheron_command *out)
{
	unsigned n = c->sent++;

	if (n == 0 && !chance(c, 5)) {
		genesis(c, out);
		return;
	}
	a_time(c, st, out);
	c->sensible = chance(c, 72);
	for (unsigned tries = 0; tries < 4; tries++) {
		out->verb = a_verb(c, st);
		out->from = 0;
		c->pointless = 0;
		if (out->verb == SPHERON_CMD_GENESIS && chance(c, 60)) {
			genesis(c, out);
			return;
		}
		if (out->verb == SPHERON_CMD_GENESIS)
			out->verb = SPHERON_CMD_ADVANCE;
		habits[out->verb].say(c, st, out);
		/* Sensible people do not bid where there are no orders, and so on. */
		if (!c->pointless || !c->sensible)
			break;
	}
}

/* ---- spoiling text ---- */

static size_t insert(char *text, size_t size, size_t where, const char *what)
{
	size_t n = strlen(what);

	memmove(text + where + n, text + where, size - where);
	memcpy(text + where, what, n);
	return size + n;
}

size_t crowd_spoil(struct crowd *c, char *text, size_t size)
{
	static const char *const pieces[] = { " ", "\t", ",", "}", "{", "[", "]", "\"", "\\", "-", ".",
		"e1", "0", "9", "99999999999999999999", "\x01", "\xc3\xa9", "null", "true",
		"\"t\":1,", "\"x\":0,", "\\u0041", ":", "1e5" };
	size_t where = (size_t) below(c, size + 1);

	switch (below(c, 5)) {
	case 0: /* lose a byte */
		if (where == size)
			return size - 1;
		memmove(text + where, text + where + 1, size - where - 1);
		return size - 1;
	case 1: /* change one */
		text[where < size ? where : size - 1] = (char) (32 + below(c, 96));
		return size;
	case 2: /* cut off */
		return where;
	default:
		return insert(text, size, where,
				pieces[below(c, sizeof pieces / sizeof pieces[0])]);
	}
}
