#include "model/faults.h"

#include "model/draw.h"

#include <math.h>

#define YEAR_S (365 * 86400.0)

double incident_next_s(const struct incident_setup *i, const struct luck *luck, uint32_t region,
		uint64_t occasion)
{
	struct stream s = luck_open(luck, STREAM_REGION, region, FOR_INCIDENT, occasion);

	return i->year > 0 ? draw_exponential(&s, YEAR_S / i->year) : INFINITY;
}

double incident_length_s(const struct incident_setup *i, const struct luck *luck, uint32_t region,
		uint64_t occasion)
{
	struct stream s = luck_open(luck, STREAM_REGION, region, FOR_REPAIR, occasion);

	return fmax(law_draw(&i->length_s, &s), 0);
}

/* A node is asked about incidents of its own region only, but could be asked about those of others:
 * they are other occasions. */
bool incident_strikes(double part, const struct luck *luck, enum stream_kind kind, uint32_t id,
		uint32_t region, uint64_t occasion)
{
	struct stream s;

	if (!(part > 0))
		return false;
	s = luck_open(luck, kind, id, FOR_INCIDENT, (uint64_t) region << 40 | occasion);
	return draw_chance(&s, part);
}
