/* axis.h - where an axis begins and ends, and what is written at it.
 *
 * An axis that is not logarithmic always has 0 on it, so lengths along it can be compared.
 */
#ifndef SIM_REPORT_AXIS_H
#define SIM_REPORT_AXIS_H

#include <stdbool.h>

#define AXIS_TICKS 24

struct axis {
	double low, high;
	bool log;
	int n;
	struct {
		double at;
		char text[24];
	} tick[AXIS_TICKS];
};

/* Holds all values from low to high, with about `ticks` ticks; percent: 1 is written as 100 %, and the
 * axis does not go beyond that if the values do not. */
struct axis axis_linear(double low, double high, int ticks, bool percent);

/* For values above 0. */
struct axis axis_log(double low, double high, int ticks, bool percent);

/* Times from 0 to `end`, in steps that end where the axis does not: the axis ends at `end`. */
struct axis axis_time(double end, int ticks);

#endif
