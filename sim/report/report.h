/* report.h - a database of results as one page for people.
 *
 * One HTML file that needs nothing else: no network, no script, no font; charts are SVG in it, drawn by
 * gnuplot.  What it says is in the database and nowhere else, so the same database and the same gnuplot
 * give the same bytes.
 */
#ifndef SIM_REPORT_REPORT_H
#define SIM_REPORT_REPORT_H

#include <stdbool.h>

/* How it ended; whatever was wrong has been said, in one line, and no file is left behind. */
enum report_end {
	REPORT_DONE,
	REPORT_BAD_INPUT, /* the database can't be read */
	REPORT_FAILED     /* gnuplot is missing or failed, or the page could not be written */
};

enum report_end report_make(const char *db_path, const char *html_path);

/* The same, for who does not ask why. */
bool report_write(const char *db_path, const char *html_path);

#endif
