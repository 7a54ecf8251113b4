#!/bin/sh
# Every rule of RULES.md stands in the code, and a test that is about it has run that code.
#
#   rules.sh RULES.md CLAIMS
#
# CLAIMS holds what the rule tests and the worked examples wrote while running with RULES_REPORT set:
# "claim ID reached|missed WHO".  Fails on an id that does not exist (in code, tests or prose of the
# sources), a rule without code, a rule without test, a test that did not reach its rule.  The last
# line counts.
set -u
export LC_ALL=C
rules=$1
claims=$2

{
  sed -n 's/^- \*\*\([A-Z]*-[0-9][0-9]*\)\*\* .*/rule \1 RULES.md/p' "$rules"
  grep -oE 'RULE\("[A-Z]+-[0-9]+"\)' -n protocol/*.[ch] support/*.[ch] \
    | sed 's/^\([^:]*:[0-9]*\):RULE("\(.*\)")$/code \2 \1/'
  grep -nE '' protocol/*.[ch] support/*.[ch] model/*.[ch] sim/*.[ch] tests/*/*.[ch] tests/*/*.md 2>/dev/null \
    | awk '{
        where = $0; sub(/^[^:]*:[0-9]*/, "", $0); where = substr(where, 1, length(where) - length($0))
        while (match($0, /(^|[^A-Za-z0-9_-])[A-Z]+-[0-9][0-9]([^0-9A-Za-z-]|$)/)) {
          id = substr($0, RSTART, RLENGTH); gsub(/[^A-Z0-9-]/, "", id); sub(/^-/, "", id)
          print "prose", id, where
          $0 = substr($0, RSTART + RLENGTH - 1)
        }
      }'
  cat "$claims"
} | awk '
$1 == "rule" { if ($2 in rule) { print "RULES.md: " $2 " stands twice"; bad++ } rule[$2]; order[n++] = $2; families[substr($2, 1, index($2, "-") - 1)] }
$1 == "code" { code[$2]++; places++; if (!($2 in rule)) { print $3 ": no such rule: " $2; bad++ } }
$1 == "prose" { if (substr($2, 1, index($2, "-") - 1) in families && !($2 in rule)) { print $3 ": no such rule: " $2; bad++ } }
$1 == "claim" {
  claims++
  if (!($2 in rule)) { print $4 ": no such rule: " $2; bad++ }
  if ($3 == "missed") { print $4 ": is about " $2 " and did not reach its code"; bad++ }
  else claimed[$2]++
}
END {
  for (i = 0; i < n; i++) {
    if (!(order[i] in code)) { print order[i] ": no code cites it"; bad++ }
    if (!(order[i] in claimed)) { print order[i] ": no test is about it"; bad++ }
  }
  printf "check-rules: %d rules, cited in %d places, claimed by %d tests and examples, %d faults\n", n, places, claims, bad
  exit bad > 0
}'
