/* faults.h - what strikes many at once: incidents of whole regions. */
#ifndef MODEL_FAULTS_H
#define MODEL_FAULTS_H

#include "model/law.h"
#include "model/luck.h"

#include <stdbool.h>

struct incident_setup {
	double year;             /* incidents of one region and year; 0 none */
	struct law length_s;
	double providers;        /* part of the region's providers that go down with it */
	double fizz;             /* and of its Fizz hosts */
};

/* Seconds from the end of the incident before (or the start) to the next of a region; its length; does
 * this node go down with it? */
double incident_next_s(const struct incident_setup *i, const struct luck *luck, uint32_t region,
		uint64_t occasion);
double incident_length_s(const struct incident_setup *i, const struct luck *luck, uint32_t region,
		uint64_t occasion);
bool incident_strikes(double part, const struct luck *luck, enum stream_kind kind, uint32_t id,
		uint32_t region, uint64_t occasion);

#endif
