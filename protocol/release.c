#include "protocol/release.h"

#include "protocol/apply.h"

#define VERSION_STEP_MAX 1000u

bool release_valid(const struct spheron *st, u128 version)
{
	RULE("UPG-01");
	return version.hi == 0 && version.lo <= UINT32_MAX && version.lo > st->meta.version
			&& version.lo - st->meta.version <= VERSION_STEP_MAX;
}

void release_append(struct spheron *st, uint32_t slot)
{
	if (st->last_release)
		release_at(st, st->last_release)->next = slot;
	else
		st->first_release = slot;
	st->last_release = slot;
}

void release_announce(struct spheron *st, uint32_t version)
{
	uint32_t slot = slot_take(st, T_RELEASES);
	struct release *r = release_at(st, slot);

	RULE("UPG-04");
	r->rec.version = version;
	r->rec.due = st->meta.era + (uint32_t) par(st, SPHERON_P_UPGRADE_GRACE_ERAS);
	release_append(st, slot);
	st->meta.version = version;
	EMIT(st, RELEASE_SET, release_set, .version = version, .due_era = r->rec.due);
}

uint32_t version_demanded(const struct spheron *st)
{
	uint32_t must = st->meta.must;

	for (uint32_t slot = st->first_release; slot; slot = release_at(st, slot)->next) {
		const struct spheron_release_record *r = &release_at(st, slot)->rec;

		if (r->due <= st->meta.era && r->version > must)
			must = r->version;
	}
	return must;
}

void releases_fall_due(struct spheron *st)
{
	uint32_t slot = st->first_release;

	RULE("UPG-03");
	st->meta.must = version_demanded(st);
	st->first_release = st->last_release = 0;
	while (slot) {
		struct release *r = release_at(st, slot);
		uint32_t next = r->next;

		r->next = 0;
		if (r->rec.due > st->meta.era)
			release_append(st, slot);
		else
			slot_give(st, T_RELEASES, slot);
		slot = next;
	}
}

bool provider_late(const struct provider *p, uint32_t must)
{
	return p->version < must && p->node.status != SPHERON_DEACTIVATED;
}

enum spheron_result command_release_set(struct spheron *st, uint32_t from,
		const struct spheron_args_version *a)
{
	REQUIRE(has_role(st, from, SPHERON_ROLE_ADMIN), NOT_ALLOWED);
	REQUIRE(release_valid(st, u128_of(a->version)), BAD_VALUE);
	REQUIRE_ROOM(has_room(st, T_RELEASES, 1));

	release_announce(st, a->version);
	return SPHERON_OK;
}

enum spheron_result command_provider_upgrade(struct spheron *st, uint32_t from,
		const struct spheron_args_upgrade *a)
{
	struct provider *p;

	RULE("UPG-02");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE(p->node.status != SPHERON_DEACTIVATED, BAD_STATE);
	REQUIRE(a->version > p->version && a->version <= st->meta.version, BAD_VALUE);

	p->version = a->version;
	EMIT(st, UPGRADED, upgraded, .provider = a->provider, .version = a->version);
	return SPHERON_OK;
}
