#!/bin/sh
# spheron-sim: help, version, misspelt words, and that --json prints JSON.
. "$(dirname "$0")/lib.sh"

first_line() { [ "$(head -n 1 "$T/out")" = "$1" ]; }

# ---- the program ----

run --version
check "--version tells a semantic version" matches "$T/out" '^spheron-sim [0-9]+\.[0-9]+\.[0-9]+$'
check "and nothing else" [ "$(wc -l < "$T/out")" = 1 ]

for way in --help help; do
	run $way
	check "$way succeeds" status 0
	check "$way begins with examples" first_line "Examples"
	check "$way says nothing on standard error" quiet
	check "$way lists the commands" out "replay"
	check "$way documents the exit statuses" out "6 nothing to explain"
done

run
check "without a command it asks for one" both 2 "--help"
run repaly
check "a misspelt command is answered with the nearest" both 2 "did you mean replay?"
run wyh
check "so is another" both 2 "did you mean why?"
run xyzzyxyzzy
check "a word that resembles nothing gets no suggestion" both 2 "unknown command"
check "none at all" [ "$(grep -c 'did you mean' "$T/err")" = 0 ]
check "errors are one line" one_error

# ---- replay ----

run replay --help
check "replay --help succeeds" status 0
check "replay --help begins with examples" first_line "Examples"
for option in --profile --params --set --dump --hash --hash-every --check --quiet --strict --load --save; do
	check "replay --help lists $option" out "  $option"
done
run replay --hahs "$LOG"
check "a misspelt option is answered with the nearest" both 2 "did you mean --hash?"
run replay --hash=yes "$LOG"
check "an option without a value refuses one" both 2 "--hash takes no value"
run replay "$LOG" --dump
check "an option with a value needs one" both 2 "--dump needs a value"
run replay --quiet -- "$LOG"
check "-- ends the options" status 0
run replay --quiet --hash -- --hash
check "behind -- everything is a file" both 2 "--hash: "

# ---- why ----

run why
check "why without a topic asks for one" both 2 "earnings, reward, slash, match or refusal"
run why --help
check "why --help succeeds" status 0
check "why --help begins with examples" first_line "Examples"
run why erning "$LOG"
check "a misspelt topic is answered with the nearest" both 2 "did you mean earnings?"
run why money "$LOG"
check "an unknown topic is answered with those that exist" both 2 "earnings, reward, slash, match or refusal can be explained"

for topic in earnings reward slash match refusal; do
	run why $topic --help
	check "why $topic --help succeeds" status 0
	check "why $topic --help begins with examples" first_line "Examples"
	check "why $topic --help lists --json" out "  --json"
	check "why $topic --help lists --set" out "  --set"
	run why $topic
	check "why $topic needs a log" both 2 "which log?"
	run why $topic --jsno "$LOG"
	check "why $topic --jsno means --json" both 2 "did you mean --json?"
	run why $topic "$LOG" "$LOG"
	check "why $topic takes one log" both 2 "one log at a time"
	run why $topic --set cooldwn_s=1 "$LOG"
	check "why $topic refuses unknown parameters" both 2 "did you mean cooldown_s"
	run why $topic --profile x "$LOG"
	check "why $topic refuses unknown profiles" both 2 "unknown profile x"
done
run why reward --line 3 "$LOG"
check "options of one topic are none of another" both 2 "unknown option --line"
run why reward --provider two "$LOG"
check "ids are numbers" both 2 "--provider takes a whole number from 1, not two"
run why reward --provider 0 "$LOG"
check "ids begin at 1" both 2 "--provider takes a whole number from 1"
run why reward --provider '' "$LOG"
check "an empty id is none" both 2 "--provider takes a whole number"
run why reward --provider 99999999999999999999999 "$LOG"
check "a number beyond 64 bits is refused" both 2 "--provider takes a whole number"
run why match "$LOG"
check "why match asks for the order" both 2 "--order N"
run why reward "$LOG"
check "why reward asks for the node" both 2 "--provider N or --fizz N"
run why reward --provider 1 --fizz 1 "$LOG"
check "why reward takes one node" both 2 "one node at a time"
run why refusal "$LOG"
check "why refusal asks for the line" both 2 "--line N or --last"
run why refusal --line 3 --last "$LOG"
check "why refusal takes one of them" both 2 "--line N or --last"

# ---- JSON ----

# Python reads it if there is one; otherwise this program's own strict reader of parameter files, which
# finds every fault of form before it finds that the names in it are no parameters.
is_json() {
	if command -v python3 > /dev/null 2>&1; then
		python3 -c 'import json,sys
def once(pairs):
    keys = [k for k, v in pairs]
    assert len(keys) == len(set(keys)), "a key twice"
    return dict(pairs)
assert isinstance(json.load(open(sys.argv[1]), object_pairs_hook=once), dict)' "$1" 2>> "$T/err"
	else
		"$PROGRAM" replay --params "$1" "$LOG" 2>&1 >/dev/null \
			| grep -qE 'no parameter is called|a whole number belongs here'
	fi
}

# Is the condition itself able to say no?
printf '{"a":1' > "$T/broken"
if is_json "$T/broken"; then STATUS=1; else STATUS=0; fi
check "the judge of JSON refuses an object that does not end" status 0

json_of() {
	run why "$@" --json "$LOG"
	check "why $* --json succeeds" status 0
	check "why $* --json is one line" [ "$(wc -l < "$T/out")" = 1 ]
	check "why $* --json is one JSON object, no key twice" is_json "$T/out"
}
json_of earnings
json_of earnings --provider 2
json_of earnings --fizz 3
for id in 1 2 3 4; do json_of reward --provider $id; done
for id in 1 2 3; do json_of reward --fizz $id --era 0; done
json_of slash
json_of slash --operator 17
for id in 1 2 3 4 5 6 7; do json_of match --order $id; done
json_of refusal --last
json_of refusal --line 69

(cat "$LOG"; printf '\001"\\\n') > "$T/log"
run why refusal --last --json "$T/log"
check "control characters and quotes of a log are escaped in JSON" is_json "$T/out"

finish
