#include "sim/why/why.h"

#include "sim/why/words.h"
#include "support/talk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool why_concerns(const struct why *w, unsigned kind, uint64_t id)
{
	if (!w->provider.given && !w->fizz.given)
		return true;
	if (kind == SPHERON_NODE_PROVIDER)
		return w->provider.given && w->provider.value == id;
	return w->fizz.given && w->fizz.value == id;
}

/* ---- playing ---- */

void why_play_begin(struct why_play *p, const struct why *w, const struct spheron_sink *watch)
{
	struct spheron_capacity capacity = { 0 };

	memset(p, 0, sizeof *p);
	p->why = w;
	player_begin(&p->player, &capacity);
	p->player.also = watch;
}

void why_play_end(struct why_play *p)
{
	player_end(&p->player);
}

static void note_malformed(struct why_play *p)
{
	p->malformed++;
	if (p->first_malformed == 0) {
		p->first_malformed = p->player.lines;
		p->first_fault = p->player.fault;
	}
}

bool why_setting_holds(const struct why *w)
{
	struct why_play *p = must(calloc(1, sizeof *p));
	bool good = true;

	why_play_begin(p, w, NULL);
	/* Up to the command that starts the clock; a genesis that is refused does not. */
	while (good && p->at < w->log_size && spheron_clock(p->player.state).t == 0) {
		good = why_play_next(p);
		if (good)
			why_play_judge(p);
	}
	why_play_end(p);
	free(p);
	return good;
}

bool why_play_next(struct why_play *p)
{
	const char *end;

	if (p->at >= p->why->log_size)
		return false;
	p->line = p->why->log + p->at;
	end = memchr(p->line, '\n', p->why->log_size - p->at);
	p->size = (size_t) ((end ? end : p->why->log + p->why->log_size) - p->line);
	p->at += p->size + 1;
	if (!player_read(&p->player, p->line, p->size))
		note_malformed(p);
	if (!setting_start(&p->why->setting, &p->player))
		return false;
	player_advance(&p->player);
	return true;
}

void why_play_judge(struct why_play *p)
{
	player_apply(&p->player);
	if (p->player.malformed)
		return;
	if (p->player.result == SPHERON_OK)
		p->accepted++;
	else
		p->refused++;
}

void why_play_all(struct why_play *p)
{
	while (why_play_next(p))
		why_play_judge(p);
}

bool why_play_started(const struct why_play *p)
{
	const struct spheron_fault *f = &p->first_fault;

	if (spheron_clock(p->player.state).t != 0)
		return true;
	if (p->player.lines == 0)
		talk_error("%s: the log is empty, so nothing happened", p->why->name);
	else if (p->malformed)
		talk_error("%s: nothing happened: no line of %" PRIu64
			   " is a command that starts the clock"
			   " (line %" PRIu64 ", column %zu: %s)",
				p->why->name, p->player.lines, p->first_malformed, f->offset + 1,
				f->why);
	else
		talk_error("%s: nothing happened: no command of %" PRIu64
			   " started the clock (GEN-01)",
				p->why->name, p->player.lines);
	return false;
}

/* ---- reading the state ---- */

bool why_provider(const struct spheron *state, uint32_t id, struct spheron_provider_record *r)
{
	struct spheron_record found;

	if (!spheron_find(state, SPHERON_RECORD_PROVIDER, id, 0, 0, &found))
		return false;
	*r = found.u.provider;
	return true;
}

bool why_fizz(const struct spheron *state, uint32_t id, struct spheron_fizz_record *r)
{
	struct spheron_record found;

	if (!spheron_find(state, SPHERON_RECORD_FIZZ, id, 0, 0, &found))
		return false;
	*r = found.u.fizz;
	return true;
}

struct spheron_meta_record why_meta(const struct spheron *state)
{
	struct spheron_record found;

	if (!spheron_find(state, SPHERON_RECORD_META, 0, 0, 0, &found))
		memset(&found, 0, sizeof found);
	return found.u.meta;
}

wide why_spon(const struct spheron *state, unsigned bucket, uint64_t owner)
{
	return spheron_bucket(state, bucket, owner, SPHERON_SPON);
}

bool why_no_such_node(const struct why *w, const struct spheron *state)
{
	uint32_t providers = spheron_used(state, SPHERON_TABLE_PROVIDERS);
	uint32_t fizz = spheron_used(state, SPHERON_TABLE_FIZZ);

	if (w->provider.given && w->provider.value > providers)
		talk_error("provider %" PRIu64 " does not exist; %s", w->provider.value,
				known_words("provider", "providers", 1, providers));
	else if (w->fizz.given && w->fizz.value > fizz)
		talk_error("Fizz node %" PRIu64 " does not exist; %s", w->fizz.value,
				known_words("Fizz node", "Fizz nodes", 1, fizz));
	else
		return false;
	return true;
}

int why_disagrees(const struct why *w, const char *what, wide computed, wide ledger)
{
	char a[SPHERON_DECIMAL_SIZE], b[SPHERON_DECIMAL_SIZE];

	spheron_decimal(a, computed);
	spheron_decimal(b, ledger);
	talk_error("%s: %s: computed %s, the ledger has %s; this is an error of the program",
			w->name, what, a, b);
	return EXIT_INTERNAL;
}
