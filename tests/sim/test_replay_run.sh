#!/bin/sh
# spheron-sim replay-run: a moment of a run of a test is what it was in the test, in its log, and in the
# state that the log leads to.
. "$(dirname "$0")/lib.sh"

cp "$ROOT/tests/sim/town.json" "$T/town.json"
cd "$T" || exit 1
is_there() { [ -s "$1" ]; }
is_not_there() { [ ! -e "$1" ]; }
begins() { head -c "$(wc -c < "$2")" "$1" | cmp -s - "$2"; } # is the second file the begin of the first?

# ---- a small script ----

cat > stake.json << 'END'
{
	"name": "stake/activation", "time": { "horizon": "3 d" },
	"script": [
		{ "at": "0 s", "do": "account.open", "as": "alice" },
		{ "at": "0 s", "do": "token.mint",
			"with": { "token": "SPON", "to": "$alice", "amount": "1000 SPON" } },
		{ "at": "1 h", "from": "alice", "do": "provider.register", "as": "alpha",
			"with": { "region": 1, "cpu": 64, "score": 30000, "mem": "128 GB", "sto": 500,
				"sto_tier": "NVMe", "down": "1 Gbps", "up": "1 Gbps",
				"gpus": [["rtx4090", 2, 1600]] } },
		{ "at": "2 h", "from": "alice", "do": "stake.add",
			"with": { "provider": "$alpha", "amount": "1001 SPON" }, "expect": "NO_FUNDS" },
		{ "at": "26 h", "from": "alice", "do": "stake.add",
			"with": { "provider": "$alpha", "amount": "500.5 SPON" } }
	],
	"assert": [
		{ "id": "poor", "always": "provider.stake < 500 SPON" },
		{ "id": "there", "sometimes": "provider.stake > 500 SPON", "min_count": 3 },
		{ "id": "end", "at_end": "count(ProviderRegistered) == 1" },
		{ "id": "mean", "mean": { "of": "sum(provider.stake)", "at_least": "1 SPON" } },
		{ "id": "sound", "invariant": "every era" }
	]
}
END
run test --quiet stake.json
check "a test fails" status 1
replay=$(sed -n "s/^ *replay *spheron-sim //p" "$T/out" | head -1)
check "and says how to see the moment" [ -n "$replay" ]
eval "run $replay --quiet"
check "that command shows it" status 0
check "with the event behind it, in words" out "1 d 02:00:00"
check "with the claim that was violated then" out "violated   poor (always): provider.stake < 500 SPON"
check "with when and who" matches "$T/out" "first at 1 d 02:00:00, provider 1: 500.5 SPON < 500 SPON"
check "with the record of whom it concerns" out '{"k":"provider","id":1,'
check "with its money" says "stake 500.5 SPON"
check "and not with that of others" no_out "foundation"

run replay-run --quiet stake.json --until '93599 s' --focus 'provider 1'
check "a second before, the claim still holds" matches "$T/out" "holds +poor"
check "what is asked at the end is not asked yet" matches "$T/out" "later +end"
check "what must come true has not" matches "$T/out" "open +there"
check "the script has gone as expected" out "4 steps answered as expected"
run replay-run --quiet stake.json --until '0 s'
check "at the very start there is nothing to ask" matches "$T/out" "not asked +poor"
run replay-run --quiet stake.json
check "without --until it goes to the end" \
	out "to its end: 3 d 00:00:00, second 1735948800 of the chain, era 3"
check "where claims about the end are asked" matches "$T/out" "holds +end"
check "and means have a value of this run" out "500.5 SPON in this run"
check "without --focus there is what everybody has" says "free 400000499.5 SPON"
check "and how many there are" says "provider 1 gpu 1"

run replay-run --quiet stake.json --events 'Provider*' --last 5
check "--events chooses events by name" says "Events 0 d 01:00:00 ProviderRegistered"
check "and no others" no_out "BeaconSet"
run replay-run --quiet stake.json --last 3
check "--last says how many" matches "$T/out" "Events \(the last 3 of [0-9]+\)"
check "they are those that come last" out "EraClosed era 2"
sed 's/"expect": "NO_FUNDS"/"expect": "OK"/' stake.json > other.json
run replay-run --quiet other.json
check "a script that was answered otherwise is told" out "script.3 was answered NO_FUNDS"
sed 's/"assert"/"$comment"/' stake.json > none.json
run replay-run --quiet none.json --until '26 h'
check "a scenario without assertions has runs, too" out "holds"
run replay-run --quiet stake.json --set params.min_stake_spon=nothing
check "a value that is none is bad input" status 2

# ---- what can't be ----

refused() { run replay-run --quiet "$@"; }
refused
check "without a scenario it asks for one" both 2 "which scenario?"
refused stake.json --until '73 h'
check "a moment behind the end is refused, with the end" both 2 "ends before, at 259200 s (3 d 00:00:00)"
refused stake.json --until 3
check "a moment has a unit" both 2 "lacks a unit"
refused stake.json --run 4294967296
check "a run beyond 2^32 is refused" both 2 "up to 4294967295"
refused stake.json --run -1
check "and one before the first" both 2 "--run -1"
refused stake.json --cell 1
check "a cell that is not there is refused" both 2 "has 1 cell"
refused stake.json --focus "provder 1"
check "a kind of entity that is none is refused, with the nearest" both 2 "did you mean provider?"
refused stake.json --focus provider
check "a focus has a number" both 2 "its number"
refused stake.json --focus "delegation 3"
check "a delegation has two" both 2 "delegation 3:17"
refused stake.json --events Slahsed
check "an event that is none is refused, with the nearest" both 2 "did you mean Slashed?"
refused stake.json --focus "provider 7"
check "somebody who never was there is nothing to show" both 6 "there was none"
refused stake.json stake.json
check "one scenario at a time" both 2 "one scenario at a time"
refused stake.json --log nowhere/x.log
check "a log that can't be written is said" both 70 "nowhere/x.log"
check "and not made" is_not_there nowhere/x.log

# ---- the same run as elsewhere ----

cat > small.json << 'END'
{
	"name": "town/small", "include": [ "town.json" ],
	"time": { "horizon": "5 d", "warmup": "0 d" }, "random": { "runs": 1 },
	"assert": [ { "id": "busy", "sometimes": "LeaseCreated" },
		{ "id": "noon", "at": "36 h", "that": "token.pool > 0 SPON" } ]
}
END
run run --quiet --log whole.log small.json
run replay-run --quiet small.json --log mine.log
grep -v '"do":"advance"' whole.log > whole.txt
grep -v '"do":"advance"' mine.log > mine.txt
check "the log of a run is that of spheron-sim run, but for advances of the clock" same whole.txt mine.txt
for until in '1 s' '30 h' '3 d' '400000 s'; do
	run replay-run --quiet small.json --until "$until" --log part.log
	grep -v '"do":"advance"' part.log > part.txt
	check "the log up to $until is the begin of it" begins whole.txt part.txt
done
run replay-run --quiet small.json --run 3 --seed 9 --until '1 d' --log other.log
check "another run with another seed is another one" differ other.log part.log
run run --quiet --seed 9 --runs 4 --json small.json
check "that can be had by spheron-sim run as well" status 0
run why earnings part.log
check "why takes such a log" status 0

# All events, the money and a record, by way of the log.
run replay-run --quiet small.json --until '400000 s' --last 1000000 --json
cp "$T/out" all.json
run replay-run --quiet small.json --until '400000 s' --last 1000000 --json --focus 'provider 4'
cp "$T/out" four.json
run replay --quiet --dump state.txt part.log
run replay part.log
cp "$T/out" receipts.txt
cat > compare.py << 'END'
import json
everything, four = json.load(open("all.json")), json.load(open("four.json"))
receipts = [e for line in open("receipts.txt") for e in json.loads(line).get("ev", [])]
mine = [[e["name"]] + list(e["fields"].values()) for e in everything["events"]]
print("events", len(mine) > 1000 and mine == receipts and everything["events_seen"] == len(mine))
def about(e):
    f = e["fields"]
    node = e["name"] in ("NodeDown", "NodeUp", "NodePaused", "NodeResumed", "EraNode")
    return f.get("provider") == 4 or node and f["kind"] == 0 and f["id"] == 4
named = [e for e in everything["events"] if about(e)]
odd = [e for e in four["events"] if e not in named]
print("focus", len(four["events"]) > 20 and all(e in four["events"] for e in named),
      {e["name"] for e in odd} <= {"Moved"})
owners = { "stake", "pool", "accrued", "delegator_accrued", "earned" }
buckets = ["free", "escrow", "locked", "stake", "pool", "unbonding", "accrued", "delegator_accrued", "earned",
    "fizz_accrued", "fizz_earned", "challenge_bond", "proposal_deposit", "restaked", "treasury", "foundation", "burned"]
money, own, records = {}, {}, {}
for line in open("state.txt"):
    r = json.loads(line)
    records[r["k"]] = records.get(r["k"], 0) + 1
    if r["k"] == "provider" and r["id"] == 4:
        print("record", r == four["focus"]["record"])
    if r["k"] == "bucket":
        name = r["name"] if isinstance(r["name"], str) else buckets[r["name"]]
        token = ["USD", "SPON", "ETH"][r["token"]]
        money[name, token] = money.get((name, token), 0) + int(r["amount"])
        if name in owners and r["owner"] == 4:
            own[name, token] = own.get((name, token), 0) + int(r["amount"])
told = lambda m: {(x["bucket"], x["token"]): int(x["units"]) for x in m}
print("money", len(money) > 5 and told(everything["totals"]["money"]) == money)
print("own", len(own) > 2 and told(four["focus"]["money"]) == own)
print("records", all(n == records.get(k, 0) for k, n in everything["totals"]["records"].items()))
print("clock", everything["chain_s"] == 1735689600 + 400000 and everything["at_ms"] == 400000000)
END
python3 compare.py > compared.txt 2>&1
said() { grep -qx "$1" compared.txt || { cat compared.txt; false; }; }
check "its events are those of the log, value by value" said "events True"
check "a focus has the events that name it, and money that moves" said "focus True True"
check "its record is that of the state" said "record True"
check "its money is in its buckets" said "own True"
check "all money is told, to the unit" said "money True"
check "records are counted" said "records True"
check "and it is then" said "clock True"
# The last of them in their order, and those of one delegation among several at a provider.
run replay-run --quiet small.json --until '400000 s' --last 50 --json
cp "$T/out" last.json
who=$(python3 -c '
import json
put = [e["fields"] for e in json.load(open("all.json"))["events"] if e["name"] == "Delegated"]
several = [f for f in put if any(g["provider"] == f["provider"] and g["acct"] != f["acct"] for g in put)]
print("delegation %d:%d" % (several[-1]["provider"], several[-1]["acct"]))')
run replay-run --quiet small.json --until '400000 s' --last 1000 --json --focus "$who"
cp "$T/out" put.json
cat > compare.py << 'END'
import json, sys
everything, last, put = (json.load(open(n + ".json")) for n in ("all", "last", "put"))
print("last", len(last["events"]) == 50 and last["events"] == everything["events"][-50:])
provider, acct = (int(n) for n in sys.argv[1].split()[1].split(":"))
pair = lambda e: (e["fields"].get("provider"), e["fields"].get("acct"))
own = [e for e in everything["events"] if pair(e) == (provider, acct) and e["name"].endswith("elegated")]
print("delegation", len(own) > 0 and [e for e in put["events"] if e["name"].endswith("elegated")] == own
    and all(pair(e) == (provider, acct) for e in put["events"]))
print("share", put["focus"]["record"]["provider"] == provider and put["focus"]["record"]["acct"] == acct)
END
python3 compare.py "$who" > compared.txt 2>&1
check "--last has the last of all events, in their order" said "last True"
check "a delegation is told by provider and account" said "delegation True"
check "and so is its record" said "share True"
run replay-run --quiet small.json --until '36 h' --json
check "what is asked at a moment has been asked by then" matches "$T/out" \
	'"id":"noon"[^}]*"state":"holds","text":"asked 1 time"'
run replay-run --quiet small.json --until '129599 s' --json
check "and not before" matches "$T/out" '"id":"noon"[^}]*"state":"not asked"'
cp "$T/out" once.json
run replay-run --quiet small.json --until '129599 s' --json
check "the same call says the same" same "$T/out" once.json

# ---- cells ----

sed 's/"random"/"matrix": { "axes": { "params.user_fee_bp": [ 0, 500 ] } }, "random"/' small.json > cells.json
run replay-run --quiet cells.json --cell 1 --until '2 d'
check "a cell of a matrix is told" out "params.user_fee_bp=500"
cp "$T/out" one.txt
run replay-run --quiet cells.json --cell 0 --until '2 d'
check "and has results of its own" differ "$T/out" one.txt
run replay-run --quiet cells.json --cell 2
check "cells are counted from 0" both 2 "has 2 cells"
finish
