#include "tests/units/form_random.h"

#include "protocol/param.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static uint64_t luck_state;

void form_random_begin(uint64_t seed)
{
	luck_state = seed;
}

static uint64_t luck(uint64_t n)
{
	luck_state ^= luck_state << 13;
	luck_state ^= luck_state >> 7;
	luck_state ^= luck_state << 17;
	return (luck_state >> 11) % n;
}

static void say(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(char *text, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsprintf(text + strlen(text), format, list);
	va_end(list);
}

static void say_duration(char *text)
{
	static const char *const units[] = { "ms", " s", "min", " h", "d", " weeks" };
	uint64_t unit = luck(6);

	say(text, "\"%llu%s%s\"", (unsigned long long) (1 + luck(300)),
			unit > 1 && luck(2) ? ".5" : "", units[unit]);
}

static void say_law(char *text)
{
	static const char *const names[] = { "weibull\", \"scale", "lognormal\", \"median",
		"pareto\", \"min", "gamma\", \"mean" };
	static const char *const shapes[] = { "shape", "sigma", "alpha", "shape" };
	uint64_t kind = luck(7);

	if (kind == 6) {
		say(text, "\"%llu min\"", (unsigned long long) (1 + luck(1000)));
		return;
	}
	if (kind == 5) {
		say(text, "{\"dist\": \"uniform\", \"low\": \"%llu s\", \"high\": \"1 h\"}",
				(unsigned long long) (1 + luck(3600)));
		return;
	}
	if (kind == 4) {
		say(text, "{\"dist\": \"table\", \"quantiles\": [\"1 s\", \"%llu min\", \"2 h\"]}",
				(unsigned long long) (1 + luck(120)));
		return;
	}
	say(text, "{\"%s\": %llu.%llu, \"dist\": \"%s\": \"%llu min\"%s}", shapes[kind],
			(unsigned long long) (1 + luck(9)), (unsigned long long) luck(100000),
			names[kind], (unsigned long long) (1 + luck(1000)),
			luck(2) ? ", \"at_least\": \"7 s\"" : "");
}

static void say_classes(char *text)
{
	uint64_t n = luck(4);

	say(text, ", \"classes\": [");
	for (uint64_t i = 0; i < n; i++) {
		say(text, "%s{\"class\": \"c%llu\"", i ? ", " : "", (unsigned long long) i);
		if (luck(2)) {
			say(text, ", \"repair\": ");
			say_law(text);
		}
		if (luck(2))
			say(text, ", \"gpus\": %llu.%llu", (unsigned long long) luck(16),
					(unsigned long long) luck(1000000));
		if (luck(2))
			say(text, ", \"count\": %llu", (unsigned long long) (1 + luck(1000000)));
		if (luck(2))
			say(text, ", \"orders\": \"%llu %s\"", (unsigned long long) luck(100000),
					luck(2) ? "/s" : "/year");
		if (luck(3) == 0)
			say(text, ", \"exit\": {\"below\": \"%s%llu USD\"}", luck(2) ? "-" : "",
					(unsigned long long) luck(1000));
		say(text, "}");
	}
	say(text, "]");
}

static void say_params(char *text)
{
	struct spheron_param_info info;
	bool first = true;

	say(text, "{");
	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
		char low[SPHERON_DECIMAL_SIZE], high[SPHERON_DECIMAL_SIZE];

		if (luck(5) > 0)
			continue;
		spheron_param_info(i, &info);
		spheron_decimal(low, info.min);
		spheron_decimal(high, info.max);
		say(text, "%s\"%s\": \"%s\"", first ? "" : ", ", info.name, luck(2) ? low : high);
		first = false;
	}
	say(text, "}");
}

void form_random(char text[FORM_RANDOM_SIZE])
{
	strcpy(text, "{\"time\": {\"horizon\": \"1 d\", \"era\": ");
	say(text, "\"%llu.%03llu s\"}", (unsigned long long) (1 + luck(100)),
			(unsigned long long) luck(1000));
	if (luck(2))
		say_classes(text);
	if (luck(2)) {
		say(text, ", \"params\": ");
		say_params(text);
	}
	if (luck(2))
		say(text,
				", \"price\": {\"model\": \"gbm\", \"volatility\": %llue-%llu, "
				"\"drift\": \"%s%llu "
				"ppm/year\"}",
				(unsigned long long) luck(500), (unsigned long long) (2 + luck(18)),
				luck(2) ? "-" : "", (unsigned long long) luck(5000000));
	if (luck(2)) {
		say(text, ", \"events\": [{\"do\": \"params.set\", \"at\": ");
		say_duration(text);
		say(text, ", \"set\": ");
		say_params(text);
		say(text, "}, {\"at\": \"0 s\", \"do\": \"price.scale\", \"by\": \"-0.%llu %%\"}]",
				(unsigned long long) luck(1000));
	}
	if (luck(2))
		say(text, ", \"bond\": \"%llu.%llu SPON\"", (unsigned long long) luck(1000000),
				(unsigned long long) luck(1000000000));
	if (luck(2))
		say(text, ", \"seed\": \"%llu\"", (unsigned long long) luck(UINT64_MAX));
	if (luck(2))
		say(text, ", \"name\": \"\\u%04llx\\\\\\\"\\t\xc3\xa9\"",
				(unsigned long long) (1 + luck(0xd7ff)));
	if (luck(2))
		say(text, ", \"weights\": {\"stake\": %llu, \"price\": 0.%llu}, \"share\": 0.%llu",
				(unsigned long long) luck(9),
				(unsigned long long) (1 + luck(1000000000)),
				(unsigned long long) luck(1000000));
	if (luck(2)) {
		say(text, ", \"steps\": [");
		say_duration(text);
		say(text, "], \"assert\": {\"x\": [1.50, {\"y\": \"\\u0001\"}], \"z\": null}");
	}
	if (luck(4) == 0)
		say(text, ", \"matrix\": {\"axes\": {\"seed\": [1, \"2\"]}}");
	say(text, "}");
}

int form_random_files(const char *directory)
{
	static char text[FORM_RANDOM_SIZE];
	char path[300];

	form_random_begin(1);
	for (int i = 0; i < 200; i++) {
		FILE *f;

		form_random(text);
		snprintf(path, sizeof path, "%s/%d.json", directory, i);
		f = fopen(path, "wb");
		if (!f || fputs(text, f) < 0 || fclose(f) != 0)
			return 1;
	}
	return 0;
}
