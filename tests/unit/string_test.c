/* SPDX-License-Identifier: MIT */
/* The library's own memory functions: lib/string.c. */
#include <lib/string.h>

#include "tests/unit/fixture.h"

#define WORDS 40u

static unsigned long from[WORDS], to[WORDS];

static void scatter(unsigned long *words, unsigned long seed)
{
	for (unsigned int i = 0; i < WORDS; i++)
		words[i] = (i + seed) * 0x9e3779b1ul + 1;
}

/* Every length at every start; the words around stay as they are. */
static void zero_every_length(struct ktest *test)
{
	for (unsigned int start = 1; start < 6; start++) {
		for (unsigned int n = 0; start + n < WORDS; n++) {
			scatter(from, 0);
			scatter(to, 0);
			mem_zero(&to[start], n * sizeof(long));
			for (unsigned int i = 0; i < WORDS; i++) {
				bool inside = i >= start && i < start + n;

				KTEST_ASSERT_EQ(test, to[i], inside ? 0 : from[i]);
			}
		}
	}
}

static void copy_every_length(struct ktest *test)
{
	for (unsigned int start = 1; start < 6; start++) {
		for (unsigned int n = 0; start + n < WORDS; n++) {
			scatter(from, 0);
			scatter(to, 1000);
			mem_copy(&to[start], &from[1], n * sizeof(long));
			for (unsigned int i = 0; i < WORDS; i++) {
				bool inside = i >= start && i < start + n;

				KTEST_ASSERT_EQ(test, to[i], inside ? from[i - start + 1] :
								      (i + 1000) * 0x9e3779b1ul + 1);
			}
		}
	}
}

static const struct ktest_case string_cases[] = {
	KTEST_CASE(zero_every_length),
	KTEST_CASE(copy_every_length),
	{ 0 },
};

const struct ktest_suite string_suite = {
	.name = "string",
	.cases = string_cases,
};
