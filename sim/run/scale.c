#include "sim/run/scale.h"

#include "sim/world/money.h"

#include <math.h>
#include <stdio.h>

/* Somebody stays somebody. */
static uint32_t scaled(uint32_t count, double scale)
{
	double n = floor((double) count * scale + 0.5);

	return count == 0 ? 0 : n < 1 ? 1 : n > UINT32_MAX ? UINT32_MAX : (uint32_t) n;
}

/* A parameter of the whole network, times the scale; false beyond its bound. */
static bool scale_param(struct setup *setup, unsigned param)
{
	struct param_choice *p = &setup->params[param];
	struct spheron_u128 value = p->given ? p->value
			: spheron_param_default((enum spheron_profile) setup->profile, param);
	struct spheron_param_info info;
	double scaled_value = u128_double(value) * setup->scale;

	spheron_param_info(param, &info);
	*p = (struct param_choice) { true, u128_of(scaled_value) };
	return scaled_value <= u128_double(info.max);
}

static bool money_fits(const struct setup *s)
{
	const struct param_choice *p = &s->params[SPHERON_P_SPON_MAX_SUPPLY];
	double most = u128_double(p->given ? p->value : spheron_param_default(
			(enum spheron_profile) s->profile, SPHERON_P_SPON_MAX_SUPPLY)) / SPON_UNITS;

	return s->foundation.pool_spon + s->foundation.circulating_spon <= most;
}

static bool scale_all(struct setup *s)
{
	for (uint32_t i = 0; i < s->n_providers; i++)
		s->providers[i].count = scaled(s->providers[i].count, s->scale);
	for (uint32_t i = 0; i < s->n_fizz; i++)
		s->fizz[i].count = scaled(s->fizz[i].count, s->scale);
	for (uint32_t i = 0; i < s->n_delegators; i++)
		s->delegators[i].count = scaled(s->delegators[i].count, s->scale);
	for (uint32_t i = 0; i < s->n_demand; i++) {
		s->demand[i].tenants = scaled(s->demand[i].tenants, s->scale);
		s->demand[i].orders_day *= s->scale;
	}
	s->foundation.pool_spon *= s->scale;
	s->foundation.refill_spon_era *= s->scale;
	s->foundation.circulating_spon *= s->scale;
	s->token.pool_usd *= s->scale;
	return scale_param(s, SPHERON_P_EMISSION_PER_ERA)
			&& (s->scale < 1 || scale_param(s, SPHERON_P_SPON_MAX_SUPPLY));
}

bool scale_setup(struct setup *s, char *why, size_t size)
{
	if (s->scale != 1 && !scale_all(s)) {
		snprintf(why, size, "population.scale: emission_per_era or spon_max_supply would pass "
				"its bound; give them in params, or a smaller scale");
		return false;
	}
	if (!money_fits(s)) {
		snprintf(why, size, "population.foundation: pool and circulating together are more than "
				"params.spon_max_supply");
		return false;
	}
	return true;
}
