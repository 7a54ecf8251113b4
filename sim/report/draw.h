/* draw.h - gnuplot as a pen: scripts go in, SVG for a page comes out.
 *
 * All scripts of a page go to one gnuplot, one drawing each.  What comes back is cleaned of everything
 * that is gnuplot's own: names, versions, ids (of which a page would have the same ones twice), fonts,
 * empty groups.
 */
#ifndef SIM_REPORT_DRAW_H
#define SIM_REPORT_DRAW_H

#include "sim/report/page.h"

#include <stdbool.h>
#include <stddef.h>

struct drawing {
	struct page inside; /* what stands between <svg> and </svg> */
};

/* Runs gnuplot on a script that makes n drawings.  False if that did not work: gnuplot is not there, or
 * has complained; said. */
bool draw(const struct page *script, struct drawing *out, size_t n);

#endif
