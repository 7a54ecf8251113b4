#!/bin/sh
# spheron-sim run: every scenario that ships runs at a reduced size with all checks on, replays to the same
# state, gives the same results on any number of threads, and shows what its README says it shows; what is
# wrong is refused in plain words.  With TRACES=DIR in the environment, those that need traces, too.
. "$(dirname "$0")/lib.sh"

SCENARIOS=$ROOT/scenarios
[ ! -d "${TRACES:-none}" ] || TRACES=$(cd "$TRACES" && pwd)
AWKS=$ROOT/tests/scenarios
PODS=${TRACES:-none}/demand_alibaba_gpu2023/pods.csv
NODES=${TRACES:-none}/demand_alibaba_gpu2023/nodes.csv
STAKES=${TRACES:-none}/econ_livepeer/monthly_2018_2023.csv
export NO_COLOR=1

# ---- how ----

# Of a table in an export, the cell of the first row under a heading.
cell_of() { awk -F, -v want="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == want) c = i }
		NR == 2 { print $c }' "$1"; }
metric() { awk -F, -v want="$2" '$3 == want { print $4 }' "$T/$1/metric.csv"; }
# Of all nodes of a class at the end: the sum of a column.
sum_of() { awk -F, -v class="$2" -v want="$3" 'NR == 1 { for (i = 1; i <= NF; i++) { if ($i == want) c = i
		if ($i == "class") k = i } next } $k == class { s += $c } END { printf "%.9f\n", s }' \
		"$T/$1/final.csv"; }
less() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a + 0 < b + 0) }'; }
nought() { awk -v a="$1" 'BEGIN { exit !(a != "" && a + 0 == 0) }'; }
# Runs a scenario and exports what came out; the rest of the line are options.
play() {
	name=$1
	shift
	run run "$SCENARIOS/$name.json" --quiet --check --out "$T/$name.db" --log "$T/$name.log" "$@"
	rm -rf "${T:?}/$name"
	"$PROGRAM" export "$T/$name.db" --csv "$T/$name" > "$T/export.out" 2>&1
}
replays() {
	hash=$(cell_of "$T/$1/replication.csv" state_hash)
	"$PROGRAM" replay --quiet --hash "$T/$1.log" > "$T/hash" 2> "$T/hash.err"
	[ "${#hash}" = 64 ] && grep -qF "$hash" "$T/hash"
}
runs_clean() {
	play "$@"
	check "$1: runs with every check" status 0
	check "$1: its commands replay to the same state" replays "$1"
}

# ---- every scenario that ships is known here ----

RULES="cooldown maintenance downtime-leased downtime-idle trust-ladder upgrade operators delegation-slashing
	review-by-vote fizz-gateway price-shock"
LARGE="reference home-nodes bad-weather"
TRACED="alibaba-month stake-backtest"
unknown() {
	for file in "$SCENARIOS"/*.json; do
		name=$(basename "$file" .json)
		case " $(echo $RULES $LARGE $TRACED $OTHERS) " in *" $name "*) ;; *) echo "$name" ;; esac
	done
}
OTHERS=
run --version
check "every scenario that ships is run by this test" [ -z "$(unknown)" ]
for file in "$SCENARIOS"/*.json; do
	name=$(basename "$file")
	check "$name asks a question" grep -q '"question": "' "$file"
	check "$name stands in the README" grep -qF "$name" "$SCENARIOS/README.md"
	run validate "$file"
	check "$name is valid" status 0
done

# ---- one for each rule ----

for name in $RULES; do
	runs_clean "$name" --set output.nodes=true
done

check "cooldown: one lost link costs rewards" \
	less "$(sum_of cooldown one-outage reward_usd)" "$(sum_of cooldown steady reward_usd)"
check "cooldown: links that flap cost more than one outage of longer" \
	less "$(sum_of cooldown flapping reward_usd)" "$(sum_of cooldown one-outage reward_usd)"
steady=$(sum_of cooldown steady reward_usd)
play cooldown --set output.nodes=true --set params.cooldown_s=0
check "cooldown: without it both lose next to nothing" \
	less "$(echo "$steady $(sum_of cooldown flapping reward_usd)" | awk '{ print 1 - $2 / $1 }')" 0.01

check "maintenance: announced work is not slashed" nought "$(sum_of maintenance announces slashed_spon)"
check "maintenance: the same hours without notice are" less 0 "$(sum_of maintenance just-goes slashed_spon)"

check "downtime with tenants is slashed" less 0 "$(sum_of downtime-leased six-hours slashed_spon)"
check "longer downtime more than in proportion, since some of it is prolonged" \
	less "$(sum_of downtime-leased six-hours slashed_spon | awk '{ print 8 * $1 }')" \
		"$(sum_of downtime-leased two-days slashed_spon)"
check "downtime without tenants is not slashed" nought "$(sum_of downtime-idle two-days slashed_spon)"
check "but earns nothing" \
	less "$(sum_of downtime-idle two-days reward_usd)" "$(sum_of downtime-idle steady reward_usd)"

check "trust-ladder: the reliable rise highest" \
	less "$(sum_of trust-ladder steady tier)" "$(sum_of trust-ladder breaks-off tier)"
check "trust-ladder: nine tenths of the time is worth more than two thirds" \
	less "$(sum_of trust-ladder nine-tenths tier)" "$(sum_of trust-ladder two-thirds tier)"

check "upgrade: the prompt are not slashed" nought "$(sum_of upgrade prompt slashed_spon)"
check "upgrade: the late are" less 0 "$(sum_of upgrade late slashed_spon)"
check "upgrade: in maintenance they are spared" nought "$(sum_of upgrade late-in-maintenance slashed_spon)"

check "operators: wrong answers are slashed" less 0 "$(metric operators security.operator_slashes)"
check "operators: the lazy leave tasks without a quorum" less 0 "$(metric operators security.tasks_expired)"
check "operators: no order is lost by that" nought "$(metric operators market.lost.no_quorum)"
play operators --set params.avs_fallback=0
check "operators: without the fallback orders are lost" less 0 "$(metric operators market.lost.no_quorum)"

run why slash "$T/delegation-slashing.log"
check "delegation-slashing: delegators bear their part" out "delegated stake"
check "delegation-slashing: so does what is unbonding" out "(delegation)"

"$PROGRAM" replay "$T/review-by-vote.log" > "$T/review" 2> "$T/review.err"
after_the_vote() { sed -n '/\["ParamSet","auto_approve","0"\]/,$p' "$T/review"; }
by_vote() { [ "$(after_the_vote | grep -c ProviderRegistered)" = \
	"$(after_the_vote | grep ProviderRegistered | grep -c '"due":"vote.end"')" ]; }
check "review-by-vote: newcomers come before and after" \
	[ "$(after_the_vote | grep -c ProviderRegistered)" -gt 5 ]
check "review-by-vote: after the vote they come by a vote and in no other way" by_vote
check "review-by-vote: not all of them are let in" \
	[ "$(after_the_vote | grep -cE '"ProposalClosed",[0-9]+,0')" -gt 0 ]

check "fizz-gateway: hosts of a gateway that lost its standing find another" \
	grep -q '"do":"fizz.relink"' "$T/fizz-gateway.log"
check "price-shock: the rewards of the first day after are worth a twentieth" \
	less "$(awk -F, '$4 == "token.rewards_usd_era" { v[$3] = $5 } END { print v[31] / v[28] }' \
		"$T/price-shock/series.csv")" 0.1

# ---- the large ones, small ----

runs_clean reference --set population.scale=0.01 --set time.horizon=12d --set time.warmup=2d
runs_clean home-nodes --set population.scale=0.05 --set time.horizon=420d
check "home-nodes: numbers rise while there is much to earn" \
	awk -F, '$4 == "supply.fizz.active" { v[$3] = $5 } END { exit !(v[300] > 2 * v[0]) }' \
		"$T/home-nodes/series.csv"
runs_clean bad-weather --set population.scale=0.05 --set time.horizon=70d

# ---- threads ----

results() { "$PROGRAM" show "$T/$1.db" | sed -n 's/.* results \([0-9a-f]*\).*/\1/p'; }
for name in cooldown operators review-by-vote fizz-gateway; do
	play "$name" --runs 4 --jobs 1
	one=$(results "$name")
	for jobs in 2 3 8; do
		play "$name" --runs 4 --jobs $jobs
		check "$name: the same results with $jobs threads" [ -n "$one" -a "$one" = "$(results "$name")" ]
	done
	play "$name" --runs 4 --jobs 2 --seed 77
	check "$name: others with another seed" [ "$one" != "$(results "$name")" ]
done

# ---- going on after a stop ----

# Stopped after a while, while votes on newcomers run; if it was too fast for that it has ended by itself.
MANY="--set population.providers.provider.count=150 --set time.horizon=50d"
stop_and_go_on() {
	"$PROGRAM" run "$SCENARIOS/review-by-vote.json" --quiet $MANY --checkpoint "$T/point" \
		> "$T/out" 2> "$T/err" &
	running=$!
	sleep 0.4
	kill -INT $running 2> "$T/kill.err"
	wait $running
	play review-by-vote $MANY --checkpoint "$T/point" --resume
}
play review-by-vote $MANY
whole=$(cell_of "$T/review-by-vote/replication.csv" state_hash)
rm -f "$T/review-by-vote.db"
stop_and_go_on
check "a run that was stopped goes on" status 0
check "and ends where a whole one ends" \
	[ "${#whole}" = 64 -a "$whole" = "$(cell_of "$T/review-by-vote/replication.csv" state_hash)" ]

# ---- hosts that follow a trace ----

cat > "$T/up.csv" << 'END'
host,from_h,hours
a,0,30
a,36,12
b,10,20
c,0,48
END
cat > "$T/traced.json" << 'END'
{
	"name": "traced", "time": { "horizon": "4 d" }, "incidents": { "every_year": 0 },
	"population": {
		"providers": [ { "class": "gateway", "count": 1, "gateway": true, "list": "gateway", "machines": 1 } ],
		"fizz": [ { "class": "home", "count": 6, "trace": "hosts", "exit_after": "0 s", "entry": "0 %/year" } ]
	},
	"traces": { "hosts": { "file": "up.csv", "kind": "availability", "columns": {
		"entity": { "column": "host" }, "time": { "column": "from_h", "unit": "h" },
		"duration": { "column": "hours", "unit": "h" } } } },
	"output": { "nodes": true }
}
END
run run "$T/traced.json" --quiet --check --out "$T/traced.db" --log "$T/traced.log"
"$PROGRAM" export "$T/traced.db" --csv "$T/traced" > "$T/export.out" 2>&1
check "hosts follow a trace of availability" status 0
up_hours() { awk -F, -v id="$1" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
	$c["class"] == "home" && $c["id"] == id { printf "%.0f", $c["up_s"] / 3600 }' "$T/traced/final.csv"; }
check "the first is up as the trace says, twice over" [ "$(up_hours 1)" = 84 ]
check "the second, too" [ "$(up_hours 2)" = 40 ]
check "the third never goes off" [ "$(up_hours 3)" = 96 ]
check "the fourth begins at the first again" [ "$(up_hours 4)" = 84 ]

# ---- what is wrong ----

refused() { status 2 && silent && one_error && [ "$(cat "$T/err")" = "spheron-sim: $1" ]; }
cd "$T" || exit 1
printf '{ "time": { "horizon": "2 d" }, "params": { "cooldwn_s": "1 h" } }\n' > typo.json
run run typo.json
check "a misspelt parameter" refused \
	'typo.json:1:45: params.cooldwn_s: no parameter of the protocol has this name (did you mean "cooldown_s"?)'
printf '{ "time": { "horizon": "2" } }\n' > unit.json
run run unit.json
check "a time without its unit is refused" both 2 "unit.json:1:24: time.horizon:"
printf '{ "time": { "horizon": "2 d" }, "population": { "fizz": [ { "class": "a", "count": 1 } ] } }\n' > lone.json
run run lone.json
check "Fizz hosts without a gateway" refused \
	'lone.json: population.fizz: Fizz hosts need gateways; give a class of providers "gateway": true'
printf '{ "time": { "horizon": "2 d" }, "events": [ { "at": "1 d", "do": "misconduct", "class": "x" } ] }\n' > who.json
run run who.json
check "an event for a class that is not there" refused \
	'who.json: events.0.class: there is no class of providers "x"'
printf '{ "time": { "horizon": "2 d" }, "output": { "events": ["Slahed"] } }\n' > kind.json
run run kind.json
check "an event of the protocol that is not there" refused \
	'kind.json: output.events.0: there is no event "Slahed"; did you mean "Slashed"?'
run run "$SCENARIOS/stake-backtest.json"
check "a trace that nobody gave" refused \
	'traces.stake-rate.file: not given; say where it is: --set traces.stake-rate.file=PATH'
cp up.csv stakes.csv
run run "$SCENARIOS/stake-backtest.json" --set traces.stake-rate.file="$T/stakes.csv"
check "a trace that is another file than the scenario means" both 2 "sha256"
run run "$SCENARIOS/nowhere.json"
check "a scenario that is not there" both 2 "nowhere.json"

# ---- real traces ----

if [ -r "$PODS" ] && [ -r "$NODES" ]; then
	runs_clean alibaba-month --set traces.orders.file="$PODS" --set traces.machines.file="$NODES"
	awk -f "$AWKS/alibaba.awk" "$PODS" "$NODES" "$T/alibaba-month/metric.csv" > "$T/out" 2> "$T/err"
	check "alibaba-month: the cluster's own numbers and ours stand beside each other" matches "$T/out" \
		'^orders +8125 +8125$'
else
	echo "alibaba-month: skipped: no traces"
fi
if [ -r "$STAKES" ]; then
	runs_clean stake-backtest --set traces.stake-rate.file="$STAKES"
	awk -v brief=1 -f "$AWKS/backtest.awk" "$STAKES" "$T/stake-backtest/series.csv" > "$T/out" 2> "$T/err"
	check "stake-backtest: payments follow Livepeer's with a correlation of at least 0.95" \
		awk '{ exit !($2 >= 0.95 && $6 == 60) }' "$T/out"
	check "stake-backtest: half of the months are within 20 %" awk '{ exit !($4 <= 0.20) }' "$T/out"
	play stake-backtest --set traces.stake-rate.file="$STAKES" --set population.foundation.target_rate="20 %"
	awk -v brief=1 -f "$AWKS/backtest.awk" "$STAKES" "$T/stake-backtest/series.csv" > "$T/out" 2> "$T/err"
	check "stake-backtest: with another target it would not be so" awk '{ exit !($4 > 0.20) }' "$T/out"
else
	echo "stake-backtest: skipped: no traces"
fi

# ---- what the documentation says ----

sed -n '/^## /q; s/^    spheron-sim \(.*[^ ]\)  *  .*/\1/p; s/^    spheron-sim \([^ ].*[^ ]\)$/\1/p' \
	"$ROOT/scenarios/README.md" | sed "s|scenarios/|$ROOT/scenarios/|" > "$T/commands"
check "scenarios/README.md has commands to try" [ -s "$T/commands" ]
cd "$T" || exit 1
while read -r command; do
	# shellcheck disable=SC2086
	run $command
	check "the README's \"$command\" works" status 0
done < "$T/commands"

finish
