// SPDX-License-Identifier: MIT
/* Checks that a release build leaves out: CONFIG_HAKMEM_DEBUG. */
#include "block.h"
#include "context.h"
#include "debug.h"
#include "fault.h"
#include "page.h"
#include "page_map.h"
#include "size_class.h"

/* Is @block the start of a block that was handed out at least once? */
static bool is_block(const struct page *page, const void *block)
{
	const char *first = page_first_block(page);

	return (const char *)block >= first &&
	       (const char *)block < first + page->carved * class_size(page_class(page)) &&
	       page_block(page, block) == block;
}

static unsigned int length(const struct page *page, const struct block *block)
{
	unsigned int n = 0;

	for (; block && n < page->carved; block = block->next)
		n++;
	return n;
}

/* Let malloc's list be @list. Blocks that are on no list now count as used. */
static void cut_free(struct page *page, struct block *list)
{
	unsigned int listed;

	page->free = list;
	listed = length(page, list) + length(page, page->local_free);
	page_used_add(page, page->carved - listed - page_used_count(page));
}

bool debug_check_link(struct page *page, struct block *block)
{
	bool is_lost = !is_block(page, block);

	if (!is_lost && (!block->next || is_block(page, block->next)))
		return true;
	if (!is_lost)
		block->next = NULL;
	cut_free(page, is_lost ? NULL : block);
	fault_report(page->heap->arena, HAKMEM_FAULT_CORRUPT, block, page);
	return !is_lost;
}

static bool on_list(const struct page *page, const struct block *block, const void *p)
{
	for (unsigned int n = page->capacity; block && n; n--, block = block->next)
		if (block == p)
			return true;
	return false;
}

/* Start of the block that @p may have been handed out for, or NULL. */
static const struct block *block_of(const struct page *page, const void *p)
{
	const struct block *block;

	if ((const char *)p < page_first_block(page))
		return NULL;
	block = page_block(page, p);
	return is_block(page, block) && block_handed_out_at(page, block, p) ? block : NULL;
}

bool debug_check_free(const struct page *page, const void *p)
{
	const struct block *block;
	struct hakmem_arena *arena;

	if (page == PAGE_NONE || page_class(page) >= NR_CLASSES)
		return true;
	arena = page->heap->arena;
	block = block_of(page, p);
	if (!block) {
		fault_report(arena, HAKMEM_FAULT_NOT_A_BLOCK, p, page);
		return false;
	}
	if (on_list(page, page->free, block) || on_list(page, page->local_free, block) ||
	    on_list(page, tf_head(page, atomic_read_acquire(&page->thread_free)), block)) {
		fault_report(arena, HAKMEM_FAULT_DOUBLE_FREE, p, page);
		return false;
	}
	return true;
}
