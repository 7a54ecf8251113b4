#!/bin/sh
# spheron-sim shrink: what it writes still fails, in the same way and as a strict file of its own; nothing can
# be left out of it any more, which is tried here again from outside; what can't be shrunk is refused.
. "$(dirname "$0")/lib.sh"

export NO_COLOR=1
cd "$T" || exit 1

# What an assertion of a test came to: "FAIL violated", "FAIL unasked", "PASS" ..., or "not there".
state_of() {
	"$PROGRAM" test --json --quiet "$1" > "$T/json" 2> /dev/null
	python3 -c 'import json, sys
for t in json.load(open(sys.argv[1]))["tests"]:
    for a in t["assertions"]:
        if a["id"] == sys.argv[2]:
            print(a["verdict"], "violated" if a["first"] else "unasked" if a["seen"] == 0 else "")
            sys.exit()
print("not there")' "$T/json" "$2"
}
is_state() { [ "$(state_of "$1" "$2" | sed 's/ *$//')" = "$3" ]; }
exits() { "$PROGRAM" test --quiet "$2" > "$T/test.out" 2>&1; [ $? = "$1" ]; }
has() { grep -qF -- "$2" "$1"; }
has_not() { ! grep -qF -- "$2" "$1"; }
fewer() { [ "$(wc -c < "$1")" -lt "$(wc -c < "$2")" ]; }
# The last line of what was said is a command that fails.
told_command_fails() {
	tail -1 "$T/out" | grep -qF " test $1" || return 1
	exits 1 "$1"
}

cat > base.json << 'END'
{ "kind": "fragment",
  "population": { "providers": [
      { "class": "dc", "count": 20, "machines": 3, "own": "200 SPON", "entry": "0 %/year" },
      { "class": "shop", "count": 30, "own": "1_000 SPON" },
      { "class": "gateway", "count": 4, "gateway": true, "list": "gateway", "machines": 1 } ],
    "fizz": [ { "class": "home", "count": 40 } ],
    "delegators": [ { "class": "holders", "count": 10 } ],
    "operators": [ { "class": "honest", "count": 5 } ] } }
END

# ---- a network ----

cat > town.json << 'END'
{ "name": "slash/none", "question": "Is anybody slashed for downtime?", "tags": ["pr"], "include": ["base.json"],
  "time": { "horizon": "30 d", "warmup": "5 d" }, "random": { "seed": 7, "runs": 2 },
  "params": { "trust_start": 5, "cooldown_s": "1 h" },
  "population": { "demand": [ { "class": "jobs", "orders": "300 /d", "tenants": 100 } ] },
  "token_price": { "model": "regime", "drift": -1.9 },
  "events": [ { "at": "2 d", "do": "region.outage", "region": "us-east", "for": "36 h" },
    { "at": "3 d", "do": "price.scale", "by": 0.5 }, { "at": "4 d", "do": "maintenance", "class": "shop" } ],
  "assert": [ { "id": "fill", "at_end": "market.fill_rate > 1 %" },
    { "id": "no-slash", "never": "Slashed.why == \"downtime\"" }, { "id": "sound", "invariant": "every era" } ] }
END
check "the test of the network fails" exits 1 town.json
run shrink town.json
check "shrink succeeds" status 0
check "it tells on standard error how far it has come" err "Fizz nodes, 30 d -> 1 d"
check "and how many tries that took" err "tries"
check "its summary names the assertion" out "no-slash (never) fails in run 0"
check "says that it is minimal" out "minimal: without any single part"
check "what is left is a test that fails, and the last line is the command" told_command_fails town-min.json
check "by the same assertion, which is violated" is_state town-min.json no-slash "FAIL violated"
check "the others are gone" is_state town-min.json fill "not there"
check "it keeps the question" has town-min.json "Is anybody slashed for downtime?"
check "its name tells what it is" has town-min.json '"name": "slash/none-min"'
check "it includes nothing" has_not town-min.json include
check "it needs no events of the timeline" has_not town-min.json region.outage
check "nor the classes that have no part in it" has_not town-min.json holders
check "nor another horizon than is needed" has town-min.json '"horizon": "1 d"'
check "it is much smaller" fewer town-min.json town.json
check "no file that it tried is left behind" [ -z "$(find . -name '.shrink*')" ]
cp town-min.json once.json
run shrink town.json --quiet
check "a second time it comes to the same bytes" same once.json town-min.json
check "quiet means quiet" quiet
run shrink town-min.json --quiet --out twice.json
check "what is minimal stays as it is" [ "$(grep -v comment twice.json)" = "$(grep -v comment once.json)" ]
run validate town-min.json
check "it is a good scenario file" status 0

# ---- is it minimal? ----

# Every part by itself is left out, every count is made smaller by one; none of these may fail likewise.
# Counts are not left out, since there would be more of them then.
cat > lesser.py << 'END'
import copy, json, sys
whole = json.load(open(sys.argv[1]))
fixed = {("$comment",), ("name",), ("question",), ("assert",), ("time", "horizon"), ("random", "seed")}
whole_never = {("time",), ("random",)}
found = []
def visit(value, path):
    for key in list(value.keys() if isinstance(value, dict) else range(len(value))):
        here = path + (key,)
        if here in fixed:
            continue
        if here not in whole_never and key not in ("count", "tenants", "orders"):
            found.append((here, None))
        if isinstance(value[key], (dict, list)):
            visit(value[key], here)
        elif key in ("count", "tenants", "times") and value[key] > 0:
            found.append((here, value[key] - 1))
visit(whole, ())
for i, (path, less) in enumerate(found):
    other = copy.deepcopy(whole)
    at = other
    for key in path[:-1]:
        at = at[key]
    if less is None:
        del at[path[-1]]
    else:
        at[path[-1]] = less
    json.dump(other, open("lesser/%03d.json" % i, "w"))
END
minimal() {
	rm -rf lesser && mkdir lesser && cp base.json lesser || return 1
	python3 lesser.py "$1" || return 1
	[ -e lesser/000.json ] || return 1
	for lesser in lesser/[0-9]*.json; do
		! is_state "$lesser" "$2" "FAIL violated" || { cat "$lesser" >> err; return 1; }
	done
}
check "nothing can be left out of it, and no count made smaller" minimal town-min.json no-slash
check "that is tried in earnest: the network itself is not minimal" eval '! minimal town.json no-slash > /dev/null'

# ---- violations and emptiness ----

cat > empty.json << 'END'
{ "include": ["base.json"], "name": "empty", "time": { "horizon": "2 d" }, "assert": [
    { "id": "asked", "always": "provider.tier > 10" }, { "id": "unasked", "always": "ChallengeOpened.challenge > 1000" },
    { "id": "broken", "always": "provider.tier > 10", "level": "invariant" },
    { "id": "often", "sometimes": "NodeDown", "min_count": 100000 } ] }
END
run shrink empty.json --assert asked --quiet --out asked.json
check "a violated assertion is not shrunk to one that nobody is asked" is_state asked.json asked "FAIL violated"
check "somebody is left whom it can be asked of" has asked.json '"count": 1'
check "and nothing else" minimal asked.json asked
run shrink empty.json --assert unasked --quiet --out unasked.json
check "one that nobody was asked goes on failing for that" is_state unasked.json unasked "FAIL unasked"
check "with nobody left" has_not unasked.json providers
run shrink empty.json --assert broken --quiet --out broken.json
check "a broken invariant stays one" exits 3 broken.json
run shrink empty.json --assert often --quiet --out often.json
check "what happens too seldom still happens" says "often (sometimes) fails: true 1 of the 1 times"
run shrink empty.json --quiet --out first.json
check "without --assert it is the first that fails" out "asked (always) fails"

# ---- scripts ----

cat > script.json << 'END'
{ "include": ["base.json"], "name": "script", "time": { "horizon": "9 d" },
  "matrix": { "axes": { "params.cooldown_s": ["1 h", "2 h"], "population.providers.dc.count": [5, 6] } },
  "script": [
    { "at": "1 h", "do": "account.open", "as": "alice" }, { "at": "1 h", "do": "account.open", "as": "bob" },
    { "at": "1 h", "do": "account.open", "as": "carol" },
    { "at": "2 h", "do": "token.mint", "with": { "token": "SPON", "to": "$carol", "amount": "100 SPON" } },
    { "at": "2 h", "do": "token.mint", "with": { "token": "SPON", "to": "$bob", "amount": "50 SPON" } },
    { "at": "3 h", "from": "carol", "do": "token.transfer",
      "with": { "token": "SPON", "to": "$bob", "amount": "30 SPON" } },
    { "at": "30 h", "from": "bob", "do": "token.transfer",
      "with": { "token": "SPON", "to": "$alice", "amount": "300 SPON" } } ] }
END
run shrink script.json --quiet
check "a script that is answered otherwise is shrunk" status 0
check "to the command that fails, by the same account" has script-min.json '"from": "bob"'
check "with those that it needs" has script-min.json '"as": "alice"'
check "without what needs what is gone" has_not script-min.json carol
check "without a matrix" has_not script-min.json matrix
check "and without a population" has_not script-min.json population
check "it fails as a script" is_state script-min.json script "FAIL violated"
run shrink script.json --quiet --cell 3 --out cell.json
check "a cell of the matrix can be chosen" status 0

# ---- runs and chance ----

cat > later.json << 'END'
{ "include": ["base.json"], "name": "later", "time": { "horizon": "1 d" }, "random": { "seed": 3, "runs": 40 },
  "assert": [ { "id": "few", "at_end": "count(NodeDown) < 58" } ] }
END
"$PROGRAM" test --json later.json > json 2> /dev/null
FAILS_IN=$(python3 -c 'import json; print(json.load(open("json"))["tests"][0]["assertions"][0]["first"]["run"])')
check "the first failure is in a later run than 0" [ "${FAILS_IN:-0}" -gt 0 ]
run shrink later.json --quiet
check "a failure in a later run is shrunk" status 0
check "to one in run 0, under another seed" out "Run 0 fails now"
check "so that a single run is enough" has_not later-min.json '"runs"'
check "it still fails" is_state later-min.json few "FAIL violated"
run shrink later.json --quiet --run "$FAILS_IN" --out named.json
check "the run can be named" is_state named.json few "FAIL violated"
run shrink later.json --quiet --run 0 --out none.json
check "a run that does not fail is nothing to shrink" both 6 "does not fail in this run"
check "then nothing is written" [ ! -e none.json ]

cat > chance.json << 'END'
{ "include": ["base.json"], "name": "chance", "time": { "horizon": "2 d" }, "random": { "seed": 3, "max_runs": 200 },
  "params": { "trust_start": 5 },
  "assert": [ { "id": "prob", "prob": { "of": "count(NodeDown) < 30", "at_least": "95 %" } },
    { "id": "mean", "mean": { "of": "count(NodeDown)", "at_most": "10" } } ] }
END
for id in prob mean; do
	run shrink chance.json --quiet --assert $id --out $id.json
	check "a claim about chance ($id) is shrunk" status 0
	check "it goes on failing, which takes many runs" is_state $id.json $id FAIL
	check "under the same budget" has $id.json '"max_runs": 200'
	check "and the same seed" has $id.json '"seed": 3'
done
run shrink chance.json --assert prob --run 3
check "a claim about chance has no run of its own" both 2 "judged by all runs together"

# ---- files and options ----

mkdir -p sub/traces other
printf 'day,usd\n0,0.5\n1,0.4\n2,0.3\n3,0.2\n4,0.2\n5,0.2\n6,0.2\n' > sub/traces/price.csv
cat > sub/trace.json << 'END'
{ "name": "trace", "time": { "horizon": "4 d" }, "token_price": { "model": "series", "series": "price" },
  "traces": { "price": { "file": "traces/price.csv", "kind": "series",
    "columns": { "time": { "column": "day", "unit": "d" }, "value": { "column": "usd" } } } },
  "population": { "providers": [ { "class": "dc", "count": 2 } ] },
  "assert": [ { "id": "dear", "always": "token.price > 0.25 USD/SPON" } ] }
END
run shrink sub/trace.json --quiet
check "a trace is found beside the scenario" is_state sub/trace-min.json dear "FAIL violated"
check "and its name stays" has sub/trace-min.json '"traces/price.csv"'
run shrink sub/trace.json --quiet --out other/min.json
check "it is found from another directory, too" is_state other/min.json dear "FAIL violated"
run shrink town.json --quiet --set 'population.scale=300 %' --out scaled.json
check "the scale of a population is worked into its counts" has_not scaled.json scale
check "and it still fails" is_state scaled.json no-slash "FAIL violated"
run shrink town.json --quiet --seed 8 --set params.cooldown_s=3h --assert no-slash --out seeded.json
check "options are taken into the file" has seeded.json '"seed": 8'

# ---- refusals ----

run shrink --help
check "--help begins with examples" matches "$T/out" "spheron-sim shrink tests/"
run shrink
check "without a scenario it asks for one" both 2 "which scenario?"
cp town.json kept.json
run shrink town.json --out ./town.json
check "it does not write over the scenario" both 2 "is the scenario itself"
check "which stays as it was" same town.json kept.json
run shrink town.json --assert nobody
check "an unknown assertion is refused" both 2 "no assertion of that id"
run shrink town.json --cell 1
check "so is a cell that is not there" both 2 "--cell 1"
run shrink town.json --budget soon
check "and a budget that is no duration" both 2 "--budget soon"
run shrink town.json --budget "0 s" --quiet --out hasty.json
check "a budget that ends before anything is known says so" both 4 "the budget ended"
check "and leaves nothing behind" [ ! -e hasty.json ]
run shrink town.json --assert fill
check "an assertion that holds is nothing to shrink" both 6 "fill does not fail"
run shrink nowhere.json
check "a file that is not there is refused" both 2 "nowhere.json"
run shrink town.json --out nowhere/min.json
check "so is a directory that is not there" err "nowhere/min.json"
check "each of these says one line" one_error
cat > golden.json << 'END'
{ "name": "golden", "time": { "horizon": "1 d" }, "population": { "providers": [ { "class": "dc", "count": 2 } ] },
  "assert": [ { "id": "shape", "golden": { "file": "nothing.golden" } } ] }
END
run shrink golden.json
check "a golden result is not shrunk, but bisected" both 2 "spheron-sim bisect"

finish
