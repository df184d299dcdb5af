/* SPDX-License-Identifier: MIT */
/*
 * Cases of the suites "holds" and "skips" pass or are skipped; each case of the
 * others must fail. The file "expected" beside this one says what is printed,
 * line numbers included.
 */
#include "support/image.h"
#include "tests/ktest.h"

static const char *const null;
static const struct {
	unsigned int three : 3;
	int minus : 3;
} bits = { 3, -1 };

static void equal(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, 1, 1);
	KTEST_EXPECT_EQ(test, 1LL, (unsigned char)1);
	KTEST_EXPECT_EQ(test, -1, -1LL);
	KTEST_EXPECT_EQ(test, bits.three, 3);
	KTEST_EXPECT_EQ(test, bits.minus, -1);
	KTEST_EXPECT_EQ(test, &bits, (void *)&bits);
	KTEST_EXPECT_NE(test, -1, 0xffffffffu);
	KTEST_EXPECT_NE(test, -1LL, ~0ULL);
	KTEST_EXPECT_NE(test, 1ULL << 32, 0);
}

static void ordered(struct ktest *test)
{
	KTEST_EXPECT_LT(test, -1, 0u);
	KTEST_EXPECT_LT(test, 1, 1ULL << 63);
	KTEST_EXPECT_LE(test, 2, 2);
	KTEST_EXPECT_GT(test, (size_t)0, -5);
	KTEST_EXPECT_GE(test, 7, 7L);
}

static void others(struct ktest *test)
{
	KTEST_EXPECT_TRUE(test, test->name);
	KTEST_EXPECT_TRUE(test, 256);
	KTEST_EXPECT_FALSE(test, 0);
	KTEST_EXPECT_NULL(test, null);
	KTEST_EXPECT_NOT_NULL(test, "");
	KTEST_EXPECT_STREQ(test, "abc", "abc");
	KTEST_EXPECT_STREQ(test, null, null);
	KTEST_EXPECT_MEMEQ(test, "abc", "abd", 2);
}

static void once(struct ktest *test)
{
	int calls = 0;

	KTEST_EXPECT_EQ(test, calls++, 0);
	KTEST_EXPECT_TRUE(test, calls++);
	KTEST_EXPECT_EQ(test, calls, 2);
	ktest_info(test, "calls: %d", calls);
}

static const struct ktest_case hold_cases[] = {
	KTEST_CASE(equal),
	KTEST_CASE(ordered),
	KTEST_CASE(others),
	KTEST_CASE(once),
	{ 0 },
};

static const struct ktest_suite hold_suite = {
	.name = "holds",
	.cases = hold_cases,
};

/* -------------------------------------------------------------------- skips */

static void skipped(struct ktest *test)
{
	KTEST_SKIP(test, "not here");
	KTEST_FAIL(test, "reached");
}

static const struct ktest_case skip_cases[] = { KTEST_CASE(skipped), { 0 } };

static const struct ktest_suite skip_suite = {
	.name = "skips",
	.cases = skip_cases,
};

/* -------------------------------------------------------------------- fails */

static void integers(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, 1, 2);
	KTEST_EXPECT_NE(test, 10u, 10);
	KTEST_EXPECT_LT(test, 0u, -1);
	KTEST_EXPECT_LE(test, bits.three, -9000000000LL);
	KTEST_EXPECT_GT(test, 1, 1);
	KTEST_EXPECT_GE(test, 1, 1ULL << 40);
}

static void conditions(struct ktest *test)
{
	KTEST_EXPECT_TRUE(test, bits.three == 4);
	KTEST_EXPECT_FALSE(test, 256);
}

static void pointers(struct ktest *test)
{
	KTEST_EXPECT_NULL(test, (void *)0x20);
	KTEST_EXPECT_NOT_NULL(test, null);
	KTEST_EXPECT_EQ(test, (void *)0x20, (char *)0x40);
}

static void texts(struct ktest *test)
{
	KTEST_EXPECT_STREQ(test, "abc", "abd");
	KTEST_EXPECT_STREQ(test, "abc", null);
	KTEST_EXPECT_MEMEQ(test, "0123", "01x3", 4);
	KTEST_EXPECT_MEMEQ(test, "0123456789", "x123456789", 10);
}

static void message(struct ktest *test)
{
	KTEST_FAIL(test, "number %d", 5);
}

/* Goes on after an expectation, but not after an assertion. */
static void assertion(struct ktest *test)
{
	if (!KTEST_EXPECT_EQ(test, 1, 2))
		ktest_info(test, "went on");
	KTEST_ASSERT_TRUE(test, 0);
	KTEST_FAIL(test, "reached");
}

static void many(struct ktest *test)
{
	for (int i = 0; i < 1000; i++)
		KTEST_EXPECT_LT(test, i, 0);
}

/* A failure weighs more than a skip. */
static void failed_then_skipped(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, 1, 2);
	KTEST_SKIP(test, "too late");
}

static const struct ktest_case fail_cases[] = {
	KTEST_CASE(integers),
	KTEST_CASE(conditions),
	KTEST_CASE(pointers),
	KTEST_CASE(texts),
	KTEST_CASE(message),
	KTEST_CASE(assertion),
	KTEST_CASE(many),
	KTEST_CASE(failed_then_skipped),
	{ 0 },
};

static const struct ktest_suite fail_suite = {
	.name = "fails",
	.cases = fail_cases,
};

/* ------------------------------------------------------------ init and exit */

static int set_up(struct ktest *test)
{
	static int cases;

	KTEST_EXPECT_NULL(test, test->priv);
	test->priv = &cases;
	print("init of %s.%s, seed 0x%x\n", test->suite, test->name,
	      (unsigned int)test->seed);
	return ++cases == 3;
}

static void tear_down(struct ktest *test)
{
	print("exit of %s\n", test->name);
	KTEST_EXPECT_NE(test, *(int *)test->priv, 2);
}

static void passes(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, *(int *)test->priv, 1);
}

static void fails_in_exit(struct ktest *test)
{
	(void)test;
}

static void fails_in_init(struct ktest *test)
{
	KTEST_FAIL(test, "reached");
}

static const struct ktest_case fixture_cases[] = {
	KTEST_CASE(passes),
	KTEST_CASE(fails_in_exit),
	KTEST_CASE(fails_in_init),
	{ 0 },
};

static const struct ktest_suite fixture_suite = {
	.name = "fixture",
	.init = set_up,
	.exit = tear_down,
	.cases = fixture_cases,
};

KTEST_MAIN(&hold_suite, &skip_suite, &fail_suite, &fixture_suite)
