#!/bin/sh
# spheron-sim run: results do not depend on threads, interruptions or the way there; logs replay to the
# same state; what can't be run is refused before anything runs.
. "$(dirname "$0")/lib.sh"

cp "$ROOT/tests/sim/town.json" "$T/town.json"

# All tables of a database of results, as files in a folder.
tables() {
	"$PROGRAM" export "$1" --csv "$2" > "$T/export.out" 2>&1
}
alike() { diff -r "$1" "$2" > /dev/null; }
is_there() { [ -s "$1" ]; }
is_not_there() { [ ! -e "$1" ]; }

# ---- the same for any number of threads ----

for jobs in 1 2 3 8; do
	run run --quiet --check --jobs $jobs --out "$T/$jobs.db" "$T/town.json"
	check "a town runs with $jobs threads, all invariants and the cast checked at every era close" \
		status 0
	cp "$T/out" "$T/table.$jobs"
	tables "$T/$jobs.db" "$T/csv.$jobs"
	check "what $jobs threads record is what one records, in every table" alike "$T/csv.1" "$T/csv.$jobs"
	check "and what they print is the same" same "$T/table.1" "$T/table.$jobs"
done

# ---- the log ----

run run --quiet --runs 1 --log "$T/town.log" --json "$T/town.json"
hash=$(sed -n 's/.*"state_hash":"\([0-9a-f]*\)".*/\1/p' "$T/out")
check "a run tells the hash of its last state" [ ${#hash} = 64 ]
run replay --quiet --hash --check era "$T/town.log"
[ "$STATUS" = 0 ] || run replay --quiet --hash "$T/town.log"
check "its command log replays" status 0
check "to the same state" out "$hash"
run why earnings "$T/town.log"
check "and can be asked why" status 0

run run --quiet --runs 1 --seed 8 --json "$T/town.json"
check "another seed has another end" no_out "$hash"
run run --quiet --runs 1 --set events=[] --set events.0.at=1d "$T/town.json"
check "what is not there can't be set" status 2
run run --quiet --runs 1 --set 'params.cooldown_s=2 h' --json "$T/town.json"
check "a parameter given as an option changes the end" no_out "$hash"

# ---- what is not there is not traded ----

run run --quiet --runs 1 --json --set 'token_price={"model":"pool","pool":"1_000_000 USD","noise":0}' \
	--set 'population.foundation.circulating=1 SPON' --set events=[] "$T/town.json"
check "a market without tokens sells none, and its price stays where it was" \
	out '"name":"token.price","unit":"USD","mean":0.5,'

# ---- interrupted and resumed ----

run run --quiet --jobs 1 --set time.horizon=400d --runs 2 --log "$T/whole.log" --out "$T/whole.db" "$T/town.json"
check "a long run succeeds" status 0
"$PROGRAM" run --quiet --jobs 1 --set time.horizon=400d --runs 2 --log "$T/part.log" --out "$T/part.db" \
	--checkpoint "$T/kept" "$T/town.json" > "$T/out" 2> "$T/err" &
pid=$!
tries=0
while [ ! -s "$T/part.log" ] && [ $tries -lt 1000 ]; do tries=$((tries + 1)); sleep 0.01; done
kill -INT $pid
STATUS=0
wait $pid || STATUS=$?
check "Ctrl-C ends it with status 130" status 130
check "and says what is left" err "interrupted"
check "what was finished is a database" is_there "$T/part.db"
run show "$T/part.db"
check "that says it is partial" says "PARTIAL"
run run --quiet --set time.horizon=401d --runs 2 --checkpoint "$T/kept" --resume "$T/town.json"
check "the checkpoint of another scenario is refused" both 2 "the checkpoint is of another scenario"
run run --quiet --jobs 2 --set time.horizon=400d --runs 2 --log "$T/part.log" --out "$T/part.db" \
	--checkpoint "$T/kept" --resume "$T/town.json"
check "it goes on from there" status 0
tables "$T/whole.db" "$T/csv.whole"
tables "$T/part.db" "$T/csv.part"
check "and ends as if it had never been interrupted" alike "$T/csv.whole" "$T/csv.part"
check "with the same log of commands" same "$T/whole.log" "$T/part.log"
check "and no checkpoint is left" is_not_there "$T/kept.0.0"

# ---- a matrix ----

sed 's/"name": "town",/"name": "town", "matrix": { "axes": { "params.cooldown_s": ["0 s", "3 h"] } },/' \
	"$T/town.json" > "$T/matrix.json"
run run --quiet --runs 2 --set time.horizon=6d --jobs 2 --json "$T/matrix.json"
check "a matrix runs a cell for each value" out '"overrides":"params.cooldown_s=3 h"'
check "and says which is which" out '"overrides":"params.cooldown_s=0 s"'

# ---- refused before anything runs ----

refused() {
	sentence=$1 line=$2
	shift 2
	run run --quiet --out "$T/never.db" "$@" "$T/town.json"
	check "$sentence" both 2 "$line"
	check "and nothing is written" is_not_there "$T/never.db"
}
refused "an unknown key is named with the nearest right one" 'did you mean "horizon"' --set time.horizn=3d
refused "a quantity without unit is refused" "time.horizon" --set time.horizon=30
refused "a horizon below an era is refused" "shorter than one era" --set time.horizon=20h
refused "a trace that is not there is named" 'there is no trace "pods"' --set population.demand.jobs.trace=pods
refused "an unknown class of an event is named" 'no class of providers "workshp"' --set events.3.class=workshp
refused "more operators than there are seats are refused" "at most 32" --set population.operators.honest.count=32
refused "Fizz hosts without gateways are refused" "need gateways" --set population.providers.gateway.count=0
refused "parameters that do not go together are refused" "GOV-10" --set params.unbonding_s=60 --set params.vote_s=2000000
refused "a wrong number of threads is refused" "--jobs 0" --jobs 0
run run --quiet --out "$T/never.db" --log "$T/no/such/log" "$T/town.json"
check "a log that cannot be written is told" both 70 "no/such/log: No such file or directory"
check "and nothing is left" is_not_there "$T/never.db"
run run "$T/none.json"
check "a scenario that is not there is told in one line" both 2 "none.json"
run run
check "no scenario is a usage error" both 2 "which scenario"

finish
