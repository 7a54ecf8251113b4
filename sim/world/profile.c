/* profile.c - the stopwatch of profile.h. */
#include "sim/world/profile.h"

#ifdef SPHERON_PROFILE

#include <stdint.h>
#include <time.h>

/* Stretches of one part are counted because each has the cost of one look in it. */
static _Thread_local struct {
	enum profile_part now;
	uint64_t since, first;
	uint64_t ticks[PROFILE_PARTS], stretches[PROFILE_PARTS];
	double began_s;
} watch;

static double clock_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static inline uint64_t tick(void)
{
#if defined(__x86_64__)
	return __builtin_ia32_rdtsc();
#else
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t) t.tv_sec * 1000000000u + (uint64_t) t.tv_nsec;
#endif
}

enum profile_part profile_enter(enum profile_part part)
{
	enum profile_part before = watch.now;
	uint64_t now = tick();

	watch.ticks[before] += now - watch.since;
	watch.stretches[before]++;
	watch.since = now;
	watch.now = part;
	return before;
}

void profile_leave(enum profile_part before)
{
	profile_enter(before);
}

static void to_zero(void)
{
	watch.now = PROFILE_WORLD;
	for (int p = 0; p < PROFILE_PARTS; p++)
		watch.ticks[p] = watch.stretches[p] = 0;
	watch.began_s = clock_s();
	watch.first = watch.since = tick();
}

/* Ticks of a look, the least of some tries. */
static double cost_of_look(void)
{
	enum { LOOKS = 2000, TRIES = 20 };
	double least = 1e9;

	for (int k = 0; k < TRIES; k++) {
		uint64_t begin = tick(), end;

		for (int i = 0; i < LOOKS / 2; i++)
			profile_leave(profile_enter(PROFILE_MODEL));
		end = tick();
		if ((double) (end - begin) / LOOKS < least)
			least = (double) (end - begin) / LOOKS;
	}
	return least;
}

static _Thread_local double look;

void profile_begin(void)
{
	to_zero();
	look = cost_of_look();
	to_zero();
}

void profile_show(double seconds[PROFILE_PARTS])
{
	uint64_t now;
	double tick_s;

	profile_enter(watch.now);
	now = watch.since;
	tick_s = now > watch.first ? (clock_s() - watch.began_s) / (double) (now - watch.first) : 0;
	for (int p = 0; p < PROFILE_PARTS; p++) {
		double ticks = (double) watch.ticks[p] - look * (double) watch.stretches[p];

		seconds[p] = ticks > 0 ? ticks * tick_s : 0;
	}
}

#endif
