/* unit.h - the units of the laboratory: what a quantity in a scenario file may be given in.
 *
 * Each dimension has one base, in which the table counts, and one step, in which its results are
 * handed on.  Where a plain number is admitted, brackets say what it means.
 *
 *	dimension          units                                   result counts
 *	DURATION           ms s min h d weeks                      ms
 *	SPON               SPON, SPON unit                         SPON unit, 10^-18 SPON
 *	USD                USD, USD unit                           USD unit, 10^-6 USD credit
 *	ETH                ETH gwei wei                            wei, 10^-18 ETH
 *	RATIO              % bp ppm (0.95: 95 %)                   ppm
 *	YEARLY             %/year bp/year ppm/year (0.05: 5 %)     ppm a year
 *	DATA               MB GB TB, powers of 1,000               MB
 *	BANDWIDTH          Mbps Gbps                               Mbps
 *	USD_HOUR           USD/h                                   10^-6 USD an hour
 *	USD_GPU_HOUR       USD/gpu-hour                            10^-6 USD a GPU and hour
 *	USD_THREAD_HOUR    USD/thread-hour                         10^-6 USD a thread and hour
 *	USD_GB_HOUR        USD/GB-hour                             10^-6 USD a GB and hour
 *	SPON_HOUR          SPON/h                                  10^-6 SPON an hour
 *	SPON_GPU_HOUR      SPON/gpu-hour                           10^-6 SPON a GPU and hour
 *	TOKEN_PRICE        USD/SPON                                10^-12 USD for one SPON
 *	POWER              mW W kW                                 mW
 *	ENERGY_PRICE       USD/kWh                                 10^-6 USD for one kWh
 *	FREQUENCY          /s /min /h /d /week /year               UNIT_OFTEN of them are one an hour
 *	COUNT              (12)                                    1
 *	THREADS GPUS       threads, GPUs (12)                      1
 *	BLOCKS ERAS        blocks, eras (12)                       1
 *	POINTS             points, micropoints                     micropoints
 *	POINT_VALUE        SPON/point, SPON unit per micropoint    SPON unit a micropoint
 *	STAKE_PER_GPU      SPON/GPU, SPON unit per GPU             SPON unit a GPU
 *	PART_OF_TOKEN      token, ppm of a whole token             ppm of a whole token
 *	BLOCK_PRICE        token/block                             10^-18 token a block (PRICE-01)
 *
 * The hourly prices are what PRICE-03 takes.  A year has 365 days here, a month is no unit.  Blocks and
 * eras have no fixed length, so they are counted and never given as durations.  USD is the USD credit
 * (TOKEN-01); what something costs outside of the chain is counted in it as well.
 */
#ifndef SIM_UNIT_H
#define SIM_UNIT_H

#include "support/quantity.h"

enum unit_dimension {
	UNIT_DURATION,
	UNIT_SPON,
	UNIT_USD,
	UNIT_ETH,
	UNIT_RATIO,
	UNIT_YEARLY,
	UNIT_DATA,
	UNIT_BANDWIDTH,
	UNIT_USD_HOUR,
	UNIT_USD_GPU_HOUR,
	UNIT_USD_THREAD_HOUR,
	UNIT_USD_GB_HOUR,
	UNIT_SPON_HOUR,
	UNIT_SPON_GPU_HOUR,
	UNIT_TOKEN_PRICE,
	UNIT_POWER,
	UNIT_ENERGY_PRICE,
	UNIT_FREQUENCY,
	UNIT_COUNT,
	UNIT_THREADS,
	UNIT_GPUS,
	UNIT_BLOCKS,
	UNIT_ERAS,
	UNIT_POINTS,
	UNIT_POINT_VALUE,
	UNIT_STAKE_PER_GPU,
	UNIT_PART_OF_TOKEN,
	UNIT_BLOCK_PRICE,
	UNIT_DIMENSION_COUNT
};

/* A frequency counts thousandths of an event in 7 times 365 days, so that each of its units is whole:
 * n of them are n / UNIT_OFTEN events an hour, or n / (UNIT_OFTEN * 3,600,000) a millisecond.  That
 * each can be written too, a single one has a name, "per 2555000 d". */
#define UNIT_OFTEN UINT64_C(61320000)

extern const struct quantity_table unit_table;

/* A field of a scenario, counted as above, without bounds. */
struct quantity_want unit_want(enum unit_dimension dimension);

/* A parameter of the protocol, 0 <= param < SPHERON_PARAM_COUNT: its own unit, its bounds, and a plain
 * number is one of its own unit: cooldown_s is "3 h" or "10800", quorum_bp "10 %" or "1000".  Words and
 * switches (enum, bool, bits) are plain numbers only. */
struct quantity_want unit_of_param(unsigned param);

#endif
