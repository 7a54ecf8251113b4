/* number.h - the one wide integer of the interface.
 *
 * Source: RULES.md NUM-01.  Amounts, prices, shares and points are unsigned 128-bit integers.  The
 * library never uses a compiler's own 128-bit type, so 32-bit and big-endian builds agree to the
 * last unit.
 */
#ifndef SPHERON_NUMBER_H
#define SPHERON_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct spheron_u128 {
	uint64_t lo, hi;
};

/* Room for any value in decimal: 39 digits and the final NUL. */
#define SPHERON_DECIMAL_SIZE 40

/* Writes the value in decimal with a final NUL and returns the number of digits. */
size_t spheron_decimal(char text[SPHERON_DECIMAL_SIZE], struct spheron_u128 value);

/* Reads `size` decimal digits, no sign and no leading zero.  False, with *out untouched, if the text
 * is anything else or does not fit. */
bool spheron_decimal_read(const char *text, size_t size, struct spheron_u128 *out);

#ifdef __cplusplus
}
#endif

#endif
