#!/bin/sh
# coverage.sh - how much of protocol/ the tests run, line by line and branch by branch.
#
#	tests/coverage/coverage.sh            from anywhere
#	tests/coverage/coverage.sh --list     only list what is missing, from the last run
#
# Builds below build/coverage (only what changed), runs the rule tests, the worked vectors and short
# runs of the random crowd, and judges the counts of gcov by tests/coverage/untaken.txt (report.awk
# tells how that file is written).  Needs gcc with its gcov, make, awk, libcmocka and libcrypto.
# Exit status: 0 all lines reached and every untaken branch listed with a reason, 1 otherwise.

set -eu
cd "$(dirname "$0")/../.."
C=build/coverage
JOBS=${JOBS:-2}

# Runs a program; its output is only of interest if it fails.
run() {
	log=$C/$1.log
	shift
	if ! "$@" >"$log" 2>&1; then
		echo "FAIL $* (the end of $log)" >&2
		tail -20 "$log" >&2
		return 1
	fi
}

# The random logs: against the naive implementation, and with all invariants watched.
crowd() {
	run differ $C/differ --seeds "${SEEDS:-12}" --commands 2500 --no-table &&
		run stress $C/stress --commands "${STRESS:-20000}" --closely 8
}

measure() {
	make --no-print-directory -s -f tests/coverage/coverage.mk -j"$JOBS"
	find $C/o -name '*.gcda' -delete
	if [ "$JOBS" -gt 1 ]; then
		crowd &
		second=$!
		run rules $C/rules && run vectors $C/vectors tests/vectors/vectors.json || failed=1
		wait $second || failed=1
	else
		run rules $C/rules && run vectors $C/vectors tests/vectors/vectors.json && crowd ||
			failed=1
	fi
}

failed=
if [ "${1:-}" != --list ]; then
	measure
fi
if [ "$failed" ]; then
	exit 1
fi
# One file at a time: given several, gcov adds up copies of inline functions and drops their branches.
for f in $C/o/protocol/*.gcno $C/o/tests/protocol/test_index.gcno; do
	gcov --stdout -b -c "$f"
done >$C/listing 2>$C/gcov.log
# untaken.txt counts the branches that gcc 12 makes.
notes=$(test "$(gcc -dumpversion | cut -d. -f1)" = 12 && echo 0 || echo 1)
awk -v notes="$notes" -f tests/coverage/report.awk tests/coverage/untaken.txt - <$C/listing
