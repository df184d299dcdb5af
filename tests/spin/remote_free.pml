/* SPDX-License-Identifier: MIT */
/*
 * Remote frees: thread_free, QUEUED, the heap's pending list, draining, collecting.
 *
 * Models, for one heap with PAGES pages of BLOCKS blocks:
 *	push		kernel/remote.c: remote_free()
 *	link		link_pending()
 *	drain()		heap_drain(), next_pending(), drain_page()
 *	collect()	collect(); its walk is fold(), and later page_pop()
 *	alloc		kernel/alloc.c: alloc_class(), alloc_queued(); page_refill() is
 *			page_collect_directly()
 *	local free	kernel/free.c: free_flagged()
 *
 * Any context, the interrupt included, enters the heap when nobody is inside, and
 * then allocates, frees locally and drains; who finds it entered pushes. Blocks are
 * 1 to PAGES * BLOCKS, pages 1 to PAGES, 0 is NULL. The private lists of a page
 * (free, local_free) are one set: their order does not matter to anybody.
 *
 * Proven: no block is lost or on two lists; a page is linked once at most; counts
 * are right (I1, I2, I6); a full page that gets a block back returns to its queue;
 * and at the end, when everybody has left, draining finds every block. At the start
 * all blocks are in use, all pages full.
 * Retiring: retire.pml. Entering: enter.pml.
 *
 * What scripts/check-models runs:
 *	run blocks -DCALLS_OWNER=1 -DCALLS_REMOTE=1
 *	run pages -DBLOCKS=1 -DCALLS_OWNER=3 -DCALLS_REMOTE=1
 *	run stop -DSTOP -DBLOCKS=1 -DCALLS_OWNER=1 -DCALLS_REMOTE=1 -DCALLS_LAST=0
 *	run loops -DLOOPS -DBLOCKS=1 -DCALLS_OWNER=1 -DCALLS_REMOTE=1
 *	run fine -DFINE -DBLOCKS=1 -DCALLS_OWNER=1 -DCALLS_REMOTE=1 -DCALLS_LAST=0
 *	long both -DCALLS_REMOTE=1
 *	bug BUG_check_then_store pages
 */
#if defined(BUG_collect_by_store) || defined(BUG_link_after)
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
#define CALLS_REMOTE 2
#endif
#ifndef PAGES
#define PAGES 2
#endif
#ifndef BLOCKS
#define BLOCKS 2
#endif

#define NR	 (PAGES * BLOCKS)
#define PAGE(b)	 (((b) - 1) / BLOCKS + 1)
#define BIT(b)	 (1 << (((b) - 1) % BLOCKS))
#define FIRST(p) (((p) - 1) * BLOCKS + 1)

#define LIVE	1 /* somebody's */
#define FREEING 2 /* somebody is freeing it */
#define GIVEN	4 /* on thread_free */
#define FREE	0 /* in the page's set */

/* page->thread_free is one word: its parts change together. */
byte tf_head[PAGES + 1];
byte tf_count[PAGES + 1];
bool tf_queued[PAGES + 1];
byte pending;			/* heap->pending */
bool entered_by;		/* heap->owner, as bool */

/* Private to who has entered, but for page_pending: the page's linker writes it. */
byte drained;			/* heap->drained */
byte page_pending[PAGES + 1];	/* page->pending */
byte set[PAGES + 1];		/* page->free and local_free */
bool is_full[PAGES + 1] = true;	/* PAGE_FULL: off the queue */
bool remote_flag[PAGES + 1];	/* PAGE_REMOTE */
byte used[PAGES + 1] = BLOCKS;

byte next[NR + 1];		/* block->next */

/* Ghosts. */
byte state[NR + 1] = LIVE;
bool linked[PAGES + 1];		/* on pending or drained, or about to be */

/* ------------------------------------------------------- the context inside */

/* Take the list of @p and leave @keep in QUEUED. */
inline take(p, keep)
{
#ifdef BUG_collect_by_store
	atomic { x = tf_head[p]; n = tf_count[p] };
	atomic { tf_head[p] = 0; tf_count[p] = 0; tf_queued[p] = keep }
#else
	atomic {
		x = tf_head[p];
		n = tf_count[p];
		tf_head[p] = 0;
		tf_count[p] = 0;
		tf_queued[p] = keep
	}
#endif
}

/* The blocks taken are the page's from now on. */
inline fold(p)
{
	assert(n <= used[p]);					/* I2 */
	used[p] = used[p] - n;
	do
	:: n == 0 -> break
	:: else ->
		assert(x != 0 && PAGE(x) == p);
		assert(state[x] == GIVEN && !(set[p] & BIT(x)));
		set[p] = set[p] | BIT(x);
		state[x] = FREE;
		y = next[x];
		next[x] = 0;
		x = y;
		n--
	od;
	assert(x == 0);						/* the count */
	y = 0
}

/* The next page of the pending list; 0: there is none. */
inline next_pending(p)
{
	if
	:: drained != 0 -> p = drained
	:: else -> atomic { p = pending; pending = 0 }
	fi;
	if
	:: p != 0 ->
		atomic { linked[p] = false; assert(tf_queued[p]) };
#ifndef BUG_link_after
		drained = page_pending[p]
#endif
	:: else -> drained = 0
	fi
}

inline drain_page(p)
{
	remote_flag[p] = false;
	take(p, false);
#ifdef BUG_link_after
	drained = page_pending[p];
#endif
	fold(p);
	if
	:: is_full[p] && set[p] -> REACH("a full page comes back"); is_full[p] = false
	:: else
	fi;
	if
	:: !used[p] -> REACH("drained empty")
	:: else
	fi
}

/* page_collect_directly(): QUEUED stays, the page is still linked. */
inline collect_directly(p)
{
	REACH("collected directly");
#ifdef BUG_direct_clears_queued
	take(p, false);
#else
	take(p, true);
#endif
	fold(p);
	remote_flag[p] = true
}

/* The lowest free block: one is as good as another. */
inline pop(p, r)
{
	r = FIRST(p);
	do
	:: !(set[p] & BIT(r)) -> r++
	:: else -> break
	od;
	assert(state[r] == FREE);
	set[p] = set[p] & ~BIT(r);
	state[r] = LIVE;
	used[p]++
}

inline leave()
{
	atomic {
		p = 0;
		r = 0;
		b = 0;
		all = false;
		entered_by = false;
		CALL_ENDS
	}
}

/* --------------------------------------------------------------- everybody */

/*
 * Some block in use, of a page of choice: it may have been handed from context to
 * context. Those of a page that nobody frees are alike: the lowest.
 */
inline choose_block()
{
	p = 0;
	b = 0;
	do
	:: p < PAGES -> p++; y = p
	:: p > 0 && p <= PAGES -> break
	:: p == 0 -> break
	od;
	if
	:: p != 0 ->
		b = FIRST(p);
		do
		:: b < FIRST(p) + BLOCKS && state[b] != LIVE -> b++
		:: else -> break
		od;
		if
		:: b == FIRST(p) + BLOCKS -> b = 0
		:: else -> state[b] = FREEING
		fi
	:: else
	fi;
	p = 0;
	y = 0
}

CONTEXTS
{
	byte calls, b, p, r, x, y, n;
	bool queued, all;

	ONE_ORDER;
next_call:
	atomic {
		if
		:: calls < CALLS -> CALL_BEGINS; calls++; choose_block()
		:: else -> calls = 0; goto ended
		fi
	};
#ifdef BUG_check_then_store
	if
	:: atomic { entered_by -> goto failed }
	:: else
	fi;
	entered_by = true;
#else
	atomic {
		if
		:: entered_by -> goto failed
		:: else -> entered_by = true
		fi
	};
#endif
	STEP {
		if
		:: b == 0 -> goto alloc
		:: else
		fi;
		/* a local free */
		p = PAGE(b);
		assert(!(set[p] & BIT(b)) && used[p]);
		set[p] = set[p] | BIT(b);
		used[p]--;
		state[b] = FREE;
		is_full[p] = false;
		if
		:: remote_flag[p] -> REACH("a free drains")
		:: else -> goto left
		fi;
		next_pending(p);
		if
		:: p == 0 -> goto left
		:: else
		fi
	};
	STEP { drain_page(p); goto left };

	/* malloc: one page of the pending list, and all when that does not help */
alloc:
	STEP {
		next_pending(p);
		if
		:: p == 0 -> p = 1; goto search
		:: else
		fi
	};
	STEP { drain_page(p); p = 1; goto search };
drain_all:
	STEP {
		next_pending(p);
		if
		:: p == 0 -> p = 1; all = true; goto search
		:: else
		fi
	};
	STEP { drain_page(p); goto drain_all };
search:
	STEP {
		do
		:: p <= PAGES && is_full[p] -> p++
		:: else -> break
		od;
		if
		:: p > PAGES && !all -> goto drain_all
		:: p > PAGES && all -> REACH("nothing found"); goto left
		:: p <= PAGES && set[p] -> pop(p, r); goto left
		:: p <= PAGES && !set[p] && tf_count[p] -> skip
		:: p <= PAGES && !set[p] && !tf_count[p] -> is_full[p] = true; p++; goto search
		fi
	};
	STEP { collect_directly(p); goto search };
left:
	leave();
	goto next_call;

failed:
	STEP {
		if
		:: b == 0 -> CALL_ENDS; goto next_call /* malloc: another heap */
		:: else -> p = PAGE(b)
		fi;
		/* push */
		atomic { x = tf_head[p]; n = tf_count[p]; queued = tf_queued[p] };
#ifndef BUG_next_late
		next[b] = x
#endif
	};
	do
	:: atomic {
		tf_head[p] == x && tf_count[p] == n && tf_queued[p] == queued ->
		tf_head[p] = b;
		tf_count[p] = n + 1;
#ifndef BUG_queued_late
		tf_queued[p] = true;
#endif
		state[b] = GIVEN;
		if
		:: !queued -> assert(!linked[p]); linked[p] = true
		:: else
		fi;
		break
	   }
	:: atomic {
		!(tf_head[p] == x && tf_count[p] == n && tf_queued[p] == queued) ->
		REACH("a push tries again");
		x = tf_head[p];
		n = tf_count[p];
		queued = tf_queued[p];
#ifndef BUG_next_late
		next[b] = x
#endif
	   }
	od;
#ifdef BUG_next_late
	next[b] = x;
#endif
#ifdef BUG_queued_late
	tf_queued[p] = true;
#endif
	STEP {
		if
		:: queued -> goto pushed
		:: else
		fi;
		/* link */
		x = pending;
		page_pending[p] = x
	};
	do
	:: atomic {
		pending == x ->
		if
		:: x != 0 -> REACH("two pages pending")
		:: else
		fi;
		pending = p;
		break
	   }
	:: atomic { pending != x -> REACH("a link tries again"); x = pending; page_pending[p] = x }
	od;
pushed:
	atomic { b = 0; p = 0; x = 0; n = 0; queued = false; CALL_ENDS };
	goto next_call;
ended:
	DONE
}

/* Drained, a heap at rest has every block that nobody has. */
inline check_page(p)
{
	assert(!tf_head[p] && !tf_count[p] && !tf_queued[p]);
	assert(!linked[p] && !remote_flag[p]);
	assert(!(is_full[p] && set[p]));				/* I5 */
	b = FIRST(p);
	n = 0;
	do
	:: b < FIRST(p) + BLOCKS ->
		assert(state[b] == LIVE || state[b] == FREE);
		assert((state[b] == FREE) == ((set[p] & BIT(b)) != 0));
		n = n + (state[b] == LIVE);
		b++
	:: else -> break
	od;
	assert(used[p] == n)						/* I1 */
}

AUDIT
{
	byte b, p, x, y, n;

	timeout;
	atomic {
		ASSERT_NOBODY_WAITS;
		if
		:: AT_REST -> REACH("at rest")
		:: else -> goto out
		fi;
		assert(!entered_by);
		do
		:: next_pending(p);
			if
			:: p == 0 -> break
			:: else -> drain_page(p)
			fi
		od;
		assert(pending == 0 && drained == 0);
		p = 1;
		do
		:: p <= PAGES -> check_page(p); p++
		:: else -> break
		od
	};
out:
	skip
}

STOPPER
