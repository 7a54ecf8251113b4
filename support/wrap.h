/* wrap.h - marks the few functions whose arithmetic is meant to wrap: hashes and the generator.
 *
 * Everything else is compiled with unsigned overflow as an error in the sanitizer builds.
 */
#ifndef SUPPORT_WRAP_H
#define SUPPORT_WRAP_H

#if defined(__clang__)
#define WRAPS __attribute__((no_sanitize("unsigned-integer-overflow")))
#else
#define WRAPS
#endif

#endif
