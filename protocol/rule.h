/* rule.h - where the code says which rule it carries out, and which way it went.
 *
 *	RULE("STAKE-04");
 *	BRANCH("slash.upgrade.late", "the version demanded was not there in time");
 *	BRANCH_IF(sto == 0, "tier.storage.none", "no storage");
 *
 * RULE stands in the code that does what the rule says, BRANCH where the code has decided between
 * ways that somebody who reads results wants to tell apart, BRANCH_IF the same without an `if` of its
 * own.  In a normal build all three are nothing, and the condition is not evaluated.
 *
 * With SPHERON_RULE_MARKS every RULE line reports that it was reached, so that a test which claims a
 * rule can be asked whether it ran it (`make check-rules`).
 *
 * With SPHERON_RULE_TABLE, which wins over the other, every line keeps a mark of its own in the section
 * `spheron_marks`, whose beginning and end the linker knows; sim/coverage.h reads it.  A mark is
 * written to once and read from then on, so threads don't contend for it.
 */
#ifndef PROTOCOL_RULE_H
#define PROTOCOL_RULE_H

#include <stdint.h>

/* Marks lie in the section one after the other, so the compiler must not space them by a rule of its
 * own: a large alignment leaves it none to choose. */
struct spheron_mark {
	const char *name;    /* "STAKE-04", "slash.upgrade.late" */
	const char *meaning; /* of a branch, in one line; NULL for a rule */
	uint32_t reached;
} __attribute__((aligned(32)));

#ifdef SPHERON_RULE_TABLE
#define SPHERON_MARK(name_, meaning_)                                                              \
	do {                                                                                       \
		static struct spheron_mark spheron_mark_                                           \
				__attribute__((used, section("spheron_marks"), aligned(32)))       \
				= { name_, meaning_, 0 };                                          \
		if (!__atomic_load_n(&spheron_mark_.reached, __ATOMIC_RELAXED))                    \
			__atomic_store_n(&spheron_mark_.reached, 1, __ATOMIC_RELAXED);             \
	} while (0)
#define RULE(id)                SPHERON_MARK(id, 0)
#define BRANCH(name, meaning)   SPHERON_MARK(name, meaning)
#define BRANCH_IF(condition, name, meaning)                                                        \
	do {                                                                                       \
		if (condition)                                                                     \
			SPHERON_MARK(name, meaning);                                               \
	} while (0)
#else
#ifdef SPHERON_RULE_MARKS
void spheron_rule_reached(const char *id);
#define RULE(id) spheron_rule_reached(id)
#else
#define RULE(id) ((void) 0)
#endif
#define BRANCH(name, meaning)               ((void) 0)
#define BRANCH_IF(condition, name, meaning) ((void) 0)
#endif

#endif
