/* SPDX-License-Identifier: MIT */
/* The word of a page's remote frees: layout in types.h. */
#ifndef KERNEL_THREAD_FREE_H
#define KERNEL_THREAD_FREE_H

#include <asm/atomic.h>
#include "types.h"

/* First block of the list in @word, or NULL. */
static always_inline struct block *tf_head(const struct page *page, unsigned long word)
{
	unsigned long index = word >> TF_HEAD_SHIFT;

	if (!index)
		return NULL;
	return (struct block *)(void *)((char *)page + index * HAKMEM_ALIGNMENT);
}

static always_inline unsigned int tf_count(unsigned long word)
{
	return (unsigned int)(word >> TF_COUNT_SHIFT & TF_COUNT_MASK);
}

/* The word @old with its head replaced; count and flag stay. */
static always_inline unsigned long tf_with_head(unsigned long old, const struct page *page,
						const struct block *head)
{
	unsigned long index = 0;

	if (head)
		index = (unsigned long)((uintptr_t)head - (uintptr_t)page) >> ALIGN_SHIFT;
	return (old & ((1ul << TF_HEAD_SHIFT) - 1)) | index << TF_HEAD_SHIFT;
}

#endif
