#include "tests/crowd/crowd.h"

#include "tests/crowd/crowd_look.h"
#include "tests/crowd/crowd_parts.h"

#include <string.h>

const struct spheron_capacity small_state = {
#define ONE(constant, member, what) .member = 1,
	SPHERON_TABLES(ONE)
#undef ONE
};

/* ---- the stream ---- */

void crowd_begin(struct crowd *c, uint64_t seed)
{
	*c = (struct crowd) { .seed = seed };
	pcg_seed(&c->rng, 0, seed, 0, 1);
	c->poor = seed & 1;
	c->explicit_clock = seed % 5 == 2;
	c->spree = seed % 7 == 3;
	c->late_ids = seed % 11 == 5;
	for (unsigned i = 0; i < SPHERON_VERB_COUNT; i++) {
		c->weight[i] = crowd_habits[i].weight;
		/* Every seed has its own fashions, and leaves some commands out. */
		if (chance(c, 10))
			c->weight[i] = (uint8_t) (c->weight[i] * 4 > 60 ? 60 : c->weight[i] * 4);
		else if (chance(c, 5) && c->weight[i] < 6)
			c->weight[i] = 0;
		if (c->spree && (i == SPHERON_CMD_SLASH_MISCONDUCT || i == SPHERON_CMD_DELEG_ADD
						|| i == SPHERON_CMD_PROVIDER_REINSTATE))
			c->weight[i] = 30;
		c->weights += c->weight[i];
	}
}

/* What the market lacks most: people, machines, money, orders, bids; -1 nothing. */
static int what_is_missing(struct crowd *c, const struct spheron *st)
{
	uint32_t open = spheron_used(st, SPHERON_TABLE_ORDERS);

	if (accounts(st) < 8)
		return SPHERON_CMD_ACCOUNT_OPEN;
	if (chance(c, 30))
		return chance(c, 60) ? SPHERON_CMD_TOKEN_MINT : SPHERON_CMD_ESCROW_DEPOSIT;
	if (providers(st) < 3)
		return SPHERON_CMD_PROVIDER_REGISTER;
	if (chance(c, 20))
		return SPHERON_CMD_STAKE_ADD;
	if (fizzes(st) < 3 && chance(c, 50))
		return SPHERON_CMD_FIZZ_REGISTER;
	if (open < 4 && chance(c, 50))
		return SPHERON_CMD_ORDER_CREATE;
	return open && chance(c, 60) ? SPHERON_CMD_BID_PLACE : -1;
}

static enum spheron_verb a_verb(struct crowd *c, const struct spheron *st)
{
	uint64_t r = below(c, c->weights);
	unsigned verb = 0;

	if (c->sensible && chance(c, 35)) {
		int missing = what_is_missing(c, st);

		if (missing >= 0)
			return (enum spheron_verb) missing;
	}
	while (r >= c->weight[verb])
		r -= c->weight[verb++];
	if (verb == SPHERON_CMD_ACCOUNT_OPEN && accounts(st) > 14)
		return SPHERON_CMD_ADVANCE;
	return (enum spheron_verb) verb;
}

/* The longest step of the clock, or one that is not admitted where it would close a thousand eras. */
static uint64_t longest_step(const struct spheron *st)
{
	uint64_t step = param(st, SPHERON_P_STEP_MAX_S);

	return step / 1000 > param(st, SPHERON_P_ERA_S) ? step + 1 : step;
}

/* The instant of the next command: mostly soon, often just around a deadline, sometimes far away or
 * wrong. */
static void a_time(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_clock now = spheron_clock(st);
	struct spheron_due due;
	uint64_t dice = below(c, 1000);

	out->t = now.t ? now.t : 1 + below(c, 1000000);
	out->has_b = 0;
	if (dice < 700)
		out->t += 0;
	else if (dice < 920)
		out->t += 1 + below(c, 2);
	else if (dice < 980 && spheron_next_due(st, &due) && due.t - now.t < 2000000)
		out->t = due.t - (due.t > now.t) + below(c, 3);
	else if (dice < 993)
		out->t += below(c, 40);
	else if (dice < 996)
		out->t += below(c, 600);
	else if (dice < 998)
		out->t += below(c, 4 * param(st, SPHERON_P_ERA_S) + 1);
	else if (dice == 998)
		out->t -= out->t > 1;
	else
		out->t += longest_step(st) + 1 - chance(c, 2);
	if (out->t >= UINT64_C(1) << 40)
		out->t = (UINT64_C(1) << 40) - 1;
	if (c->explicit_clock || chance(c, 1)) {
		out->has_b = !chance(c, 1);
		out->b = now.b + (chance(c, 98) ? chance(c, 45) : below(c, 4));
	}
}

void crowd_next(struct crowd *c, struct spheron *st, struct spheron_command *out)
{
	unsigned n = c->sent++;

	if (n == 0 && !chance(c, 5)) {
		crowd_genesis(c, out);
		return;
	}
	a_time(c, st, out);
	c->sensible = chance(c, 72);
	for (unsigned tries = 0; tries < 4; tries++) {
		out->verb = a_verb(c, st);
		out->from = 0;
		c->pointless = 0;
		if (out->verb == SPHERON_CMD_GENESIS && chance(c, 60)) {
			crowd_genesis(c, out);
			return;
		}
		if (out->verb == SPHERON_CMD_GENESIS)
			out->verb = SPHERON_CMD_ADVANCE;
		crowd_habits[out->verb].say(c, st, out);
		/* Sensible people do not bid where there are no orders, and so on. */
		if (!c->pointless || !c->sensible)
			break;
	}
}

/* ---- spoiling text ---- */

static size_t insert(char *text, size_t size, size_t where, const char *what)
{
	size_t n = strlen(what);

	memmove(text + where + n, text + where, size - where);
	memcpy(text + where, what, n);
	return size + n;
}

size_t crowd_spoil(struct crowd *c, char *text, size_t size)
{
	static const char *const pieces[] = { " ", "\t", ",", "}", "{", "[", "]", "\"", "\\", "-", ".",
		"e1", "0", "9", "99999999999999999999", "\x01", "\xc3\xa9", "null", "true",
		"\"t\":1,", "\"x\":0,", "\\u0041", ":", "1e5" };
	size_t where = (size_t) below(c, size + 1);

	switch (below(c, 5)) {
	case 0: /* lose a byte */
		if (where == size)
			return size - 1;
		memmove(text + where, text + where + 1, size - where - 1);
		return size - 1;
	case 1: /* change one */
		text[where < size ? where : size - 1] = (char) (32 + below(c, 96));
		return size;
	case 2: /* cut off */
		return where;
	default:
		return insert(text, size, where,
				pieces[below(c, sizeof pieces / sizeof pieces[0])]);
	}
}
