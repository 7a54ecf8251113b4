#include "sim/measure/show.h"

#include <math.h>
#include <string.h>

/* ---- numbers ---- */

/* Digits behind the point so that four are told in all. */
static int places(double size)
{
	int n = 3;

	while (n > 0 && size >= 10) {
		size /= 10;
		n--;
	}
	return n;
}

/* Thousands of a whole number are parted by commas. */
static void grouped(char *text, size_t room, double value)
{
	char digits[SHOW_NUMBER];
	size_t n, out = 0;

	snprintf(digits, sizeof digits, "%.0f", fabs(value));
	n = strlen(digits);
	if (value < 0 && strcmp(digits, "0") != 0)
		text[out++] = '-';
	for (size_t i = 0; i < n && out + 2 < room; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			text[out++] = ',';
		text[out++] = digits[i];
	}
	text[out] = 0;
}

void show_number(char text[SHOW_NUMBER], double value, const char *unit)
{
	double size = fabs(value);

	if (isnan(value))
		strcpy(text, "-");
	else if (strcmp(unit, "share") == 0)
		snprintf(text, SHOW_NUMBER, "%.*f %%", size * 100 >= 99.95 && size < 1 ? 3 : 2, value * 100);
	else if (value == 0)
		strcpy(text, "0");
	else if (size >= 1e9)
		snprintf(text, SHOW_NUMBER, "%.*f G", places(size / 1e9), value / 1e9);
	else if (size >= 1e6)
		snprintf(text, SHOW_NUMBER, "%.*f M", places(size / 1e6), value / 1e6);
	else if (size >= 1000 || (size == floor(size) && size >= 10))
		grouped(text, SHOW_NUMBER, value);
	else if (size >= 0.1)
		snprintf(text, SHOW_NUMBER, "%.*f", places(size), value);
	else
		snprintf(text, SHOW_NUMBER, "%.3g", value);
}

const char *show_unit(const char *unit)
{
	return strcmp(unit, "share") == 0 ? "" : unit;
}

/* ---- tables ---- */

static void interval(char *text, size_t size, const struct summary *s, const char *unit)
{
	char low[SHOW_NUMBER], high[SHOW_NUMBER];

	if (isnan(s->low)) {
		text[0] = 0;
		return;
	}
	show_number(low, s->low, unit);
	show_number(high, s->high, unit);
	snprintf(text, size, "%s to %s", low, high);
}

struct cells {
	char value[SHOW_NUMBER], interval[80], note[160];
};

static void cells_of(const struct show_row *row, struct cells *c)
{
	show_number(c->value, row->s.mean, row->unit);
	interval(c->interval, sizeof c->interval, &row->s, row->unit);
	c->note[0] = 0;
	if (row->s.n == 0)
		snprintf(c->note, sizeof c->note, "%s",
				row->missing && row->missing[0] ? row->missing : "nothing was measured");
	else if (row->s.missing)
		snprintf(c->note, sizeof c->note, "in %u of %u runs (%s)", row->s.n,
				row->s.missing + row->s.n, row->missing ? row->missing : "");
}

static int wider(int width, const char *text)
{
	int n = (int) strlen(text);

	return n > width ? n : width;
}

void show_rows(FILE *out, const struct show_row *row, size_t n)
{
	int label = 0, value = 0, between = 0, unit = 0;
	struct cells c;

	for (size_t i = 0; i < n; i++) {
		cells_of(&row[i], &c);
		label = wider(label, row[i].label);
		value = wider(value, c.value);
		between = wider(between, c.interval);
		unit = row[i].s.n ? wider(unit, show_unit(row[i].unit)) : unit;
	}
	for (size_t i = 0; i < n; i++) {
		const char *better = row[i].better && strcmp(row[i].better, "neither") != 0
				? row[i].better : "";
		char line[512];
		size_t end;

		cells_of(&row[i], &c);
		if (row[i].s.n == 0)
			snprintf(line, sizeof line, "  %-*s  %*s  %s", label, row[i].label, value,
					c.value, c.note);
		else
			snprintf(line, sizeof line, "  %-*s  %*s  %-*s%s%-*s  %s%s%s", label,
					row[i].label, value, c.value, between, c.interval,
					between ? "  " : "", unit, show_unit(row[i].unit), better,
					*better && c.note[0] ? "; " : "", c.note);
		end = strlen(line);
		while (end > 0 && line[end - 1] == ' ')
			end--;
		fprintf(out, "%.*s\n", (int) end, line);
	}
}

void show_basis(char *text, size_t size, uint32_t runs)
{
	if (runs == 1)
		snprintf(text, size, "one run: without intervals, which need --runs 2 or more");
	else
		snprintf(text, size, "mean of %u runs with its 95 %% interval", runs);
}

/* ---- the end of a run ---- */

static const struct {
	enum metric metric;
	const char *label;
} first[] = {
	{ METRIC_SUPPLY_PROVIDERS, "providers Active at the end" },
	{ METRIC_SUPPLY_FIZZ, "Fizz nodes Active at the end" },
	{ METRIC_MARKET_ORDERS, "orders placed" },
	{ METRIC_MARKET_FILL, "orders that became a lease" },
	{ METRIC_MARKET_WAIT_P50, "time to lease, median" },
	{ METRIC_MARKET_WAIT_P95, "time to lease, 95 %" },
	{ METRIC_MARKET_USE_GPU, "GPUs in use" },
	{ METRIC_MARKET_USE_CPU, "CPU threads in use" },
	{ METRIC_MARKET_PRICE_GPU, "price of leases with GPUs" },
	{ METRIC_MARKET_SPENT, "spent by tenants" },
	{ METRIC_SLA_LEASES, "leases up" },
	{ METRIC_SLA_PROVIDERS, "providers up" },
	{ METRIC_SLA_FIZZ, "Fizz nodes up" },
	{ METRIC_PROVIDER_INCOME, "income of a provider" },
	{ METRIC_PROVIDER_COST, "costs of a provider" },
	{ METRIC_PROVIDER_LOSING, "providers that lose money" },
	{ METRIC_FIZZ_INCOME, "income of a Fizz node" },
	{ METRIC_FIZZ_COST, "costs of a Fizz node" },
	{ METRIC_FIZZ_LOSING, "Fizz nodes that lose money" },
	{ METRIC_TOKEN_REWARDS_USD, "rewards paid" },
	{ METRIC_TOKEN_COVERAGE, "fees over rewards" },
	{ METRIC_TOKEN_RUNWAY, "reward pool lasts" },
	{ METRIC_DELEGATORS_RETURN, "return of delegators, slashes off" },
	{ METRIC_STAKE_NAKAMOTO, "providers with half of the stake" },
	{ METRIC_SLASH_TOTAL, "slashed" },
};
#define N_FIRST (sizeof first / sizeof first[0])

void show_summary(FILE *out, const struct show_about *about, const struct summary summary[METRIC_COUNT])
{
	struct show_row row[N_FIRST];
	char basis[80];

	for (size_t i = 0; i < N_FIRST; i++) {
		const struct metric_row *m = &metric_rows[first[i].metric];

		row[i] = (struct show_row) { first[i].label, m->unit, NULL, m->missing,
			summary[first[i].metric] };
	}
	show_basis(basis, sizeof basis, about->runs);
	fprintf(out, "%s: %u eras of %.4g h, the first %u left out as warm-up\n%s\n", about->name,
			about->eras, (double) about->era_s / 3600, about->warmup_eras, basis);
	show_rows(out, row, N_FIRST);
}

void show_wrapped(FILE *out, const char *text, int indent, int width)
{
	int at = 0;

	while (*text) {
		int n = (int) strcspn(text, " ");

		if (at > 0 && at + 1 + n > width) {
			fputc('\n', out);
			at = 0;
		}
		fprintf(out, "%*s%.*s", at ? 1 : indent, "", n, text);
		at += (at ? 1 : indent) + n;
		text += n;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}
