/* trace_unit.h - units of the columns of a trace.  Internal to sim/trace_file.c.
 *
 * Unlike quantities in scenarios these are measurements: they may be fractions, negative, or in units
 * that nobody would write by hand, and they are read into doubles.
 */
#ifndef SIM_TRACE_UNIT_H
#define SIM_TRACE_UNIT_H

#include "sim/trace_file.h"

enum trace_form { TRACE_FORM_NUMBER, TRACE_FORM_DATE, TRACE_FORM_FLAG, TRACE_FORM_TEXT };

struct trace_unit {
	unsigned roles;       /* bits of enum trace_role */
	const char *name;     /* as in a scenario */
	double factor;        /* bases in one of it */
	enum trace_form form;
	const char *base;     /* in which results are */
	const char *zero;     /* what fills a gap by "zero" */
	const char *wanted;   /* for messages: what a cell should be */
};

/* A role's unit of that name, its first one for NULL; NULL if there is none. */
const struct trace_unit *trace_unit(enum trace_role role, const char *name);

/* All of them: "MB, MiB or GB". */
const char *trace_units(enum trace_role role);

/* What a cell says, in bases (seconds, threads, MB, GB, 1/1000 of a GPU).  Text has no number and is
 * always good. */
bool trace_unit_read(const struct trace_unit *unit, const char *cell, double *out);

#endif
