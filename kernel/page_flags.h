/* SPDX-License-Identifier: MIT */
/*
 * A page's use count and flags.
 *
 * Packed (CONFIG_HAKMEM_PACKED_FLAGS), both share one word:
 *
 *	used - 1 - (flags << 16)
 *
 * which is negative as soon as there is a flag, or no block in use. A free subtracts
 * one and looks at the sign of the result, once: it is negative for the full page, the
 * collected page, the retired page, the page that becomes empty and the double free
 * into an empty page. used is at most PAGE_BLOCKS_MAX. An only page of its class is
 * kept when it becomes empty, so that is not the end of the fast path.
 */
#ifndef KERNEL_PAGE_FLAGS_H
#define KERNEL_PAGE_FLAGS_H

#include <asm/barrier.h>
#include "types.h"

#ifdef CONFIG_HAKMEM_PACKED_FLAGS

#define STATE_USED_MASK	  0xffffu
#define STATE_FLAGS_SHIFT 16

#define PAGE_STATE(flags) { 0u - 1u - ((uint32_t)(flags) << STATE_FLAGS_SHIFT) }

static inline unsigned int page_used_count(const struct page *page)
{
	return (page->state.word + 1u) & STATE_USED_MASK;
}

static always_inline void page_used_add(struct page *page, unsigned int n)
{
	page->state.word += n;
}

static inline void page_used_sub(struct page *page, unsigned int n)
{
	page->state.word -= n;
}

/*
 * Count a free if nothing else is to be done; false, with nothing changed, if not. An
 * only page of its queue may become empty without further ado. The barrier has the
 * word read again, so that no register is kept for it meanwhile.
 */
static always_inline bool page_used_dec_common(struct page *page)
{
	uint32_t word = page->state.word - 1;

	if (unlikely((int32_t)word < 0)) {
		barrier();
		if (page->state.word || page->next != page)
			return false;
		word = UINT32_MAX;
	}
	page->state.word = word;
	return true;
}

static inline unsigned int page_flags(const struct page *page)
{
	return (STATE_USED_MASK - 1u - page->state.word) >> STATE_FLAGS_SHIFT;
}

/* Set flags that are clear; clear flags that are set. */
static inline void page_raise_flags(struct page *page, unsigned int flags)
{
	page->state.word -= flags << STATE_FLAGS_SHIFT;
}

static inline void page_drop_flags(struct page *page, unsigned int flags)
{
	page->state.word += flags << STATE_FLAGS_SHIFT;
}

/* Set, clear flags, whatever they are. */
static inline void page_set_flags(struct page *page, unsigned int flags)
{
	page_raise_flags(page, flags & ~page_flags(page));
}

static inline void page_clear_flags(struct page *page, unsigned int flags)
{
	page_drop_flags(page, flags & page_flags(page));
}

#else /* a byte each: what the packed word is measured against */

#define PAGE_STATE(flags)                                                     \
	{ .is_full = ((flags) & PAGE_FULL) != 0,                              \
	  .has_remote_frees = ((flags) & PAGE_REMOTE) != 0,                   \
	  .is_retired = ((flags) & PAGE_RETIRED) != 0,                        \
	  .has_aligned = ((flags) & PAGE_ALIGNED) != 0 }

static inline unsigned int page_used_count(const struct page *page)
{
	return page->state.used;
}

static always_inline void page_used_add(struct page *page, unsigned int n)
{
	page->state.used = (uint16_t)(page->state.used + n);
}

static inline void page_used_sub(struct page *page, unsigned int n)
{
	page->state.used = (uint16_t)(page->state.used - n);
}

static always_inline bool page_used_dec_common(struct page *page)
{
	if (unlikely(page->state.is_full) || unlikely(page->state.has_remote_frees) ||
	    unlikely(page->state.is_retired) || unlikely(page->state.has_aligned) ||
	    unlikely(page->state.used <= 1 && !(page->state.used && page->next == page)))
		return false;
	page->state.used--;
	return true;
}

static inline unsigned int page_flags(const struct page *page)
{
	return (page->state.is_full ? PAGE_FULL : 0u) |
	       (page->state.has_remote_frees ? PAGE_REMOTE : 0u) |
	       (page->state.is_retired ? PAGE_RETIRED : 0u) |
	       (page->state.has_aligned ? PAGE_ALIGNED : 0u);
}

static inline void page_assign_flags(struct page *page, unsigned int flags)
{
	page->state.is_full = (flags & PAGE_FULL) != 0;
	page->state.has_remote_frees = (flags & PAGE_REMOTE) != 0;
	page->state.is_retired = (flags & PAGE_RETIRED) != 0;
	page->state.has_aligned = (flags & PAGE_ALIGNED) != 0;
}

static inline void page_set_flags(struct page *page, unsigned int flags)
{
	page_assign_flags(page, page_flags(page) | flags);
}

static inline void page_clear_flags(struct page *page, unsigned int flags)
{
	page_assign_flags(page, page_flags(page) & ~flags);
}

static inline void page_raise_flags(struct page *page, unsigned int flags)
{
	page_set_flags(page, flags);
}

static inline void page_drop_flags(struct page *page, unsigned int flags)
{
	page_clear_flags(page, flags);
}

#endif

#if CONFIG_HAKMEM_HELD_SHIFT

/* Blocks in use that the count leaves out; not 0 for a page that is held back. */
static inline unsigned int page_held(const struct page *page)
{
	return page->held;
}

static inline void page_held_init(struct page *page)
{
	page->held = 0;
}

#else

static inline unsigned int page_held(const struct page *page)
{
	(void)page;
	return 0;
}

static inline void page_held_init(struct page *page)
{
	(void)page;
}

#endif

/* Not on the queue of its class. */
static inline bool page_is_full(const struct page *page)
{
	return page_flags(page) & PAGE_FULL || page_held(page);
}

static inline void page_state_init(struct page *page)
{
	page->state = (struct page_state)PAGE_STATE(0);
}

static inline unsigned int page_class(const struct page *page)
{
	return page->class;
}

#endif
