#!/bin/sh
# spheron-sim bench: what it can measure, and how it says that it can't.  How fast it is, is no test.
. "$(dirname "$0")/lib.sh"

refused() { status 2 && one_error && err "$1"; }

run bench --help
check "help begins with examples" out "Examples"
check "and names the parts" out "agreement"
check "it ends well" status 0

run bench markt
check "a part that is not there is refused, the nearest named" refused "did you mean market"

run bench --scenarios "$T/nowhere" market
check "so is a folder without the scenarios" status 2
check "in a line that names the file" err "$T/nowhere/bench/market.json: No such file or directory"

run bench agreement
check "without somebody else's marketplace nothing is compared" status 0
check "which is said" err "--plain PROGRAM"

run bench --plain /bin/false agreement --scenarios "$ROOT/scenarios" --quick
check "a program that fails is not taken for a marketplace" status 2
check "which is said, too" err "/bin/false does not run"

# ---- the scenarios that are measured ----

for scenario in "$ROOT"/scenarios/bench/*.json; do
	run run "$scenario" --set "time.horizon=1 d" --check --quiet --jobs 1
	check "$(basename "$scenario") runs a day with every invariant checked" status 0
done

# ---- the search that they use ----

MARKET=$ROOT/scenarios/bench/market.json
run validate "$MARKET" --set market.search=nearest
check "a search that is not there is refused" refused "market.search"

run run "$MARKET" --set population.providers.0.bid=scale
check "the cheapest first needs prices that stay" refused "\"market\" bids \"scale\""

run run "$MARKET" --set "time.horizon=3 d" --jobs 1 --quiet --seed 7 --log "$T/whole.log"
check "a run of three days" status 0
run replay --quiet --hash "$T/whole.log"
check "is replayed from its log" status 0

finish
