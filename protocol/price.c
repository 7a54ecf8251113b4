#include "protocol/price.h"

#include "protocol/apply.h"
#include "protocol/index.h"
#include "protocol/stake.h"

static uint64_t power_of_ten(unsigned n)
{
	static const uint64_t power[19] = { UINT64_C(1), UINT64_C(10), UINT64_C(100),
		UINT64_C(1000), UINT64_C(10000), UINT64_C(100000), UINT64_C(1000000),
		UINT64_C(10000000), UINT64_C(100000000), UINT64_C(1000000000),
		UINT64_C(10000000000), UINT64_C(100000000000), UINT64_C(1000000000000),
		UINT64_C(10000000000000), UINT64_C(100000000000000), UINT64_C(1000000000000000),
		UINT64_C(10000000000000000), UINT64_C(100000000000000000),
		UINT64_C(1000000000000000000) };

	return power[n];
}

u128 price_cost_down(const struct spheron *st, uint8_t token, u128 price, uint64_t blocks)
{
	RULE("PRICE-01");
	RULE("PRICE-02");
	return u128_div_down(u128_mul(price, blocks),
			power_of_ten(18u - st->token[token].decimals));
}

u128 whole_token_ppm_down(const struct spheron *st, uint8_t token, uint64_t ppm)
{
	return u128_ppm_down(u128_of(power_of_ten(st->token[token].decimals)), ppm);
}

bool price_admitted(const struct spheron *st, uint8_t token, u128 price, uint64_t blocks)
{
	u128 floor = whole_token_ppm_down(st, token, par(st, SPHERON_P_MIN_ORDER_PPM));

	RULE("PRICE-04");
	return u128_le(u128_max(floor, u128_of(1)), price_cost_down(st, token, price, blocks));
}

static uint64_t user_fee_bp(const struct spheron *st, uint8_t token)
{
	return par(st, token == SPHERON_SPON ? SPHERON_P_USER_FEE_SPON_BP : SPHERON_P_USER_FEE_BP);
}

u128 price_lock(const struct spheron *st, uint8_t token, u128 price, uint64_t blocks)
{
	u128 cost = price_cost_down(st, token, price, blocks);

	RULE("ESCROW-03");
	return u128_add(cost, u128_bp_down(cost, user_fee_bp(st, token)));
}

u128 price_ask_up(const struct spheron *st, const struct fizz *f, uint32_t cpu, uint32_t mem,
		uint32_t sto, uint32_t gpus)
{
	uint64_t blocks_a_month = UINT64_C(2592000000) / par(st, SPHERON_P_BLOCK_TIME_MS);
	u128 a_month = u128_mul64x64(cpu, f->p_cpu);

	RULE("FIZZ-06");
	a_month = u128_add(a_month, u128_div_down(u128_mul64x64(mem, f->p_mem), 1024));
	a_month = u128_add(a_month, u128_mul64x64(sto, f->p_sto));
	a_month = u128_add(a_month, u128_mul64x64(gpus, f->p_gpu));
	return u128_div_up(u128_mul(a_month, UINT64_C(1000000000000)), blocks_a_month);
}

void price_fee_rates(const struct spheron *st, struct spheron_lease_record *l)
{
	bool spon = l->token == SPHERON_SPON;

	RULE("LEASE-03");
	RULE("FEE-02");
	l->user_bp = (uint16_t) user_fee_bp(st, l->token);
	if (l->fizz) {
		RULE("FEE-04");
		l->protocol_bp = (uint16_t) par(st, SPHERON_P_FIZZ_FOUNDATION_BP);
		l->provider_bp = 0;
		l->gateway_bp = provider_at(st, l->provider)->subnet_bp;
	} else {
		l->protocol_bp = (uint16_t) par(st, SPHERON_P_PROTOCOL_FEE_BP);
		l->provider_bp = (uint16_t) par(st, spon ? SPHERON_P_PROVIDER_FEE_SPON_BP
							 : SPHERON_P_PROVIDER_FEE_BP);
		l->gateway_bp = 0;
	}
	l->stream = (uint8_t) par(st, SPHERON_P_SETTLE_MODE);
}

/* [PRICE-03] Price per block of an hourly amount in millionths of a whole token, rounded half up. */
enum spheron_result command_q_price(struct spheron *st, uint32_t from,
		const struct spheron_args_hourly *a)
{
	u128 v = a->hourly;

	(void) from;
	RULE("PRICE-03");
	RULE("NUM-02");
	REQUIRE(u128_mul_fits(v, UINT64_C(1000000000000), &v), OVERFLOW);
	REQUIRE(u128_mul_fits(v, par(st, SPHERON_P_BLOCK_TIME_MS), &v), OVERFLOW);
	REQUIRE(u128_add_fits(v, u128_of(1800000), &v), OVERFLOW);

	EMIT(st, ANSWER, answer, .value = { .number = u128_div_down(v, 3600000) });
	return SPHERON_OK;
}

/* ---- explaining ---- */

u128 spheron_explain_lock(const struct spheron *st, unsigned token, u128 price, uint64_t blocks)
{
	if (token >= st->n_tokens || blocks > UINT64_C(4000000000)
			|| u128_lt(u128_power_of_ten(24), price))
		return U128_MAX;
	return price_lock(st, (uint8_t) token, price, blocks);
}

u128 spheron_explain_ask(const struct spheron *st, uint64_t order, uint32_t fizz)
{
	uint32_t slot = order_find(st, order, 0);
	const struct spheron_order_record *o = &order_at(st, slot)->rec;

	if (!slot || !is_fizz(st, fizz))
		return U128_ZERO;
	return price_ask_up(st, fizz_at(st, fizz), o->cpu, o->mem, o->sto, o->gpus);
}

u128 spheron_explain_stake(const struct spheron *st, uint32_t provider)
{
	return is_provider(st, provider) ? stake_required(st, provider_at(st, provider)) : U128_ZERO;
}
