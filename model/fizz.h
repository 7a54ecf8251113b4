/* fizz.h - Fizz hosts: machines in homes, when they are on, what they ask, when they leave. */
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
	struct law availability;        /* long-run part of the time up, of one host, 0 .. 1 */
	struct law session_s;           /* up times; scaled so that a host meets its availability */
	struct law gap_s;               /* down times */
	double shape;                   /* not used by tables */
	const char *trace;              /* of availability instead */
	double power_factor;            /* of the region's price for homes */
	double power_share;             /* of idle power that it pays for the network, 0 .. 1 */
	double price_factor;            /* configured prices relative to the market */
	bool takes_spon;                /* (the gateway decides; kept for its wishes) */
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
	float idle_usd_hour, busy_usd_hour; /* costs */
	float shortfall;
	float lost_s;
	float income, costs;            /* of the running month, USD */
};

/* `id` counts hosts from 0 in the order of classes. */
void fizz_make(struct fizz *f, struct spheron_attr *attr, const struct fizz_class *c, uint16_t class_,
		const struct luck *luck, uint32_t id);

/* Monthly prices of FIZZ-06 in micro-USD, for a machine with these attributes. */
void fizz_prices(const struct fizz *f, const struct fizz_class *c, const struct spheron_attr *attr,
		uint64_t *p_cpu, uint64_t *p_mem, uint64_t *p_sto, uint64_t *p_gpu);

/* Is it on at time 0?  Seconds from now until it goes off or comes back; `f->links` is the occasion. */
bool fizz_starts_up(const struct fizz *f, const struct fizz_class *c, const struct luck *luck,
		uint32_t id);
double fizz_up_s(const struct fizz *f, const struct fizz_class *c, const struct luck *luck, uint32_t id,
		double now_s);
double fizz_gap_s(const struct fizz *f, const struct fizz_class *c, const struct luck *luck, uint32_t id,
		double now_s);

bool fizz_gives_up(struct fizz *f, const struct fizz_class *c, double income, double costs, double era_s);
uint32_t fizz_newcomers(const struct fizz_class *c, const struct luck *luck, uint16_t class_,
		uint32_t era, double era_s, double income_ratio);

#endif
