/* SPDX-License-Identifier: MIT */
/*
 * Test framework in the shape of KUnit: the same sources run on the host and in
 * images and print KTAP version 1.
 *
 *	static void test_sum(struct ktest *test)
 *	{
 *		KTEST_EXPECT_EQ(test, 1 + 1, 2);
 *	}
 *
 *	static const struct ktest_case sum_cases[] = {
 *		KTEST_CASE(test_sum),
 *		{ 0 },
 *	};
 *
 *	static const struct ktest_suite sum_suite = {
 *		.name = "sum",
 *		.cases = sum_cases,
 *	};
 *
 *	KTEST_MAIN(&sum_suite)
 *
 * The program's Kbuild lists ../ktest.o. Arguments:
 *	--filter=TEXT	run only the cases whose "suite.case" contains TEXT
 *	--seed=N	test->seed, decimal or 0x
 *
 * An expectation that fails prints both values and fails the case, which goes
 * on; an assertion also returns from the function it stands in, which must
 * return void. Expectations are expressions: true when they hold. All of them
 * are for the context that runs the case: other threads hand their findings over.
 */
#ifndef TESTS_KTEST_H
#define TESTS_KTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/print.h"

/**
 * struct ktest - the case that is running.
 * @suite: its suite's name.
 * @name: its own name.
 * @seed: for struct rng; the same for all cases, printed when one fails.
 * @priv: for the suite's init, exit and cases; NULL before init.
 * @failures: expectations that failed so far.
 * @skip: why the case was skipped, or NULL.
 */
struct ktest {
	const char *suite;
	const char *name;
	uint32_t seed;
	void *priv;
	unsigned int failures;
	const char *skip;
};

/** struct ktest_case - a function and its name; a NULL @run ends a list. */
struct ktest_case {
	void (*run)(struct ktest *test);
	const char *name;
};

/* clang-format off */
#define KTEST_CASE(fn) { .run = (fn), .name = #fn }
/* clang-format on */

/**
 * struct ktest_suite - cases with common set-up.
 * @name: one word.
 * @init: called before each case, or NULL; not 0 fails the case without running
 * it. It may use expectations and set @test->skip.
 * @exit: called after each case, whatever its result, when @init returned 0.
 * @cases: ends with an empty element.
 */
struct ktest_suite {
	const char *name;
	int (*init)(struct ktest *test);
	void (*exit)(struct ktest *test);
	const struct ktest_case *cases;
};

/**
 * ktest_run() - run suites and print KTAP.
 * @suites: ends with NULL.
 * @argc: as image_main() got it.
 * @argv: likewise.
 *
 * Return: 0; 1 when a case failed; 2 for a wrong argument or a filter that
 * selects nothing.
 */
int ktest_run(const struct ktest_suite *const *suites, int argc, char **argv);

/* KTEST_MAIN(&suite_a, &suite_b) - the program consists of these suites. */
#define KTEST_MAIN(...)                                                                  \
	int image_main(int argc, char **argv);                                           \
	int image_main(int argc, char **argv)                                            \
	{                                                                                \
		static const struct ktest_suite *const suites[] = { __VA_ARGS__, NULL }; \
                                                                                         \
		return ktest_run(suites, argc, argv);                                    \
	}

/** ktest_info() - print a diagnostic line ("# text"); no newline in @fmt. */
PRINT_FORMAT(2, 3)
void ktest_info(struct ktest *test, const char *fmt, ...);

/* ------------------------------------------------------------ expectations */

/*
 * Integers of any type are compared by value (-1 is less than 1u), pointers by
 * address. _EQ, _NE, _LT, _LE, _GT and _GE take either.
 */
#define KTEST_EXPECT_EQ(test, a, b)	  KTEST_COMPARE(test, KTEST_EQ, a, b, #a, #b)
#define KTEST_EXPECT_NE(test, a, b)	  KTEST_COMPARE(test, KTEST_NE, a, b, #a, #b)
#define KTEST_EXPECT_LT(test, a, b)	  KTEST_COMPARE(test, KTEST_LT, a, b, #a, #b)
#define KTEST_EXPECT_LE(test, a, b)	  KTEST_COMPARE(test, KTEST_LE, a, b, #a, #b)
#define KTEST_EXPECT_GT(test, a, b)	  KTEST_COMPARE(test, KTEST_GT, a, b, #a, #b)
#define KTEST_EXPECT_GE(test, a, b)	  KTEST_COMPARE(test, KTEST_GE, a, b, #a, #b)
#define KTEST_EXPECT_TRUE(test, a)	  KTEST_CONDITION(test, a, #a, true)
#define KTEST_EXPECT_FALSE(test, a)	  KTEST_CONDITION(test, a, #a, false)
#define KTEST_EXPECT_NULL(test, a)	  KTEST_COMPARE(test, KTEST_EQ, a, NULL, #a, "NULL")
#define KTEST_EXPECT_NOT_NULL(test, a)	  KTEST_COMPARE(test, KTEST_NE, a, NULL, #a, "NULL")
#define KTEST_EXPECT_STREQ(test, a, b)	  KTEST_STRINGS(test, a, b, #a, #b)
#define KTEST_EXPECT_MEMEQ(test, a, b, n) KTEST_BYTES(test, a, b, n, #a, #b)

#define KTEST_ASSERT_EQ(test, a, b) \
	KTEST_OR_RETURN(KTEST_COMPARE(test, KTEST_EQ, a, b, #a, #b))
#define KTEST_ASSERT_NE(test, a, b) \
	KTEST_OR_RETURN(KTEST_COMPARE(test, KTEST_NE, a, b, #a, #b))
#define KTEST_ASSERT_LT(test, a, b) \
	KTEST_OR_RETURN(KTEST_COMPARE(test, KTEST_LT, a, b, #a, #b))
#define KTEST_ASSERT_LE(test, a, b) \
	KTEST_OR_RETURN(KTEST_COMPARE(test, KTEST_LE, a, b, #a, #b))
#define KTEST_ASSERT_GT(test, a, b) \
	KTEST_OR_RETURN(KTEST_COMPARE(test, KTEST_GT, a, b, #a, #b))
#define KTEST_ASSERT_GE(test, a, b) \
	KTEST_OR_RETURN(KTEST_COMPARE(test, KTEST_GE, a, b, #a, #b))
#define KTEST_ASSERT_TRUE(test, a)  KTEST_OR_RETURN(KTEST_CONDITION(test, a, #a, true))
#define KTEST_ASSERT_FALSE(test, a) KTEST_OR_RETURN(KTEST_CONDITION(test, a, #a, false))
#define KTEST_ASSERT_NULL(test, a) \
	KTEST_OR_RETURN(KTEST_COMPARE(test, KTEST_EQ, a, NULL, #a, "NULL"))
#define KTEST_ASSERT_NOT_NULL(test, a) \
	KTEST_OR_RETURN(KTEST_COMPARE(test, KTEST_NE, a, NULL, #a, "NULL"))
#define KTEST_ASSERT_STREQ(test, a, b) KTEST_OR_RETURN(KTEST_STRINGS(test, a, b, #a, #b))
#define KTEST_ASSERT_MEMEQ(test, a, b, n) \
	KTEST_OR_RETURN(KTEST_BYTES(test, a, b, n, #a, #b))

/* KTEST_FAIL(test, "format", ...) - fail the case with a message; it goes on. */
#define KTEST_FAIL(test, ...) ktest_fail(test, __FILE__, __LINE__, __VA_ARGS__)

/* KTEST_SKIP(test, "why") - end the case as skipped. */
#define KTEST_SKIP(test, why)         \
	do {                          \
		(test)->skip = (why); \
		return;               \
	} while (0)

/* -------------------------------------------------------- how they are made */

/* The texts are made of the arguments before anything in them is expanded. */

enum ktest_op {
	KTEST_EQ,
	KTEST_NE,
	KTEST_LT,
	KTEST_LE,
	KTEST_GT,
	KTEST_GE
};
enum ktest_kind {
	KTEST_SIGNED,
	KTEST_UNSIGNED,
	KTEST_POINTER
};

/* Where an expectation stands, and what is known of it when it is compiled. */
struct ktest_site {
	const char *file;
	const char *a;
	const char *b;
	unsigned short line;
	unsigned char op;
	unsigned char kind_a;
	unsigned char kind_b;
};

bool ktest_compare(struct ktest *test, const struct ktest_site *site,
		   unsigned long long a, unsigned long long b);
bool ktest_condition(struct ktest *test, const struct ktest_site *site, bool value,
		     bool wanted);
bool ktest_strings(struct ktest *test, const struct ktest_site *site, const char *a,
		   const char *b);
bool ktest_bytes(struct ktest *test, const struct ktest_site *site, const void *a,
		 const void *b, size_t n);
PRINT_FORMAT(4, 5)
void ktest_fail(struct ktest *test, const char *file, int line, const char *fmt, ...);

static inline unsigned long long ktest_signed(long long v)
{
	return (unsigned long long)v;
}

static inline unsigned long long ktest_unsigned(unsigned long long v)
{
	return v;
}

static inline unsigned long long ktest_pointer(const volatile void *v)
{
	return (uintptr_t)v;
}

/* The conditional promotes, so that bit-fields and small types need no case. */
/* clang-format off */
#define KTEST_BY_KIND(x, s, u, p)                                              \
	_Generic((1 ? (x) : (x)), int : s, long : s, long long : s,            \
		 unsigned int : u, unsigned long : u, unsigned long long : u,  \
		 default : p)
/* clang-format on */
#define KTEST_KIND(x)  KTEST_BY_KIND(x, KTEST_SIGNED, KTEST_UNSIGNED, KTEST_POINTER)
#define KTEST_VALUE(x) KTEST_BY_KIND(x, ktest_signed, ktest_unsigned, ktest_pointer)(x)

#define KTEST_COMPARE(test, op_, a_, b_, text_a, text_b)                             \
	__extension__({                                                              \
		static const struct ktest_site ktest_site_ = {                       \
			.file = __FILE__,                                            \
			.a = text_a,                                                 \
			.b = text_b,                                                 \
			.line = __LINE__,                                            \
			.op = (op_),                                                 \
			.kind_a = KTEST_KIND(a_),                                    \
			.kind_b = KTEST_KIND(b_),                                    \
		};                                                                   \
		ktest_compare(test, &ktest_site_, KTEST_VALUE(a_), KTEST_VALUE(b_)); \
	})

#define KTEST_CONDITION(test, a_, text_a, wanted)                                 \
	__extension__({                                                           \
		static const struct ktest_site ktest_site_ = {                    \
			.file = __FILE__,                                         \
			.a = text_a,                                              \
			.line = __LINE__,                                         \
		};                                                                \
		ktest_condition(test, &ktest_site_, (a_) ? true : false, wanted); \
	})

#define KTEST_STRINGS(test, a_, b_, text_a, text_b)            \
	__extension__({                                        \
		static const struct ktest_site ktest_site_ = { \
			.file = __FILE__,                      \
			.a = text_a,                           \
			.b = text_b,                           \
			.line = __LINE__,                      \
		};                                             \
		ktest_strings(test, &ktest_site_, a_, b_);     \
	})

#define KTEST_BYTES(test, a_, b_, n, text_a, text_b)           \
	__extension__({                                        \
		static const struct ktest_site ktest_site_ = { \
			.file = __FILE__,                      \
			.a = text_a,                           \
			.b = text_b,                           \
			.line = __LINE__,                      \
		};                                             \
		ktest_bytes(test, &ktest_site_, a_, b_, n);    \
	})

#define KTEST_OR_RETURN(expectation) \
	do {                         \
		if (!(expectation))  \
			return;      \
	} while (0)

#endif /* TESTS_KTEST_H */
