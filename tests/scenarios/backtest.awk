# backtest.awk - what the protocol paid under Livepeer's rule beside what Livepeer paid, month by month.
#
#	spheron-sim run scenarios/stake-backtest.json --set traces.stake-rate.file=MONTHLY.csv --out run.db
#	spheron-sim export run.db --csv run
#	awk -f tests/scenarios/backtest.awk MONTHLY.csv run/series.csv
#
# Prints a line a month and, at the end, the correlation of the two and the median of the relative error.
# With -v brief=1 only these two.

BEGIN { FS = ","; start = 1525132800; era_s = 76524 }

# Seconds of the epoch at which a month such as 2018-05 begins.
function month_begins(text,    y, m, of_era, of_year, e) {
	y = substr(text, 1, 4) + 0
	m = substr(text, 6, 2) + 0
	if (m <= 2)
		y--
	e = int(y / 400)
	of_era = y - e * 400
	of_year = int((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5)
	return (e * 146097 + of_era * 365 + int(of_era / 4) - int(of_era / 100) + of_year - 719468) * 86400
}

FNR == 1 { file++; for (i = 1; i <= NF; i++) column[file, $i] = i; next }

file == 1 {
	month[++n] = $(column[1, "month"])
	was_paid[n] = $(column[1, "rewards_lpt"])
	begins[n] = month_begins(month[n])
}

# Inflation of an era is minted at its close.
file == 2 && $(column[2, "name"]) == "token.minted_era" {
	closes = start + ($(column[2, "era"]) + 1) * era_s
	while (at < n && begins[at + 1] < closes)
		at++
	paid[at] += $(column[2, "value"])
}

function sorted(a, count,    i, k, x) {
	for (i = 2; i <= count; i++) {
		x = a[i]
		for (k = i - 1; k >= 1 && a[k] > x; k--)
			a[k + 1] = a[k]
		a[k + 1] = x
	}
}

END {
	if (n == 0 || at == 0) {
		print "backtest.awk: nothing to compare"
		exit 1
	}
	for (i = 1; i <= n; i++) {
		mean_x += paid[i] / n
		mean_y += was_paid[i] / n
	}
	for (i = 1; i <= n; i++) {
		x = paid[i] - mean_x
		y = was_paid[i] - mean_y
		xx += x * x
		yy += y * y
		xy += x * y
		off = paid[i] / was_paid[i] - 1
		error[i] = off < 0 ? -off : off
		if (!brief)
			printf "%s %10.0f paid here %10.0f paid then %+6.1f %%\n", month[i], paid[i],
					was_paid[i], 100 * off
	}
	sorted(error, n)
	median = n % 2 ? error[(n + 1) / 2] : (error[n / 2] + error[n / 2 + 1]) / 2
	printf "correlation %.4f median_error %.4f months %d\n", xy / sqrt(xx * yy), median, n
}
