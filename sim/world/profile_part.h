/* profile_part.h - the parts that the time of a world is divided into. */
#ifndef SIM_WORLD_PROFILE_PART_H
#define SIM_WORLD_PROFILE_PART_H

#define PROFILE_PARTS_LIST(X)                                                                      \
	X(WORLD, "world", "who is woken, what their decisions mean, the cast")                     \
	X(PROTOCOL, "protocol", "commands, deadlines and era closes in the library")               \
	X(MODEL, "model", "behaviours and their luck")                                             \
	X(CALENDAR, "calendar", "who is next")                                                     \
	X(RECORDER, "recorder", "folding what is measured")

enum profile_part {
#define PROFILE_ENUM(constant, name, what) PROFILE_##constant,
	PROFILE_PARTS_LIST(PROFILE_ENUM)
#undef PROFILE_ENUM
	PROFILE_PARTS
};

#endif
