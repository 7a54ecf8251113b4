#include "tests/crowd/crowd_look.h"

/* ---- dice ---- */

uint64_t below(struct crowd *c, uint64_t n)
{
	return pcg_below(&c->rng, n);
}

bool chance(struct crowd *c, unsigned percent)
{
	return below(c, 100) < percent;
}

/* The same, for what a sensible sender would not do. */
bool odd(struct crowd *c, unsigned percent)
{
	return !c->sensible && chance(c, percent);
}

uint64_t one_of(struct crowd *c, const uint64_t *list, size_t n)
{
	return list[below(c, n)];
}

u128 wide(uint64_t lo)
{
	return (u128) { lo, 0 };
}

/* mantissa x 10^zeros, without care for overflow above 10^38. */
u128 tens(uint64_t mantissa, unsigned zeros)
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
u128 some_tens(struct crowd *c, uint64_t low, uint64_t digits, unsigned zeros, uint64_t more)
{
	zeros += (unsigned) below(c, more);
	return tens(low + below(c, digits), zeros);
}

u128 half(u128 v)
{
	return (u128) { v.lo >> 1 | v.hi << 63, v.hi >> 1 };
}

u128 plus_one(u128 v)
{
	if (v.lo == UINT64_MAX)
		return (u128) { 0, v.hi + 1 };
	return (u128) { v.lo + 1, v.hi };
}

/* An amount in the neighbourhood of one that matters. */
u128 near(struct crowd *c, u128 v)
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

uint32_t accounts(const struct spheron *st)
{
	return spheron_used(st, SPHERON_TABLE_ACCOUNTS);
}

uint32_t providers(const struct spheron *st)
{
	return spheron_used(st, SPHERON_TABLE_PROVIDERS);
}

uint32_t fizzes(const struct spheron *st)
{
	return spheron_used(st, SPHERON_TABLE_FIZZ);
}

uint64_t param(const struct spheron *st, unsigned id)
{
	return spheron_param(st, id).lo;
}

struct spheron_meta_record meta(const struct spheron *st)
{
	struct spheron_record r;

	return spheron_find(st, SPHERON_RECORD_META, 0, 0, 0, &r) ? r.u.meta
								  : (struct spheron_meta_record) { 0 };
}

uint32_t an_account(struct crowd *c, const struct spheron *st)
{
	uint32_t n = accounts(st);

	if (odd(c, 4))
		return n + (uint32_t) below(c, 3);
	return n ? (uint32_t) below(c, n) : 0;
}

/* An id of a kind that numbers its records through: mostly one there is. */
uint32_t an_id(struct crowd *c, uint32_t n)
{
	if (n == 0 || odd(c, 6))
		return (uint32_t) ONE_OF(c, 0, n + 1, UINT32_MAX);
	return 1 + (uint32_t) below(c, n);
}

uint32_t a_provider(struct crowd *c, const struct spheron *st)
{
	return an_id(c, providers(st));
}

uint32_t a_fizz(struct crowd *c, const struct spheron *st)
{
	return an_id(c, fizzes(st));
}

bool any(const struct spheron_record *r)
{
	(void) r;
	return true;
}

bool taking_bids(const struct spheron_record *r)
{
	return r->u.order.state == SPHERON_ORDER_OPEN && !r->u.order.closed;
}

bool open_order(const struct spheron_record *r)
{
	return r->u.order.state == SPHERON_ORDER_OPEN;
}

bool accepted(const struct spheron_record *r)
{
	return r->u.lease.upd == SPHERON_UPDATE_ACCEPTED;
}

/* One of the records of a kind that come and go, among the last `most` ids; now and then an id that
 * is no such record. */
uint64_t a_live(struct crowd *c, const struct spheron *st, enum spheron_record_kind kind,
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

uint64_t an_order(struct crowd *c, const struct spheron *st, wanted *accept)
{
	return a_live(c, st, SPHERON_RECORD_ORDER, meta(st).next_order, 40,
			chance(c, 90) ? accept : any);
}

uint64_t a_lease(struct crowd *c, const struct spheron *st, wanted *accept)
{
	return a_live(c, st, SPHERON_RECORD_LEASE, meta(st).next_order, 80, accept);
}

/* The account that owns a provider or Fizz node, mostly. */
uint32_t owner_of(struct crowd *c, const struct spheron *st, unsigned kind, uint32_t id)
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
uint32_t party_of(struct crowd *c, const struct spheron *st, uint64_t lease, bool tenant)
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
uint32_t an_official(struct crowd *c, const struct spheron *st)
{
	return odd(c, 12) ? an_account(c, st) : 0;
}

/* An account that has something in this bucket, if one is found soon. */
uint32_t a_holder(struct crowd *c, const struct spheron *st, unsigned bucket, unsigned token)
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
uint32_t a_provider_in(struct crowd *c, const struct spheron *st, uint8_t status, bool gateway)
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

void some_attributes(struct crowd *c, struct spheron_attr *a)
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

void some_harmed(struct crowd *c, const struct spheron *st, struct spheron_harmed *h)
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
