// SPDX-License-Identifier: MIT
/* Other systems: what they do with their memory, done here. */
#include <errno.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "preload_test.h"

#define MB ((size_t)1 << 20)

static struct {
	size_t page; /* bytes; 0: as they are */
} pretended;

int getpagesize(void)
{
	return (int)(pretended.page ? pretended.page : getauxval(AT_PAGESZ));
}

/* Lengths are rounded up to pages, and addresses are not. */
int madvise(void *base, size_t size, int advice)
{
	size_t page = (size_t)getpagesize();

	if ((uintptr_t)base % page) {
		errno = EINVAL;
		return -1;
	}
	size = (size + page - 1) & ~(page - 1);
	return (int)syscall(SYS_madvise, base, size, advice);
}

/* ------------------------------------------------------------------- pages of 64 KB */

enum { BLOCKS = 12 };

/* An odd number of slices: blocks begin in the middle of a page. */
#define BLOCK_BYTES (4 * MB + 32768)

static unsigned char *blocks[BLOCKS];

static bool is_all(const unsigned char *p, unsigned char byte)
{
	return p[0] == byte && !memcmp(p, p + 1, BLOCK_BYTES - 1);
}

/* @byte in each @step-th block from @first on. */
static void expect_all(struct ktest *test, int first, int step, unsigned char byte)
{
	for (int i = first; i < BLOCKS; i += step)
		KTEST_EXPECT_TRUE(test, is_all(blocks[i], byte));
}

static void get_blocks(struct ktest *test, int step)
{
	for (int i = 0; i < BLOCKS; i += step) {
		blocks[i] = calloc(1, BLOCK_BYTES);
		KTEST_ASSERT_NOT_NULL(test, blocks[i]);
		KTEST_EXPECT_TRUE(test, is_all(blocks[i], 0));
		memset(blocks[i], 0xa5, BLOCK_BYTES);
	}
}

static void free_blocks(int first, int step)
{
	for (int i = first; i < BLOCKS; i += step)
		free(blocks[i]);
}

/* calloc() clears its block, and the system takes back free ones: no others. */
static void test_long_pages(struct ktest *test)
{
	pretended.page = 65536;
	get_blocks(test, 1);
	expect_all(test, 0, 1, 0xa5);
	free_blocks(0, 2);
	get_blocks(test, 2);
	expect_all(test, 0, 1, 0xa5);
	free_blocks(0, 2);
	malloc_trim(0);
	expect_all(test, 1, 2, 0xa5);
	free_blocks(1, 2);
	pretended.page = 0;
}

static const struct ktest_case cases[] = {
	KTEST_CASE(test_long_pages),
	{ 0 },
};

const struct ktest_suite system_suite = { .name = "system", .cases = cases };
