/* form_random.h - random scenarios of the form of form_example.c, all of them good. */
#ifndef TESTS_UNITS_FORM_RANDOM_H
#define TESTS_UNITS_FORM_RANDOM_H

#include <stdint.h>

#define FORM_RANDOM_SIZE 200000

/* The same seed, not 0, makes the same scenarios. */
void form_random_begin(uint64_t seed);

/* The next one. */
void form_random(char text[FORM_RANDOM_SIZE]);

/* A few hundred as files, for programs that want examples; 0 if that was possible. */
int form_random_files(const char *directory);

#endif
