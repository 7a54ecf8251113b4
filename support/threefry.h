/* threefry.h - Threefry-4x64-20: a keyed permutation of 256-bit counters (Salmon, Moraes, Dror,
 * Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", 2011), the mixing of Threefish without its
 * tweak.
 *
 * Under one key two different counters never have the same output, and every bit of key and counter
 * touches every bit of it.  Checked in the tests against the published known answers.  Tens of
 * nanoseconds, 64-bit sums and turns only, so that every machine has the same outputs.
 */
#ifndef SUPPORT_THREEFRY_H
#define SUPPORT_THREEFRY_H

#include <stdint.h>

void threefry(uint64_t out[4], const uint64_t key[4], const uint64_t counter[4]);

#endif
