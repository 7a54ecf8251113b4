/* no_shrink.c - stands in for shrink_and_save() in the programs of run.sh: a planted bug is known, so
 * its log need not be made short, nor kept. */
#include "tests/crowd/shrink.h"

void __wrap_shrink_and_save(struct log *l, fails *check, void *arg, const char *name);
void __wrap_shrink_and_save(struct log *l, fails *check, void *arg, const char *name)
{
	(void) l;
	(void) check;
	(void) arg;
	(void) name;
}
