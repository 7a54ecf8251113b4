#!/bin/sh
# spheron-sim validate and schema: scenario files are admitted or refused in one line, and what they come
# to is a scenario file itself.
. "$(dirname "$0")/lib.sh"

REFERENCE=$ROOT/scenarios/reference.json
S=$T/files
mkdir "$S"
one_line_out() { [ "$(wc -l < "$T/out")" = 1 ]; }
refused() { status 2 && one_error && err "$1"; }

# A value of the reference scenario, as validate prints it.
value() {
	run validate --print-resolved "$@"
	check "it prints the values" status 0
}

# ---- validate ----

for scenario in "$ROOT"/scenarios/*.json; do
	run validate "$scenario"
	check "$(basename "$scenario") is a good scenario" status 0
	check "which is said in one line" out "$scenario: ok"
	check "and nothing else" one_line_out
	check "on standard output" quiet

	run validate --resolved "$scenario"
	check "its resolved form is printed" status 0
	cp "$T/out" "$S/resolved.json"
	run validate --resolved "$S/resolved.json"
	check "and resolves to the same bytes" same "$T/out" "$S/resolved.json"
done

run validate "$REFERENCE" "$S/nowhere.json" "$REFERENCE"
check "one bad file among good ones is enough for status 2" status 2
check "the others are looked at all the same" [ "$(grep -c ': ok$' "$T/out")" = 2 ]
check "the bad one has one line" one_error
check "which says what the system says" err "$S/nowhere.json: No such file or directory"

run_with "$REFERENCE" validate -
check "- is standard input" out "-: ok"

run validate
check "without a file it asks for one" both 2 "which file?"
run validate --resolved "$REFERENCE" "$REFERENCE"
check "one scenario is printed at a time" both 2 "give one file"
run validate --resolved --json "$REFERENCE"
check "in one way" both 2 "choose one"
run validate --help
check "validate --help begins with examples" [ "$(head -n 1 "$T/out")" = "Examples" ]
for option in --set --print-resolved --resolved --json; do
	check "validate --help lists $option" out "  $option"
done

# ---- where values are from ----

cat > "$S/base.json" << 'END'
{
  "time": { "horizon": "30 d" },
  "name": "base"
}
END
cat > "$S/above.json" << 'END'
{
  "include": ["base.json"],
  "name": "above"
}
END
value --set random.seed=7 "$S/above.json"
check "a value of the file comes from its line" out "name = \"above\"   # $S/above.json:3"
check "a value of an included file from the line there" out "time.horizon = \"30 d\"   # $S/base.json:2"
check "a value of an option from the option" out "random.seed = 7   # --set random.seed=7"
check "and what nobody gave is a default" matches "$T/out" '^[a-z_.]+ = .*   # default'

# ---- faults ----

# Writes a file, validates it and looks for what is said about it.
faulty() {
	sentence=$1
	printf '%s' "$2" > "$S/x.json"
	run validate "$S/x.json"
	check "$sentence" refused "$S/x.json:$3"
	check "and nothing is printed" silent
}

faulty "a misspelt key is answered with the nearest" '{"tme": {}}' \
	'1:2: tme: a scenario has no such key (did you mean "time"?)'
faulty "so is a parameter" '{"time": {"horizon": "1 d"}, "params": {"cooldwn_s": 1}}' \
	'1:41: params.cooldwn_s: no parameter of the protocol has this name (did you mean "cooldown_s"?)'
faulty "a missing unit is told with the units there are" '{"time": {"horizon": 30}}' \
	'1:22: time.horizon: 30 lacks a unit; a duration is given in ms, s, min, h, d or weeks, in quotes'
faulty "a unit of something else, too" '{"time": {"horizon": "30 SPON"}}' \
	'1:22: time.horizon: a duration cannot be given as an amount of SPON (30 SPON)'
faulty "a key twice, however it is spelt" '{"name": "a",
 "n\u0061me": "b"}' '2:2: the key "n\u0061me" a second time'
faulty "a comma too many" '{"name": "a",}' '1:13: nothing follows this comma; take it away'
faulty "a number beyond 2^53" '{"random": {"seed": 9007199254740993}}' \
	'1:21: 9007199254740993 is beyond 2^53'
faulty "NaN" '{"random": {"seed": NaN}}' '1:21: JSON has no such number'
faulty "an empty file" '' '1:1: there is nothing in it; a scenario is one JSON object'
faulty "a byte order mark" "$(printf '\357\273\277{}')" '1:1: a byte order mark'
faulty "invalid UTF-8" "$(printf '{"name": "\300\257"}')" '1:11: invalid UTF-8'

head -c 10000 /dev/zero | tr '\0' '[' > "$S/deep.json"
run validate "$S/deep.json"
check "nesting 10,000 deep is refused" refused ':1:1001: nested too deep'
head -c 70000000 /dev/zero > "$S/large.json"
run validate "$S/large.json"
check "so is a file of 70 MB" refused "larger than the 64 MiB"
{ printf '{"name": "'; head -c 10000000 /dev/zero | tr '\0' 'x'; printf '"}'; } > "$S/x.json"
run validate "$S/x.json"
check "a name of 10 MB is read and refused" refused "name: the text is too long"
run validate "$S"
check "a directory is no scenario" refused "$S: is a directory"
echo '{"include": ["y.json"]}' > "$S/x.json"
echo '{"include": ["x.json"]}' > "$S/y.json"
run validate "$S/x.json"
check "files that include each other are refused" refused "includes itself, directly or through others"

run validate --set time.horizn=3d "$REFERENCE"
check "a misspelt option names itself" refused \
	'--set time.horizn=3d: time.horizn: time has no such key (did you mean "horizon"?)'
run validate --set time.horizon "$REFERENCE"
check "an option without a value is explained" refused "write it as path=value"

# ---- the matrix ----

cat > "$S/matrix.json" << 'END'
{
  "time": { "horizon": "30 d" },
  "matrix": {
    "axes": { "params.cooldown_s": ["1 h", "3 h"], "random.seed": [1, 2, 3] },
    "exclude": [{ "params.cooldown_s": "1 h", "random.seed": 2 }]
  }
}
END
run validate --json "$S/matrix.json"
check "cells are counted without those excluded" out '"ok": true, "cells": 5'
run validate --set 'matrix.axes={"params.cooldown_s": ["2 h", "2 hurs"]}' --set matrix.exclude=[] "$S/matrix.json"
check "a value that is wrong in one cell is found" refused 'params.cooldown_s: no unit is called "hurs"'
run validate --set random.seed=5 "$S/matrix.json"
check "an option beside an axis is refused" refused "an axis of the matrix sets this for each cell"

# ---- JSON ----

run validate --json "$REFERENCE" "$S/deep.json"
check "--json prints a line for each file" [ "$(wc -l < "$T/out")" = 2 ]
check "with the place of what is wrong" out '"ok": false, "in": "'"$S"'/deep.json", "line": 1, "column": 1001'
check "and ends with status 2" status 2

# ---- schema ----

run schema
check "schema succeeds" status 0
check "it is of the draft of 2020-12" out '"https://json-schema.org/draft/2020-12/schema"'
check "it knows the parameters" out '"gpu_mult.10"'
check "and says nothing else" quiet
run schema now
check "schema takes no argument" both 2 "takes no argument"

finish
