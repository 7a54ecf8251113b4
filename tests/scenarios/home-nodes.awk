# home-nodes.awk - how fast the number of home machines grows at what they earn, here and in Helium.
#
#	spheron-sim run scenarios/home-nodes.json --out run.db
#	spheron-sim export run.db --csv run
#	awk -f tests/scenarios/home-nodes.awk HELIUM_MONTHLY.csv run/series.csv
#
# A month's growth stands beside what a machine earned in the month before, in steps of income.

BEGIN { FS = ","; split("0 5 10 20 50 100 300", least, " ") }

FNR == 1 { file++; for (i = 1; i <= NF; i++) column[file, $i] = i; next }

function band(usd,    i) {
	for (i = 7; i > 1 && usd < least[i]; i--)
		;
	return i
}

function add(where, usd, before, after) {
	if (before <= 0)
		return
	months[where, band(usd)]++
	growth[where, band(usd)] += after / before - 1
}

file == 1 {
	if (hosts != "")
		add("there", usd, hosts, $(column[1, "hotspots"]))
	hosts = $(column[1, "hotspots"])
	usd = $(column[1, "usd_per_hotspot_month"])
}

file == 2 && $(column[2, "name"]) == "supply.fizz.active" {
	month = int($(column[2, "era"]) / 30)
	stood[month] = $(column[2, "value"])
	last = month
}

file == 2 && $(column[2, "name"]) == "fizz.income_day" {
	month = int($(column[2, "era"]) / 30)
	earned[month] += $(column[2, "value"])
}

function cell(where, i) {
	return months[where, i] ? sprintf("%+.1f %% in %d", 100 * growth[where, i] / months[where, i],
			months[where, i]) : "-"
}

END {
	if (last == "" || hosts == "") {
		print "home-nodes.awk: nothing to compare"
		exit 1
	}
	for (m = 1; m < last; m++)
		add("here", earned[m - 1], stood[m - 1], stood[m])
	printf "%-24s %20s %20s\n", "USD a host and month", "growth, Helium", "growth, here"
	for (i = 7; i >= 1; i--)
		printf "%-24s %20s %20s\n", least[i] (i < 7 ? " to " least[i + 1] : " and more"),
				cell("there", i), cell("here", i)
}
