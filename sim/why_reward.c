#include "sim/why.h"
int why_reward(const struct why *w, struct sheet *s) { (void) w; (void) s; return EXIT_NOTHING; }
