/* Proofs of capacity: reports on providers, aggregated checks of Fizz nodes.
 *
 * Source: RULES.md PROOF-01..05, REG-12.  When a proof is due (PROOF-02) is between the verifier and
 * the beacon; spheron_proof_due() tells it, nothing here checks it. */

#include "protocol/apply.h"
#include "protocol/liveness.h"
#include "support/sha256.h"

#include <string.h>

/* [PROOF-04] Would a passed proof of this kind show a resource that the provider has and never
 * proved? */
static bool proves_anew(const struct provider *p, unsigned kind)
{
	if (kind > SPHERON_PROOF_GPU || p->verified >> kind & 1)
		return false;
	return kind == SPHERON_PROOF_CPU ? p->node.cpu > 0 : p->node.gpus > 0;
}

enum spheron_result command_proof_report(struct spheron *st, uint32_t from,
		const struct spheron_args_proof *a)
{
	struct provider *p;
	uint16_t *passed, *counted;

	RULE("PROOF-03");
	REQUIRE(has_role(st, from, SPHERON_ROLE_VERIFIER), NOT_ALLOWED);
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	REQUIRE(a->kind <= SPHERON_PROOF_REGION && a->pass <= 1, BAD_VALUE);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.status <= SPHERON_MAINTENANCE, BAD_STATE);
	REQUIRE(p->node.status != SPHERON_MAINTENANCE, IN_MAINTENANCE);
	passed = &p->ok[a->kind];
	counted = &p->n[a->kind];
	REQUIRE(*counted < par(st, SPHERON_P_PROOF_MAX), LIMIT);

	RULE("PROOF-01");
	++*counted;
	if (a->pass)
		++*passed;
	RULE("PROOF-04");
	if (a->kind == SPHERON_PROOF_REGION)
		p->region_bad = !a->pass;
	if (a->pass && proves_anew(p, a->kind)) {
		provider_fold(st, p);
		p->verified |= (uint8_t) (1u << a->kind);
	}
	EMIT(st, PROOF_REPORTED, proof_reported, .provider = a->provider, .kind = a->kind,
			.pass = a->pass);
	return SPHERON_OK;
}

static bool checks_valid(const struct spheron_checks *list)
{
	if (list->count < 1 || list->count > SPHERON_CHECKS_MAX)
		return false;
	for (uint32_t i = 0; i < list->count; i++) {
		const struct spheron_check *c = &list->item[i];

		if (c->alive > 1 || (i > 0 && c->fizz <= c[-1].fizz))
			return false;
		for (unsigned k = 0; k < 4; k++)
			if (c->shortfall[k] > 1000000)
				return false;
	}
	return true;
}

/* Calls the first cache lines of all nodes of a valid list at once: each lies somewhere else in memory,
 * and waiting for them one after the other would take longer than all else here. */
static void call_nodes(const struct spheron *st, const struct spheron_checks *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (is_fizz(st, list->item[i].fizz))
			__builtin_prefetch(fizz_at(st, list->item[i].fizz), 1);
}

static enum spheron_result check_admitted(const struct spheron *st, uint32_t gateway,
		const struct spheron_check *c)
{
	const struct fizz *f;

	REQUIRE(is_fizz(st, c->fizz), NOT_FOUND);
	f = fizz_at(st, c->fizz);
	REQUIRE(f->gateway == gateway, NOT_LINKED);
	REQUIRE(f->node.status == SPHERON_ACTIVE, BAD_STATE);
	REQUIRE(f->n < par(st, SPHERON_P_CHECKS_MAX), LIMIT);
	return SPHERON_OK;
}

enum spheron_result command_fizz_checks(struct spheron *st, uint32_t from,
		const struct spheron_args_fizz_checks *a)
{
	RULE("PROOF-05");
	REQUIRE(has_role(st, from, SPHERON_ROLE_VERIFIER), NOT_ALLOWED);
	REQUIRE(is_provider(st, a->gateway), NOT_FOUND);
	REQUIRE(checks_valid(&a->list), BAD_VALUE);
	call_nodes(st, &a->list);
	for (uint32_t i = 0; i < a->list.count; i++) {
		enum spheron_result r = check_admitted(st, a->gateway, &a->list.item[i]);

		if (r != SPHERON_OK)
			return r;
	}

	for (uint32_t i = 0; i < a->list.count; i++) {
		const struct spheron_check *c = &a->list.item[i];
		struct fizz *f = fizz_at(st, c->fizz);

		f->n++;
		if (!c->alive)
			continue;
		f->alive++;
		for (unsigned k = 0; k < 4; k++)
			f->sf[k] += c->shortfall[k];
	}
	EMIT(st, FIZZ_CHECKED, fizz_checked, .gateway = a->gateway, .count = a->list.count);
	return SPHERON_OK;
}

static void put_le32(uint8_t *p, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (uint8_t) (v >> 8 * i);
}

uint64_t spheron_proof_due(const struct spheron_hex32 *beacon, uint32_t provider, uint32_t era,
		uint32_t hour, enum spheron_proof_kind kind)
{
	uint8_t message[64] = "spheron.proof.v1", digest[SHA256_SIZE];
	uint64_t h = 0;

	RULE("PROOF-02");
	memcpy(message + 16, beacon->byte, 32);
	put_le32(message + 48, provider);
	put_le32(message + 52, era);
	put_le32(message + 56, hour);
	message[60] = (uint8_t) kind;
	sha256(message, 61, digest);
	for (unsigned i = 0; i < 8; i++)
		h |= (uint64_t) digest[i] << 8 * i;
	return (uint64_t) hour * 3600 + u128_mul64x64(h, 3600).hi;
}
