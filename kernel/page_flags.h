/* SPDX-License-Identifier: MIT */
/*
 * A page's use count and flags.
 *
 * Packed (CONFIG_HAKMEM_PACKED_FLAGS), both share one word, and the word holds
 * one less:
 *
 *	31      24 23      16 15               0
 *	|    0    |  flags   |      used       |  - 1
 *
 * A free subtracts one and compares the result with 0x7fff, once: it is not below
 * when a flag is set (used never exceeds 0x7fff), and when used has become (or was)
 * zero, because then the subtraction borrows. So one compare covers the full page, the
 * collected page, the retired page, the page that becomes empty and the double
 * free into an empty page.
 */
#ifndef KERNEL_PAGE_FLAGS_H
#define KERNEL_PAGE_FLAGS_H

#include "types.h"

#ifdef CONFIG_HAKMEM_PACKED_FLAGS

#define STATE_USED_MASK	  0xffffu
#define STATE_FLAGS_SHIFT 16

#define PAGE_STATE(flags) { ((uint32_t)(flags) << STATE_FLAGS_SHIFT) - 1u }

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

/* Count a free if nothing else is to be done; false, with nothing changed, if not. */
static always_inline bool page_used_dec_common(struct page *page)
{
	uint32_t word = page->state.word - 1;

	if (unlikely(word > PAGE_BLOCKS_MAX))
		return false;
	page->state.word = word;
	return true;
}

static inline unsigned int page_flags(const struct page *page)
{
	return (page->state.word + 1u) >> STATE_FLAGS_SHIFT;
}

/* Set flags that are clear; clear flags that are set. */
static inline void page_raise_flags(struct page *page, unsigned int flags)
{
	page->state.word += flags << STATE_FLAGS_SHIFT;
}

static inline void page_drop_flags(struct page *page, unsigned int flags)
{
	page->state.word -= flags << STATE_FLAGS_SHIFT;
}

/* Set, clear flags, whatever they are. */
static inline void page_set_flags(struct page *page, unsigned int flags)
{
	page->state.word += (flags & ~page_flags(page)) << STATE_FLAGS_SHIFT;
}

static inline void page_clear_flags(struct page *page, unsigned int flags)
{
	page->state.word -= (flags & page_flags(page)) << STATE_FLAGS_SHIFT;
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
	    unlikely(page->state.used <= 1))
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

static inline void page_state_init(struct page *page)
{
	page->state = (struct page_state)PAGE_STATE(0);
}

static inline unsigned int page_class(const struct page *page)
{
	return page->class;
}

#endif
