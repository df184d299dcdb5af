/* SPDX-License-Identifier: MIT */
/*
 * Inside of the allocator: what its state is, and states that only contexts bring
 * about which were stopped in the middle of a call.
 */
#ifndef TESTS_SWEEP_INSIDE_H
#define TESTS_SWEEP_INSIDE_H

#include <stdbool.h>

/** inside_shared() - may contexts call that interrupt each other? */
bool inside_shared(void);

/** inside_dry() - has the page of block @p no block at hand? */
bool inside_dry(const void *p);

/** inside_full() - has it none at all, not even one that was never used? */
bool inside_full(const void *p);

/** inside_same_page() - are both blocks in one page? */
bool inside_same_page(const void *a, const void *b);

/** inside_reserve_heap() - take the slices that a spare heap needs; give them back. */
void inside_reserve_heap(void);
void inside_unreserve_heap(void);

/** inside_enter() - somebody is inside of this core's heap. */
void inside_enter(void);
void inside_leave(void);

/** inside_enter_all() - somebody is inside of every heap that there is. */
void inside_enter_all(void);
void inside_leave_all(void);

/**
 * inside_push() - the first half of a remote free of @p: it is on its page's list
 * of remote frees, but the page is not yet pending.
 */
void inside_push(void *p);

/** inside_push_on() - the second half. */
void inside_push_on(void);

#endif /* TESTS_SWEEP_INSIDE_H */
