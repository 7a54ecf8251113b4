#include "model/verifier.h"

#include "model/draw.h"

#include <math.h>

bool verifier_reports(const struct verifier_setup *v, const struct luck *luck, uint32_t provider,
		uint64_t occasion, bool truth)
{
	struct stream s = luck_open(luck, STREAM_VERIFIER, provider, FOR_VERDICT, occasion);
	double u = stream_unit(&s);

	return truth ? u >= v->false_fail : u < v->false_pass;
}

/* The part of the number beyond `misses` is uniform again. */
uint32_t verifier_shortfall_ppm(const struct verifier_setup *v, double mean, struct stream *s)
{
	double u = stream_unit(s), half = fmin(mean, 1 - mean);

	if (u < v->misses || mean <= 0)
		return 0;
	u = (u - v->misses) / (1 - v->misses);
	return mean >= 1 ? 1000000 : (uint32_t) ((mean - half + 2 * half * u) * 1e6);
}
