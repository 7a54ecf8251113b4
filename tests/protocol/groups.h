/* groups.h - the test groups, one a noun of protocol/; tests/protocol/main.c runs them all. */
#ifndef TESTS_PROTOCOL_GROUPS_H
#define TESTS_PROTOCOL_GROUPS_H

#define TEST_GROUPS(X) \
	X(cooldown)

#define DECLARE(name) int test_##name(void);
TEST_GROUPS(DECLARE)
#undef DECLARE

#endif
