/* setting.h - parameters of the protocol given on the command line: --profile, --params, --set.
 *
 * They stand above what the log itself says.  A genesis in the log gets them before it is applied; a
 * log without one begins with a genesis made of them, which is no line of the log.
 */
#ifndef SIM_SETTING_H
#define SIM_SETTING_H

#include "sim/player.h"

struct setting {
	bool given;         /* any of them */
	const char *profile; /* NULL: not given */
	struct spheron_settings values;
};

/* Each takes the value of its option.  False if it is not admitted; the reason has been said. */
bool setting_profile(struct setting *s, const char *name);
bool setting_assignment(struct setting *s, const char *assignment); /* "cooldown_s=600" */
bool setting_file(struct setting *s, const char *path);             /* {"cooldown_s":600,...} */

/* What they do to the start of a log: to be called with each command that a player has read, before it
 * is applied.  False if they do not go together and the log has no genesis that would be refused for
 * it; the reason has been said. */
bool setting_start(const struct setting *s, struct player *player);

#endif
