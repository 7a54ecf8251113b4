# alibaba.awk - what the trace itself says about its month, beside what a run of alibaba-month.json says.
#
#	spheron-sim run scenarios/alibaba-month.json --set traces.orders.file=PODS.csv \
#		--set traces.machines.file=NODES.csv --out run.db
#	spheron-sim export run.db --csv run
#	awk -f tests/scenarios/alibaba.awk PODS.csv NODES.csv run/metric.csv
#
# The trace's waiting time is from submission to placement.  GPUs in use are counted twice: by the
# share of a GPU that a pod asked for, which is what the cluster packs, and whole, which is what a market
# of whole GPUs has to lease.

BEGIN { FS = ","; from_s = 115 * 86400; days = 35 }

FNR == 1 { file++; for (i = 1; i <= NF; i++) column[file, $i] = i; next }

# A quantile of whole seconds from counts of each.
function quantile(count, n, p,    s, seen) {
	for (s = 0; s <= longest; s++) {
		seen += count[s]
		if (seen >= p * n)
			return s
	}
}

file == 1 && $(column[1, "submit_s"]) >= from_s {
	orders++
	if ($(column[1, "sched_s"]) == "")
		next
	placed++
	wait = $(column[1, "sched_s"]) - $(column[1, "submit_s"])
	waited[wait]++
	longest = wait > longest ? wait : longest
	hours = ($(column[1, "end_s"]) - $(column[1, "sched_s"])) / 3600
	gpus = $(column[1, "gpus"])
	whole += gpus * hours
	shared += (gpus == 1 ? $(column[1, "gpu_milli"]) / 1000 : gpus) * hours
	threads += $(column[1, "cpu_milli"]) / 1000 * hours
}

file == 2 {
	all_gpus += $(column[2, "gpus"])
	all_threads += $(column[2, "cpu_milli"]) / 1000
}

file == 3 { here[$(column[3, "name"])] = $(column[3, "value"]) }

function row(what, then, now) { printf "%-44s %14s %14s\n", what, then, now }
function percent(x) { return sprintf("%.2f %%", 100 * x) }
function number(x, unit) { return sprintf("%.4g%s", x, unit) }

END {
	if (orders == 0 || here["market.served_share"] == "") {
		print "alibaba.awk: nothing to compare"
		exit 1
	}
	h = days * 24
	row("", "cluster", "market")
	row("orders", orders, sprintf("%.0f", here["market.wishes_day"] * days))
	row("placed in the end", percent(placed / orders), percent(here["market.served_share"]))
	row("placed at the first or any later try", "-", percent(here["market.fill_rate"]))
	row("time to placement, median", number(quantile(waited, placed, 0.5), " s"),
			number(here["market.time_to_lease.p50"], " s"))
	row("time to placement, 95 %", number(quantile(waited, placed, 0.95), " s"),
			number(here["market.time_to_lease.p95"], " s"))
	row("placed within 3 s", percent(within(3)), "-")
	row("placed within 13 s", percent(within(13)), "-")
	row("GPUs there", all_gpus, sprintf("%.0f", here["supply.gpus.active"]))
	row("GPUs in use on average, by share", number(shared / h, ""), "-")
	row("GPUs in use on average, whole", number(whole / h, ""),
			number(here["market.utilisation.gpu"] * here["supply.gpus.active"], ""))
	row("part of all GPUs, whole", percent(whole / h / all_gpus), percent(here["market.utilisation.gpu"]))
	row("CPU threads in use on average", number(threads / h, ""),
			number(here["market.utilisation.threads"] * here["supply.threads.active"], ""))
}

function within(seconds,    s, n) {
	for (s = 0; s <= seconds; s++)
		n += waited[s]
	return n / placed
}
