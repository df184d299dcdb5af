/* SPDX-License-Identifier: MIT */
/*
 * A page is retired, and its slice becomes another heap's page, while blocks are
 * freed remotely.
 *
 * Models, for two heaps and SLICES slices, a page of BLOCKS blocks in each:
 *	create		kernel/page.c: create(): claim the slice, write the header, then
 *			the page map, and only then let a block leave
 *	emptied()	page_emptied(), queue_keep_last(): not while QUEUED; one empty
 *			page of a heap is kept, or not
 *	release()	page_release(), shrink(): page map first, slices then (run.c:
 *			run_release(); start and mark bits: runs.pml)
 *	local free	kernel/free.c: free_flagged(); which heap: the page's header
 *	push, link	kernel/remote.c: remote_free(), link_pending()
 *	drain		drain_page(); page_collect_directly() leaves QUEUED set
 *
 * Lists of blocks and of pending pages are sets here (remote_free.pml has them as
 * lists): what matters is who touches a page's header when.
 *
 * Proven: a page that is QUEUED, linked, or has a block that is not free is never
 * retired; a block's page map entry is that of its page as long as the block is in
 * use; nobody touches the header of a page that is gone; at the end every slice is
 * free, or in a page that its heap still knows.
 *
 * What scripts/check-models runs:
 *	run small
 *	run stop -DSTOP -DCALLS_OWNER=1 -DCALLS_LAST=0
 *	run loops -DLOOPS -DCALLS_OWNER=1 -DCALLS_LAST=0
 *	run fine -DFINE -DCALLS_OWNER=1 -DCALLS_LAST=0
 *	long more -DCALLS_OWNER=3
 *	long blocks -DBLOCKS=2
 *	long slices -DSLICES=3
 */
#if defined(BUG_release_first) || defined(BUG_block_first)
#define FINE
#endif
#include "model.h"

#ifndef CALLS_OWNER
#define CALLS_OWNER 2
#endif
#ifndef CALLS_IRQ
#define CALLS_IRQ 1
#endif
#ifndef CALLS_REMOTE
#define CALLS_REMOTE 1
#endif
#ifndef SLICES
#define SLICES 2
#endif
#ifndef BLOCKS
#define BLOCKS 1
#endif

#define NR	(SLICES * BLOCKS)
#define PAGE(b) ((b) / BLOCKS)
#define BIT(b)	(1 << ((b) % BLOCKS))
#define ALL	((1 << BLOCKS) - 1)
#define NONE	9

bool entered_by[2];		/* heap->owner, as bool */
byte pending[2];		/* pages of heap->pending and ->drained: a set */
byte free_map = (1 << SLICES) - 1;
bool map[SLICES];		/* the page map names the page that starts here */

/* Headers: they lie in the slice. */
byte heap_of[SLICES];		/* page->heap */
byte given[SLICES];		/* page->thread_free: blocks, ... */
bool queued[SLICES];		/* ... and QUEUED */
byte set[SLICES];		/* page->free, local_free */

/* Ghosts. */
bool exists[SLICES];		/* there is a page */
byte live;			/* blocks in use: bits */
byte freeing;			/* blocks that somebody is freeing */

bool linking[SLICES];		/* somebody has set QUEUED, and has not linked yet */

#define BLOCK_BITS(p) (((live | freeing) >> ((p) * BLOCKS)) & ALL)

/* Where release() goes on. */
#define LEAVE	0
#define DRAIN	1
#define COLLECT 2

/* ------------------------------------------------- the context inside a heap */

/* The first block of the page's set. */
inline pop()
{
	b = p * BLOCKS;
	do
	:: !(set[p] & BIT(b)) -> b++
	:: else -> break
	od;
	set[p] = set[p] & ~BIT(b);
	assert(!((live | freeing) & (1 << b)));
	live = live | (1 << b)
}

/* The page at @p becomes one of heap h. */
inline create()
{
	assert(!exists[p] && !map[p]);
	exists[p] = true;
	heap_of[p] = h;
	given[p] = 0;
	queued[p] = false;
	set[p] = ALL;
#ifdef BUG_block_first
	pop();
	map[p] = true
#else
	map[p] = true;
	pop()
#endif
}

/* All blocks of page p are free. */
inline emptied(next)
{
	if
#ifdef BUG_retire_queued
	:: true -> then = next; goto retire
#else
	:: queued[p] -> REACH("empty, and queued")
	:: !queued[p] -> REACH("an empty page is kept")
	:: !queued[p] -> then = next; goto retire
#endif
	fi
}

/* --------------------------------------------------------------- everybody */

/* malloc (b == NONE), or free of some block in use. */
inline choose()
{
	b = 0;
	do
	:: b < NR && live & (1 << b) -> break
	:: b < NR -> b++
	:: b == NR -> break
	od;
	if
	:: b == NR -> b = NONE; h = _pid / 2
	:: else ->
		live = live & ~(1 << b);
		freeing = freeing | (1 << b);
		p = PAGE(b)
	fi
}

CONTEXTS
{
	byte calls, b = NONE, h, k, p, then;
	bool tried, was;

	ONE_ORDER;
next_call:
	atomic {
		if
		:: calls < CALLS -> CALL_BEGINS; calls++; choose()
		:: else -> calls = 0; goto ended
		fi
	};

enter:
	atomic {
		if
		:: b != NONE ->
			/* its page map entry is there, and so is the header */
			assert(map[p] && exists[p]);
			h = heap_of[p]
		:: else
		fi;
		if
		:: entered_by[h] && b != NONE -> goto push
		:: entered_by[h] && b == NONE && tried -> goto over
		:: entered_by[h] && b == NONE && !tried -> tried = true; h = 1 - h; goto enter
		:: !entered_by[h] -> entered_by[h] = true; tried = false; k = h
		fi;
		if
		:: b == NONE -> goto drain
		:: else
		fi
	};
	STEP {
		/* a local free */
		assert(exists[p] && heap_of[p] == h && !(set[p] & BIT(b)));
		freeing = freeing & ~(1 << b);
		set[p] = set[p] | BIT(b);
		b = NONE;
		if
		:: set[p] == ALL -> emptied(LEAVE)
		:: else
		fi;
		goto leave
	};

	/* malloc, or reclaiming: drain heap k */
drain:
	atomic {
		if
		:: pending[k] == 0 && k == h -> p = 0; goto search
		:: pending[k] == 0 && k != h -> p = 0; goto collect
		:: else
		fi;
		p = 0;
		do
		:: !(pending[k] & (1 << p)) -> p++
		:: else -> break
		od;
		pending[k] = pending[k] & ~(1 << p);
		assert(exists[p] && heap_of[p] == k && queued[p])
	};
	STEP {
		atomic { set[p] = set[p] | given[p]; given[p] = 0; queued[p] = false };
		if
		:: set[p] == ALL -> emptied(DRAIN)
		:: else
		fi;
		goto drain
	};

search:
	atomic {
		do
		:: p < SLICES && !(exists[p] && heap_of[p] == h) -> p++
		:: else -> break
		od;
		if
		:: p == SLICES -> p = 0; goto claim
		:: p < SLICES && set[p] -> pop(); goto leave
		:: p < SLICES && !set[p] && !given[p] -> p++; goto search
		:: p < SLICES && !set[p] && given[p] -> skip
		fi
	};
	STEP {
		/* page_collect_directly(): QUEUED stays */
		REACH("collected directly");
		atomic { set[p] = given[p]; given[p] = 0 };
		pop();
		goto leave
	};

	/* a new page */
claim:
	STEP {
		atomic {
			if
			:: free_map == 0 && !tried -> tried = true; k = 1 - h; goto reclaim
			:: free_map == 0 && tried -> REACH("no memory"); goto leave
			:: free_map & 1 -> p = 0
			:: free_map & 2 -> p = 1
#if SLICES > 2
			:: free_map & 4 -> p = 2
#endif
			fi;
			free_map = free_map & ~(1 << p)
		};
		create();
		goto leave
	};

	/* heap_reclaim(): the other heap, if nobody is inside */
reclaim:
	atomic {
		if
		:: entered_by[k] -> k = h; p = 0; goto claim
		:: else -> entered_by[k] = true; goto drain
		fi
	};
collect:
	atomic {
		do
		:: p < SLICES && !(exists[p] && heap_of[p] == k && set[p] == ALL) -> p++
		:: else -> break
		od;
		if
		:: p == SLICES -> p = 0; goto collected
		:: p < SLICES && queued[p] -> p++; goto collect
		:: p < SLICES && !queued[p] ->
			REACH("another heap's page is retired");
			then = COLLECT
		fi
	};
retire:
	STEP {
		/* page_release() */
		assert(exists[p] && set[p] == ALL && !BLOCK_BITS(p));
		assert(!given[p] && !queued[p] && !linking[p] && !(pending[k] & (1 << p)));
		exists[p] = false;
		set[p] = 0;
#ifdef BUG_release_first
		free_map = free_map | (1 << p);
		map[p] = false;
#else
		map[p] = false;
		free_map = free_map | (1 << p);
#endif
		REACH("a page is retired");
		if
		:: then == LEAVE -> goto leave
		:: then == DRAIN -> goto drain
		:: then == COLLECT -> goto collect
		fi
	};
collected:
	atomic { entered_by[k] = false; k = h; goto claim };

leave:
	atomic {
		entered_by[h] = false;
over:
		b = NONE;
		h = 0;
		k = 0;
		p = 0;
		then = LEAVE;
		tried = false;
		was = false;
		CALL_ENDS;
		goto next_call
	};

push:
	atomic {
		assert(exists[p] && !(given[p] & BIT(b)));
		freeing = freeing & ~(1 << b);
		given[p] = given[p] | BIT(b);
		was = queued[p];
#ifndef BUG_queued_late
		queued[p] = true;
#endif
		if
		:: was -> REACH("pushed to a queued page"); goto over
		:: else -> linking[p] = true
		fi
	};
#ifdef BUG_queued_late
	queued[p] = true;
#endif
	atomic {
		/* link_pending() */
		assert(exists[p] && linking[p]);
		linking[p] = false;
		h = heap_of[p];
		assert(!(pending[h] & (1 << p)));
		pending[h] = pending[h] | (1 << p);
		goto over
	};
ended:
	b = 0;
	DONE
}

AUDIT
{
	byte p;

	timeout;
	atomic {
		ASSERT_NOBODY_WAITS;
		if
		:: AT_REST -> REACH("at rest")
		:: else -> goto out
		fi;
		assert(!entered_by[0] && !entered_by[1] && !freeing);
		do
		:: p < SLICES ->
			assert(exists[p] != ((free_map >> p) & 1));
			assert(map[p] == exists[p] && !linking[p]);
			/* what was given is found by draining */
			assert(queued[p] == ((pending[heap_of[p]] >> p) & 1) || !exists[p]);
			assert(!given[p] || queued[p]);
			assert(!exists[p] || (set[p] | given[p] | BLOCK_BITS(p)) == ALL);
			assert(!(set[p] & given[p]) && !((set[p] | given[p]) & BLOCK_BITS(p)));
			p++
		:: else -> break
		od
	};
out:
	skip
}

STOPPER
