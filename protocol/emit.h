/* emit.h - telling the sink what happened.  Internal.  [EVENT-01]
 *
 *	EMIT(st, LEASE_CLOSED, lease_closed, .lease = id, .reason = reason, ...);
 */
#ifndef PROTOCOL_EMIT_H
#define PROTOCOL_EMIT_H

#include "protocol/state.h"

#define EMIT(st, constant, member, ...)                                                            \
	do {                                                                                       \
		const struct spheron_sink *sink_ = (st)->sink;                                     \
                                                                                                   \
		RULE("EVENT-01");                                                                  \
		if (sink_ && sink_->event) {                                                       \
			struct spheron_event event_;                                               \
                                                                                                   \
			event_.kind = SPHERON_EVENT_##constant;                                    \
			event_.u.member = (struct spheron_event_##member) { __VA_ARGS__ };         \
			sink_->event(sink_->ctx, &event_);                                         \
		}                                                                                  \
	} while (0)

#endif
