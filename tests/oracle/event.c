/* Events (EVENT-01, EVENT-02, ENC-06). */
#include "state.h"

#include <stdio.h>
#include <string.h>

/* 0.4, ledger table */
const char *oracle_bucket_text(enum bucket_name name)
{
	static const char *const text[] = {
		"free",
		"escrow",
		"locked",
		"stake",
		"pool",
		"unbonding",
		"accrued",
		"delegator_accrued",
		"earned",
		"fizz_accrued",
		"fizz_earned",
		"challenge_bond",
		"proposal_deposit",
		"restaked",
		"treasury",
		"foundation",
		"burned",
	};

	return text[name];
}

/* ENC-02, ENC-06: starred fields are decimal strings; plain numbers become strings above 2^53. No
 * text needs escapes. */
static void put_field(struct oracle_buf *b, const struct field *f)
{
	bool quoted = f->kind != 'n' || f->number > (u128)1 << 53;

	oracle_buf_str(b, quoted ? ",\"" : ",");
	if (f->kind == 's')
		oracle_buf_str(b, f->text);
	else
		oracle_buf_decimal(b, f->number);
	oracle_buf_str(b, quoted ? "\"" : "");
}

void oracle_event(struct oracle *o, const char *name, const struct field *field, size_t n)
{
	struct oracle_buf *b = &o->events;

	oracle_buf_str(b, b->len > 0 ? ",[\"" : "[\"");
	oracle_buf_str(b, name);
	oracle_buf_char(b, '"');
	for (size_t i = 0; i < n; i++)
		put_field(b, &field[i]);
	oracle_buf_char(b, ']');
}

static void place_text(char *out, size_t size, enum bucket_name name, u64 owner)
{
	snprintf(out, size, "%s:%llu", oracle_bucket_text(name), (unsigned long long)owner);
}

/* EVENT-02 */
void oracle_event_moved(struct oracle *o, enum bucket_name from, u64 from_owner,
	enum bucket_name to, u64 to_owner, u8 token, u128 amount)
{
	char a[48], z[48];

	place_text(a, sizeof a, from, from_owner);
	place_text(z, sizeof z, to, to_owner);
	EVENT(o, "Moved", S(a), S(z), N(token), D(amount));
}
