/* SPDX-License-Identifier: MIT */
#include "tests/ktest.h"

#include "support/mem.h"

/* Failing expectations that a case prints; the rest are only counted. */
#define MAX_REPORTS	10
#define MAX_LINE	120
#define MAX_BYTES_SHOWN 8
#define DEFAULT_SEED	0x12345678u

/* What stands before each line of a suite's cases, diagnostics included. */
#define INDENT "  "

enum exit_code {
	EXIT_PASSED,
	EXIT_FAILED,
	EXIT_USAGE
};

struct options {
	const char *filter; /* or NULL */
	uint32_t seed;
};

struct counts {
	unsigned int passed;
	unsigned int failed;
	unsigned int skipped;
};

/* -------------------------------------------------------------- diagnostics */

PRINT_FORMAT(1, 0)
static void diagnostic(const char *fmt, va_list args)
{
	char line[MAX_LINE];

	vsnprint(line, sizeof(line), fmt, args);
	print(INDENT "# %s\n", line);
}

void ktest_info(struct ktest *test, const char *fmt, ...)
{
	va_list args;

	(void)test;
	va_start(args, fmt);
	diagnostic(fmt, args);
	va_end(args);
}

/* Counts a failure. Return: true when it is to be printed. */
static bool count_failure(struct ktest *test)
{
	return test->failures++ < MAX_REPORTS;
}

void ktest_fail(struct ktest *test, const char *file, int line, const char *fmt, ...)
{
	va_list args;

	if (!count_failure(test))
		return;
	print(INDENT "# %s:%d: failed\n", file, line);
	va_start(args, fmt);
	diagnostic(fmt, args);
	va_end(args);
}

/* ------------------------------------------------------------- expectations */

static bool is_negative(unsigned int kind, unsigned long long v)
{
	return kind == KTEST_SIGNED && (long long)v < 0;
}

/* Compares by value, whatever the types: -1, 0 or 1. */
static int order(const struct ktest_site *site, unsigned long long a,
		 unsigned long long b)
{
	bool a_negative = is_negative(site->kind_a, a);
	bool b_negative = is_negative(site->kind_b, b);

	if (a_negative != b_negative)
		return a_negative ? -1 : 1;
	return a < b ? -1 : a > b;
}

static bool holds(unsigned int op, int order)
{
	switch (op) {
	case KTEST_EQ:
		return order == 0;
	case KTEST_NE:
		return order != 0;
	case KTEST_LT:
		return order < 0;
	case KTEST_LE:
		return order <= 0;
	case KTEST_GT:
		return order > 0;
	default:
		return order >= 0;
	}
}

static void print_value(const char *text, unsigned int kind, unsigned long long v)
{
	if (is_negative(kind, v))
		print(INDENT "#   %s = %lld\n", text, (long long)v);
	else if (kind == KTEST_POINTER)
		print(INDENT "#   %s = 0x%llx\n", text, v);
	else if (v < 10)
		print(INDENT "#   %s = %llu\n", text, v);
	else
		print(INDENT "#   %s = %llu (0x%llx)\n", text, v, v);
}

bool ktest_compare(struct ktest *test, const struct ktest_site *site,
		   unsigned long long a, unsigned long long b)
{
	static const char sign[][3] = { "==", "!=", "<", "<=", ">", ">=" };

	if (holds(site->op, order(site, a, b)))
		return true;
	if (count_failure(test)) {
		print(INDENT "# %s:%d: expected %s %s %s\n", site->file, site->line,
		      site->a, sign[site->op], site->b);
		print_value(site->a, site->kind_a, a);
		print_value(site->b, site->kind_b, b);
	}
	return false;
}

bool ktest_condition(struct ktest *test, const struct ktest_site *site, bool value,
		     bool wanted)
{
	if (value == wanted)
		return true;
	if (count_failure(test))
		print(INDENT "# %s:%d: expected %s to be %s\n", site->file, site->line,
		      site->a, wanted ? "true" : "false");
	return false;
}

bool ktest_strings(struct ktest *test, const struct ktest_site *site, const char *a,
		   const char *b)
{
	if (a == b || (a && b && !strcmp(a, b)))
		return true;
	if (count_failure(test)) {
		print(INDENT "# %s:%d: expected equal strings\n", site->file, site->line);
		print(INDENT "#   %s = \"%s\"\n", site->a, a);
		print(INDENT "#   %s = \"%s\"\n", site->b, b);
	}
	return false;
}

static void print_bytes(const char *text, const unsigned char *p, size_t n)
{
	print(INDENT "#   %s =", text);
	for (size_t i = 0; i < n && i < MAX_BYTES_SHOWN; i++)
		print(" %02x", p[i]);
	print("%s\n", n > MAX_BYTES_SHOWN ? " ..." : "");
}

bool ktest_bytes(struct ktest *test, const struct ktest_site *site, const void *a,
		 const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;
	size_t i = 0;

	while (i < n && p[i] == q[i])
		i++;
	if (i == n)
		return true;
	if (count_failure(test)) {
		print(INDENT "# %s:%d: expected equal bytes; from offset %zu:\n",
		      site->file, site->line, i);
		print_bytes(site->a, p + i, n - i);
		print_bytes(site->b, q + i, n - i);
	}
	return false;
}

/* ------------------------------------------------------------------ running */

static bool contains(const char *s, const char *part)
{
	size_t n = strlen(part);

	for (; strlen(s) >= n; s++)
		if (!strncmp(s, part, n))
			return true;
	return false;
}

static bool is_selected(const struct ktest_suite *suite, const struct ktest_case *c,
			const struct options *opts)
{
	char name[MAX_LINE];

	if (!opts->filter)
		return true;
	snprint(name, sizeof(name), "%s.%s", suite->name, c->name);
	return contains(name, opts->filter);
}

static unsigned int count_cases(const struct ktest_suite *suite,
				const struct options *opts)
{
	unsigned int n = 0;

	for (const struct ktest_case *c = suite->cases; c->run; c++)
		n += is_selected(suite, c, opts);
	return n;
}

static void run_case(const struct ktest_suite *suite, const struct ktest_case *c,
		     struct ktest *test)
{
	if (suite->init && suite->init(test)) {
		test->failures++;
		ktest_info(test, "init of suite %s failed", suite->name);
		return;
	}
	if (!test->skip)
		c->run(test);
	if (suite->exit)
		suite->exit(test);
}

static void print_result(const struct ktest *test, unsigned int number,
			 struct counts *counts)
{
	if (test->failures) {
		counts->failed++;
		print(INDENT "# failures=%u seed=0x%x\n", test->failures,
		      (unsigned int)test->seed);
		print(INDENT "not ok %u %s\n", number, test->name);
	} else if (test->skip) {
		counts->skipped++;
		print(INDENT "ok %u %s # SKIP %s\n", number, test->name, test->skip);
	} else {
		counts->passed++;
		print(INDENT "ok %u %s\n", number, test->name);
	}
}

static void run_suite(const struct ktest_suite *suite, unsigned int number,
		      unsigned int cases, const struct options *opts,
		      struct counts *total)
{
	struct counts counts = { 0 };
	unsigned int n = 0;

	print(INDENT "KTAP version 1\n" INDENT "# Subtest: %s\n" INDENT "1..%u\n",
	      suite->name, cases);
	for (const struct ktest_case *c = suite->cases; c->run; c++) {
		struct ktest test = {
			.suite = suite->name,
			.name = c->name,
			.seed = opts->seed,
		};

		if (!is_selected(suite, c, opts))
			continue;
		run_case(suite, c, &test);
		print_result(&test, ++n, &counts);
	}
	total->passed += counts.passed;
	total->failed += counts.failed;
	total->skipped += counts.skipped;

	print("%sok %u %s%s\n", counts.failed ? "not " : "", number, suite->name,
	      counts.skipped == cases ? " # SKIP all cases" : "");
}

/* ---------------------------------------------------------------- arguments */

/* Decimal, or hexadecimal after 0x. Return: false for anything else. */
static bool parse_number(const char *s, uint32_t *value)
{
	uint32_t base = 10;

	if (!strncmp(s, "0x", 2)) {
		base = 16;
		s += 2;
	}
	*value = 0;
	if (!*s)
		return false;
	for (; *s; s++) {
		uint32_t digit = base;

		if (*s >= '0' && *s <= '9')
			digit = (uint32_t)(*s - '0');
		else if (*s >= 'a' && *s <= 'f')
			digit = (uint32_t)(*s - 'a') + 10;
		if (digit >= base)
			return false;
		*value = *value * base + digit;
	}
	return true;
}

static bool parse_arguments(int argc, char **argv, struct options *opts)
{
	static const char filter[] = "--filter=", seed[] = "--seed=";

	for (int i = 1; i < argc; i++) {
		const char *arg = argv[i];

		if (!strncmp(arg, filter, sizeof(filter) - 1)) {
			opts->filter = arg + sizeof(filter) - 1;
		} else if (strncmp(arg, seed, sizeof(seed) - 1) ||
			   !parse_number(arg + sizeof(seed) - 1, &opts->seed)) {
			print("# wrong argument: %s\n", arg);
			return false;
		}
	}
	return true;
}

int ktest_run(const struct ktest_suite *const *suites, int argc, char **argv)
{
	struct options opts = { .seed = DEFAULT_SEED };
	struct counts total = { 0 };
	unsigned int selected = 0, number = 0;

	if (!parse_arguments(argc, argv, &opts))
		return EXIT_USAGE;
	for (size_t i = 0; suites[i]; i++)
		selected += count_cases(suites[i], &opts) != 0;

	print("KTAP version 1\n1..%u\n", selected);
	if (!selected) {
		print("# no case is called %s\n", opts.filter);
		return EXIT_USAGE;
	}
	for (size_t i = 0; suites[i]; i++) {
		unsigned int cases = count_cases(suites[i], &opts);

		if (cases)
			run_suite(suites[i], ++number, cases, &opts, &total);
	}
	print("# Totals: pass:%u fail:%u skip:%u\n", total.passed, total.failed,
	      total.skipped);
	return total.failed ? EXIT_FAILED : EXIT_PASSED;
}
