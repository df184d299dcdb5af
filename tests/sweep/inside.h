/* SPDX-License-Identifier: MIT */
/*
 * Inside of the allocator: what its state is, and states that only contexts bring
 * about which were stopped in the middle of a call.
 */
#ifndef TESTS_SWEEP_INSIDE_H
#define TESTS_SWEEP_INSIDE_H

#include <hakmem.h>
#include <stdbool.h>
#include <stddef.h>

struct page;

/**
 * struct inside - what was pretended, and is to be undone.
 * @pushed: by inside_push(), and not yet pending.
 * @entered: by inside_enter_named().
 * @reserved: by inside_reserve_heap().
 * @expected: no pretence: where the block is that the call gives, if nobody comes in between; or
 * NULL.
 * @hidden: by inside_hide() and its like: the number of the word, and 1.
 * @class: with the run index, that the word got then, or had.
 * @begun: likewise: of run_index_begin().
 */
struct inside {
	struct page *pushed;
	struct hakmem_heap *entered;
	void *reserved;
	void *expected;
	size_t hidden;
	unsigned int class;
	unsigned long begun;
};

extern struct inside inside;

/** inside_shared() - may contexts call that interrupt each other? */
bool inside_shared(void);

/** inside_dry() - has the page of block @p no block at hand? */
bool inside_dry(const void *p);

/** inside_swaps() - but others' frees, which were taken in? */
bool inside_swaps(const void *p);

/** inside_full() - has it none at all, not even one that was never used? */
bool inside_full(const void *p);

/** inside_caches() - is a run cached that is freed now? Not while memory is scarce. */
bool inside_caches(void);

/** inside_cached() - is a run that was freed cached? */
bool inside_cached(void);

/** inside_same_page() - are both blocks in one page? */
bool inside_same_page(const void *a, const void *b);

/** inside_reserve_heap() - take the slices that a spare heap needs; give them back. */
void inside_reserve_heap(void);
void inside_unreserve_heap(void);

/**
 * inside_enter() - somebody is inside of the heap that the calls are for: of this
 * core's, in the thread model of another task's: what follows, an interrupt does.
 */
void inside_enter(void);
void inside_leave(void);

/** inside_is_entered() - is somebody else inside of the heap that the calls are for? */
bool inside_is_entered(void);

/** inside_is_interrupt() - is what follows inside_enter() done by an interrupt? */
bool inside_is_interrupt(void);

/** inside_enter_all() - somebody is inside of every heap that there is. */
void inside_enter_all(void);
void inside_leave_all(void);

/** inside_enter_named() - somebody is inside of @heap. */
void inside_enter_named(struct hakmem_heap *heap);
void inside_leave_named(void);

/** inside_may_use() - may the calling context allocate from @heap? */
bool inside_may_use(const struct hakmem_heap *heap);

/** inside_tend() - somebody walks the list of heaps of hakmem_heap_create(). */
void inside_tend(void);
void inside_end_tending(void);

/** inside_all_swept() - is there no such heap left? */
bool inside_all_swept(void);

/**
 * inside_push() - the first half of a remote free of @p: it is on its page's list
 * of remote frees, but the page is not yet pending.
 */
void inside_push(void *p);

/** inside_push_on() - the second half. */
void inside_push_on(void);

/* Without pages: */

/** inside_first_free() - the first slice that is free. */
size_t inside_first_free(void);

/**
 * inside_hide() - somebody took the last slice of the word that has the slice of @p, has
 * cleared the bit of the summary, and has not looked at the word again. With the run index:
 * somebody gave slices of it back, of a word that had none, and has not listed it.
 */
void inside_hide(const void *p);

/** inside_show() - does that. */
void inside_show(void);

/**
 * inside_parts() - how many words of the bitmap are free in part? Without the run index 0:
 * nobody has to know.
 */
size_t inside_parts(void);

/**
 * inside_moves() - with the run index: does malloc take @size bytes of a word that is alone in
 * its class, and will be in the next one? So that a row is emptied and another one filled.
 */
bool inside_moves(size_t size);

/**
 * inside_overlooked() - is there a run for @size bytes, which malloc has to find? Within a
 * word of the bitmap, or as so many whole words that it needs no part. False without the
 * run index.
 */
bool inside_overlooked(size_t size);

/* With the run index: */

/** inside_whole() - number of the words that are free as a whole. */
size_t inside_whole(void);

/** inside_hide_row() - somebody has listed the word of @p in a row that counts as empty as yet. */
void inside_hide_row(const void *p);

/**
 * inside_overstate() - somebody took the slices of the word of @p, which was free as a whole
 * and is listed so still.
 */
void inside_overstate(const void *p);

/** inside_state() - it is not listed so any more. */
void inside_state(void);

#endif /* TESTS_SWEEP_INSIDE_H */
