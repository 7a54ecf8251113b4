/* coverage - the library with marks: it does what the plain one does, and tells which rules it was
 * about; sets of coverage are written, read and merged.
 */
#include "sim/coverage.h"

#include "sim/player.h"
#include "support/file.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define TEXT_MAX (1 << 20)
#define NETWORK  "scenarios/small-network.log"

/* ---- two libraries ---- */

struct library {
	__typeof__(&spheron_apply) apply;
	__typeof__(&spheron_command_read) read;
	__typeof__(&spheron_event_write) event;
	__typeof__(&spheron_receipt_write) receipt;
	__typeof__(&spheron_due_write) due;
	__typeof__(&spheron_hash) hash;
	__typeof__(&spheron_grown) grown;
};

static const struct library plain = { spheron_apply, spheron_command_read, spheron_event_write,
	spheron_receipt_write, spheron_due_write, spheron_hash, spheron_grown };
static const struct library marked = { spheron_marked_apply, spheron_marked_command_read,
	spheron_marked_event_write, spheron_marked_receipt_write, spheron_marked_due_write,
	spheron_marked_hash, spheron_marked_grown };

/* A state and all that was answered. */
struct play {
	const struct library *library; /* of the command in progress */
	struct spheron *state;
	struct spheron_due begun;
	char *text, *events;
	size_t size, events_size;
	uint64_t n;
};

static void on_due_begin(void *ctx, const struct spheron_due *due)
{
	struct play *p = ctx;

	p->begun = *due;
	p->events_size = 0;
}

static void on_event(void *ctx, const struct spheron_event *event)
{
	struct play *p = ctx;

	if (p->events_size)
		p->events[p->events_size++] = ',';
	p->events_size += p->library->event(event, p->events + p->events_size, SPHERON_EVENT_TEXT_MAX);
	assert_true(p->events_size < TEXT_MAX / 2);
}

static void said(struct play *p, size_t size)
{
	p->size += size;
	assert_true(p->size < TEXT_MAX - 1);
	p->text[p->size++] = '\n';
	p->events_size = 0;
}

static void on_due_end(void *ctx)
{
	struct play *p = ctx;

	said(p, p->library->due(&p->begun, p->events, p->events_size, p->text + p->size,
				TEXT_MAX - p->size));
}

/* Tables of one record each, so that most of them fill up and grow. */
static void play_begin(struct play *p)
{
	struct spheron_capacity least = {
#define ONE(constant, member, what) .member = 1,
		SPHERON_TABLES(ONE)
#undef ONE
	};

	*p = (struct play) { .text = must(calloc(TEXT_MAX, 1)), .events = must(calloc(TEXT_MAX, 1)) };
	p->state = spheron_init(state_memory(&least), &least);
}

static void play_end(struct play *p)
{
	free(p->state);
	free(p->text);
	free(p->events);
}

static void grow(struct play *p)
{
	struct spheron_capacity more;
	struct spheron *larger;

	p->library->grown(p->state, &more);
	larger = spheron_copy(state_memory(&more), &more, p->state);
	assert_non_null(larger);
	free(p->state);
	p->state = larger;
}

static void play_line(struct play *p, const struct library *library, const char *line, size_t size)
{
	struct spheron_sink sink = { p, on_due_begin, on_event, on_due_end };
	struct spheron_receipt receipt = { .n = ++p->n, .result = SPHERON_BAD_COMMAND };
	struct spheron_command command;
	struct spheron_fault fault;

	p->library = library;
	if (library->read(line, size, &command, &fault)) {
		do {
			p->events_size = 0;
			receipt.result = library->apply(p->state, &command, &sink);
			if (receipt.result == SPHERON_FULL)
				grow(p);
		} while (receipt.result == SPHERON_FULL);
	}
	receipt.verb = command.verb;
	receipt.t = spheron_clock(p->state).t;
	receipt.b = spheron_clock(p->state).b;
	said(p, library->receipt(&receipt, p->events, p->events_size, p->text + p->size,
				TEXT_MAX - p->size));
}

/* Plays a log; its lines take turns with the two libraries. */
static void play_log(struct play *p, const char *log, const struct library *odd,
		const struct library *even)
{
	play_begin(p);
	while (*log) {
		size_t size = strcspn(log, "\n");

		play_line(p, p->n % 2 == 0 ? odd : even, log, size);
		log += size + (log[size] == '\n');
	}
}

static void same(struct play *a, const struct library *of_a, struct play *b,
		const struct library *of_b)
{
	uint8_t hash_a[32], hash_b[32];

	of_a->hash(a->state, hash_a);
	of_b->hash(b->state, hash_b);
	assert_memory_equal(hash_a, hash_b, 32);
	assert_string_equal(a->text, b->text);
}

/* ---- names ---- */

static size_t number_of(size_t count, const char *(*name_at)(size_t), const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name_at(i), name) == 0)
			return i;
	fail_msg("%s is not in the table", name);
	return 0;
}

static size_t rule(const char *id)
{
	return number_of(coverage_rules(), coverage_rule, id);
}

static size_t branch(const char *name)
{
	return number_of(coverage_branches(), coverage_branch, name);
}

static bool is_reached(const char *id)
{
	return coverage_reached(rule(id));
}

static bool was_taken(const char *name)
{
	return coverage_branch_reached(branch(name));
}

/* ---- the library with marks ---- */

static void both_libraries_say_the_same(void **unused)
{
	size_t size;
	char *log = file_read(NETWORK, TEXT_MAX, &size);
	struct play a, b, c;

	(void) unused;
	assert_non_null(log);
	play_log(&a, log, &plain, &plain);
	play_log(&b, log, &marked, &marked);
	play_log(&c, log, &plain, &marked);
	assert_true(a.n > 100 && a.size > 10000);
	same(&a, &plain, &b, &marked);
	same(&a, &plain, &c, &plain);
	same(&a, &marked, &b, &plain);
	play_end(&a);
	play_end(&b);
	play_end(&c);
	free(log);
}

static void the_plain_one_counts_nothing(void **unused)
{
	size_t size;
	char *log = file_read(NETWORK, TEXT_MAX, &size);
	struct play p;

	(void) unused;
	coverage_reset();
	play_log(&p, log, &plain, &plain);
	for (size_t i = 0; i < coverage_rules(); i++)
		assert_false(coverage_reached(i));
	for (size_t i = 0; i < coverage_branches(); i++)
		assert_false(coverage_branch_reached(i));
	play_end(&p);
	free(log);
}

#define REGISTER                                                                                   \
	"{\"t\":1000000,\"do\":\"account.open\"}\n"                                                \
	"{\"t\":1000000,\"from\":1,\"do\":\"provider.register\",\"region\":1,\"cpu\":8,"           \
	"\"score\":15000,\"mem\":1024,\"sto\":10,\"sto_tier\":2,\"down\":200,\"up\":80,"           \
	"\"tokens\":3,\"gpus\":[[51,2,0],[1000,1,6000]]}\n"
#define SCHEDULE                                                                                   \
	"{\"t\":1000000,\"from\":1,\"do\":\"maint.schedule\",\"provider\":1,\"start\":1000001,"    \
	"\"dur\":60}\n"

static void play_marked(const char *log)
{
	struct play p;

	coverage_reset();
	play_log(&p, log, &marked, &marked);
	play_end(&p);
}

static void a_few_commands_reach_their_rules_only(void **unused)
{
	static const char *const yes[] = { "ACCT-01", "ID-01", "REG-01", "REG-03", "REG-04", "TIER-01",
		"TIER-05", "TIER-06", "STAKE-02", "TRUST-01", "ENC-01", "RES-01" };
	static const char *const no[] = { "MAINT-01", "SLASH-05", "LEASE-01", "BID-01", "LIVE-12",
		"GOV-07", "HASH-02", "D-23", "D-24", "ENC-05", "REG-05" };

	(void) unused;
	play_marked(REGISTER);
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (!is_reached(yes[i]))
			fail_msg("%s was not reached", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (is_reached(no[i]))
			fail_msg("%s was reached", no[i]);
}

/* Where it was refused, and that it was. */
static void a_refused_command_has_reached_its_rule(void **unused)
{
	(void) unused;
	play_marked(REGISTER SCHEDULE);
	assert_true(is_reached("MAINT-01"));
	assert_true(is_reached("MAINT-02"));
	assert_true(was_taken("maintenance.refused.notice"));
	assert_false(was_taken("maintenance.refused.length"));
	assert_false(was_taken("maintenance.scheduled.this-period"));
}

static void one_machine_takes_one_branch_of_each_tier(void **unused)
{
	(void) unused;
	play_marked(REGISTER);
	for (size_t i = 0; i < coverage_branches(); i++) {
		static const char *const taken[] = { "tier.compute.basic", "tier.storage.nvme",
			"tier.connectivity.medium", "tier.gpu-by-price.medium-2",
			"tier.gpu-by-model.ultra-high-2" };
		bool expected = false;

		for (size_t k = 0; k < sizeof taken / sizeof *taken; k++)
			expected = expected || strcmp(coverage_branch(i), taken[k]) == 0;
		if (coverage_branch_reached(i) != expected)
			fail_msg("%s", coverage_branch(i));
	}
}

static void *play_network(void *log)
{
	struct play *p = must(malloc(sizeof *p));

	play_log(p, log, &marked, &marked);
	return p;
}

static void threads_reach_together(void **unused)
{
	size_t size;
	char *log = file_read(NETWORK, TEXT_MAX, &size);
	pthread_t thread[4];
	void *play[4];

	(void) unused;
	coverage_reset();
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, play_network, log), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], &play[i]);
	for (int i = 1; i < 4; i++)
		same(play[0], &marked, play[i], &marked);
	assert_true(is_reached("SLASH-02") && is_reached("ENC-05") && is_reached("D-23"));
	assert_true(was_taken("slash.downtime.under-lease"));
	for (int i = 0; i < 4; i++) {
		play_end(play[i]);
		free(play[i]);
	}
	free(log);
}

/* ---- the table ---- */

static void every_rule_of_the_text_stands_once(void **unused)
{
	struct lines l;
	size_t n = 0;

	(void) unused;
	for (size_t i = 1; i < coverage_rules(); i++)
		assert_true(strcmp(coverage_rule(i - 1), coverage_rule(i)) < 0);
	assert_true(lines_open(&l, "protocol/RULES.md"));
	while (lines_next(&l)) {
		char id[16];

		if (sscanf(l.line, "- **%15[A-Z0-9-]**", id) == 1 && strchr(id, '-')) {
			rule(id);
			n++;
		}
	}
	lines_close(&l);
	assert_int_equal(n, coverage_rules());
	assert_true(n > 250);
}

static void branches_say_what_they_mean(void **unused)
{
	(void) unused;
	assert_true(coverage_branches() > 60);
	for (size_t i = 0; i < coverage_branches(); i++) {
		const char *name = coverage_branch(i);

		if (i > 0)
			assert_true(strcmp(coverage_branch(i - 1), name) < 0);
		assert_non_null(strchr(name, '.'));
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-"), strlen(name));
		assert_in_range(strlen(coverage_branch_meaning(i)), 8, 90);
	}
}

/* ---- sets ---- */

static char path[] = "/tmp/coverage-XXXXXX", errors[] = "/tmp/coverage-XXXXXX";

static int files_begin(void **unused)
{
	int fd[2] = { mkstemp(path), mkstemp(errors) };

	(void) unused;
	return fd[0] < 0 || fd[1] < 0 || close(fd[0]) != 0 || close(fd[1]) != 0;
}

static int files_end(void **unused)
{
	(void) unused;
	return unlink(path) != 0 || unlink(errors) != 0;
}

static void a_set_is_a_line_each_sorted(void **unused)
{
	char *text, *before = NULL, line[128];
	struct coverage_set set;
	size_t size, lines = 0;

	(void) unused;
	play_marked(REGISTER);
	coverage_set_begin(&set);
	coverage_set_take(&set);
	assert_true(coverage_set_write(&set, path));
	text = file_read(path, TEXT_MAX, &size);
	for (size_t i = 0; i < coverage_rules(); i++) {
		snprintf(line, sizeof line, "\nrule %s %s\n", coverage_rule(i),
				coverage_reached(i) ? "reached" : "missed");
		assert_non_null(strstr(text, line));
	}
	for (char *at = text; at < text + size; at = strchr(at, 0) + 1, lines++) {
		*strchr(at, '\n') = 0;
		if (before)
			assert_true(strcmp(before, at) < 0);
		before = at;
	}
	assert_int_equal(lines, coverage_rules() + coverage_branches());
	free(text);
	coverage_set_end(&set);
}

/* Two parts of a suite, one of them from a file; each has something that the other lacks. */
static void parts_add_up(void **unused)
{
	struct coverage_set one, two, both;

	(void) unused;
	coverage_set_begin(&one);
	coverage_set_begin(&two);
	coverage_set_begin(&both);
	play_marked(REGISTER);
	coverage_set_take(&one);
	assert_true(coverage_set_write(&one, path));
	play_marked("{\"t\":1000000,\"from\":0,\"do\":\"maint.cancel\",\"provider\":7}\n");
	coverage_set_take(&two);
	assert_true(one.rule[rule("REG-03")] && !two.rule[rule("REG-03")]);
	assert_true(!one.rule[rule("MAINT-04")] && two.rule[rule("MAINT-04")]);

	assert_true(coverage_set_read(&both, path));
	assert_int_equal(coverage_set_rules(&both), coverage_set_rules(&one));
	coverage_set_merge(&both, &two);
	for (size_t i = 0; i < coverage_rules(); i++)
		assert_int_equal(both.rule[i], one.rule[i] || two.rule[i]);
	for (size_t i = 0; i < coverage_branches(); i++)
		assert_int_equal(both.branch[i], one.branch[i] || two.branch[i]);
	assert_int_equal(coverage_set_branches(&both), coverage_set_branches(&one));
	assert_true(coverage_set_rules(&both) > coverage_set_rules(&one));
	coverage_set_end(&one);
	coverage_set_end(&two);
	coverage_set_end(&both);
}

/* What reading says of a text; the set stays empty. */
static void refuse(const char *text, size_t size, const char *expected)
{
	int stderr_was = dup(2);
	struct coverage_set set;
	char *said_text;

	assert_true(file_write(path, text, size));
	coverage_set_begin(&set);
	assert_non_null(freopen(errors, "w", stderr));
	assert_false(coverage_set_read(&set, path));
	fflush(stderr);
	dup2(stderr_was, 2);
	close(stderr_was);
	assert_int_equal(coverage_set_rules(&set) + coverage_set_branches(&set), 0);
	coverage_set_end(&set);
	said_text = file_read(errors, TEXT_MAX, &size);
	if (!strstr(said_text, expected))
		fail_msg("expected \"%s\", got \"%s\"", expected, said_text);
	assert_ptr_equal(strchr(said_text, '\n'), said_text + size - 1);
	free(said_text);
}

static void refuses_files_in_these_words(void **unused)
{
	struct coverage_set set;
	char *text, *odd;
	size_t size;

	(void) unused;
	play_marked(REGISTER);
	coverage_set_begin(&set);
	coverage_set_take(&set);
	assert_true(coverage_set_write(&set, path));
	coverage_set_end(&set);
	text = file_read(path, TEXT_MAX, &size);
	odd = must(malloc(size + 100));

	refuse("", 0, "says nothing about rule");
	refuse(text, size / 2, "");
	refuse(text, (size_t) (strstr(text, "rule ACCT-02") - text), "says nothing about rule ACCT-02");
	memcpy(odd, text, size);
	refuse(odd, size + (size_t) sprintf(odd + size, "rule GEN-9 missed\n"),
			"no rule GEN-9; the file was written by another version");
	refuse(odd, size + (size_t) sprintf(odd + size, "rule NUM-01 missed\n"),
			"rule NUM-01 stands there twice");
	refuse(odd, size + (size_t) sprintf(odd + size, "rule NUM-01  missed\n"), "not a line of coverage");
	refuse(odd, size + (size_t) sprintf(odd + size, "\n"), "not a line of coverage");
	refuse(odd, size + (size_t) sprintf(odd + size, "rule NUM-01 reached\r\n"), "not a line");
	odd[size] = 0;
	odd[size + 1] = '\n';
	refuse(odd, size + 2, "not a line of coverage");
	memset(odd, 'x', size);
	refuse(odd, size, ":1: not a line of coverage");
	free(odd);
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_libraries_say_the_same),
		cmocka_unit_test(the_plain_one_counts_nothing),
		cmocka_unit_test(a_few_commands_reach_their_rules_only),
		cmocka_unit_test(a_refused_command_has_reached_its_rule),
		cmocka_unit_test(one_machine_takes_one_branch_of_each_tier),
		cmocka_unit_test(threads_reach_together),
		cmocka_unit_test(every_rule_of_the_text_stands_once),
		cmocka_unit_test(branches_say_what_they_mean),
		cmocka_unit_test(a_set_is_a_line_each_sorted),
		cmocka_unit_test(parts_add_up),
		cmocka_unit_test(refuses_files_in_these_words),
	};

	return cmocka_run_group_tests(tests, files_begin, files_end);
}
