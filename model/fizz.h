/* fizz.h - Fizz hosts: machines in homes, when they are on, what they ask, when they leave.
 *
 * Availability.  Each host first gets its long-run availability A, the part of the time that it is up,
 * and its habit by it: of the hosts in order of A the lowest are casual, those in the middle diurnal, the
 * highest always on, in the proportion of the weights.  Its ups and downs are then made such that A is
 * what comes out, by the renewal-reward theorem (the part of the time up of an alternating process is
 * mean up / (mean up + mean down), whatever the distributions are):
 *
 *	always-on   downs are gap_s as it is, ups are session_s scaled to a mean of A / (1 - A) mean gaps
 *	casual      both are scaled, to means of A and 1 - A of mean session + mean gap
 *	diurnal     switched off for off_h hours a day; while it would be on, faults: exponential ups, and
 *	            gap_s as it is, counted in hours in which it would be on.  A tenth of 1 - A is faults,
 *	            and the day is cut so that both together are A.
 *
 * Means are those of the laws with their bounds; a session law whose mean is infinite cannot be scaled
 * and is used as it is.  At the start a host is up with a chance of A and begins a whole session, or a
 * whole gap: where sessions are heavy-tailed, the first days see more changes than later ones.
 */
#ifndef MODEL_FIZZ_H
#define MODEL_FIZZ_H

#include "model/provider.h"

#define FIZZ_HABITS(X)                                                                             \
	X(ALWAYS, "always-on", "up but for faults")                                                \
	X(DIURNAL, "diurnal", "switched off for a part of every day, by its own clock")            \
	X(CASUAL, "casual", "comes and goes in heavy-tailed sessions")

enum fizz_habit {
#define FIZZ_HABIT_ENUM(constant, text, what) FIZZ_##constant,
	FIZZ_HABITS(FIZZ_HABIT_ENUM)
#undef FIZZ_HABIT_ENUM
	FIZZ_HABIT_COUNT
};

struct fizz_class {
	const char *name;
	uint32_t count;
	double region[REGIONS_MAX];
	const struct machine *machine;  /* none: homes */
	uint32_t n_machine;
	double habit[FIZZ_HABIT_COUNT]; /* weights; all 0: fitted */
	struct law availability;        /* long-run part of the time up, of one host, 0 .. 1;
	                                 * constant 0: fitted */
	struct law session_s;           /* up times; scaled so that a host meets its availability */
	struct law gap_s;               /* down times; constant 0, either: fitted */
	const char *trace;              /* of availability instead */
	double power_factor;            /* of the region's price for homes */
	double power_share;             /* of idle power that it pays for the network, 0 .. 1 */
	double price_factor;            /* configured prices relative to the market */
	double shortfall;               /* mean part of the promised capacity that checks find missing */
	double exit_after_s;            /* of rewards below costs; 0 never */
	double entry_year;              /* as of providers, relative to count */
	double entry_ratio;             /* income over costs from which hosts come */
	double sells;
};

struct fizz {
	uint16_t class_, region;
	uint8_t habit;
	uint32_t links;
	float availability;             /* its own */
	float off_at_h, off_h;          /* diurnal: hour of the day (UTC) it goes off, for how long */
	float up_scale, gap_scale;      /* on the laws of its class */
	float taste;                    /* its own factor on prices, 0.8 .. 1.2 */
	float idle_usd_hour, busy_usd_hour; /* costs */
	float shortfall;
	float lost_s;
	float income, costs;            /* of the running month, USD */
};

/* `id` counts hosts from 0 in the order of classes.  What it registers is within FIZZ-01: at most 256
 * threads and 8 GPUs, what is more stays at home.  Hosts with home machines draw a line as homes have
 * them, others have their machine's.  They pay power_share of their idle power, and all that the network's
 * use adds, at the region's price for homes; diurnal hosts sleep around half past three of their own
 * clock, an hour or two earlier or later. */
void fizz_make(struct fizz *f, struct spheron_attr *attr, const struct fizz_class *c, uint16_t class_,
		const struct luck *luck, uint32_t id);

/* Monthly prices of FIZZ-06 in micro-USD, for a machine with these attributes: price_factor times its own
 * taste times the market prices of hardware.h, so that orders of any shape cost price_factor of the market
 * on average over hosts.  A GPU costs the mean of those it has. */
void fizz_prices(const struct fizz *f, const struct fizz_class *c, const struct spheron_attr *attr,
		uint64_t *p_cpu, uint64_t *p_mem, uint64_t *p_sto, uint64_t *p_gpu);

/* Is it on at time 0, midnight UTC?  Seconds from now until it goes off, or comes back; `f->links`, how
 * often it went off or came back, is the occasion, and now_s the time since midnight of the first day.  A
 * host that is up during its own night, newly come, stays so until the next.  Availability 1 never goes
 * off: INFINITY. */
bool fizz_starts_up(const struct fizz *f, const struct fizz_class *c, const struct luck *luck,
		uint32_t id);
double fizz_up_s(const struct fizz *f, const struct fizz_class *c, const struct luck *luck, uint32_t id,
		double now_s);
double fizz_gap_s(const struct fizz *f, const struct fizz_class *c, const struct luck *luck, uint32_t id,
		double now_s);

/* As provider_gives_up(). */
bool fizz_gives_up(struct fizz *f, const struct fizz_class *c, double income, double costs, double era_s);

/* As provider_newcomers(), with response 0 up to an income of entry_ratio times the costs, 1 at twice
 * that and linear through both, at most NEWCOMERS_MOST. */
uint32_t fizz_newcomers(const struct fizz_class *c, const struct luck *luck, uint16_t class_,
		uint32_t era, double era_s, double income_ratio);

const char *fizz_habit_name(enum fizz_habit habit);

#endif
