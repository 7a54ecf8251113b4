/* setting.h - parameters of the protocol given on the command line: --profile, --params, --set.
 *
 * They stand above what the log itself says.  A genesis in the log gets them before it is applied; a
 * log without one begins with a genesis made of them, which is no line of the log.
 */
#ifndef SIM_SETTING_H
#define SIM_SETTING_H

#include "protocol/spheron.h"

struct setting {
	bool given;         /* any of them */
	const char *profile; /* NULL: not given */
	struct spheron_settings values;
};

/* Each takes the value of its option.  False if it is not admitted; the reason has been said. */
bool setting_profile(struct setting *s, const char *name);
bool setting_assignment(struct setting *s, const char *assignment); /* "cooldown_s=600" */
bool setting_file(struct setting *s, const char *path);             /* {"cooldown_s":600,...} */

/* Changes a genesis. */
void setting_apply(const struct setting *s, struct spheron_args_genesis *genesis);

/* The genesis of a log that begins with this command and has none. */
void setting_genesis(const struct setting *s, const struct spheron_command *first,
		struct spheron_command *genesis);

#endif
