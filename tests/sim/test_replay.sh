#!/bin/sh
# spheron-sim replay: every option, and inputs that are not what they should be.
. "$(dirname "$0")/lib.sh"

hash_of() { tail -n 1 "$1" | sed 's/.*"hash":"\([0-9a-f]*\)".*/\1/'; }
lines() { [ "$(wc -l < "$T/out")" = "$1" ]; }
receipts() { [ "$(grep -c '"n":' "$T/out")" = "$1" ]; }
N=$(wc -l < "$LOG" | tr -d ' ')

# ---- what comes out ----

run replay "$LOG"
cp "$T/out" "$T/whole"
check "a log is replayed with status 0" status 0
check "there is one receipt a line" receipts "$N"
check "the first receipt is that of the genesis" matches "$T/out" '^\{"n":1,"t":1000000,"b":0,"do":"genesis","r":"OK","ev":\[\["Genesis","seed",1000000,0\]\]\}$'
check "deadlines have lines of their own" matches "$T/out" '^\{"t":1086400,"b":43200,"due":"era\.close","id":0,"ev":\['
check "the summary goes to standard error" err "$N commands"

run_with "$LOG" replay -
check "standard input is read for -" same "$T/out" "$T/whole"
run_with "$LOG" replay
check "standard input is read without an argument" same "$T/out" "$T/whole"

run replay --quiet "$LOG"
check "--quiet prints nothing at all" silent
check "--quiet says nothing either" quiet

# ---- the hash ----

run replay --quiet --hash "$LOG"
cp "$T/out" "$T/hash"
check "--hash prints one line" lines 1
check "it is the count of commands and 64 hex digits" matches "$T/out" "^\\{\"n\":$N,\"hash\":\"[0-9a-f]{64}\"\\}\$"
check "q.state, the last command of the log, answers the same hash" matches "$T/whole" "\"q\\.state\",\"r\":\"OK\",\"ev\":\\[\\[\"Answer\",\"$(hash_of "$T/hash")\"\\]\\]"

run replay --quiet --hash-every 50 "$LOG"
check "--hash-every 50 prints one hash for each 50 commands" lines $((N / 50))
run replay --quiet --hash-every=1 "$LOG"
check "--hash-every=1 prints one for each command" lines "$N"
check "the last of them is the hash of the end" same "$(tail -n 1 "$T/out" > "$T/last"; echo "$T/last")" "$T/hash"
for bad in 0 -1 x '' 99999999999999999999 1.5; do
	run replay --hash-every "$bad" "$LOG"
	check "--hash-every '$bad' is refused" both 2 "--hash-every takes a count from 1"
done

# ---- the dump ----

run replay --quiet --dump "$T/dump" "$LOG"
check "--dump writes the state" status 0
check "its first record is the meta record" matches "$T/dump" '^\{"k":"meta","t":1259500,'
check "it has all four providers" [ "$(grep -c '"k":"provider"' "$T/dump")" = 4 ]
run replay --quiet --dump "$T/nowhere/dump" "$LOG"
check "a dump that can't be written ends with status 70" status 70
check "and is named" err "$T/nowhere/dump"
mkdir "$T/dir" "$T/dir/target"
run replay --quiet --dump "$T/dir/target" "$LOG"
check "a directory can't be written either" status 70
check "and nothing half-written is left beside it" [ "$(ls -A "$T/dir")" = target ]
echo old > "$T/dump"
run replay --quiet --strict --dump "$T/dump" "$T/dir"
check "a replay that fails leaves an older dump alone" [ "$(cat "$T/dump")" = old ]

# ---- checking ----

for level in end block every; do
	run replay --quiet --check $level "$LOG"
	check "the invariants hold under --check $level" status 0
done
run replay --check sometimes "$LOG"
check "an unknown level of checking is refused" both 2 "--check takes end, block or every, not sometimes"

# ---- parameters from the command line ----

run replay --quiet --hash --set cooldown_s=600 "$LOG"
cp "$T/out" "$T/set"
check "--set changes the state" differ "$T/set" "$T/hash"
echo '{"cooldown_s":600}' > "$T/params.json"
run replay --quiet --hash --params "$T/params.json" "$LOG"
check "--params FILE says the same as --set" same "$T/out" "$T/set"
echo '{"cooldown_s":"600"}' > "$T/params.json"
run replay --quiet --hash --params "$T/params.json" "$LOG"
check "a number may be a string, as everywhere" same "$T/out" "$T/set"
run replay --quiet --hash --set cooldown_s=1 --set cooldown_s=600 "$LOG"
check "of two values of one parameter the last holds" same "$T/out" "$T/set"
run replay --profile testnet-2025-03 "$LOG"
check "--profile stands above the log's own" matches "$T/out" '"Genesis","testnet-2025-03"'
tail -n +2 "$LOG" > "$T/headless"
run replay --quiet --hash --set cooldown_s=600 "$T/headless"
cp "$T/out" "$T/a"
run replay --quiet --hash "$T/headless"
check "a log without genesis takes parameters too" differ "$T/a" "$T/out"

run replay --quiet --set unbonding_s=60 "$T/headless"
check "parameters that do not go together are refused (GOV-10)" both 2 "unbonding_s may not be less than vote_s"
run why earnings --set unbonding_s=60 "$T/headless"
check "by why as well" both 2 "unbonding_s may not be less than vote_s"

run replay --profile sead "$LOG"
check "an unknown profile is refused with the nearest" both 2 "did you mean seed"
run replay --set cooldwn_s=1 "$LOG"
check "an unknown parameter is refused with the nearest" both 2 "did you mean cooldown_s"
run replay --set cooldown_s=604801 "$LOG"
check "a value out of bounds is refused with the bounds" both 2 "from 0 to 604800"
run replay --set cooldown_s "$LOG"
check "--set without a value is refused" both 2 "name=value"
run replay --set era_s=86400x "$LOG"
check "a value that is no number is refused" both 2 "era_s"
run replay --params "$T/none.json" "$LOG"
check "a parameter file that is not there is named" both 2 "$T/none.json"
printf '{"cooldown_s":1,\n"cooldown_s":2}' > "$T/params.json"
run replay --params "$T/params.json" "$LOG"
check "a name twice in a parameter file is refused with its line" both 2 "$T/params.json:2:"
printf '{"nonsense":1}' > "$T/params.json"
run replay --params "$T/params.json" "$LOG"
check "an unknown name in a parameter file is refused" both 2 "no parameter is called nonsense"
printf '[1]' > "$T/params.json"
run replay --params "$T/params.json" "$LOG"
check "a parameter file that is no object is refused" both 2 "$T/params.json:1:1"

# ---- snapshots ----

for at in 1 37 74 98 121 145 168; do
	head -n $at "$LOG" > "$T/first"
	tail -n +$((at + 1)) "$LOG" > "$T/second"
	run replay --quiet --save "$T/state" "$T/first"
	run replay --quiet --hash --load "$T/state" "$T/second"
	check "stopped after line $at and continued, the end is the same" [ "$(hash_of "$T/out")" = "$(hash_of "$T/hash")" ]
done
run replay --quiet --dump "$T/state" "$T/first"
run replay --quiet --hash --load "$T/state" "$T/second"
check "a dump without running proposals serves as well" [ "$(hash_of "$T/out")" = "$(hash_of "$T/hash")" ]
run replay --load "$T/missing" "$LOG"
check "a state that is not there is named" both 2 "$T/missing"
sed 's/"k":"provider","id":2/"k":"provider","id":9/' "$T/state" > "$T/bent"
run replay --load "$T/bent" "$LOG"
check "a state whose records do not fit is refused with its line" status 2
check "the line is told" matches "$T/err" "$T/bent:[0-9]+: "
sed '/"k":"bucket","name":3,"owner":1/d' "$T/state" > "$T/poorer"
run replay --load "$T/poorer" "$LOG"
check "a state in which money is missing breaks an invariant and is refused" both 2 "invariant"

# ---- malformed lines ----

(head -n 3 "$LOG"; echo 'no json'; sed -n '4,5p' "$LOG") > "$T/log"
run replay "$T/log"
check "a malformed line does not stop the replay" status 0
check "it is a BAD_COMMAND receipt" matches "$T/out" '^\{"n":4,"t":1000000,"b":0,"do":"","r":"BAD_COMMAND"\}$'
check "standard error tells file, line and column" err "$T/log:4:1: "
check "the lines behind it are played" receipts 6
run replay --strict "$T/log"
check "--strict stops there with status 2" status 2
check "and says where" err "$T/log:4:1: "
check "the lines before it have been played" receipts 3
run replay --strict "$LOG"
check "--strict has nothing against a sound log" status 0
run_with "$T/log" replay --strict -
check "for standard input the message names that" err "standard input:4:1: "

echo '{"t":1000000,"do":"token.mint","token":1,"to":0,"amount":"1","fast":1}' > "$T/log"
run replay "$T/log"
check "an unknown key is named" matches "$T/err" 'fast'
check "its receipt has the verb" matches "$T/out" '"do":"token.mint","r":"BAD_COMMAND"'

for text in '' '{}' '[]' 'null' '{"t":1}' '{"do":"advance"}' '{"t":1,"do":"advance"' '{"t":1.0,"do":"advance"}' \
	'{"t":-1,"do":"advance"}' '{"t":1e3,"do":"advance"}' '{"t":1,"t":2,"do":"advance"}' '{"t":01,"do":"advance"}' \
	'{"t":0,"do":"advance"}' '{"t":1099511627776,"do":"advance"}' '{"t":9007199254740993,"do":"advance"}' \
	'{"t":1,"do":"advance"} x' '{"t":1,"do":"Advance"}' '{"t":1,"do":true}' '{"t":1,"do":"advance","from":4294967296}'; do
	printf '%s\n' "$text" > "$T/log"
	run replay "$T/log"
	check "the line '$text' is a BAD_COMMAND" matches "$T/out" '"n":1,"t":0,"b":0,"do":"[a-z.]*","r":"BAD_COMMAND"'
done

# ---- files as they come ----

: > "$T/empty"
run replay --hash "$T/empty"
check "an empty log is replayed" status 0
check "an empty log has no receipts" receipts 1
run replay "$T/none"
check "a log that is not there is named" both 2 "$T/none"
run replay "$T"
check "a directory is no log" both 2 "is a directory"
if [ "$(id -u)" != 0 ]; then
	cp "$LOG" "$T/locked"
	chmod 000 "$T/locked"
	run replay "$T/locked"
	check "a log that may not be read is named" both 2 "$T/locked"
fi
run replay "$LOG" "$LOG"
check "two logs at a time are refused" both 2 "one log at a time"

printf '%s' "$(cat "$LOG")" > "$T/log"
run replay "$T/log"
check "a last line without LF is played like any other" same "$T/out" "$T/whole"
sed 's/$/\r/' "$LOG" > "$T/log"
run replay "$T/log"
check "CR LF at the end of lines is white space" same "$T/out" "$T/whole"
(head -n 2 "$LOG"; printf '{"t":1000000,\000"do":"advance"}\n'; sed -n '3,4p' "$LOG") > "$T/log"
run replay "$T/log"
check "a NUL byte makes its line a BAD_COMMAND" matches "$T/out" '"n":3,.*"r":"BAD_COMMAND"'
check "and no other" receipts 5
(head -n 2 "$LOG"; printf '{"t":1000000,"do":"advance","\377\376":1}\n') > "$T/log"
run replay "$T/log"
check "invalid UTF-8 makes its line a BAD_COMMAND without a verb" matches "$T/out" '"n":3,.*"do":"","r":"BAD_COMMAND"'
(head -n 2 "$LOG"; printf '{"t":1000000,"do":"prop.submit","kind":2,"name":"'; head -c 10000000 /dev/zero | tr '\0' 'a'; printf '"}\n'
	sed -n '3,4p' "$LOG") > "$T/log"
run replay "$T/log"
check "a line of 10 MB is judged like any other" receipts 5
check "and refused, since no parameter has such a name" matches "$T/out" '"n":3,.*"r":"(BAD_VALUE|BAD_COMMAND)"'
(head -c 300000 /dev/zero | tr '\0' '[') > "$T/log"
run replay "$T/log"
check "deep nesting is a BAD_COMMAND" matches "$T/out" '"r":"BAD_COMMAND"'

# ---- output that can't be written ----

if [ -e /dev/full ]; then
	STATUS=0
	"$PROGRAM" replay "$LOG" > /dev/full 2> "$T/err" || STATUS=$?
	: > "$T/out"
	check "a full device ends with status 70" status 70
	check "and is said" err "standard output"
fi
i=0
while [ $i -lt 200 ]; do cat "$LOG"; i=$((i + 1)); done > "$T/log"
STATUS=0
"$PROGRAM" replay "$T/log" 2> "$T/err" | head -n 1 > "$T/out"
check "a reader that has seen enough is no reason to complain" quiet
check "it got its line" matches "$T/out" '^\{"n":1,'

# A pipe stands for every target that is no regular file; a mistake must not cost the machine a device.
mkfifo "$T/pipe"
cat "$T/pipe" > "$T/through" &
run replay --quiet --dump "$T/pipe" "$LOG"
wait
run replay --quiet --dump "$T/dump" "$LOG"
check "a dump may go into a pipe" same "$T/through" "$T/dump"
check "which stays one" test -p "$T/pipe"

# A state of many records, one for each account, is written and read back.
(head -n 1 "$LOG"; i=0; while [ $i -lt 3000 ]; do echo '{"t":1000000,"do":"account.open"}'; i=$((i + 1)); done) > "$T/log"
run replay --quiet --hash --save "$T/state" "$T/log"
cp "$T/out" "$T/a"
: > "$T/none"
run replay --quiet --hash --load "$T/state" "$T/none"
check "three thousand accounts survive being saved and loaded" [ "$(hash_of "$T/out")" = "$(hash_of "$T/a")" ]

finish
