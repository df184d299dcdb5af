/* SPDX-License-Identifier: MIT */
/* Frees by a context that has not entered the page's heap, and taking them in. */
#ifndef KERNEL_REMOTE_H
#define KERNEL_REMOTE_H

#include "types.h"

/* Push @block onto its page's thread_free. Any context; never waits. */
void remote_free(struct page *page, struct block *block);

/* Pages that the slow path of an allocation takes off the pending list. */
#define DRAIN_PAGES 4u
#define DRAIN_ALL   UINT32_MAX

/*
 * Take in the remote frees of up to @pages pages: full pages return to their
 * queues, empty ones are retired. For the context inside.
 */
void heap_drain(struct hakmem_heap *heap, unsigned int pages);

#endif
