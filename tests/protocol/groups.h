/* groups.h - the test groups, one a noun of protocol/; tests/protocol/main.c runs them all. */
#ifndef TESTS_PROTOCOL_GROUPS_H
#define TESTS_PROTOCOL_GROUPS_H

#define TEST_GROUPS(X) \
	X(attributes) X(bid) X(challenge) X(clock) X(commands) X(cooldown) \
	X(decisions) X(delegation) X(encoding) X(era) X(escrow) X(events) X(execution) \
	X(explain) X(filter) X(find) X(fizz) X(gateway) X(genesis) X(governance) X(hash) \
	X(host) X(ids) X(index) X(invariants) X(judgement) X(lease) X(lease_update) \
	X(ledger) X(lines) X(liveness) X(maintenance) X(match) X(misconduct) X(number) \
	X(operator) X(order) X(params) X(points) X(price) X(proof) X(registration) \
	X(restore) X(score) X(slash) X(stake) X(steps) X(support_json) X(support_sha256) \
	X(tier) X(trust) X(upgrade) X(yield)

#define DECLARE(name) int test_##name(void);
TEST_GROUPS(DECLARE)
#undef DECLARE

#endif
