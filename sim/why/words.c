#include "sim/why/words.h"

#include "model/gpu_name.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define RING      64
#define WORDS_MAX 512

static char *next_buffer(void)
{
	static char ring[RING][WORDS_MAX];
	static unsigned at;

	at = (at + 1) % RING;
	return ring[at];
}

const char *words(const char *format, ...)
{
	char *text = next_buffer();
	va_list args;

	va_start(args, format);
	vsnprintf(text, WORDS_MAX, format, args);
	va_end(args);
	return text;
}

/* ---- numbers ---- */

/* Copies n digits with a comma between groups of three. */
static size_t group(char *text, const char *digits, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			text[out++] = ',';
		text[out++] = digits[i];
	}
	text[out] = 0;
	return out;
}

const char *units_words(wide v)
{
	char digits[SPHERON_DECIMAL_SIZE], *text = next_buffer();

	group(text, digits, spheron_decimal(digits, v));
	return text;
}

const char *count_words(uint64_t v)
{
	return units_words(wide_of(v));
}

const char *decimal_words(wide v, unsigned decimals, unsigned places)
{
	char digits[SPHERON_DECIMAL_SIZE], padded[2 * SPHERON_DECIMAL_SIZE], *text = next_buffer();
	size_t n = spheron_decimal(digits, v), whole, zeros, out;

	/* At least one digit before the point. */
	zeros = n <= decimals ? decimals + 1 - n : 0;
	memset(padded, '0', zeros);
	memcpy(padded + zeros, digits, n + 1);
	whole = n + zeros - decimals;
	out = group(text, padded, whole);
	text[out++] = '.';
	for (unsigned i = 0; i < places; i++)
		text[out++] = i < decimals ? padded[whole + i] : '0';
	text[out] = 0;
	return text;
}

static const char *trimmed(const char *decimal)
{
	char *text = next_buffer();
	size_t n;

	snprintf(text, WORDS_MAX, "%s", decimal);
	for (n = strlen(text); text[n - 1] == '0';)
		text[--n] = 0;
	if (text[n - 1] == '.')
		text[n - 1] = 0;
	return text;
}

const char *points_words(wide micropoints)
{
	return decimal_words(micropoints, 6, 6);
}

const char *ppm_words(uint64_t ppm)
{
	return words("%s %%", trimmed(decimal_words(wide_of(ppm), 4, 4)));
}

const char *bp_words(uint64_t bp)
{
	return words("%s %%", trimmed(decimal_words(wide_of(bp), 2, 2)));
}

const char *factor_words(uint64_t bp)
{
	return trimmed(decimal_words(wide_of(bp), 4, 4));
}

/* ---- money ---- */

const char *token_words(unsigned token)
{
	static const char *const names[] = { "USD", "SPON", "ETH" };

	return token < 3 ? names[token] : words("token%u", token);
}

unsigned token_decimals(const struct spheron *state, unsigned token)
{
	struct spheron_record r;

	return spheron_find(state, SPHERON_RECORD_TOKEN, token, 0, 0, &r) ? r.u.token.decimals : 0;
}

const char *amount_words(const struct spheron *state, unsigned token, wide v)
{
	return decimal_words(v, token_decimals(state, token), 6);
}

const char *short_words(const struct spheron *state, unsigned token, wide v)
{
	return decimal_words(v, token_decimals(state, token), 4);
}

const char *money_words(const struct spheron *state, unsigned token, wide v)
{
	return words("%s %s", amount_words(state, token, v), token_words(token));
}

const char *exact_words(const struct spheron *state, unsigned token, wide v)
{
	unsigned decimals = token_decimals(state, token);

	return decimals ? trimmed(decimal_words(v, decimals, decimals)) : units_words(v);
}

const char *exact_money_words(const struct spheron *state, unsigned token, wide v)
{
	return words("%s %s", exact_words(state, token, v), token_words(token));
}

const char *total_words(const struct spheron *state, unsigned token, wide v)
{
	char digits[SPHERON_DECIMAL_SIZE];

	spheron_decimal(digits, v);
	return words("%s = %s units", money_words(state, token, v), digits);
}

const char *hourly_words(const struct spheron *state, wide price)
{
	wide block_ms = spheron_param(state, SPHERON_P_BLOCK_TIME_MS);

	/* Rounded, so that what was made from a round amount an hour reads as one. */
	return decimal_words(wide_share(wide_sum(wide_share(price, wide_of(3600000), block_ms),
							wide_of(500000000000)),
					     wide_of(1), wide_of(1000000000000)),
			6, 6);
}

const char *price_words(const struct spheron *state, unsigned token, wide price)
{
	return words("%s %s an hour (%s a block)", trimmed(hourly_words(state, price)),
			token_words(token), trimmed(decimal_words(price, 18, 18)));
}

/* ---- time ---- */

const char *span_words(uint64_t seconds)
{
	uint64_t h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;

	if (seconds < 60)
		return words("%" PRIu64 " s", seconds);
	if (seconds < 3600)
		return s ? words("%" PRIu64 " min %02" PRIu64 " s", m, s)
			 : words("%" PRIu64 " min", m);
	if (s)
		return words("%" PRIu64 " h %02" PRIu64 " min %02" PRIu64 " s", h, m, s);
	return m ? words("%" PRIu64 " h %02" PRIu64 " min", h, m) : words("%" PRIu64 " h", h);
}

const char *moment_words(const struct spheron *state, uint64_t t)
{
	struct spheron_record r;
	uint64_t since, era_s = spheron_param(state, SPHERON_P_ERA_S).lo;

	if (!spheron_find(state, SPHERON_RECORD_META, 0, 0, 0, &r) || t < r.u.meta.t0 || era_s == 0)
		return words("t %" PRIu64, t);
	since = (t - r.u.meta.t0) % era_s;
	return words("era %" PRIu64 ", %02" PRIu64 ":%02" PRIu64 ":%02" PRIu64,
			(t - r.u.meta.t0) / era_s, since / 3600, since / 60 % 60, since % 60);
}

/* ---- names ---- */

const char *node_words(unsigned kind, uint32_t id)
{
	return words("%s %" PRIu32, kind == SPHERON_NODE_PROVIDER ? "provider" : "Fizz node", id);
}

const char *known_words(const char *one, const char *many, uint64_t first, uint64_t last)
{
	if (last < first)
		return words("there are no %s", many);
	if (last == first)
		return words("only %s %" PRIu64 " does", one, last);
	return words("%s %" PRIu64 " to %" PRIu64 " do", many, first, last);
}

#define NAME_OF(names, i) ((i) < sizeof(names) / sizeof(names)[0] ? (names)[i] : "?")

const char *status_words(unsigned status)
{
	static const char *const names[] = { "Unregistered", "Registered", "Active", "Maintenance",
		"Suspended", "Deactivated" };

	return NAME_OF(names, status);
}

const char *trust_words(unsigned tier)
{
	static const char *const names[] = { "One", "Two", "Three", "Four", "Five", "Six",
		"Seven" };

	return NAME_OF(names, tier);
}

const char *compute_words(unsigned tier)
{
	static const char *const names[] = { "None", "Basic", "General", "HPC" };

	return NAME_OF(names, tier);
}

const char *storage_words(unsigned tier)
{
	static const char *const names[] = { "None", "SSD", "NVMe" };

	return NAME_OF(names, tier);
}

const char *conn_words(unsigned tier)
{
	static const char *const names[] = { "None", "Low", "Medium", "High", "Ultra High" };

	return NAME_OF(names, tier);
}

const char *gpu_tier_words(unsigned tier)
{
	static const char *const names[] = { "Entry 1", "Entry 2", "Low 1", "Low 2", "Medium 1",
		"Medium 2", "High 1", "High 2", "Ultra High 1", "Ultra High 2", "Ultra High 3" };

	return NAME_OF(names, tier);
}

const char *gpu_words(unsigned model)
{
	const char *name = gpu_name(model);

	return name ? name : words("GPU model %u", model);
}

const char *proof_words(unsigned kind)
{
	static const char *const names[] = { "CPU", "GPU", "uptime", "region" };

	return NAME_OF(names, kind);
}

const char *slash_words(unsigned reason)
{
	static const char *const names[] = { "?", "downtime under a lease", "late upgrade",
		"failed challenge", "misconduct", "prolonged downtime" };

	return NAME_OF(names, reason);
}

const char *lease_end_words(unsigned reason)
{
	static const char *const names[] = { "?", "closed by tenant", "closed by provider",
		"ran to its end", "ended by a misconduct verdict" };

	return NAME_OF(names, reason);
}

const char *order_end_words(unsigned reason)
{
	static const char *const names[] = { "?", "cancelled by the tenant",
		"no bid was eligible when the window closed", "its time to live ran out",
		"the operators reached no quorum", "the match could not be funded or placed",
		"its lease ended" };

	return NAME_OF(names, reason);
}

const char *roles_words(unsigned roles)
{
	static const char *const names[] = { "ADMIN", "VERIFIER", "SLASHER", "MATCHER", "COUNCIL",
		"MINTER" };
	const char *all = "";

	for (unsigned i = 0; i < 6; i++)
		if (roles >> i & 1)
			all = words("%s%s%s", all, *all ? " " : "", names[i]);
	return *all ? all : "no role";
}
