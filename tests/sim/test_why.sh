#!/bin/sh
# spheron-sim why: what it explains out of the small network and out of logs made for one question each.
. "$(dirname "$0")/lib.sh"

# The value of a fact in JSON: "kept":{"value":"123",...
value() { sed "s/.*\"$1\":{\"value\":\"\{0,1\}\([^\",}]*\).*/\1/" "$T/out"; }
# The amount in a bucket after the first n lines of the log and an advance to t.
bucket_after() { # lines t name owner token
	(head -n "$1" "$LOG"; echo "{\"t\":$2,\"do\":\"advance\"}") > "$T/log"
	"$PROGRAM" replay --quiet --dump "$T/dump" "$T/log"
	amount=$(sed -n "s/^{\"k\":\"bucket\",\"name\":$3,\"owner\":$4,\"token\":$5,\"amount\":\"\([0-9]*\)\"}/\1/p" "$T/dump")
	echo "${amount:-0}"
}
equal() { [ "$1" = "$2" ]; }
nonzero() { [ -n "$1" ] && [ "$1" != 0 ]; }
"$PROGRAM" replay "$LOG" > "$T/receipts" 2> /dev/null

# ---- earnings ----

run why earnings "$LOG"
cp "$T/out" "$T/earnings"
check "why earnings succeeds on the small network" status 0
check "it says nothing on standard error" quiet
for who in "Provider 1" "Provider 2" "Provider 3" "Provider 4" "Fizz node 1" "Fizz node 2" "Fizz node 3"; do
	check "it has a statement of $who" out "$who"
done
check "a reward is explained" matches "$T/out" '^ +0  reward: .* points.*LIVE-10$'
check "a lease that ran out is told" out "ran to its end"
check "a lease that was closed early is told" out "closed by tenant"
check "a slash for downtime is told with its rule" matches "$T/out" 'slash: down under a lease.*SLASH-02$'
check "a failed challenge is told with its rule" matches "$T/out" 'slash: failed a challenge.*PROOF-09$'
check "why there is no reward is told: tier" matches "$T/out" 'no reward: trust tier Seven earns nothing'
check "why there is no reward is told: the uptime gate" matches "$T/out" 'no reward: uptime .* below the gate'
check "its totals were compared with the ledger" matches "$T/out" 'compared with the ledger +[0-9]+ amounts, no difference'
check "totals are told in base units too" matches "$T/out" 'SPON = [0-9]+ units'
check "it says what to ask next" out "spheron-sim why slash --provider 2 $LOG"
check "no line ends with a space" [ -z "$(grep ' $' "$T/out")" ]
cp "$LOG" "$T/short.log"
(cd "$T" && "$PROGRAM" why earnings short.log > "$T/out" 2> "$T/err")
check "no line is wider than 110 columns" [ -z "$(awk 'length($0) > 110' "$T/out")" ]

run_with "$LOG" why earnings -
check "standard input is explained as well" status 0
check "with the same numbers" equal "$(grep total "$T/out")" "$(grep total "$T/earnings")"
printf '%s' "$(cat "$LOG")" > "$T/log"
run why earnings "$T/log"
check "a log without a last LF tells the same" equal "$(grep total "$T/out")" "$(grep total "$T/earnings")"

run why earnings --provider 2 "$LOG"
check "--provider 2 tells of provider 2" out "Provider 2"
check "and of nobody else" no_out "Provider 1"
run why earnings --fizz 3 --provider 2 "$LOG"
check "a provider and a Fizz node may be asked together" out "Fizz node 3"
run why earnings --provider 9 "$LOG"
check "a provider that does not exist: those that do are told" both 6 "provider 9 does not exist; providers 1 to 4 do"
run why earnings --fizz 4 "$LOG"
check "a Fizz node that does not exist: those that do are told" both 6 "Fizz node 4 does not exist; Fizz nodes 1 to 3 do"

run why earnings --set trust_start=5 --provider 3 "$LOG"
check "under --set trust_start=5 the newcomer earns" matches "$T/out" 'reward: [0-9.]+ points'
run why earnings --set downtime_dest=1 "$LOG"
check "the books agree when downtime is burned" status 0
run why earnings --set slash_order=1 "$LOG"
check "the books agree when own stake pays first" status 0
run why earnings --set commission_mode=1 "$LOG"
check "the books agree when commission is kept" status 0
run why earnings --set inflation_bp=500 "$LOG"
check "the books agree with inflation" status 0
check "inflation is shown" out "its part of the inflation"
run why earnings --set emission_per_era=100000000000000000000 "$LOG"
check "the books agree when the pot does not suffice" status 0
run why earnings --profile testnet-2025-03 "$LOG"
check "the books agree under another profile" status 0
echo '{"leased_reward_bp":0}' > "$T/params.json"
run why earnings --params "$T/params.json" "$LOG"
check "the books agree under --params" status 0

# ---- rewards ----

# The first line of the log in each era, and the second in which the era before it closed.
reward_is() { # kind id era lines closed bucket owner
	run why reward --"$1" "$2" --era "$3" --json "$LOG"
	before=$(bucket_after "$4" $(($5 - 1)) "$6" "$2" 1)
	after=$(bucket_after "$4" "$5" "$6" "$2" 1)
	kept=$(value kept)
	check "why reward --$1 $2 --era $3 succeeds" status 0
	if [ "$before" = 0 ]; then
		check "its total is what the ledger's bucket gained" equal "$kept" "$after"
	else
		check "its total is told as the ledger's gain" equal "$kept" "$(value accrued)"
	fi
}
reward_is provider 1 0 97 1086400 6
reward_is provider 2 0 97 1086400 6
reward_is provider 3 0 97 1086400 6
reward_is fizz 1 0 97 1086400 9
reward_is fizz 2 0 97 1086400 9
reward_is fizz 3 0 97 1086400 9
reward_is provider 1 1 137 1172800 6
reward_is provider 2 1 137 1172800 6
reward_is fizz 1 1 137 1172800 9
reward_is provider 1 2 161 1259200 6
run why reward --provider 2 --era 0 --json "$LOG"
check "the delegators' part is what their bucket gained" equal "$(value to_delegators)" "$(bucket_after 97 1086400 7 2 1)"
check "the points are those of EraNode" matches "$T/receipts" "\"EraNode\",0,2,[0-9]+,\"$(value points)\""
check "so there is something to compare" nonzero "$(value points)"

run why reward --provider 2 --era 0 "$LOG"
check "every factor is there: GPUs" matches "$T/out" '2 x rtx4090, tier Medium 1 .*LIVE-02, TIER-05'
check "every factor is there: threads" matches "$T/out" '32 threads, score 25,000: General'
check "every factor is there: trust tier" matches "$T/out" 'trust tier Five +x 1\.1 +\(TRUST-01\)'
check "the hour without a link is there" matches "$T/out" '3,600  .*not connected under a lease .*SLASH-01'
check "the three hours of cooldown are there" matches "$T/out" '10,800  .*cooling down after a reconnect .*COOL-03'
check "the pot is there" matches "$T/out" 'pot of all providers .*LIVE-09'
check "the split is there" matches "$T/out" 'to its delegators +10 % of it'
check "the ledger is there" matches "$T/out" 'bucket accrued .* as computed'
run why reward --provider 1 --era 1 "$LOG"
check "two hours of maintenance are there" matches "$T/out" '7,200  .*in Maintenance Mode .*MAINT-03'
run why reward --fizz 3 --era 0 "$LOG"
check "no reward is explained with the rule that took it" matches "$T/out" 'No reward: uptime .* below the gate of 50 % \(LIVE-08\)'
run why reward --provider 1 "$LOG"
check "without --era the last era that closed is explained" out "in era 2"
run why reward --provider 1 --era 0 --set cooldown_s=0 "$LOG"
check "parameters on the command line count" status 0

run why reward --provider 1 --era 3 "$LOG"
check "an era that has not closed: those that have are told" both 6 "eras 0 to 2 have"
run why reward --provider 5 --era 0 "$LOG"
check "a provider that does not exist has no reward" both 6 "provider 5 does not exist; providers 1 to 4 do"
head -n 97 "$LOG" > "$T/log"
run why reward --provider 1 "$T/log"
check "before the first close nothing is rewarded" both 6 "no era has closed"
(head -n 37 "$LOG"; echo '{"t":1086401,"do":"advance"}'; sed -n '38,45p' "$LOG" | sed 's/"t":1000120/"t":1086500/'
	echo '{"t":1172900,"do":"advance"}') > "$T/log"
run why reward --provider 1 --era 0 "$T/log"
check "a provider has no reward of the time before it registered" both 6 "did not exist yet"
run why reward --provider 1 --era 1 "$T/log"
check "afterwards it has one, or a reason" status 0

# ---- slashes ----

run why slash "$LOG"
check "why slash succeeds" status 0
check "it lists all five" matches "$T/out" '^5 slashes in '
check "what triggered it is told: downtime" says "It was not connected for 1 h of era 0 while it held a lease"
check "what triggered it is told: a challenge" says "the provider did not respond"
check "what triggered it is told: an attestation" says "It attested bid 3 of order 1, but scoring expects bid 1"
check "the delegators' losses are told" matches "$T/out" 'of it account 13'
check "stake on its way out is liable too" matches "$T/out" 'unbonding entry 1 of account 14 \(delegation\)'
check "the challenger's gain is told" matches "$T/out" 'to the challenger, account 12 .*PROOF-09'
check "the accuser's gain is told" matches "$T/out" 'to the accuser, account 15 .*AVS-08'
check "the pool's gain is told" matches "$T/out" 'back to the foundation pool .*SLASH-02'
run why slash --provider 2 --number 1 --json "$LOG"
check "what was taken is what the event says was asked" matches "$T/receipts" "\"Slashed\",2,1,\"$(value taken)\","
run why slash --provider 2 --number 2 "$LOG"
check "--number 2 explains the second only" matches "$T/out" 'close of era 2'
check "the first is only listed" [ "$(grep -c '^Slash of' "$T/out")" = 1 ]
run why slash --fizz 1 "$LOG"
check "a Fizz node pays half" matches "$T/out" '50 % of that, at most what it has accrued .*SLASH-09'
run why slash --operator 17 "$LOG"
check "an operator loses half of its stake" matches "$T/out" 'share of each bucket +50 %'
run why slash --provider 1 "$LOG"
check "without a slash the others are told" both 6 "no slash of provider 1; slashes: operator 17 (1), provider 2 (2), provider 3 (1), Fizz node 1 (1)"
run why slash --provider 12 "$LOG"
check "a provider that does not exist was not slashed" both 6 "provider 12 does not exist"
run why slash --number 6 "$LOG"
check "a number beyond the last is refused" both 6 "there are 5"
head -n 60 "$LOG" > "$T/log"
run why slash "$T/log"
check "a log without slashes says so" both 6 "nobody was slashed"
(cat "$LOG"; echo '{"t":1259500,"do":"slash.misconduct","kind":0,"id":2,"bp":5000,"harmed":[[10,"1000000000000000000000"],[11,"7"]]}') > "$T/log"
run why slash --provider 2 --number 3 "$T/log"
check "a verdict of misconduct is explained" matches "$T/out" 'found misconduct and set 50 % of its money'
check "restitution is told" matches "$T/out" '^ +10 +1,000\.000000 +1,000\.000000$'
check "the rest goes to the treasury" matches "$T/out" 'to the treasury .*SLASH-07'
run why slash --set slash_order=1 --provider 2 "$LOG"
check "own stake first is told where it is the rule" says "Own stake pays first"
run why slash --set downtime_dest=1 --provider 2 "$LOG"
check "burned is burned" out "burned, out of circulation"

# ---- matches ----

run why match --order 1 "$LOG"
check "why match succeeds" status 0
check "all three bids are there" matches "$T/out" 'The bids: 3 placed, 3 eligible'
score=$(sed -n 's/.*\["Scored",1,1,[^]]*,\([0-9]*\),[0-9]*\].*/\1/p' "$T/receipts")
run why match --order 1 --json "$LOG"
check "the score is that of the event" out "\"score\":$score,"
check "so there was a score" nonzero "$score"
run why match --order 1 "$LOG"
check "the weights of the factors are told" says "region 10 %, price 30 %, uptime 15 %"
check "the draw is told" matches "$T/out" 'number drawn from it +[0-9]+ +\(MATCH-06\)'
check "attestations are told" matches "$T/out" '^ +17 +3 +2\.000000 +71$'
check "quorum is told" says "reached the quorum of 67 % (AVS-05)"
check "why the losers lost is told" matches "$T/out" '2  provider 2  [0-9.]+ % of the weights; the draw fell on bid 1'
check "refused bids are told" matches "$T/out" '^ +69 +6 +bid\.place +NO_CAPACITY'
run why match --order 2 "$LOG"
check "a tenant's own choice is told" says "The tenant, account 11, chose bid 4 on line 80"
run why match --order 3 "$LOG"
check "no quorum, expected bid: told" says "No quorum in time, so the state machine took the expected bid (AVS-06)"
run why match --order 4 "$LOG"
check "no match is explained too" status 0
check "with the reason" says "reason 2, MATCH-02"
run why match --order 8 "$LOG"
check "an order that does not exist: those that do are told" both 6 "order 8 does not exist; orders 1 to 7 do"
run why match --order 1 --set draw_mode=1 "$LOG"
check "the best score is told where that is the rule" says "The highest score wins"
check "and why the others ranked lower" out "ranked higher"
run why match --order 1 --set matcher_mode=2 "$LOG"
check "automatic matching is told" out "Matching is automatic"
run why match --order 5 --set avs_fallback=0 "$LOG"
check "operators decide without the fallback as well" out "reached the quorum"
run why match --order 3 --set avs_fallback=0 "$LOG"
check "no quorum and no fallback: no match" says "reason 4, AVS-06"
(head -n 70 "$LOG"; echo '{"t":1003606,"do":"match.set","order":1,"bid":3}') > "$T/log"
run why match --order 1 --set matcher_mode=1 "$T/log"
check "the single matcher's choice is told beside the expected bid" says "set bid 3 on line 71; expected was bid 1"
head -n 68 "$LOG" > "$T/log"
run why match --order 1 "$T/log"
check "an order whose window is open has no match yet" says "its window not closed when the log ended"
(head -n 70 "$LOG"; echo '{"t":1003606,"do":"advance"}') > "$T/log"
run why match --order 1 "$T/log"
check "an order that waits for operators says so" says "waiting for the operators"
(head -n 68 "$LOG"; echo '{"t":1003605,"from":10,"do":"order.cancel","order":1}') > "$T/log"
run why match --order 1 "$T/log"
check "a cancelled order says so" says "cancelled by the tenant"
(head -n 68 "$LOG"; echo '{"t":1003605,"from":4,"do":"node.down","kind":0,"id":2}'
	echo '{"t":1003605,"from":10,"do":"escrow.withdraw","token":0,"amount":"145000000"}'; echo '{"t":1003700,"do":"advance"}') > "$T/log"
run why match --order 1 "$T/log"
check "a bid of a node that is down is not eligible, filter F1" out "F1 link: provider 2 is not connected"
check "nor is one that escrow does not cover" matches "$T/out" "escrow: the tenant's unlocked escrow 5 does not cover the 8\.975998 USD"

# ---- refusals ----

refused=$(grep '"n":' "$T/receipts" | grep -v '"r":"OK"' | sed 's/{"n":\([0-9]*\),.*/\1/')
for n in $refused; do
	run why refusal --line "$n" "$LOG"
	result=$(sed -n "s/^{\"n\":$n,.*\"r\":\"\([A-Z_]*\)\".*/\1/p" "$T/receipts")
	check "the refusal of line $n ($result) is explained" status 0
	check "with a rule" matches "$T/out" '^because .*\([A-Z]+-[0-9]+'
	check "and the failed check in its row" matches "$T/out" "^checks in their order .*\[$result\]"
done
check "there were refusals to explain" nonzero "$refused"
run why refusal --last "$LOG"
check "--last explains the last of them" matches "$T/out" "^Line $(echo "$refused" | tail -n 1) of "
run why refusal --line 2 "$LOG"
check "a command that was carried out has no refusal" both 6 "account.open was carried out, not refused"
run why refusal --line 1000 "$LOG"
check "a line beyond the end: how many there are is told" both 6 "has 169 lines, so there is no line 1000"
head -n 60 "$LOG" > "$T/log"
run why refusal --last "$T/log"
check "a log without refusals says so" both 6 "none of 60 commands was refused"

# One command after the small network's setting up; what is told.
refusal_says() { # sentence words command
	(head -n 64 "$LOG"; echo "$3") > "$T/log"
	run why refusal --line 65 "$T/log"
	check "$1" out "$2"
}
refusal_says "a balance is told with what was needed" \
	"free balance of account 5 is 1,000, needed 1,000.000001 SPON" \
	'{"t":1003000,"from":5,"do":"token.transfer","token":1,"to":3,"amount":"1000000001000000000000"}'
refusal_says "a missing role is told with those that are there" "account 1 has VERIFIER, but MINTER is needed" \
	'{"t":1003000,"from":1,"do":"token.mint","token":1,"to":3,"amount":"1"}'
refusal_says "an unknown sender is told" "accounts 0 to 17 exist" '{"t":1003000,"from":18,"do":"advance"}'
refusal_says "time going back is told" "t 1002870 lies before the clock's 1002871" '{"t":1002870,"do":"advance"}'
refusal_says "too long a step is told" "one step is at most 720 h" '{"t":9003000,"do":"advance"}'
refusal_says "a wrong block is told" "at t 1003000 the block is 1500, not 7" '{"t":1003000,"b":7,"do":"advance"}'
refusal_says "an unknown provider is told" "provider 9 does not exist; providers 1 to 4 do" \
	'{"t":1003000,"from":3,"do":"stake.add","provider":9,"amount":"1"}'
refusal_says "a bound is told" "tier 7: 0 (One) to 6 (Seven)" '{"t":1003000,"from":1,"do":"trust.set","provider":1,"tier":7}'
refusal_says "a parameter's bounds are told" "quorum_bp = 5,001 lies outside 0 to 5,000 bp" \
	'{"t":1003000,"from":3,"do":"prop.submit","kind":2,"name":"quorum_bp","value":"5001"}'
refusal_says "of two equal codes in a row the second is marked" "NOT_FOUND NOT_ALLOWED BAD_STATE HAS_LEASES [NOT_FOUND]" \
	'{"t":1003000,"from":7,"do":"fizz.relink","fizz":1,"gateway":9}'
refusal_says "a cap is told with what is used" "would pass 10 times its own stake" \
	'{"t":1003000,"from":13,"do":"deleg.add","provider":4,"amount":"5001000000000000000000"}'
refusal_says "a second genesis is told" "the log has started already" '{"t":1003000,"do":"genesis"}'
refusal_says "a malformed line is told with its column" "Column 14: " '{"t":1003000 "do":"advance"}'
refusal_says "an unknown key is told" "\"fast\"" '{"t":1003000,"do":"advance","fast":1}'
refusal_says "an empty line is told" "no command, BAD_COMMAND" ''

# Later in the small network: its first n lines, then commands of which the last is refused.
later_refusal_says() { # sentence words n options commands...
	sentence=$1
	words=$2
	head -n "$3" "$LOG" > "$T/log"
	options=$4
	shift 4
	for command in "$@"; do echo "$command" >> "$T/log"; done
	# The options are words of their own, so they are split on purpose.
	# shellcheck disable=SC2086
	run why refusal --last $options "$T/log"
	check "$sentence" says "$words"
}
later_refusal_says "attesting what is no bid of the order is told" "bid 99 is no bid on order 1" 70 "" \
	'{"t":1003608,"from":15,"do":"avs.attest","order":1,"bid":99}'
later_refusal_says "a second dispute is told" "operator 17 has been slashed for this attestation already" 74 "" \
	'{"t":1003840,"from":15,"do":"avs.dispute","order":1,"operator":17}'
later_refusal_says "stake that is held while leases run is told" \
	"own stake may not fall below 10,500 SPON; 12,000 less 2,000 would leave 10,000" 80 "" \
	'{"t":1007810,"from":4,"do":"stake.unbond","provider":2,"amount":"2000000000000000000000"}'
later_refusal_says "a choice that escrow does not cover is told" \
	"unlocked escrow of account 11 is 10, needed 40.799998 USD" 78 "" \
	'{"t":1007804,"from":11,"do":"escrow.withdraw","token":0,"amount":"390000000"}' \
	'{"t":1007804,"from":11,"do":"order.choose","order":2,"bid":4}'
later_refusal_says "a match that escrow does not cover is told" \
	"unlocked escrow of account 10 is 5, needed 8.975998 USD" 70 "--set matcher_mode=1" \
	'{"t":1003606,"from":10,"do":"escrow.withdraw","token":0,"amount":"145000000"}' \
	'{"t":1003606,"do":"match.set","order":1,"bid":1}'
later_refusal_says "a renewal that escrow does not cover is told with the refund" \
	"and the refund would be" 142 "" \
	'{"t":1180000,"from":11,"do":"lease.update_request","lease":6,"max_price":"11111111111111111","blocks":54000,"cpu":8,"mem":16384,"sto":0,"gpus":1}' \
	'{"t":1180300,"from":4,"do":"lease.update_accept","lease":6}' \
	'{"t":1180300,"from":4,"do":"lease.update","lease":6,"price":"11111111111111111"}'
reviewed='{"t":1000000,"do":"genesis","params":{"auto_approve":0,"vote_mode":1,"vote_s":60,"proposal_deposit":"7"}}
{"t":1000000,"do":"account.open"}
{"t":1000000,"do":"token.mint","token":1,"to":1,"amount":"7"}
{"t":1000000,"from":1,"do":"provider.register","region":1,"cpu":8}
{"t":1000000,"do":"prop.vote","prop":1,"choice":1}'
attrs='{"t":1000061,"from":1,"do":"provider.attrs","provider":1,"region":1,"cpu":9}'
later_refusal_says "a second change of attributes under review is told" "proposal 2 on its attributes is being voted on" 0 "" \
	"$reviewed" "$attrs" "$attrs"
later_refusal_says "a deposit that can't be paid is told" "is 0.000000000000000006, needed 0.000000000000000007 SPON" 0 "" "$reviewed" \
	'{"t":1000061,"from":1,"do":"token.transfer","token":1,"to":0,"amount":"1"}' "$attrs"

echo '{"t":5,"from":1,"do":"account.open"}' > "$T/log"
run why refusal --line 1 "$T/log"
check "the first command of a log may be the refused one" out "account 1 sends it, but accounts 0 to 0 exist"

# ---- logs with little in them ----

: > "$T/empty"
echo 'x' > "$T/malformed"
(head -n 1 "$LOG"; echo '{"t":1000001,"from":77,"do":"account.open"}'; echo '{"t":1000001,"from":78,"do":"account.open"}') > "$T/refused"
for log in empty malformed refused; do
	run why earnings "$T/$log"
	check "an $log log has no earnings, status 6" status 6
	check "it is said in one line" one_error
	check "and nothing is printed" silent
	run why reward --provider 1 "$T/$log"
	check "an $log log has no rewards, status 6" status 6
	run why slash "$T/$log"
	check "an $log log has no slashes, status 6" status 6
	run why match --order 1 "$T/$log"
	check "an $log log has no orders, status 6" status 6
done
run why refusal --last "$T/refused"
check "where everything is refused the last is explained" out "account 78 sends it"
run why earnings "$T/none"
check "a log that is not there is named" both 2 "$T/none"
run why earnings "$T"
check "a directory is no log" both 2 "is a directory"
(head -n 40 "$LOG"; echo 'garbage'; tail -n +41 "$LOG") > "$T/log"
run why earnings "$T/log"
check "a malformed line in the middle is counted" says "1 malformed (the first on line 41)"
check "and changes nothing" equal "$(grep total "$T/out")" "$(grep total "$T/earnings")"
for n in 50 74 90 100 113 130 150; do
	head -n $n "$LOG" > "$T/log"
	run why earnings "$T/log"
	check "a log that stops after line $n is explained, and agrees with the ledger" status 0
done

# ---- output that can't be written ----

if [ -c /dev/full ]; then
	STATUS=0
	"$PROGRAM" why earnings "$LOG" > /dev/full 2> "$T/err" || STATUS=$?
	: > "$T/out"
	check "a full device ends with status 70" status 70
	check "and is said" err "standard output"
fi

# ---- what the documentation says ----

sed -n '/small-network.log/s/^    spheron-sim //p' "$ROOT/scenarios/README.md" > "$T/commands"
check "scenarios/README.md has commands to try" [ -s "$T/commands" ]
while read -r command; do
	STATUS=0
	# The words of the line are arguments, so it is split on purpose.
	# shellcheck disable=SC2086
	(cd "$ROOT" && "$PROGRAM" $command) > "$T/out" 2> "$T/err" || STATUS=$?
	check "the README's \"$command\" works" status 0
done < "$T/commands"

run why earnings --set unbonding_s=60 "$LOG"
check "parameters that do not go together are bad input, whoever starts the log" both 2 GOV-10

finish
