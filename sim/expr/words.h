/* words.h - the enumerations of the protocol, whose values are words.  Internal to sim/expr. */
#ifndef SIM_EXPR_WORDS_H
#define SIM_EXPR_WORDS_H

#include "sim/expr/expr_parts.h"

extern const struct words words_status, words_order_state, words_mode, words_select, words_matcher,
	words_token, words_update, words_unbond, words_proposal, words_outcome, words_vote_mode,
	words_choice, words_proof, words_challenge, words_task, words_node, words_slash,
	words_order_close, words_lease_close, words_provider_type, words_profile;

#endif
