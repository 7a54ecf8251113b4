#include "tests/protocol/damage.h"

#include <stdio.h>
#include <string.h>

/* ---- a world with something of everything ---- */

/* Accounts 1 to 6 own providers: 1 has GPUs, 2 is a gateway, 3 has maintenance ahead, 4 had its pool
 * wiped, 5 has left, 6 is in maintenance.  7 to 9 own Fizz nodes 1 to 3, of which 2 is evicted and 3
 * has left.  10 and 11 delegate and rent, 12 to 14 are operators. */
static void people(struct world *w)
{
	a_provider(w, 1, "'gpus':[[36,2,1600],[1000,3,900]]");
	ok(w, "{'do':'trust.set','provider':1,'tier':2}");
	a_provider(w, 2, "'gateway':1");
	for (uint32_t acct = 3; acct <= 6; acct++)
		a_provider(w, acct, "");
	a_fizz(w, 7, 2, "'gpus':[[36,1,1600]]");
	a_fizz(w, 8, 2, "");
	a_fizz(w, 9, 2, "");
	for (uint32_t acct = 10; acct <= 14; acct++)
		a_rich_account(w, acct);
	ok(w, "{'do':'pool.fund','from':10,'amount':" SPON_23 "}");
	for (uint32_t acct = 10; acct <= 11; acct++) {
		ok(w, "{'do':'deleg.add','from':%u,'provider':1,'amount':" SPON_21 "}", acct);
		ok(w, "{'do':'deleg.add','from':%u,'provider':4,'amount':" SPON_21 "}", acct);
	}
	ok(w, "{'do':'avs.register','from':12,'amount':'1000000000000000000'}");
	ok(w, "{'do':'avs.register','from':13,'amount':'50000000000000000000'}");
	ok(w, "{'do':'avs.register','from':14,'amount':'1000000000000000000'}");
	ok(w, "{'do':'release.set','version':2}");
	at(w, 80000);
	ok(w, "{'do':'maint.schedule','from':6,'provider':6,'start':1084000,'dur':43200}");
	wait_until(w, 86500);
}

static void bid(struct world *w, uint64_t order, uint32_t provider, const char *args)
{
	ok(w, "{'do':'bid.place','from':%u,'order':%llu,'provider':%u,'price':'50000000000000'%s}",
			provider, (unsigned long long) order, provider, args);
}

/* Orders 1 and 2 become leases, 3 waits for its task, 4 is cancelled and its task void, 5 takes bids,
 * 6 has none, 7 may be chosen. */
static void orders(struct world *w)
{
	an_order(w, 10, "'select':1,'gpus':1,'mem':1024,'sto':10");
	bid(w, 1, 1, ",'gpu':36");
	ok(w, "{'do':'order.choose','from':10,'order':1,'bid':1}");
	an_order(w, 10, "'select':1,'mode':0");
	bid(w, 2, 2, ",'fizz':1");
	ok(w, "{'do':'order.choose','from':10,'order':2,'bid':2}");
	at(w, 86600);
	ok(w, "{'do':'lease.settle','from':10,'lease':1}");
	ok(w, "{'do':'lease.update_request','from':10,'lease':1,'max_price':'60000000000000','blocks':500,"
	      "'cpu':8,'mem':1024,'sto':10,'gpus':1}");
	an_order(w, 11, "");
	bid(w, 3, 1, "");
	bid(w, 3, 3, "");
	an_order(w, 11, "");
	bid(w, 4, 1, "");
	at(w, 86606);
	ok(w, "{'do':'avs.attest','from':12,'order':4,'bid':5}");
	ok(w, "{'do':'order.cancel','from':11,'order':4}");
	ok(w, "{'do':'avs.attest','from':14,'order':3,'bid':4}");
	an_order(w, 11, "");
	bid(w, 5, 1, "");
	bid(w, 5, 3, "");
	an_order(w, 11, "");
	an_order(w, 10, "'select':1");
	bid(w, 7, 3, "");
}

struct world *make_everything(void)
{
	struct world *w = world_begin("'params':{'settle_mode':1,'inflation_bp':500,'fizz_checks_min':0}");

	people(w);
	ok(w, "{'do':'slash.misconduct','kind':0,'id':4}");
	ok(w, "{'do':'provider.reinstate','provider':4}");
	ok(w, "{'do':'stake.add','from':4,'provider':4,'amount':" SPON_21 "}");
	ok(w, "{'do':'deleg.add','from':12,'provider':4,'amount':" SPON_21 "}");
	ok(w, "{'do':'fizz.evict','from':2,'fizz':2}");
	ok(w, "{'do':'fizz.exit','from':9,'fizz':3}");
	orders(w);
	ok(w, "{'do':'avs.unregister','from':12}");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':" SPON_21 "}");
	ok(w, "{'do':'deleg.unbond','from':11,'provider':1,'shares':'400000000000000000000'}");
	ok(w, "{'do':'provider.exit','from':5,'provider':5}");
	ok(w, "{'do':'subnet.set','from':2,'provider':2,'gateway_bp':300}");
	ok(w, "{'do':'subnet.object','from':7,'fizz':1}");
	ok(w, "{'do':'prop.submit','from':10,'kind':2,'name':'vote_s','value':'60'}");
	for (unsigned acct = 1; acct <= 3; acct++)
		ok(w, "{'do':'prop.vote','from':%u,'prop':7,'choice':%u}", acct, acct - 1);
	ok(w, "{'do':'challenge.open','from':11,'provider':1,'kind':0}");
	ok(w, "{'do':'challenge.open','from':11,'provider':3,'kind':3}");
	ok(w, "{'do':'challenge.respond','from':3,'challenge':2}");
	ok(w, "{'do':'maint.schedule','from':3,'provider':3,'start':1095000,'dur':3600}");
	ok(w, "{'do':'fizz.checks','gateway':2,'list':[[1,1,0,0,0,0]]}");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	return w;
}

/* ---- states ---- */

struct spheron *copy_state(const struct spheron *st)
{
	struct spheron_capacity capacity;

	spheron_capacity(st, &capacity);
	return spheron_copy(malloc(spheron_size(&capacity)), &capacity, st);
}

struct spheron *grow_state(struct spheron *st)
{
	struct spheron_capacity capacity;
	struct spheron *larger_one;

	spheron_grown(st, &capacity);
	larger_one = spheron_copy(malloc(spheron_size(&capacity)), &capacity, st);
	free(st);
	return larger_one;
}

void expect_broken(bool holds, const struct spheron_violation *v, const char *invariant,
		const char *text)
{
	if (holds)
		fail_msg("nobody noticed %s: %s", invariant, text);
	if (strcmp(v->invariant, invariant) != 0 || !strstr(v->text, text))
		fail_msg("%s: %s\n  but said %s: %s", invariant, text, v->invariant, v->text);
}

void expect_state(struct spheron *st, const char *invariant, const char *text)
{
	void *scratch = malloc(spheron_check_size(st));
	struct spheron_violation v;

	expect_broken(spheron_check(st, scratch, &v), &v, invariant, text);
	free(scratch);
	free(st);
}

/* ---- steps ---- */

struct play step_play;

static void on_event(void *ctx, const struct spheron_event *event)
{
	(void) ctx;
	if (step_play.recording)
		step_play.event[step_play.step.n_events++] = *event;
}

static void on_due_begin(void *ctx, const struct spheron_due *due)
{
	step_play.recording = due->what == step_play.wanted && !step_play.before;
	if (!step_play.recording)
		return;
	step_play.due = *due;
	step_play.before = copy_state(ctx);
}

static void on_due_end(void *ctx)
{
	if (step_play.recording)
		step_play.after = copy_state(ctx);
	step_play.recording = false;
}

bool step_holds(struct play *p, struct spheron_violation *v)
{
	/* Either state tells how much room is needed. */
	size_t b = spheron_check_size(p->before), a = spheron_check_size(p->after);
	void *scratch = malloc(b < a ? b : a);
	bool holds;

	p->step.events = p->event;
	holds = spheron_check_step(p->before, p->after, &p->step, scratch, v);
	free(scratch);
	return holds;
}

void step_end(void)
{
	free(step_play.base);
	free(step_play.before);
	free(step_play.after);
	memset(&step_play, 0, sizeof step_play);
}

void step_begin(const struct spheron *st)
{
	step_end();
	step_play.base = copy_state(st);
}

void expect_sound_step(void)
{
	struct spheron_violation v;

	if (!step_holds(&step_play, &v))
		fail_msg("a sound step: %s %s", v.invariant, v.text);
}

enum spheron_result step_apply(struct spheron **st, const char *line, bool record)
{
	struct spheron_sink sink = { NULL, on_due_begin, on_event, on_due_end };
	struct spheron_fault fault;
	enum spheron_result r;
	static char text[512];

	strcpy(text, line);
	for (char *p = text; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	assert_true(spheron_command_read(text, strlen(text), &step_play.command, &fault));
	step_play.recording = record;
	do {
		sink.ctx = *st;
		r = spheron_apply(*st, &step_play.command, &sink);
	} while (r == SPHERON_FULL && (*st = grow_state(*st)));
	step_play.recording = false;
	return r;
}

/* Plays a command at the second at which everything stands. */
void step_run(const char *line)
{
	step_play.before = copy_state(step_play.base);
	step_play.after = copy_state(step_play.base);
	step_play.step.result = step_apply(&step_play.after, line, true);
	step_play.step.command = &step_play.command;
	expect_sound_step();
}

/* Lets time pass until a deadline of this class has fired. */
void step_fire(enum spheron_due_class what)
{
	char line[64];

	step_play.wanted = what;
	while (!step_play.after) {
		snprintf(line, sizeof line, "{'t':%llu,'do':'advance'}",
				(unsigned long long) spheron_clock(step_play.base).t + 86400);
		step_apply(&step_play.base, line, false);
	}
	step_play.step.due = &step_play.due;
	expect_sound_step();
}

struct spheron_event *step_event(struct play *p, enum spheron_event_kind kind)
{
	for (uint32_t i = 0; i < p->step.n_events; i++)
		if (p->event[i].kind == kind)
			return &p->event[i];
	fail_msg("no event %s", spheron_event_name(kind));
	return NULL;
}

void step_pass(uint64_t t)
{
	char line[64];

	step_play.before = copy_state(step_play.base);
	snprintf(line, sizeof line, "{'t':%llu,'do':'advance'}", (unsigned long long) t);
	step_apply(&step_play.base, line, false);
	step_play.after = copy_state(step_play.base);
	expect_sound_step();
}

