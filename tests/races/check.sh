#!/bin/sh
# The thread sanitizer over replications that run at once.  usage: check.sh SPHERON-SIM RACE
set -eu
program=$1 race=$2
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
export TSAN_OPTIONS="ignore_noninstrumented_modules=1 exitcode=66"

if "$race" > "$T/race.out" 2>&1; then
	echo "races: a race that was planted has not been found"
	exit 1
fi
grep -q "ThreadSanitizer: data race" "$T/race.out"
for options in "--jobs 3 --runs 6" "--jobs 2 --runs 2 --checkpoint $T/kept --log $T/log"; do
	# shellcheck disable=SC2086
	if ! "$program" run --quiet --set time.horizon=8d --out "$T/town.db" $options tests/sim/town.json \
			> "$T/out" 2>&1; then
		head -60 "$T/out"
		exit 1
	fi
done
# Runs of many tests at once, which share rules that are counted.
if ! "$program" test --quiet --jobs 4 --record "$T/failed" scenarios/tests/orders scenarios/tests/stake \
		scenarios/tests/market > "$T/out" 2>&1; then
	grep -v '^PASS' "$T/out" | head -60
	exit 1
fi
echo "races: replications at once share nothing that changes; the planted race was found"
