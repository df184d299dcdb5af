/* SPDX-License-Identifier: MIT */
/*
 * What only CONFIG_HAKMEM_DEBUG finds: each free looks for its block on the page's
 * lists, each allocation at the list it takes from.
 */
#include "tests/misuse/misuse.h"

static int list_init(struct ktest *test)
{
	if (!DEBUGGING)
		test->skip = "CONFIG_HAKMEM_DEBUG is off";
	return misuse_init(test);
}

#define NR_BLOCKS 6u

/* Blocks of one page, so that it does not empty. */
static size_t make_blocks(struct ktest *test, unsigned char **p)
{
	for (unsigned int i = 0; i < NR_BLOCKS; i++) {
		p[i] = hakmem_malloc(SMALL_SIZE);
		if (page_of(p[i]) != page_of(p[0]))
			test->skip = "pages are too small";
	}
	return hakmem_usable_size(p[0]);
}

static void free_blocks(unsigned char **p, unsigned int from)
{
	for (unsigned int i = from; i < NR_BLOCKS; i++)
		hakmem_free(p[i]);
}

static void double_free_at_once(struct ktest *test)
{
	unsigned char *p[NR_BLOCKS];
	size_t size = make_blocks(test, p);

	hakmem_free(p[0]);
	hakmem_free(p[0]);
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_DOUBLE_FREE, p[0], size));
	KTEST_EXPECT_NULL(test, hakmem_realloc(p[0], 0));
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_DOUBLE_FREE, p[0], size));
	free_blocks(p, 1);
}

static void double_free_after_others(struct ktest *test)
{
	unsigned char *p[NR_BLOCKS];
	size_t size = make_blocks(test, p);

	for (unsigned int i = 0; i < 4; i++)
		hakmem_free(p[i]);
	for (unsigned int i = 0; i < 4; i++) {
		hakmem_free(p[i]);
		KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_DOUBLE_FREE, p[i], size));
	}
	free_blocks(p, 4);
}

/* A block that was never handed out is on the list that allocation takes from. */
static void free_of_a_fresh_block(struct ktest *test)
{
	unsigned char *p[NR_BLOCKS];
	size_t size = make_blocks(test, p);
	struct page *page = page_of(p[0]);

	if (page->free) {
		struct block *fresh = page->free;

		hakmem_free(fresh);
		KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_DOUBLE_FREE, fresh, size));
	}
	free_blocks(p, 0);
}

/* The last live block of the only page of its class, twice and from its middle. */
static void last_block_of_a_page(struct ktest *test)
{
	unsigned char *p[2] = { hakmem_malloc(200 % CLASS_MAX), hakmem_malloc(200 % CLASS_MAX) };
	size_t size = hakmem_usable_size(p[0]);

	hakmem_free(p[1]);
	hakmem_free(p[1]);
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_DOUBLE_FREE, p[1],
					 page_of(p[1]) == PAGE_NONE ? 0 : size));
	hakmem_free(p[0] + 1);
	KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_NOT_A_BLOCK, p[0] + 1, size));
	hakmem_free(p[0]);
}

static void not_a_block_start(struct ktest *test)
{
	unsigned char *p[NR_BLOCKS];
	size_t size = make_blocks(test, p);

	for (size_t at = 1; at < size; at++) {
		hakmem_free(p[1] + at);
		KTEST_EXPECT_TRUE(test, reported(test, HAKMEM_FAULT_NOT_A_BLOCK, p[1] + at, size));
	}
	free_blocks(p, 0);
}

/* ------------------------------------------------------------ overwritten lists */

#ifdef CONFIG_HAKMEM_SHARDED_FREE

/* Allocates until the report comes, at most as often as the page has blocks. */
static void allocate_until_reported(struct chain *chain, const struct page *page)
{
	for (unsigned int i = 0; i <= page->capacity && !fault_count(); i++)
		chain_malloc(chain, SMALL_SIZE);
}

/*
 * A link of a free block is overwritten with @value: reported by the allocation
 * that comes to it, which does not follow it.
 */
static void overwrite_link(struct ktest *test, void *value)
{
	unsigned char *p[NR_BLOCKS];
	size_t size = make_blocks(test, p);
	struct page *page = page_of(p[0]);
	struct chain chain = { 0 };
	struct block *victim;

	while (page->free) /* or what is behind the block is lost */
		chain_malloc(&chain, size);
	hakmem_free(p[0]);
	victim = (struct block *)(void *)p[0];
	KTEST_ASSERT_EQ(test, owner_frees(page), victim);
	set_next_block(victim, value);
	allocate_until_reported(&chain, page);
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_CORRUPT, victim, size));
	KTEST_EXPECT_TRUE(test, chain_intact(&chain));
	for (struct link *link = chain.first; link; link = link->next)
		KTEST_EXPECT_NE(test, (void *)link, value);
	KTEST_EXPECT_TRUE(test, hakmem_validate() == 0);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	free_blocks(p, 1);
	KTEST_EXPECT_TRUE(test, hakmem_validate() == 0);
}

static void link_out_of_the_page(struct ktest *test)
{
	static unsigned char elsewhere[16];

	overwrite_link(test, elsewhere);
}

static void link_to_nowhere(struct ktest *test)
{
	overwrite_link(test, (void *)(uintptr_t)0x41414141);
}

static void link_into_the_header(struct ktest *test)
{
	void *p = hakmem_malloc(SMALL_SIZE);

	overwrite_link(test, page_of(p));
	hakmem_free(p);
}

static void link_into_a_block(struct ktest *test)
{
	unsigned char *p = hakmem_malloc(SMALL_SIZE);

	overwrite_link(test, p + 1);
	hakmem_free(p);
}

#endif

static const struct ktest_case list_cases[] = {
	KTEST_CASE(double_free_at_once),
	KTEST_CASE(double_free_after_others),
	KTEST_CASE(free_of_a_fresh_block),
	KTEST_CASE(last_block_of_a_page),
	KTEST_CASE(not_a_block_start),
#ifdef CONFIG_HAKMEM_SHARDED_FREE
	KTEST_CASE(link_out_of_the_page),
	KTEST_CASE(link_to_nowhere),
	KTEST_CASE(link_into_the_header),
	KTEST_CASE(link_into_a_block),
#endif
	{ 0 },
};

const struct ktest_suite list_suite = {
	.name = "list",
	.init = list_init,
	.exit = misuse_exit,
	.cases = list_cases,
};
