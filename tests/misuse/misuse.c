/* SPDX-License-Identifier: MIT */
#include "tests/misuse/misuse.h"

#define TRIED 2u /* sizes that reported() allocates, the smallest there are */

static struct chain bystanders;

int misuse_init(struct ktest *test)
{
	int err = fixture_init(test);

	bystanders = (struct chain){ 0 };
	if (err)
		return err;
	for (size_t size = 1; size <= 3 * CLASS_MAX; size *= 3)
		chain_malloc(&bystanders, size);
	/* what reported() tries needs no new page */
	for (unsigned int i = 1; i <= TRIED; i++)
		chain_malloc(&bystanders, i * HAKMEM_ALIGNMENT);
	return 0;
}

void start_afresh(void)
{
	bystanders = (struct chain){ 0 };
}

void misuse_exit(struct ktest *test)
{
	KTEST_EXPECT_TRUE(test, chain_free(&bystanders));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	fixture_exit(test);
}

bool reported(struct ktest *test, enum hakmem_fault_code code, const void *address,
	      size_t block_size)
{
	bool good = fault_taken(test, code, address, block_size);

	good &= KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	good &= KTEST_EXPECT_TRUE(test, chain_intact(&bystanders));
	for (unsigned int i = 1; i <= TRIED; i++)
		hakmem_free(hakmem_malloc(i * HAKMEM_ALIGNMENT));
	good &= KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	good &= KTEST_EXPECT_EQ(test, fault_count(), 0);
	return good;
}

bool refused(struct ktest *test, void *p, enum hakmem_fault_code code, size_t block_size,
	     bool checks_free)
{
	bool good;

	KTEST_EXPECT_EQ(test, hakmem_usable_size(p), 0);
	good = KTEST_EXPECT_TRUE(test, reported(test, code, p, block_size));
	KTEST_EXPECT_NULL(test, hakmem_realloc(p, 10));
	good &= KTEST_EXPECT_TRUE(test, reported(test, code, p, block_size));
	KTEST_EXPECT_NULL(test, hakmem_realloc(p, CLASS_MAX + 1));
	good &= KTEST_EXPECT_TRUE(test, reported(test, code, p, block_size));
	hakmem_free_sized(p, 1);
	good &= KTEST_EXPECT_TRUE(test, reported(test, code, p, block_size));
	if (!checks_free)
		return good;
	hakmem_free(p);
	good &= KTEST_EXPECT_TRUE(test, reported(test, code, p, block_size));
	KTEST_EXPECT_NULL(test, hakmem_realloc(p, 0));
	good &= KTEST_EXPECT_TRUE(test, reported(test, code, p, block_size));
	return good;
}
