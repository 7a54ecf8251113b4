#include "sim/run/scale.h"

#include "sim/world/money.h"

#include <math.h>

/* Somebody stays somebody. */
static uint32_t scaled(uint32_t count, double scale)
{
	double n = floor((double) count * scale + 0.5);

	return count == 0 ? 0 : n < 1 ? 1 : n > UINT32_MAX ? UINT32_MAX : (uint32_t) n;
}

static void scale_emission(struct setup *setup)
{
	struct param_choice *p = &setup->params[SPHERON_P_EMISSION_PER_ERA];
	struct spheron_u128 value = p->given ? p->value
			: spheron_param_default((enum spheron_profile) setup->profile,
				SPHERON_P_EMISSION_PER_ERA);

	*p = (struct param_choice) { true, u128_of(u128_double(value) * setup->scale) };
}

void scale_setup(struct setup *s)
{
	if (s->scale == 1)
		return;
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
	scale_emission(s);
}
