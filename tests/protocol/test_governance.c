/* Proposals and votes (RULES.md 3.2). */

#include "protocol/state.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

/* The council is account 0 and accounts 1 .. n - 1, of which account 1 has money for deposits. */
static struct world *a_council(unsigned n, const char *params)
{
	char args[512];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'vote_mode':1,'vote_s':1000%s%s}",
		*params ? "," : "", params);
	w = world_begin(args);
	a_rich_account(w, 1);
	for (unsigned i = 1; i < n; i++) {
		an_account(w, i);
		ok(w, "{'do':'role.set','acct':%u,'roles':16}", i);
	}
	return w;
}

/* So many members vote on the proposal, one after another. */
static void votes(struct world *w, unsigned prop, unsigned yes, unsigned no, unsigned abstain)
{
	for (unsigned i = 0; i < yes + no + abstain; i++)
		ok(w, "{'do':'prop.vote','from':%u,'prop':%u,'choice':%u}", i, prop,
			i < yes        ? 1
			: i < yes + no ? 0
				       : 2);
}

/* The proposal to set draw_mode ends so and ends with the deposit back or lost. */
static void expect_outcome(
	const char *params, unsigned members, const unsigned cast[3], unsigned outcome)
{
	struct world *w = a_council(members, params);
	char closed[64];

	CLAIM("GOV-07");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	votes(w, 1, cast[0], cast[1], cast[2]);
	at(w, 1000);
	ok(w, "{'do':'advance'}");
	snprintf(closed, sizeof closed, "['ProposalClosed',1,%u]", outcome);
	expect_event(w, closed);
	expect_names(w, outcome == 1 ? "ParamSet ProposalClosed" : "ProposalClosed");
	expect_bucket(w, "treasury", 0, 1, outcome == 2 ? "100000000000000000000" : "0");
	expect_bucket(w, "proposal_deposit", 1, 1, "0");
	expect_bucket(w, "free", 1, 1,
		outcome == 2 ? "999900000000000000000000" : "1000000000000000000000000");
	world_end(w);
}

static void a_passed_proposal_ends_automatic_approval(void **state)
{
	struct world *w = a_council(1, "");

	(void)state;
	CLAIM("GOV-01");
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	expect_event(w, "['ProposalClosed',1,1]");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'auto_approve','value':0}");
	votes(w, 2, 1, 0, 0);
	at(w, 1000);
	ok(w, "{'do':'token.transfer','from':1,'token':1,'to':0,'amount':'200000000000000000000'}");
	expect_event(w, "['ParamSet',_,'0']");
	ok(w, "{'do':'provider.register','from':0,'region':1,'cpu':1}");
	expect_names(w, "ProposalSubmitted");
	expect_record(w, "provider", 2, 0, false);
	world_end(w);
}

static void a_proposal_costs_a_deposit_and_runs_for_the_voting_time(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':777}");

	(void)state;
	an_account(w, 1);
	CLAIM("GOV-02");
	ok(w, "{'do':'token.mint','token':1,'to':1,'amount':'99999999999999999999'}");
	refused(w, SPHERON_NO_FUNDS,
		"{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	ok(w, "{'do':'token.mint','token':1,'to':1,'amount':'1'}");
	at(w, 10);
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	expect_names(w, "ProposalSubmitted");
	expect_event(w, "['ProposalSubmitted',1,2,1000787]");
	expect_bucket(w, "free", 1, 1, "0");
	expect_bucket(w, "proposal_deposit", 1, 1, "100000000000000000000");
	expect_field(w, "proposal", 1, 0, "acct", "1");
	expect_field(w, "proposal", 1, 0, "kind", "2");
	expect_field(w, "proposal", 1, 0, "end", "1000787");
	expect_field(w, "meta", 0, 0, "vote_end", "1000787");
	at(w, 786);
	ok(w, "{'do':'advance'}");
	expect_record(w, "proposal", 1, 0, true);
	at(w, 787);
	ok(w, "{'do':'advance'}");
	expect_record(w, "proposal", 1, 0, false);
	expect_field(w, "meta", 0, 0, "vote_end", "1000787");
	world_end(w);
}

static void a_proposal_is_of_kind_two_to_six_and_ignores_fields_it_does_not_use(void **state)
{
	struct world *w = a_council(2, "");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("GOV-03");
	refused(w, SPHERON_BAD_VALUE, "{'do':'prop.submit','from':1,'kind':0}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'prop.submit','from':1,'kind':1,'target':%u}", p);
	refused(w, SPHERON_BAD_VALUE, "{'do':'prop.submit','from':1,'kind':7,'target':%u}", p);
#define UNUSED_LIST "'harmed':[[9,'0'],[1,'5']]"
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1,'target':9,"
	      "'fizz':9,'bp':20000," UNUSED_LIST "}");
	ok(w, "{'do':'prop.submit','from':1,'kind':3,'target':%u,'name':'none','value':7}", p);
	ok(w,
		"{'do':'prop.submit','from':1,'kind':4,'target':%u,'name':'none','value':7,'fizz':"
		"9,"
		"'bp':20000," UNUSED_LIST "}",
		p);
	ok(w,
		"{'do':'prop.submit','from':1,'kind':5,'target':%u,'name':'none','value':7,'fizz':"
		"9,"
		"'bp':20000," UNUSED_LIST "}",
		p);
	ok(w, "{'do':'prop.submit','from':1,'kind':6,'value':2,'name':'none','target':9,'fizz':9,"
	      "'bp':20000," UNUSED_LIST "}");
	expect_event(w, "['ProposalSubmitted',6,6,1001000]");
	world_end(w);
}

static void a_parameter_proposal_names_a_parameter_and_keeps_its_bounds(void **state)
{
	struct world *w = a_council(2, "");

	(void)state;
	CLAIM("GOV-04");
#define SET "{'do':'prop.submit','from':1,'kind':2,'name':"
	refused(w, SPHERON_BAD_VALUE, SET "'no_such','value':1}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'prop.submit','from':1,'kind':2,'value':1}");
	refused(w, SPHERON_BAD_VALUE, SET "'era_s','value':86400}"); /* class G */
	refused(w, SPHERON_BAD_VALUE, SET "'draw_power','value':0}");
	refused(w, SPHERON_BAD_VALUE, SET "'draw_power','value':9}");
	refused(w, SPHERON_BAD_VALUE, SET "'draw_power'}"); /* value defaults to 0 */
	ok(w, SET "'draw_power','value':1}");
	ok(w, SET "'draw_power','value':8}");
	/* BAD_VALUE before NO_FUNDS. */
	refused(w, SPHERON_BAD_VALUE,
		"{'do':'prop.submit','from':0,'kind':2,'name':'draw_power','value':9}");
	refused(w, SPHERON_NO_FUNDS,
		"{'do':'prop.submit','from':0,'kind':2,'name':'draw_power','value':8}");
	world_end(w);
}

/* A list of n harmed accounts 0, 1, ... with a loss of 1. */
static const char *harmed(unsigned n)
{
	static char text[1024];
	int used = snprintf(text, sizeof text, "[");

	for (unsigned i = 0; i < n; i++)
		used += snprintf(
			text + used, sizeof text - (size_t)used, "%s[%u,'1']", i ? "," : "", i);
	snprintf(text + used, sizeof text - (size_t)used, "]");
	return text;
}

static void a_misconduct_proposal_has_a_target_a_share_and_a_proper_list(void **state)
{
	struct world *w = a_council(2, "");
	uint32_t p = a_provider(w, 1, "'gateway':1");

	(void)state;
	an_account(w, 33);
	CLAIM("GOV-04");
#define MISCONDUCT "{'do':'prop.submit','from':1,'kind':3,'target':%u,"
	refused(w, SPHERON_BAD_VALUE, MISCONDUCT "'bp':10001}", p);
	ok(w, MISCONDUCT "'bp':10000}", p);
	refused(w, SPHERON_BAD_VALUE, MISCONDUCT "'fizz':2}", p);
	refused(w, SPHERON_NOT_FOUND, MISCONDUCT "'fizz':1}", 1);
	refused(w, SPHERON_NOT_FOUND, MISCONDUCT "'fizz':0}", 2);
	refused(w, SPHERON_NOT_FOUND, MISCONDUCT "'fizz':0}", 0);
	/* BAD_VALUE before NOT_FOUND. */
	refused(w, SPHERON_BAD_VALUE, MISCONDUCT "'bp':10001}", 9);
	refused(w, SPHERON_BAD_VALUE, MISCONDUCT "'harmed':[[1,'0']]}", p);
	ok(w, MISCONDUCT "'harmed':[[1,'1000000000000000000000000000000']]}", p);
	refused(w, SPHERON_BAD_VALUE,
		MISCONDUCT "'harmed':[[1,'1000000000000000000000000000001']]}", p);
	refused(w, SPHERON_BAD_VALUE, MISCONDUCT "'harmed':[[1,'1'],[1,'1']]}", p);
	refused(w, SPHERON_BAD_VALUE, MISCONDUCT "'harmed':[[2,'1'],[1,'1']]}", p);
	ok(w, MISCONDUCT "'harmed':[[0,'1'],[33,'1']]}", p);
	refused(w, SPHERON_BAD_VALUE, MISCONDUCT "'harmed':[[34,'1']]}", p); /* no account */
	ok(w, MISCONDUCT "'harmed':%s}", p, harmed(32));
	refused(w, SPHERON_BAD_VALUE, MISCONDUCT "'harmed':%s}", p, harmed(33));
	a_fizz(w, 2, p, "");
	ok(w, MISCONDUCT "'fizz':1}", 1);
	world_end(w);
}

static void suspensions_and_reinstatements_have_a_target(void **state)
{
	struct world *w = a_council(2, "");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("GOV-04");
	CLAIM("D-09");
	refused(w, SPHERON_NOT_FOUND, "{'do':'prop.submit','from':1,'kind':4,'target':2}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'prop.submit','from':1,'kind':4}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'prop.submit','from':1,'kind':5,'target':2}");
	/* NOT_FOUND before NO_FUNDS. */
	refused(w, SPHERON_NOT_FOUND, "{'do':'prop.submit','from':0,'kind':5,'target':2}");
	refused(w, SPHERON_NO_FUNDS, "{'do':'prop.submit','from':0,'kind':5,'target':%u}", p);
	/* In what status it is counts when the proposal passes. */
	ok(w, "{'do':'prop.submit','from':1,'kind':5,'target':%u}", p);
	world_end(w);
}

static void a_release_proposal_obeys_the_bounds_of_releases(void **state)
{
	struct world *w = a_council(2, "");

	(void)state;
	CLAIM("GOV-04");
#define RELEASE "{'do':'prop.submit','from':1,'kind':6,'value':'%s'}"
	refused(w, SPHERON_BAD_VALUE, RELEASE, "0");
	refused(w, SPHERON_BAD_VALUE, RELEASE, "1");
	ok(w, RELEASE, "2");
	ok(w, RELEASE, "1001");
	refused(w, SPHERON_BAD_VALUE, RELEASE, "1002");
	refused(w, SPHERON_BAD_VALUE, RELEASE, "4294967298");           /* 2^32 + 2 */
	refused(w, SPHERON_BAD_VALUE, RELEASE, "18446744073709551618"); /* 2^64 + 2 */
	world_state(w)->meta.version = UINT32_MAX - 1;
	refused(w, SPHERON_BAD_VALUE, RELEASE, "4294967296");
	ok(w, RELEASE, "4294967295");
	world_end(w);
}

static void a_vote_weighs_own_stake_and_the_value_of_delegations(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000}");
	uint32_t p = a_provider(w, 1, ""), q = a_provider(w, 2, "");

	(void)state;
	a_rich_account(w, 3);
	ok(w, "{'do':'deleg.add','from':1,'provider':%u,'amount':'1000000000000000001'}", q);
	ok(w, "{'do':'deleg.add','from':1,'provider':%u,'amount':'5000000000000000000'}", p);
	ok(w, "{'do':'deleg.add','from':3,'provider':%u,'amount':'2000000000000000000'}", q);
	/* One ten-thousandth of provider 2: of the pool of 3000000000000000001 there remain
	 * 3000000000000000001 - 300000000000000 = 2999700000000000001. */
	ok(w, "{'do':'slash.misconduct','kind':0,'id':%u,'bp':1}", q);
	ok(w, "{'do':'prop.submit','from':3,'kind':2,'name':'draw_mode','value':1}");
	CLAIM("GOV-05");
	/* 60000 SPON, 5 SPON and (1000000000000000001 * 2999700000000000001 / 3000000000000000001)
	 * = 999900000000000000.99993, rounded down. */
	ok(w, "{'do':'prop.vote','from':1,'prop':3,'choice':1}");
	expect_names(w, "Voted");
	expect_event(w, "['Voted',3,1,1,'60005999900000000000000']");
	/* Of account 2 only what the slash left of 60000 SPON. */
	ok(w, "{'do':'prop.vote','from':2,'prop':3,'choice':0}");
	expect_event(w, "['Voted',3,2,0,'59994000000000000000000']");
	ok(w, "{'do':'prop.vote','from':3,'prop':3,'choice':2}");
	expect_event(w, "['Voted',3,3,2,'1999800000000000000']");
	expect_field(w, "proposal", 3, 0, "yes", "60005999900000000000000");
	expect_field(w, "proposal", 3, 0, "no", "59994000000000000000000");
	expect_field(w, "proposal", 3, 0, "abstain", "1999800000000000000");
	expect_field(w, "vote", 3, 1, "power", "60005999900000000000000");
	expect_field(w, "vote", 3, 3, "choice", "2");
	world_end(w);
}

static void checks_of_a_vote_come_in_the_order_of_its_row(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000}");

	(void)state;
	a_provider(w, 1, "");
	an_account(w, 2);
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	CLAIM("GOV-05");
	refused(w, SPHERON_NOT_FOUND, "{'do':'prop.vote','from':1,'prop':3,'choice':3}");
	refused(w, SPHERON_ENDED, "{'do':'prop.vote','from':1,'prop':1,'choice':3}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'prop.vote','from':2,'prop':2,'choice':3}");
	refused(w, SPHERON_NO_STAKE, "{'do':'prop.vote','from':2,'prop':2,'choice':2}");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':2}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'prop.vote','from':1,'prop':2,'choice':3}");
	refused(w, SPHERON_DUPLICATE, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	/* DUPLICATE before NO_STAKE. */
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'60000000000000000000000'}");
	refused(w, SPHERON_DUPLICATE, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	world_end(w);
}

static void power_is_read_when_voting(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':0}");
	CLAIM("GOV-05");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	expect_event(w, "['Voted',2,1,1,'60000000000000000000000']");
	ok(w, "{'do':'stake.add','from':1,'provider':%u,'amount':'1000000000000000000'}", p);
	ok(w, "{'do':'provider.suspend','provider':%u}", p); /* the status does not matter */
	ok(w, "{'do':'prop.vote','from':1,'prop':3,'choice':1}");
	expect_event(w, "['Voted',3,1,1,'60001000000000000000000']");
	/* The first vote and both totals stay what they were. */
	expect_field(w, "proposal", 2, 0, "yes", "60000000000000000000000");
	expect_field(w, "proposal", 2, 0, "total", "60000000000000000000000");
	expect_field(w, "proposal", 3, 0, "total", "60000000000000000000000");
	world_end(w);
}

static void in_the_council_everybody_has_one_vote(void **state)
{
	struct world *w = a_council(2, "");

	(void)state;
	a_provider(w, 2, "");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'vote_mode','value':0}");
	CLAIM("GOV-05");
	expect_field(w, "proposal", 2, 0, "total", "2");
	refused(w, SPHERON_NO_STAKE, "{'do':'prop.vote','from':2,'prop':2,'choice':1}");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	expect_event(w, "['Voted',2,1,1,'1']");
	/* A new member has a vote, but the total stays. */
	ok(w, "{'do':'role.set','acct':2,'roles':16}");
	ok(w, "{'do':'prop.vote','from':2,'prop':2,'choice':1}");
	expect_field(w, "proposal", 2, 0, "total", "2");
	expect_field(w, "proposal", 2, 0, "yes", "2");
	ok(w, "{'do':'role.set','acct':1,'roles':0}");
	at(w, 1000);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['ProposalClosed',2,1]");
	world_end(w);
}

static void shares_of_a_wiped_pool_have_no_vote(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	a_rich_account(w, 2);
	ok(w, "{'do':'deleg.add','from':2,'provider':%u,'amount':'5000000000000000000'}", p);
	ok(w, "{'do':'slash.misconduct','kind':0,'id':%u}", p);
	ok(w, "{'do':'stake.add','from':1,'provider':%u,'amount':'1000000000000000000'}", p);
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	CLAIM("GOV-05");
	refused(w, SPHERON_NO_STAKE, "{'do':'prop.vote','from':2,'prop':2,'choice':1}");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	expect_event(w, "['Voted',2,1,1,'1000000000000000000']");
	world_end(w);
}

static void unbonding_spon_has_no_vote(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	a_rich_account(w, 2);
	ok(w, "{'do':'deleg.add','from':2,'provider':%u,'amount':'5000000000000000000'}", p);
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	CLAIM("GOV-05");
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'59999000000000000000000'}", p);
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	expect_event(w, "['Voted',2,1,1,'1000000000000000000']");
	ok(w, "{'do':'deleg.unbond','from':2,'provider':%u,'shares':'5000000000000000000'}", p);
	refused(w, SPHERON_NO_STAKE, "{'do':'prop.vote','from':2,'prop':2,'choice':1}");
	world_end(w);
}

static void unbonding_spon_waits_for_every_running_proposal(void **state)
{
	struct world *w = a_council(1, "'unbonding_s':1000,'proposal_deposit':0");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'vote_s','value':60}");
	votes(w, 2, 1, 0, 0);
	at(w, 999);
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}"); /* to 1999 */
	at(w, 1000);
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'unbonding_s','value':60}");
	votes(w, 4, 1, 0, 0);
	at(w, 1100); /* unbonding takes 60 s now, but one proposal runs to 1999 */
	CLAIM("GOV-06");
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'1000000000000000000'}", p);
	expect_event(w, "['UnbondStarted',1,1,1,'1000000000000000000',1001999]");
	at(w, 1950);
	ok(w, "{'do':'deleg.add','from':1,'provider':%u,'amount':'1000000000000000000'}", p);
	ok(w, "{'do':'deleg.unbond','from':1,'provider':%u,'shares':'1000000000000000000'}", p);
	expect_event(w, "['UnbondStarted',2,1,1,'1000000000000000000',1002010]");
	world_end(w);
}

static void a_proposal_keeps_the_terms_of_its_submission(void **state)
{
	struct world *w = a_council(4, "'quorum_bp':123,'majority_bp':4567");

	(void)state;
	CLAIM("GOV-07");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'quorum_bp','value':5000}");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'majority_bp','value':9999}");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'vote_mode','value':0}");
	votes(w, 1, 1, 0, 0);
	votes(w, 2, 1, 0, 0);
	votes(w, 3, 1, 0, 0);
	at(w, 999);
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	at(w, 1000);
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	expect_field(w, "proposal", 4, 0, "vote_mode", "1");
	expect_field(w, "proposal", 4, 0, "quorum_bp", "123");
	expect_field(w, "proposal", 4, 0, "majority_bp", "4567");
	expect_field(w, "proposal", 4, 0, "total", "4");
	expect_field(w, "proposal", 5, 0, "vote_mode", "0");
	expect_field(w, "proposal", 5, 0, "quorum_bp", "5000");
	expect_field(w, "proposal", 5, 0, "majority_bp", "9999");
	expect_field(w, "proposal", 5, 0, "total", "0");
	votes(w, 4, 1, 0, 0); /* still one member, one vote, and one of four is enough */
	refused(w, SPHERON_NO_STAKE, "{'do':'prop.vote','from':1,'prop':5,'choice':1}");
	at(w, 1999);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['ProposalClosed',4,1]");
	world_end(w);
}

static void the_total_is_all_own_stakes_and_pools(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, ""), q = a_provider(w, 2, "");

	(void)state;
	ok(w, "{'do':'deleg.add','from':1,'provider':%u,'amount':'7000000000000000000'}", q);
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'2000000000000000000'}", p);
	CLAIM("GOV-07");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	expect_field(w, "proposal", 3, 0, "total", "120005000000000000000000");
	expect_field(w, "meta", 0, 0, "bonded", "120005000000000000000000");
	/* 10 % of it are needed: 12000.5 SPON. */
	a_rich_account(w, 3);
	ok(w, "{'do':'deleg.add','from':3,'provider':%u,'amount':'12000499999999999999999'}", q);
	ok(w, "{'do':'prop.vote','from':3,'prop':3,'choice':1}");
	at(w, 259200);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['ProposalClosed',3,2]");
	world_end(w);
}

static void a_quorum_is_reached_exactly_at_its_share(void **state)
{
	(void)state;
	/* Ten members and 30 %: three votes, whatever they say. */
	expect_outcome("'quorum_bp':3000", 10, (const unsigned[]){ 2, 0, 0 }, 2);
	expect_outcome("'quorum_bp':3000", 10, (const unsigned[]){ 3, 0, 0 }, 1);
	expect_outcome("'quorum_bp':3000", 10, (const unsigned[]){ 1, 0, 2 }, 1);
	expect_outcome("'quorum_bp':3000", 10, (const unsigned[]){ 1, 2, 0 }, 0);
	expect_outcome("'quorum_bp':3001", 10, (const unsigned[]){ 3, 0, 0 }, 2);
}

static void without_any_vote_there_is_no_quorum(void **state)
{
	(void)state;
	expect_outcome("'quorum_bp':0", 3, (const unsigned[]){ 0, 0, 0 }, 2);
	expect_outcome("'quorum_bp':0", 3, (const unsigned[]){ 1, 0, 0 }, 1);
	/* Abstentions make a quorum, but nothing is above nothing. */
	expect_outcome("'quorum_bp':0", 3, (const unsigned[]){ 0, 0, 1 }, 0);
}

static void a_majority_lies_above_its_share_of_yes_and_no(void **state)
{
	(void)state;
	expect_outcome("", 4, (const unsigned[]){ 2, 2, 0 }, 0);
	expect_outcome("", 4, (const unsigned[]){ 2, 1, 1 }, 1);
	expect_outcome("'majority_bp':7500", 4, (const unsigned[]){ 3, 1, 0 }, 0);
	expect_outcome("'majority_bp':7499", 4, (const unsigned[]){ 3, 1, 0 }, 1);
	expect_outcome("'majority_bp':9999", 4, (const unsigned[]){ 4, 0, 0 }, 1);
	expect_outcome("'majority_bp':0", 4, (const unsigned[]){ 0, 1, 0 }, 0);
	expect_outcome("'majority_bp':0", 4, (const unsigned[]){ 1, 3, 0 }, 1);
}

int test_governance(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_passed_proposal_ends_automatic_approval),
		cmocka_unit_test(a_proposal_costs_a_deposit_and_runs_for_the_voting_time),
		cmocka_unit_test(
			a_proposal_is_of_kind_two_to_six_and_ignores_fields_it_does_not_use),
		cmocka_unit_test(a_parameter_proposal_names_a_parameter_and_keeps_its_bounds),
		cmocka_unit_test(a_misconduct_proposal_has_a_target_a_share_and_a_proper_list),
		cmocka_unit_test(suspensions_and_reinstatements_have_a_target),
		cmocka_unit_test(a_release_proposal_obeys_the_bounds_of_releases),
		cmocka_unit_test(a_vote_weighs_own_stake_and_the_value_of_delegations),
		cmocka_unit_test(checks_of_a_vote_come_in_the_order_of_its_row),
		cmocka_unit_test(power_is_read_when_voting),
		cmocka_unit_test(in_the_council_everybody_has_one_vote),
		cmocka_unit_test(shares_of_a_wiped_pool_have_no_vote),
		cmocka_unit_test(unbonding_spon_has_no_vote),
		cmocka_unit_test(unbonding_spon_waits_for_every_running_proposal),
		cmocka_unit_test(a_proposal_keeps_the_terms_of_its_submission),
		cmocka_unit_test(the_total_is_all_own_stakes_and_pools),
		cmocka_unit_test(a_quorum_is_reached_exactly_at_its_share),
		cmocka_unit_test(without_any_vote_there_is_no_quorum),
		cmocka_unit_test(a_majority_lies_above_its_share_of_yes_and_no),
	};

	return cmocka_run_group_tests_name("governance", tests, NULL, NULL);
}
