#!/bin/sh
# spheron-sim show, export and metrics: what a run has left in its file, and files that are none.
. "$(dirname "$0")/lib.sh"

lines() { [ "$(wc -l < "$1" | tr -d ' ')" = "$2" ]; }
narrow() { [ -z "$(awk 'length($0) > 130' "$T/out")" ]; }
# Rows that begin with that text, a metric's line.
row() { grep -E "^  $1 " "$T/out"; }
has_row() { row "$1" > /dev/null; }
# One JSON text: quotes, braces and brackets pair off, and no number is missing behind a colon.
json() {
	[ "$(wc -l < "$T/out")" = 1 ] && awk '{
		gsub(/\\./, ""); n = split($0, part, "\""); if (n % 2 == 0) exit 1
		for (i = 1; i <= n; i += 2) outside = outside "0" part[i]
		if (outside ~ /:[,}\]]|nan|inf/) exit 1
		open = gsub(/[{[]/, "", outside); if (open != gsub(/[}\]]/, "", outside)) exit 1
	}' "$T/out"
}

cat > "$T/small.json" << 'END'
{
	"name": "small", "question": "Is it there, \"or\" not?",
	"time": { "horizon": "12 d", "warmup": "3 d" },
	"random": { "seed": 3, "runs": 3 },
	"population": {
		"providers": [
			{ "class": "gateway", "count": 2, "gateway": true, "list": "gateway", "machines": 1 },
			{ "class": "workshop", "count": 12, "own": "1_000 SPON" }
		],
		"fizz": [ { "class": "home", "count": 30 } ],
		"demand": [ { "class": "jobs", "orders": "60 /d", "tenants": 10 } ],
		"operators": [ { "class": "honest", "count": 3 } ]
	}
}
END

# ---- the end of a run ----

run run --quiet --out "$T/small.db" "$T/small.json"
check "a small run succeeds" status 0
check "it leaves its file" [ -s "$T/small.db" ]
check "and nothing half-written beside it" [ -z "$(ls "$T" | grep 'small.db.')" ]
check "its summary tells orders that became a lease" matches "$T/out" 'orders that became a lease +[0-9.]+ %  [0-9.]+ % to [0-9.]+ %'
check "its summary fits a screen" [ "$(wc -l < "$T/out")" -le 30 ]
cp "$T/small.db" "$T/first.db"
run run --quiet --jobs 1 --out "$T/small.db" "$T/small.json"
check "the same run makes the same file, byte by byte" same "$T/small.db" "$T/first.db"

# ---- show ----

run show "$T/small.db"
check "show succeeds" status 0
check "it says nothing on standard error" quiet
check "it begins with name and question" matches "$T/out" '^small: Is it there, "or" not\?$'
check "it tells eras, warm-up, rules and seed" out "12 eras of 24 h, the first 3 left out as warm-up; rules seed; seed 3"
check "it tells what the intervals are" out "mean of 3 runs with its 95 % interval"
for title in "Supply" "Demand and market" "Service level" "Provider economics" "Token" "Concentration" "Security"; do
	check "it has a part: $title" matches "$T/out" "^$title\$"
done
check "a value stands with its interval and what is better" matches "$T/out" '^  market\.fill_rate +[0-9.]+ % +[0-9.]+ % to [0-9.]+ % +higher$'
check "a value stands with its unit" matches "$T/out" '^  market\.orders_day .* orders/d +higher$'
check "what was not observed is - with the reason, not 0" matches "$T/out" '^  supply\.fizz\.retention_30d +-  nobody came 30 days before the end$'
check "a value that not all runs have says of how many, and why" matches "$T/out" 'in [12] of 3 runs \(no '
check "no line ends with a blank" [ -z "$(grep ' $' "$T/out")" ]
check "no line is wider than 130 columns" narrow

run show "$T/small.db" 'market.*' token.price
check "names and patterns choose" has_row market.fill_rate
check "exactly" [ "$(grep -c '^  [a-z]*\.' "$T/out")" = "$("$PROGRAM" metrics 'market.*' token.price | grep -c '^  [a-z].*\[')" ]
run show "$T/small.db" market.fill_rat
check "a misspelt metric is answered with the nearest" both 6 "did you mean market.fill_rate?"
run show "$T/small.db" 'xyz*'
check "a pattern without any match finds nothing" both 6 "no metric matches xyz*"
run show --cell 0 "$T/small.db"
check "--cell 0 is there without a matrix" status 0
run show --cell 7 "$T/small.db"
check "another is not" both 6 "there is no cell 7"
run show --cell x "$T/small.db"
check "--cell takes a number" both 2 "--cell takes the number of a cell, not x"

run show --json "$T/small.db"
check "show --json is one JSON object" json
check "with the question as it was" out '"question":"Is it there, \"or\" not?"'
check "with null for what was not observed, and why" matches "$T/out" '"name":"supply\.fizz\.retention_30d",[^}]*"mean":null,"low":null,"high":null,"sd":null,"n":0,"missing":3,"why":"nobody'
run show --json "$T/small.db" market.fill_rate
check "of one metric only that" [ "$(grep -o '"mean"' "$T/out" | wc -l)" = 1 ]

run run --quiet --runs 1 --out "$T/one.db" "$T/small.json"
run show "$T/one.db" market.fill_rate
check "one run has no interval and says so" says "one run: without intervals"
check "and shows none" matches "$T/out" '^  market\.fill_rate +[0-9.]+ % +higher$'

# ---- export ----

run export "$T/small.db" --csv "$T/csv"
check "export succeeds" status 0
for table in run cell replication metric_def metric summary series total event_count final event; do
	check "export writes $table.csv" [ -s "$T/csv/$table.csv" ]
done
check "and nothing else" [ "$(ls "$T/csv" | wc -l)" = 11 ]
check "summary.csv has a line for each metric" [ "$(($(wc -l < "$T/csv/summary.csv") - 1))" = "$("$PROGRAM" metrics | grep -c '^  [a-z].*\[')" ]
check "metric.csv has one for each metric and run" [ "$(($(wc -l < "$T/csv/metric.csv") - 1))" = "$((3 * ($(wc -l < "$T/csv/summary.csv") - 1)))" ]
check "series.csv has names, eras and the warm-up marked" matches "$T/csv/series.csv" '^0,2,11,market\.fill_rate,[0-9.]*,0$'
check "what was not observed is empty" matches "$T/csv/metric.csv" '^0,0,supply\.fizz\.retention_30d,,share$'
cp -r "$T/csv" "$T/before"
run export "$T/small.db" --csv "$T/csv"
check "a directory that is not empty is refused" both 2 "is not empty; another directory, or --force"
run export "$T/small.db" --csv "$T/csv" --force
check "--force writes over it" status 0
check "the same again" [ -z "$(diff -r "$T/csv" "$T/before")" ]
mkdir "$T/empty"
run export "$T/small.db" --csv "$T/empty"
check "an empty directory is taken" status 0
run export "$T/small.db" --csv "$T/nowhere/csv"
check "a directory that can't be made is named" err "$T/nowhere/csv: No such file"
run export "$T/small.db" --csv "$T/small.json"
check "a file is no directory" both 2 "small.json: Not a directory"
run export "$T/small.db"
check "export asks where to" both 2 "where to? --csv DIR"
run export --csv "$T/x"
check "export asks for a database" both 2 "which database?"
run export "$T/small.db" "$T/one.db" --csv "$T/x"
check "export takes one at a time" both 2 "one database at a time"
run export "$T/small.json" --csv "$T/x"
check "export of something else is refused" both 2 "not a database of results"
check "and makes no directory for it" [ ! -e "$T/x" ]

# ---- files that are none ----

run show
check "show asks for a database" both 2 "which database?"
run show "$T/none.db"
check "a file that is not there" both 2 "none.db: No such file"
run show "$T"
check "a directory" both 2 "a directory, not a database of results"
run show "$T/small.json"
check "a text" both 2 "not a database of results"
: > "$T/nothing"
run show "$T/nothing"
check "an empty file" both 2 "not a database of results"
head -c 20000 "$T/small.db" > "$T/half.db"
run show "$T/half.db"
check "a file that was cut off" both 2 "cut off: 20000 of"
check "all in one line" one_error
run show --jsno "$T/small.db"
check "a misspelt option is answered with the nearest" both 2 "did you mean --json?"

# ---- metrics ----

run metrics
check "metrics succeeds" status 0
check "it says what each means" says "leases begun over orders that became a lease or were closed without one"
check "when there is no value" out "no value if: no order was decided"
check "and what one run cannot tell" out "What one run cannot tell"
check "no line is wider than 130 columns" narrow
run metrics --json
check "metrics --json is one JSON object" json
check "it tells the estimator" out '"estimator":"leases begun over days"'
run metrics --markdown
check "metrics --markdown begins with a title" matches "$T/out" '^# What spheron-sim measures$'
check "it has tables" matches "$T/out" '^\| `market\.fill_rate` \| share \| higher \| after warm-up \|'
check "with seven columns in each row" [ -z "$(grep '^|' "$T/out" | awk -F '|' 'NF != 9')" ]
run metrics --json --markdown
check "one form at a time" both 2 "--json or --markdown, not both"
run metrics nonsense
check "a metric that is not there" both 6 "no metric matches nonsense"
for command in show export metrics; do
	run $command --help
	check "$command --help begins with examples" [ "$(head -n 1 "$T/out")" = Examples ]
done

finish
