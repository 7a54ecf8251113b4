/* Command-line driver of the oracle: reads a log of commands and prints the receipts.
 *
 * From the root of the repository:
 *   cc -std=gnu11 -O2 -Wall -Wextra -Wshadow -g -o oracle \
 *       $(ls tests/oracle/[a-z]*.c | grep -v _main.c) tests/oracle/oracle_main.c -lcrypto
 * The vector checker is built the same way, with vectors_main.c in place of oracle_main.c and
 * -lcjson added.
 *
 * Usage: oracle [--hash-every N] [--hash] [--dump FILE] [FILE|-] */
#include "oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

struct options {
	unsigned long hash_every;
	int hash_at_end;
	const char *dump, *log;
};

static int usage(void)
{
	fprintf(stderr, "usage: oracle [--hash-every N] [--hash] [--dump FILE] [FILE|-]\n");
	return 2;
}

static int read_options(int argc, char **argv, struct options *opt)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--hash-every") == 0 && i + 1 < argc)
			opt->hash_every = strtoul(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--hash") == 0)
			opt->hash_at_end = 1;
		else if (strcmp(argv[i], "--dump") == 0 && i + 1 < argc)
			opt->dump = argv[++i];
		else if (argv[i][0] == '-' && argv[i][1] != 0)
			return 0;
		else
			opt->log = argv[i];
	}
	return 1;
}

static void print_hash(const struct oracle *o, unsigned long n)
{
	char hex[65];

	oracle_hash(o, hex);
	printf("{\"n\":%lu,\"hash\":\"%s\"}\n", n, hex);
}

/* Every LF ends a command line; a last line without one counts too. */
static unsigned long run(struct oracle *o, FILE *log, const struct options *opt)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	unsigned long n = 0;

	while ((len = getline(&line, &cap, log)) >= 0) {
		if (len > 0 && line[len - 1] == '\n')
			len--;
		fputs(oracle_line(o, line, (size_t)len), stdout);
		n++;
		if (opt->hash_every > 0 && n % opt->hash_every == 0)
			print_hash(o, n);
	}
	free(line);
	return n;
}

static int write_dump(const struct oracle *o, const char *path)
{
	char *text = oracle_dump(o);
	FILE *f = fopen(path, "w");
	int ok = f && fputs(text, f) >= 0;

	if (f && fclose(f) != 0)
		ok = 0;
	free(text);
	if (!ok)
		perror(path);
	return ok;
}

int main(int argc, char **argv)
{
	struct options opt = { 0, 0, NULL, "-" };
	struct oracle *o;
	FILE *log;
	unsigned long n;
	int ok = 1;

	if (!read_options(argc, argv, &opt))
		return usage();
	log = strcmp(opt.log, "-") == 0 ? stdin : fopen(opt.log, "r");
	if (!log) {
		perror(opt.log);
		return 1;
	}
	o = oracle_new();
	n = run(o, log, &opt);
	if (opt.hash_at_end)
		print_hash(o, n);
	if (opt.dump)
		ok = write_dump(o, opt.dump);
	oracle_free(o);
	if (log != stdin)
		fclose(log);
	return ok ? 0 : 1;
}
