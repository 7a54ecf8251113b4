/* luck.h - the streams of one replication: whose and for what, with the seed already known. */
#ifndef MODEL_LUCK_H
#define MODEL_LUCK_H

#include "model/stream.h"

struct luck {
	uint64_t seed;
	uint32_t replication;
};

static inline struct stream luck_open(const struct luck *luck, enum stream_kind kind, uint64_t id,
		enum stream_purpose purpose, uint64_t occasion)
{
	struct stream s;

	stream_open(&s, &(struct stream_key) { .seed = luck->seed, .replication = luck->replication,
			.kind = kind, .id = id, .purpose = purpose, .occasion = occasion });
	return s;
}

#endif
