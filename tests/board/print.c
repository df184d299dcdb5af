/* SPDX-License-Identifier: MIT */
/* lib/print.c */
#include <limits.h>

#include "support/mem.h"
#include "tests/board/board_test.h"

/* The compiler would complain about some of the formats below. */
static int (*volatile format)(char *buf, size_t size, const char *fmt, ...) = snprint;

#define EXPECT_FORMAT(test, expected, ...)                            \
	do {                                                          \
		char text[64];                                        \
		int length = format(text, sizeof(text), __VA_ARGS__); \
                                                                      \
		KTEST_EXPECT_STREQ(test, text, expected);             \
		KTEST_EXPECT_EQ(test, length, strlen(text));          \
	} while (0)

static void integers(struct ktest *test)
{
	EXPECT_FORMAT(test, "0 1 -1", "%d %d %i", 0, 1, -1);
	EXPECT_FORMAT(test, "2147483647 -2147483648", "%d %d", INT_MAX, INT_MIN);
	EXPECT_FORMAT(test, "4294967295", "%u", UINT_MAX);
	EXPECT_FORMAT(test, "0 beef BEEF", "%x %x %X", 0, 0xbeef, 0xbeef);
	EXPECT_FORMAT(test, "ffffffff", "%x", UINT_MAX);
}

static void long_integers(struct ktest *test)
{
	EXPECT_FORMAT(test, "-5 7", "%ld %lu", -5L, 7UL);
	EXPECT_FORMAT(test, "9223372036854775807 -9223372036854775808", "%lld %lld",
		      LLONG_MAX, LLONG_MIN);
	EXPECT_FORMAT(test, "18446744073709551615", "%llu", ULLONG_MAX);
	EXPECT_FORMAT(test, "4294967296 100000000", "%llu %llx", 1ULL << 32, 1ULL << 32);
	EXPECT_FORMAT(test, "123456789abcdef0", "%llx", 0x123456789abcdef0ULL);
	EXPECT_FORMAT(test, "42 -3 2a", "%zu %zd %zx", (size_t)42, (ptrdiff_t)-3,
		      (size_t)42);
	/* What stands after a wide argument is found. */
	EXPECT_FORMAT(test, "1 2 3", "%d %llu %d", 1, 2ULL, 3);
}

static void padding(struct ktest *test)
{
	EXPECT_FORMAT(test, "[    42]", "[%6d]", 42);
	EXPECT_FORMAT(test, "[42    ]", "[%-6d]", 42);
	EXPECT_FORMAT(test, "[000042]", "[%06d]", 42);
	EXPECT_FORMAT(test, "[-00042]", "[%06d]", -42);
	EXPECT_FORMAT(test, "[   -42]", "[%6d]", -42);
	EXPECT_FORMAT(test, "[42    ]", "[%-06d]", 42);
	EXPECT_FORMAT(test, "[123456]", "[%3d]", 123456);
	EXPECT_FORMAT(test, "[0000000a]", "[%08x]", 10);
	EXPECT_FORMAT(test, "[    7][7    ]", "[%*d][%*d]", 5, 7, -5, 7);
}

static void strings(struct ktest *test)
{
	EXPECT_FORMAT(test, "", "");
	EXPECT_FORMAT(test, "a string", "%s %s", "a", "string");
	EXPECT_FORMAT(test, "[   abc][abc   ]", "[%6s][%-6s]", "abc", "abc");
	EXPECT_FORMAT(test, "[ab][]", "[%.2s][%.0s]", "abc", "abc");
	EXPECT_FORMAT(test, "[  ab]", "[%4.*s]", 2, "abc");
	EXPECT_FORMAT(test, "(null)", "%s", (char *)NULL);
	EXPECT_FORMAT(test, "x[  y]", "%c[%3c]", 'x', 'y');
	EXPECT_FORMAT(test, "100%", "100%%");
}

static void pointers(struct ktest *test)
{
	EXPECT_FORMAT(test, "0x20001000 0x0", "%p %p", (void *)0x20001000, NULL);
	EXPECT_FORMAT(test, "[      0x10]", "[%10p]", (void *)16);
}

static void unknown_conversions(struct ktest *test)
{
	EXPECT_FORMAT(test, "%q 1", "%q %d", 1);
	EXPECT_FORMAT(test, "%-5", "%-5");
	EXPECT_FORMAT(test, "%", "%");
}

static void small_buffers(struct ktest *test)
{
	char text[8] = "-------";

	KTEST_EXPECT_EQ(test, format(text, 4, "%d", 123456), 6);
	KTEST_EXPECT_STREQ(test, text, "123");
	KTEST_EXPECT_EQ(test, text[4], '-');
	KTEST_EXPECT_EQ(test, format(text, 1, "abc"), 3);
	KTEST_EXPECT_STREQ(test, text, "");
	text[0] = '-';
	KTEST_EXPECT_EQ(test, format(text, 0, "abc"), 3);
	KTEST_EXPECT_EQ(test, text[0], '-');
	KTEST_EXPECT_EQ(test, format(NULL, 0, "abc"), 3);
}

/* Longer than the piece that the console gets at a time; check.py looks at it. */
static void long_lines(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, print("  # %0200d|\n", 7), 206);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(integers),
	KTEST_CASE(long_integers),
	KTEST_CASE(padding),
	KTEST_CASE(strings),
	KTEST_CASE(pointers),
	KTEST_CASE(unknown_conversions),
	KTEST_CASE(small_buffers),
	KTEST_CASE(long_lines),
	{ 0 },
};

const struct ktest_suite print_suite = { .name = "print", .cases = cases };
