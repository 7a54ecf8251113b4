/* metric_table.h - every indicator that one run can give, each defined once.
 *
 * Included several times, with METRIC() defined for what is wanted of a row, and METRIC_ERA() for the
 * rows that are recorded for every era as well (the same if it is not defined):
 *
 *	METRIC(constant, name, unit, direction, horizon,
 *		population, estimator, why it may be missing)
 *
 * direction: HIGHER or LOWER is better, NEITHER.  horizon: RUN after the warm-up, LATE the last 30 eras
 * of the horizon that are after the warm-up, END at the last era close.  For one era the estimator is
 * meant with what happened in that era, or stood at its close.  The part of a name before the first dot
 * is its theme; metric.c lists the themes in this order.  "Node" is a provider or a Fizz node.
 *
 * What stands here makes the enumeration, `spheron-sim metrics`, the rows of metric_def in a database
 * and the captions of a report.
 */
#ifndef METRIC
#define METRIC(constant, name, unit, direction, horizon, population, estimator, missing)
#endif
#ifndef METRIC_ERA
#define METRIC_ERA METRIC
#endif

/* ---- supply ---- */

METRIC_ERA(SUPPLY_PROVIDERS, "supply.providers.active", "providers", HIGHER, END, "providers",
	"number of providers with status Active at the close", "no era was closed")
METRIC_ERA(SUPPLY_FIZZ, "supply.fizz.active", "hosts", HIGHER, END, "Fizz nodes",
	"number of Fizz nodes with status Active at the close", "no era was closed")
METRIC_ERA(SUPPLY_GPUS, "supply.gpus.active", "GPUs", HIGHER, END, "nodes",
	"GPUs of nodes with status Active at the close", "no era was closed")
METRIC_ERA(SUPPLY_THREADS, "supply.threads.active", "threads", HIGHER, END, "nodes",
	"CPU threads of nodes with status Active at the close", "no era was closed")
METRIC(SUPPLY_GPUS_VERIFIED, "supply.gpus.verified_share", "share", HIGHER, END, "GPUs",
	"GPUs of Active nodes that are verified (providers: a passed GPU proof; Fizz nodes: "
	"points in the last era) over the GPUs that all nodes still there claim",
	"no node claims a GPU")
METRIC(SUPPLY_NODES_VERIFIED, "supply.nodes.verified_share", "share", HIGHER, END, "nodes",
	"Active nodes with all proofs they need (Fizz nodes: points in the last era) over all "
	"nodes still there", "there are no nodes")
METRIC(SUPPLY_PROVIDERS_KEPT_30, "supply.providers.retention_30d", "share", HIGHER, RUN,
	"providers", "providers that stayed at least 30 days, of those that came at least 30 days "
	"before the end; the whole run, by eras of entry and exit",
	"nobody came 30 days before the end")
METRIC(SUPPLY_PROVIDERS_KEPT_90, "supply.providers.retention_90d", "share", HIGHER, RUN,
	"providers", "providers that stayed at least 90 days, of those that came at least 90 days "
	"before the end; the whole run, by eras of entry and exit",
	"nobody came 90 days before the end")
METRIC(SUPPLY_FIZZ_KEPT_30, "supply.fizz.retention_30d", "share", HIGHER, RUN, "Fizz nodes",
	"Fizz nodes that stayed at least 30 days, of those that came at least 30 days before the "
	"end; the whole run, by eras of entry and exit", "nobody came 30 days before the end")
METRIC(SUPPLY_FIZZ_KEPT_90, "supply.fizz.retention_90d", "share", HIGHER, RUN, "Fizz nodes",
	"Fizz nodes that stayed at least 90 days, of those that came at least 90 days before the "
	"end; the whole run, by eras of entry and exit", "nobody came 90 days before the end")
METRIC_ERA(SUPPLY_PROVIDER_ENTRIES, "supply.providers.entries", "providers", NEITHER, RUN,
	"providers", "providers that came, those of the start left out", "")
METRIC_ERA(SUPPLY_PROVIDER_EXITS, "supply.providers.exits", "providers", LOWER, RUN, "providers",
	"providers that left for good", "")
METRIC_ERA(SUPPLY_FIZZ_ENTRIES, "supply.fizz.entries", "hosts", NEITHER, RUN, "Fizz nodes",
	"Fizz nodes that came, those of the start left out", "")
METRIC_ERA(SUPPLY_FIZZ_EXITS, "supply.fizz.exits", "hosts", LOWER, RUN, "Fizz nodes",
	"Fizz nodes that left for good", "")
METRIC(SUPPLY_EXITS_FOUNDERS, "supply.exit_hazard.founders", "exits/node-year", LOWER, RUN,
	"nodes there from the first era on", "exits over the years that these nodes were there",
	"no such nodes")
METRIC(SUPPLY_EXITS_NEWCOMERS, "supply.exit_hazard.newcomers", "exits/node-year", LOWER, RUN,
	"nodes that came later", "exits over the years that these nodes were there",
	"nobody came later")
METRIC(SUPPLY_RETURNS_PROVIDERS, "supply.providers.returns_month", "returns/node-month", LOWER, RUN,
	"providers", "times a node came back after being down, over the months (30 d) nodes were "
	"there", "no providers")
METRIC(SUPPLY_RETURNS_FIZZ, "supply.fizz.returns_month", "returns/node-month", LOWER, RUN,
	"Fizz nodes", "times a node came back after being down, over the months (30 d) nodes were "
	"there", "no Fizz nodes")
METRIC_ERA(SUPPLY_COOLDOWN_PROVIDERS, "supply.providers.cooldown_share", "share", LOWER, RUN,
	"providers", "length of the cooldowns that began when nodes came back (as granted: a new "
	"one cuts the old one off) over the time nodes were there", "no providers")
METRIC_ERA(SUPPLY_COOLDOWN_FIZZ, "supply.fizz.cooldown_share", "share", LOWER, RUN, "Fizz nodes",
	"length of the cooldowns that began when nodes came back (as granted: a new one cuts the "
	"old one off) over the time nodes were there", "no Fizz nodes")
METRIC(SUPPLY_SURVIVAL, "supply.survival", "ratio", HIGHER, END, "nodes",
	"Active CPU threads at the last close over those at the first close after the warm-up",
	"nothing was Active after the warm-up")

/* ---- market ---- */

METRIC_ERA(MARKET_WANTED, "market.wishes_day", "orders/d", HIGHER, RUN, "tenants' wishes",
	"orders that tenants came with, each counted once however often it was placed, over days",
	"")
METRIC_ERA(MARKET_ORDERS, "market.orders_day", "orders/d", HIGHER, RUN, "orders",
	"orders placed, repeated ones included, over days", "")
METRIC_ERA(MARKET_LEASES, "market.leases_day", "leases/d", HIGHER, RUN, "leases",
	"leases begun over days", "")
METRIC_ERA(MARKET_FILL, "market.fill_rate", "share", HIGHER, RUN, "orders decided",
	"leases begun over orders that became a lease or were closed without one",
	"no order was decided")
METRIC(MARKET_WISHES, "market.served_share", "share", HIGHER, RUN, "tenants' wishes",
	"leases begun over leases begun and wishes given up for good, with or without an order",
	"no wish was decided")
METRIC_ERA(MARKET_WAIT_P50, "market.time_to_lease.p50", "s", LOWER, RUN, "leases",
	"median of the time from the first placing of an order to its lease; histogram with steps "
	"below 1.6 %", "no lease began")
METRIC_ERA(MARKET_WAIT_P95, "market.time_to_lease.p95", "s", LOWER, RUN, "leases",
	"95 % quantile of the time from the first placing of an order to its lease; histogram "
	"with steps below 1.6 %", "no lease began")
METRIC_ERA(MARKET_BIDS, "market.bids_per_order", "bids", HIGHER, RUN, "orders",
	"bids placed over orders placed", "no order was placed")
METRIC(MARKET_NO_BID, "market.lost.no_bid", "share", LOWER, RUN, "orders decided",
	"orders that closed because nobody bid, over orders decided", "no order was decided")
METRIC(MARKET_EXPIRED, "market.lost.expired", "share", LOWER, RUN, "orders decided",
	"orders whose time to live ended, over orders decided", "no order was decided")
METRIC(MARKET_NO_QUORUM, "market.lost.no_quorum", "share", LOWER, RUN, "orders decided",
	"orders closed because matchmakers found no quorum, over orders decided",
	"no order was decided")
METRIC(MARKET_UNFUNDED, "market.lost.unfunded", "share", LOWER, RUN, "orders decided",
	"orders closed because escrow did not cover the lease, over orders decided",
	"no order was decided")
METRIC(MARKET_CANCELLED, "market.lost.cancelled", "share", LOWER, RUN, "orders decided",
	"orders that their tenant cancelled, over orders decided", "no order was decided")
METRIC_ERA(MARKET_USE_GPU, "market.utilisation.gpu", "share", HIGHER, RUN, "GPUs of Active nodes",
	"GPU-hours under leases over GPU-hours of Active nodes (their number as at each era close)",
	"no Active node has a GPU")
METRIC_ERA(MARKET_USE_CPU, "market.utilisation.threads", "share", HIGHER, RUN,
	"CPU threads of Active nodes", "thread-hours under leases over thread-hours of Active "
	"nodes (their number as at each era close)", "no Active node has a CPU")
METRIC_ERA(MARKET_USE_PROVIDERS, "market.utilisation.providers", "share", HIGHER, RUN,
	"CPU threads of Active providers", "thread-hours under leases of providers over "
	"thread-hours of Active providers (their number as at each era close)",
	"no provider is Active")
METRIC_ERA(MARKET_USE_FIZZ, "market.utilisation.fizz", "share", HIGHER, RUN,
	"CPU threads of Active Fizz nodes", "thread-hours under leases of Fizz nodes over "
	"thread-hours of Active Fizz nodes (their number as at each era close)",
	"no Fizz node is Active")
METRIC_ERA(MARKET_OPEN, "market.leases.open", "leases", HIGHER, END, "leases",
	"leases running at the close", "no era was closed")
METRIC_ERA(MARKET_PRICE_GPU, "market.price.gpu_hour", "USD/GPU-hour", NEITHER, RUN,
	"leases with GPUs", "what leases with GPUs pay an hour, all their resources included, "
	"over their GPUs; by time", "no lease with GPUs")
METRIC_ERA(MARKET_PRICE_CPU, "market.price.thread_hour", "USD/thread-hour", NEITHER, RUN,
	"leases without GPUs", "what leases without GPUs pay an hour over their CPU threads; by "
	"time", "no lease without GPUs")
METRIC_ERA(MARKET_TO_MARKET, "market.price_to_market", "ratio", NEITHER, RUN, "leases",
	"mean, at the beginning of leases, of the price over what such resources cost outside "
	"when the order was placed", "no lease began")
METRIC(MARKET_TO_BUDGET, "market.price_to_budget", "ratio", LOWER, RUN, "leases",
	"mean, at the beginning of leases, of the price over the most that the tenant would have "
	"paid", "no lease began")
METRIC_ERA(MARKET_SPENT, "market.spent_day", "USD/d", HIGHER, RUN, "tenants",
	"what leases settled, users' fees included, SPON at the price of the era, over days", "")
METRIC(MARKET_LENGTH_P50, "market.lease_length.p50", "h", NEITHER, RUN, "leases ended",
	"median of the time from begin, or last renewal, to end; histogram with steps below 1.6 %",
	"no lease ended")
METRIC(MARKET_COMPLETED, "market.completion", "share", HIGHER, RUN, "leases ended",
	"leases that ran out, or that the tenant closed early as it had meant to from the start",
	"no lease ended")
METRIC(MARKET_EXTENDED, "market.extensions", "per lease", HIGHER, RUN, "leases",
	"leases renewed by an update over leases begun", "no lease began")
METRIC_ERA(MARKET_FIZZ, "market.fizz_share", "share", NEITHER, RUN, "leases",
	"leases begun on Fizz nodes over leases begun", "no lease began")
METRIC(MARKET_SPON, "market.spon_share", "share", NEITHER, RUN, "leases",
	"leases begun that are paid in SPON over leases begun", "no lease began")
METRIC_ERA(MARKET_LEFT, "market.tenants_left", "tenants", LOWER, RUN, "tenants",
	"tenants that will not come back after bad service", "")
METRIC_ERA(MARKET_LEVEL, "market.level", "ratio", NEITHER, END, "market prices",
	"level of prices outside, 1 as fitted", "no era was closed")

/* ---- service level ---- */

METRIC_ERA(SLA_LEASES, "sla.availability.leases", "share", HIGHER, RUN, "leases",
	"1 - time leases were down over time of leases, running ones included", "no lease ran")
METRIC_ERA(SLA_LEASES_PROVIDERS, "sla.availability.leases.providers", "share", HIGHER, RUN,
	"leases of providers", "1 - time leases of providers were down over their time, running "
	"ones included", "no lease ran on a provider")
METRIC_ERA(SLA_LEASES_FIZZ, "sla.availability.leases.fizz", "share", HIGHER, RUN,
	"leases of Fizz nodes", "1 - time leases of Fizz nodes were down over their time, running "
	"ones included", "no lease ran on a Fizz node")
METRIC_ERA(SLA_PROVIDERS, "sla.availability.providers", "share", HIGHER, RUN, "providers",
	"time providers were up over time they were there", "no providers")
METRIC_ERA(SLA_FIZZ, "sla.availability.fizz", "share", HIGHER, RUN, "Fizz nodes",
	"time Fizz nodes were up over time they were there", "no Fizz nodes")
METRIC(SLA_UPTIME_PROVIDERS, "sla.uptime_measured.providers", "share", HIGHER, RUN,
	"providers and eras", "mean uptime of an era as the protocol measured it, where it is "
	"known", "no uptime was measured")
METRIC(SLA_UPTIME_FIZZ, "sla.uptime_measured.fizz", "share", HIGHER, RUN, "Fizz nodes and eras",
	"mean uptime of an era as the protocol measured it, where it is known",
	"no uptime was measured")
METRIC(SLA_OUTAGE, "sla.outage_per_lease_month", "min", LOWER, RUN, "leases",
	"minutes that leases were down over months (30 d) of leases", "no lease ran")
METRIC(SLA_MTTR_PROVIDERS, "sla.mttr.providers", "h", LOWER, RUN, "outages of providers that ended",
	"mean time from going down to coming back", "no provider came back")
METRIC(SLA_MTTR_PROVIDERS_P95, "sla.mttr.providers.p95", "h", LOWER, RUN,
	"outages of providers that ended", "95 % quantile of the time from going down to coming "
	"back; histogram with steps below 1.6 %", "no provider came back")
METRIC(SLA_MTTR_FIZZ, "sla.mttr.fizz", "h", LOWER, RUN, "outages of Fizz nodes that ended",
	"mean time from going down to coming back", "no Fizz node came back")
METRIC(SLA_MAINTENANCE, "sla.maintenance_share", "share", LOWER, RUN, "providers",
	"time in Maintenance Mode over time providers were there", "no providers")
METRIC(SLA_REGIONAL, "sla.regional_loss.p99", "share", LOWER, RUN, "regions and eras",
	"99 % quantile, over regions with at least 5 providers and eras, of the largest share of "
	"a region's providers down at one moment", "no region has 5 providers")
METRIC(SLA_INTERRUPTED, "sla.interrupted_share", "share", LOWER, RUN, "leases ended",
	"leases that were down at least once, over leases ended", "no lease ended")
METRIC(SLA_BROKEN, "sla.broken_share", "share", LOWER, RUN, "leases ended",
	"leases that the provider closed or that ended with its misconduct, over leases ended",
	"no lease ended")

/* ---- provider economics ---- */

METRIC_ERA(PROVIDER_INCOME, "provider.income_day", "USD/d", HIGHER, RUN, "providers",
	"lease income and rewards over days of providers", "no providers")
METRIC_ERA(PROVIDER_COST, "provider.cost_day", "USD/d", LOWER, RUN, "providers",
	"power, capital and overhead over days of providers", "no providers")
METRIC_ERA(PROVIDER_MARGIN, "provider.margin", "share", HIGHER, RUN, "providers",
	"(income - costs) over income, of all together", "no income")
METRIC(PROVIDER_MARGIN_GPU, "provider.margin_gpu_hour", "USD/GPU-hour", HIGHER, RUN,
	"providers with GPUs", "income - costs over GPU-hours leased", "no GPU was leased")
METRIC_ERA(PROVIDER_LIVENESS, "provider.liveness_share", "share", NEITHER, RUN, "providers",
	"rewards over income, of all together", "no income")
METRIC_ERA(PROVIDER_PROFIT_P10, "provider.profit_day.p10", "USD/d", HIGHER, LATE, "providers",
	"10 % quantile of a provider's income - costs over its days; one era: histogram with "
	"steps below 1.6 %", "no providers")
METRIC_ERA(PROVIDER_PROFIT_P50, "provider.profit_day.p50", "USD/d", HIGHER, LATE, "providers",
	"median of a provider's income - costs over its days; one era: histogram with steps below "
	"1.6 %", "no providers")
METRIC_ERA(PROVIDER_PROFIT_P90, "provider.profit_day.p90", "USD/d", HIGHER, LATE, "providers",
	"90 % quantile of a provider's income - costs over its days; one era: histogram with "
	"steps below 1.6 %", "no providers")
METRIC_ERA(PROVIDER_LOSING, "provider.loss_share", "share", LOWER, LATE, "providers",
	"providers whose costs exceed their income", "no providers")
METRIC(PROVIDER_PAYBACK_P10, "provider.payback.p10", "months", LOWER, LATE,
	"providers with capital", "10 % quantile of what machines cost over what is left of a "
	"month's (30 d) income without counting capital costs; those without any left never pay "
	"back and rank last", "too few pay back")
METRIC(PROVIDER_PAYBACK_P50, "provider.payback.p50", "months", LOWER, LATE,
	"providers with capital", "median of what machines cost over what is left of a month's "
	"(30 d) income without counting capital costs; those without any left never pay back and "
	"rank last", "too few pay back")
METRIC(PROVIDER_PAYBACK_P90, "provider.payback.p90", "months", LOWER, LATE,
	"providers with capital", "90 % quantile of what machines cost over what is left of a "
	"month's (30 d) income without counting capital costs; those without any left never pay "
	"back and rank last", "too few pay back")
METRIC(PROVIDER_NO_PAYBACK, "provider.payback.never", "share", LOWER, LATE,
	"providers with capital", "providers whose income does not even cover costs without "
	"capital", "no provider has capital")
METRIC(PROVIDER_BREAK_EVEN, "provider.break_even_token", "USD", LOWER, LATE, "providers",
	"price of SPON at which rewards and lease income of all together equal costs; 0 if leases "
	"alone do", "no rewards were paid")
METRIC_ERA(FIZZ_INCOME, "fizz.income_day", "USD/d", HIGHER, RUN, "Fizz nodes",
	"lease income and rewards over days of Fizz nodes", "no Fizz nodes")
METRIC_ERA(FIZZ_COST, "fizz.cost_day", "USD/d", LOWER, RUN, "Fizz nodes",
	"power that hosts pay for the network over days of Fizz nodes", "no Fizz nodes")
METRIC_ERA(FIZZ_MARGIN, "fizz.margin", "share", HIGHER, RUN, "Fizz nodes",
	"(income - costs) over income, of all together", "no income")
METRIC_ERA(FIZZ_LIVENESS, "fizz.liveness_share", "share", NEITHER, RUN, "Fizz nodes",
	"rewards over income, of all together", "no income")
METRIC_ERA(FIZZ_PROFIT_P10, "fizz.profit_day.p10", "USD/d", HIGHER, LATE, "Fizz nodes",
	"10 % quantile of a host's income - costs over its days; one era: histogram with steps "
	"below 1.6 %", "no Fizz nodes")
METRIC_ERA(FIZZ_PROFIT_P50, "fizz.profit_day.p50", "USD/d", HIGHER, LATE, "Fizz nodes",
	"median of a host's income - costs over its days; one era: histogram with steps below 1.6 "
	"%", "no Fizz nodes")
METRIC_ERA(FIZZ_PROFIT_P90, "fizz.profit_day.p90", "USD/d", HIGHER, LATE, "Fizz nodes",
	"90 % quantile of a host's income - costs over its days; one era: histogram with steps "
	"below 1.6 %", "no Fizz nodes")
METRIC_ERA(FIZZ_LOSING, "fizz.loss_share", "share", LOWER, LATE, "Fizz nodes",
	"Fizz nodes whose costs exceed their income", "no Fizz nodes")

/* ---- token ---- */

METRIC_ERA(TOKEN_PRICE, "token.price", "USD", HIGHER, END, "SPON",
	"price at the close", "no era was closed")
METRIC(TOKEN_DRAWDOWN, "token.drawdown", "share", LOWER, RUN, "SPON",
	"largest fall of the price at era closes from its highest before", "no era was closed")
METRIC_ERA(TOKEN_REWARDS, "token.rewards_era", "SPON/era", NEITHER, RUN, "nodes",
	"liveness rewards paid, that of delegators included, over eras", "no era was closed")
METRIC_ERA(TOKEN_REWARDS_USD, "token.rewards_usd_era", "USD/era", NEITHER, RUN, "nodes",
	"liveness rewards paid, that of delegators included, at the price as nodes were credited, "
	"over eras", "no era was closed")
METRIC_ERA(TOKEN_MINTED, "token.minted_era", "SPON/era", LOWER, RUN, "SPON",
	"SPON minted, as inflation or by the foundation, over eras", "no era was closed")
METRIC_ERA(TOKEN_BURNED, "token.burned_era", "SPON/era", HIGHER, RUN, "SPON",
	"SPON burned over eras", "no era was closed")
METRIC(TOKEN_BURN_MINT, "token.burn_to_mint", "ratio", HIGHER, RUN, "SPON",
	"SPON burned over SPON minted; 1 is burn-and-mint equilibrium", "nothing was minted")
METRIC(TOKEN_INFLATION, "token.net_inflation", "1/year", LOWER, RUN, "SPON",
	"(minted - burned) over what there was at the end of the warm-up, for a year",
	"no SPON at the end of the warm-up")
METRIC_ERA(TOKEN_FEES, "token.fees_usd_era", "USD/era", HIGHER, RUN, "leases",
	"fees of users, providers and protocol, SPON at the price of the era, over eras",
	"no era was closed")
METRIC_ERA(TOKEN_COVERAGE, "token.fee_coverage", "ratio", HIGHER, RUN, "protocol",
	"fees over rewards, both in USD", "no rewards were paid")
METRIC_ERA(TOKEN_POOL, "token.pool", "SPON", HIGHER, END, "reward pool",
	"foundation pool at the close", "no era was closed")
METRIC(TOKEN_RUNWAY, "token.runway", "eras", HIGHER, LATE, "reward pool",
	"pool at the last close over its mean net outflow an era", "the pool did not shrink")
METRIC(TOKEN_EMPTY, "token.pool_empty", "0 or 1", LOWER, RUN, "reward pool",
	"1 if the pool held less than one era's emission at any close; its mean over runs is the "
	"probability that it runs dry", "no era was closed")
METRIC_ERA(TOKEN_TREASURY, "token.treasury", "USD", HIGHER, END, "treasury",
	"USD credit and SPON of the treasury, at the price of the close", "no era was closed")
METRIC_ERA(TOKEN_STAKED, "token.staked_share", "share", HIGHER, END, "SPON",
	"own stakes and delegations over all SPON but the burned", "no SPON")

/* ---- delegators ---- */

METRIC_ERA(DELEGATORS_APR_P10, "delegators.apr.p10", "1/year", HIGHER, RUN,
	"SPON delegated, by eras", "10 % quantile of the APR as paid, weighted with the pool "
	"before the era's slashes; histogram with steps below 1.6 %", "nothing was delegated")
METRIC_ERA(DELEGATORS_APR_P50, "delegators.apr.p50", "1/year", HIGHER, RUN,
	"SPON delegated, by eras", "median of the APR as paid, weighted with the pool before the "
	"era's slashes; histogram with steps below 1.6 %", "nothing was delegated")
METRIC_ERA(DELEGATORS_APR_P90, "delegators.apr.p90", "1/year", HIGHER, RUN,
	"SPON delegated, by eras", "90 % quantile of the APR as paid, weighted with the pool "
	"before the era's slashes; histogram with steps below 1.6 %", "nothing was delegated")
METRIC_ERA(DELEGATORS_RETURN, "delegators.return", "1/year", HIGHER, RUN, "SPON delegated",
	"realised: APR as paid less what slashes took from pools, over the pools before the era's "
	"slashes, for a year", "nothing was delegated")
METRIC(DELEGATORS_RETURN_P10, "delegators.return.p10", "1/year", HIGHER, RUN,
	"SPON delegated, by eras", "10 % quantile of the realised return of each provider's "
	"delegators in an era, slashes taken off, weighted with the pool before them; histogram "
	"with steps below 1.6 %", "nothing was delegated")
METRIC(DELEGATORS_SPREAD, "delegators.apr.spread", "1/year", LOWER, RUN,
	"providers with delegations", "mean over eras of the 90 % less the 10 % quantile of APR "
	"between providers, each counted once", "nothing was delegated")
METRIC_ERA(DELEGATORS_COMMISSION, "delegators.commission", "share", NEITHER, END, "SPON delegated",
	"mean commission of providers at the close, weighted with their pools",
	"nothing was delegated")
METRIC(DELEGATORS_DRIFT, "delegators.commission_drift", "share", NEITHER, END, "SPON delegated",
	"mean commission, weighted with pools, at the last close less that at the first close "
	"after the warm-up", "nothing was delegated")
METRIC_ERA(DELEGATORS_SPON, "delegators.delegated", "SPON", HIGHER, END, "pools",
	"SPON in the pools at the close", "no era was closed")
METRIC_ERA(DELEGATORS_QUEUE, "delegators.unbonding_share", "share", LOWER, END, "providers' SPON",
	"SPON that unbonds from providers over what is bonded with them, at the close",
	"nothing is bonded")
METRIC(DELEGATORS_SLASHED, "delegators.slashed_year", "1/year", LOWER, RUN, "pools",
	"what slashes took from pools over the pools, for a year", "nothing was delegated")

/* ---- concentration ---- */

METRIC_ERA(STAKE_GINI, "concentration.stake.gini", "0 to 1", LOWER, END, "Active providers",
	"Gini coefficient of own stake and pool", "nothing is staked")
METRIC(STAKE_HHI, "concentration.stake.hhi", "0 to 1", LOWER, END, "Active providers",
	"sum of squared shares of own stake and pool (Herfindahl)", "nothing is staked")
METRIC_ERA(STAKE_NAKAMOTO, "concentration.stake.nakamoto", "providers", HIGHER, END,
	"Active providers", "least number of providers that hold more than half of own stake and "
	"pools", "nothing is staked")
METRIC(REVENUE_GINI, "concentration.revenue.gini", "0 to 1", LOWER, LATE, "providers",
	"Gini coefficient of income from leases and rewards, of all that were there", "no income")
METRIC(REVENUE_HHI, "concentration.revenue.hhi", "0 to 1", LOWER, LATE, "providers",
	"sum of squared shares of income from leases and rewards (Herfindahl)", "no income")
METRIC(REVENUE_NAKAMOTO, "concentration.revenue.nakamoto", "providers", HIGHER, LATE, "providers",
	"least number of providers that earn more than half of all income from leases and rewards",
	"no income")
METRIC(LEASES_GINI, "concentration.leases.gini", "0 to 1", LOWER, LATE, "providers",
	"Gini coefficient of leases begun, those of a gateway's Fizz nodes included",
	"no lease began")
METRIC(LEASES_HHI, "concentration.leases.hhi", "0 to 1", LOWER, LATE, "providers",
	"sum of squared shares of leases begun, those of a gateway's Fizz nodes included "
	"(Herfindahl)", "no lease began")
METRIC(LEASES_NAKAMOTO, "concentration.leases.nakamoto", "providers", HIGHER, LATE, "providers",
	"least number of providers with more than half of the leases begun, those of a gateway's "
	"Fizz nodes included", "no lease began")
METRIC(REGION_GINI, "concentration.region.gini", "0 to 1", LOWER, END, "regions with nodes",
	"Gini coefficient of CPU threads of Active nodes by region", "nothing is Active")
METRIC(REGION_HHI, "concentration.region.hhi", "0 to 1", LOWER, END, "regions with nodes",
	"sum of squared shares of CPU threads of Active nodes by region (Herfindahl)",
	"nothing is Active")
METRIC(REGION_NAKAMOTO, "concentration.region.nakamoto", "regions", HIGHER, END,
	"regions with nodes", "least number of regions with more than half of the CPU threads of "
	"Active nodes", "nothing is Active")
METRIC(GATEWAY_GINI, "concentration.gateway.gini", "0 to 1", LOWER, END, "gateways with members",
	"Gini coefficient of Active Fizz nodes by gateway", "no Fizz node is Active")
METRIC(GATEWAY_HHI, "concentration.gateway.hhi", "0 to 1", LOWER, END, "gateways with members",
	"sum of squared shares of Active Fizz nodes by gateway (Herfindahl)",
	"no Fizz node is Active")
METRIC(GATEWAY_NAKAMOTO, "concentration.gateway.nakamoto", "gateways", HIGHER, END,
	"gateways with members", "least number of gateways with more than half of the Active Fizz "
	"nodes", "no Fizz node is Active")

/* ---- security ---- */

METRIC(SECURITY_AVS, "security.corruption.quorum", "ETH", HIGHER, END, "matchmaker operators",
	"ETH that a newcomer has to restake to reach the quorum against all others alone",
	"no operators, or a quorum of all")
METRIC_ERA(SECURITY_VOTES, "security.corruption.votes", "USD", HIGHER, END, "voters",
	"price of as much SPON as is bonded: who bonds more than that alone has over half the "
	"votes", "nothing is bonded")
METRIC(SECURITY_COVER, "security.corruption.cover", "ratio", HIGHER, END, "protocol",
	"price of as much SPON as is bonded over what a majority of votes could redirect: reward "
	"pool and treasury in USD", "pool and treasury are empty")
METRIC(SECURITY_FALSE_FAIL, "security.proof.false_fail", "share", LOWER, RUN,
	"proofs of sound providers", "proofs reported as failed although the provider was sound",
	"no proof of a sound provider")
METRIC(SECURITY_MISSED, "security.proof.missed_fault", "share", LOWER, RUN,
	"proofs of faulty providers", "proofs reported as passed although the provider was not "
	"sound", "no proof of a faulty provider")
METRIC(SECURITY_FALSE_SLASH, "security.false_slash_rate", "share", LOWER, RUN,
	"challenges told to have failed", "challenges failed, and so slashed, although the "
	"provider was sound", "no challenge failed")
METRIC(SECURITY_FOUND, "security.outages_found", "share", HIGHER, RUN,
	"outages of providers that ended", "outages in which a proof failed, over outages",
	"no provider came back")
METRIC(SECURITY_DELAY, "security.detection_delay", "h", LOWER, RUN, "outages of providers found",
	"mean time from going down to the first failed proof", "no outage was found")
METRIC(SECURITY_DELAY_P95, "security.detection_delay.p95", "h", LOWER, RUN,
	"outages of providers found", "95 % quantile of the time from going down to the first "
	"failed proof; histogram with steps below 1.6 %", "no outage was found")
METRIC(SECURITY_CHALLENGES, "security.challenges", "challenges", NEITHER, RUN, "challenges",
	"challenges opened", "")
METRIC(SECURITY_CHALLENGES_LOST, "security.challenge_fail_share", "share", NEITHER, RUN,
	"challenges passed or failed", "failed ones, judged or unanswered", "none was decided")
METRIC(SECURITY_TASKS, "security.tasks_expired", "share", LOWER, RUN, "matchmaking tasks",
	"tasks without a quorum in time over tasks that ended", "no task ended")
METRIC(SECURITY_OPERATORS, "security.operator_slashes", "slashes", LOWER, RUN,
	"matchmaker operators", "operators slashed for a wrong match", "")

/* ---- slashes ---- */

METRIC_ERA(SLASH_TOTAL, "slash.total_era", "SPON/era", LOWER, RUN,
	"providers, delegators, Fizz nodes", "SPON slashed for any reason over eras",
	"no era was closed")
METRIC(SLASH_RATE, "slash.bonded_year", "1/year", LOWER, RUN, "SPON bonded",
	"SPON slashed from providers and delegators over what was bonded at era closes, for a year",
	"nothing was bonded")
METRIC(SLASH_COUNT, "slash.provider_year", "slashes/provider-year", LOWER, RUN, "providers",
	"slashes of providers over the years they were there", "no providers")
METRIC(SLASH_DOWNTIME, "slash.downtime", "SPON", LOWER, RUN, "providers",
	"slashed for downtime under leases", "")
METRIC(SLASH_PROLONGED, "slash.prolonged", "SPON", LOWER, RUN, "providers",
	"slashed for prolonged downtime", "")
METRIC(SLASH_UPGRADE, "slash.upgrade", "SPON", LOWER, RUN, "providers",
	"slashed for late upgrades", "")
METRIC(SLASH_CHALLENGE, "slash.challenge", "SPON", LOWER, RUN, "providers",
	"slashed for failed challenges", "")
METRIC(SLASH_MISCONDUCT, "slash.misconduct", "SPON", LOWER, RUN, "providers",
	"slashed for misconduct, accrued rewards included", "")
METRIC(SLASH_FIZZ, "slash.fizz", "SPON", LOWER, RUN, "Fizz nodes",
	"slashed from rewards of Fizz nodes", "")

#undef METRIC
#undef METRIC_ERA
