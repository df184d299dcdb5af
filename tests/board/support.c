/* SPDX-License-Identifier: MIT */
/* lib/mem.c, lib/rng.c, and a board's memory and library. */
#include <hakmem.h>

#include "support/image.h"
#include "support/mem.h"
#include "support/rng.h"
#include "tests/board/board_test.h"

#define BYTES 40

static unsigned char area[BYTES];
static uint32_t in_data = 0x600dda7a;
static uint32_t in_bss[16];

static void fill(void)
{
	for (int i = 0; i < BYTES; i++)
		area[i] = (unsigned char)i;
}

/* Which byte of the pattern of fill() is expected at @i after a move. */
static size_t moved(size_t i, size_t to, size_t from, size_t n)
{
	return i >= to && i < to + n ? i - to + from : i;
}

static void memmove_any_way(struct ktest *test)
{
	for (size_t to = 0; to < 9; to++)
		for (size_t from = 0; from < 9; from++)
			for (size_t n = 0; n < 24; n++) {
				size_t wrong = 0;

				fill();
				KTEST_EXPECT_EQ(test, memmove(area + to, area + from, n),
						area + to);
				for (size_t i = 0; i < BYTES; i++)
					wrong += area[i] != moved(i, to, from, n);
				KTEST_ASSERT_EQ(test, wrong, 0);
			}
}

static void memcpy_any_alignment(struct ktest *test)
{
	unsigned char copy[BYTES];

	fill();
	for (size_t to = 0; to < 5; to++)
		for (size_t from = 0; from < 5; from++)
			for (size_t n = 0; n < 24; n++) {
				memset(copy, 0xee, sizeof(copy));
				KTEST_EXPECT_EQ(test, memcpy(copy + to, area + from, n),
						copy + to);
				KTEST_EXPECT_MEMEQ(test, copy + to, area + from, n);
				KTEST_EXPECT_EQ(test, copy[to + n], 0xee);
				KTEST_ASSERT_TRUE(test, !to || copy[to - 1] == 0xee);
			}
}

static void memset_any_alignment(struct ktest *test)
{
	for (size_t to = 0; to < 5; to++)
		for (size_t n = 0; n < 24; n++) {
			size_t wrong = 0;

			fill();
			KTEST_EXPECT_EQ(test, memset(area + to, 0x1a5, n), area + to);
			for (size_t i = 0; i < BYTES; i++)
				wrong += area[i] != (i >= to && i < to + n ? 0xa5 : i);
			KTEST_ASSERT_EQ(test, wrong, 0);
		}
}

static void comparisons(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, memcmp("abc", "abd", 2), 0);
	KTEST_EXPECT_LT(test, memcmp("abc", "abd", 3), 0);
	KTEST_EXPECT_GT(test, memcmp("\xff", "\x01", 1), 0);
	KTEST_EXPECT_EQ(test, memcmp("a", "b", 0), 0);
	KTEST_EXPECT_EQ(test, strcmp("", ""), 0);
	KTEST_EXPECT_EQ(test, strcmp("abc", "abc"), 0);
	KTEST_EXPECT_LT(test, strcmp("ab", "abc"), 0);
	KTEST_EXPECT_GT(test, strcmp("\xff", "a"), 0);
	KTEST_EXPECT_EQ(test, strncmp("abc", "abd", 2), 0);
	KTEST_EXPECT_LT(test, strncmp("abc", "abd", 3), 0);
	KTEST_EXPECT_EQ(test, strncmp("ab", "ab", 9), 0);
	KTEST_EXPECT_EQ(test, strlen(""), 0);
	KTEST_EXPECT_EQ(test, strlen("four"), 4);
}

/* Numbers that another implementation of the generator gives. */
static void rng_is_xorshift32(struct ktest *test)
{
	struct rng rng;

	rng_seed(&rng, 1);
	KTEST_EXPECT_EQ(test, rng_next(&rng), 270369);
	KTEST_EXPECT_EQ(test, rng_next(&rng), 67634689);
	KTEST_EXPECT_EQ(test, rng_next(&rng), 2647435461u);
	KTEST_EXPECT_EQ(test, rng_next(&rng), 307599695);
	rng_seed(&rng, 0);
	KTEST_EXPECT_EQ(test, rng_next(&rng), 270369);
}

static void rng_stays_in_range(struct ktest *test)
{
	uint32_t below = 0, range = 0, octaves = 0;
	struct rng rng;

	rng_seed(&rng, test->seed);
	for (int i = 0; i < 4000; i++) {
		uint32_t a = rng_below(&rng, 7);
		uint32_t b = rng_range(&rng, 3, 12);
		uint32_t c = rng_log(&rng, 8, 4);

		KTEST_ASSERT_LE(test, a, 6);
		KTEST_ASSERT_GE(test, b, 3);
		KTEST_ASSERT_LE(test, b, 12);
		KTEST_ASSERT_GE(test, c, 8);
		KTEST_ASSERT_LE(test, c, 128);
		below |= 1u << a;
		range |= 1u << b;
		octaves |= c & -c;
		octaves |= c == 128 ? 128 : 0;
	}
	/* Every value was drawn, the ends included. */
	KTEST_EXPECT_EQ(test, below, 0x7f);
	KTEST_EXPECT_EQ(test, range, 0x1ff8);
	KTEST_EXPECT_TRUE(test, octaves & 128);
}

static void start_up_prepares_memory(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, in_data, 0x600dda7a);
	in_data = 0;
	for (size_t i = 0; i < 16; i++)
		KTEST_EXPECT_EQ(test, in_bss[i], 0);
}

static void arena_is_memory(struct ktest *test)
{
	size_t size, again, wrong = 0;
	unsigned char *p = image_arena(&size);
	size_t step = size / 1000 | 1;

	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_EQ(test, (uintptr_t)p % 64, 0);
	KTEST_EXPECT_GE(test, size, 10000);
	KTEST_EXPECT_EQ(test, image_arena(&again), p);
	KTEST_EXPECT_EQ(test, again, size);
	ktest_info(test, "arena of %zu bytes", size);

	p[0] = 0;
	for (size_t i = 0; i < size; i += step)
		p[i] = (unsigned char)(i / step);
	p[size - 1] = 0x77;
	for (size_t i = 0; i < size - 1; i += step)
		wrong += p[i] != (unsigned char)(i / step);
	KTEST_EXPECT_EQ(test, wrong, 0);
	KTEST_EXPECT_EQ(test, p[size - 1], 0x77);
}

/* Nothing of a board clashes with the library. */
static void library_links(struct ktest *test)
{
	size_t size;
	void *base = image_arena(&size);
	void *p;

	KTEST_ASSERT_EQ(test, hakmem_init(base, size), 0);
	p = hakmem_malloc(24);
	KTEST_ASSERT_NOT_NULL(test, p);
	p = hakmem_realloc(p, 300);
	KTEST_ASSERT_NOT_NULL(test, p);
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

static uintptr_t subtract(uintptr_t a, uintptr_t b)
{
	return a - b;
}

/* With or without counting. */
static void cost_calls(struct ktest *test)
{
	uintptr_t result;
	uint32_t cost = image_cost((image_fn)subtract, 50, 8, &result);

	KTEST_EXPECT_EQ(test, result, 42);
	KTEST_EXPECT_EQ(test, cost != 0, image_cost_works());
}

static const struct ktest_case cases[] = {
	KTEST_CASE(memmove_any_way),
	KTEST_CASE(memcpy_any_alignment),
	KTEST_CASE(memset_any_alignment),
	KTEST_CASE(comparisons),
	KTEST_CASE(rng_is_xorshift32),
	KTEST_CASE(rng_stays_in_range),
	KTEST_CASE(start_up_prepares_memory),
	KTEST_CASE(arena_is_memory),
	KTEST_CASE(library_links),
	KTEST_CASE(cost_calls),
	{ 0 },
};

const struct ktest_suite support_suite = { .name = "support", .cases = cases };
