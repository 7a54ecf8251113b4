/* review.c - newcomers whose registration waits for a vote (REG-05).
 *
 * While auto-approval is off, a provider that registers has only a proposal.  What it brings is kept here
 * until the vote ends.  If it passes, the protocol makes the provider and gives it a number in the middle
 * of whatever command moved the clock; it comes on stage at the next quiet moment (reviews_settle), and
 * does all that other newcomers do on their first day.  If not, it is forgotten.
 */
#include "sim/world/inner.h"

#include <string.h>

/* The registration of the node that is last on stage has become a proposal: it goes back behind it. */
void review_begins(struct world *w)
{
	struct cast *c = &w->cast;
	uint32_t i = --c->n_providers;
	struct review *r;

	w->review = room_for(w->review, sizeof *w->review, w->n_reviews + 1, &w->review_room);
	r = &w->review[w->n_reviews++];
	*r = (struct review) { .proposal = w->made, .node = c->provider[i],
		.mind = c->provider_mind[i] };
	memcpy(r->gpu, c->gpu + r->node.gpu, r->node.gpu_lines * sizeof *r->gpu);
	c->n_gpu = r->node.gpu;
	proposal_runs(w, w->made, PROPOSAL_OF_NEWCOMER);
}

void review_passed(struct world *w, uint32_t owner, uint32_t provider)
{
	for (size_t i = 0; i < w->n_reviews; i++)
		if (w->review[i].node.owner == owner)
			w->review[i].provider = provider;
}

static void forget(struct world *w, size_t i)
{
	memmove(w->review + i, w->review + i + 1, (--w->n_reviews - i) * sizeof *w->review);
}

void review_ended(struct world *w, uint32_t proposal)
{
	for (size_t i = 0; i < w->n_reviews; i++)
		if (w->review[i].proposal == proposal && w->review[i].provider == 0) {
			forget(w, i);
			return;
		}
}

/* Has one of them been given this number, and is not on stage yet? */
bool review_awaits(const struct world *w, uint32_t provider)
{
	for (size_t i = 0; i < w->n_reviews; i++)
		if (w->review[i].provider == provider)
			return true;
	return false;
}

/* They come on stage by their numbers, which is the order in which they were submitted. */
void reviews_settle(struct world *w)
{
	strangers_settle(w);
	for (size_t i = 0; i < w->n_reviews;) {
		struct review r = w->review[i];

		if (r.provider != w->cast.n_providers + 1) {
			i++;
			continue;
		}
		forget(w, i);
		provider_comes(w, &r.node, &r.mind, r.gpu);
		strangers_settle(w);
		i = 0;
	}
}
