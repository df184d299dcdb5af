/* SPDX-License-Identifier: MIT */
/*
 * A heap whose owner has ended is adopted, while its blocks are freed remotely.
 *
 * Models the thread model:
 *	walk		kernel/heap_list.c: heap_acquire(), enter_idle(): the first heap
 *			of arena->heaps that nobody is in, by compare-and-swap
 *			(context.h: heap_try_enter())
 *	make, add	add_heap(), heap_list_add(): a new one, at the front of the list,
 *			which only ever grows: no A-B-A
 *	work		an allocation, drained first. Each heap has one page of BLOCKS
 *			blocks; lists are sets here (remote_free.pml has lists)
 *	dealloc		kernel/free.c: heap_enter_fast() is a comparison; else QUEUED,
 *			then linked (remote.c)
 *	reclaim		kernel/heap.c: heap_reclaim(): an idle heap is BORROWED,
 *			collected, left
 *	end		kernel/context_thread.c: leave_all(): collect, then owner = 0
 *
 * A call is the life of a thread: get a heap, allocate, free some block, perhaps
 * another's, perhaps reclaim, end. The interrupt is a context like the others; the
 * last remote context has no heap, and frees only.
 *
 * Proven: one context at most is in a heap; its plain fields are touched by that one
 * only; no heap is lost from the list; remote frees into a heap that changes hands are
 * all found.
 *
 * -DCOUNT looks at the number of heaps alone, without blocks: there are never more
 * than contexts that needed one at a time, from their walk on. With reclaiming that
 * does not hold, as LIMIT_reclaim shows: who borrows one idle heap after the other,
 * in step with another's walk, makes it find all of them taken.
 *
 * What scripts/check-models runs:
 *	run blocks
 *	run reclaim -DRECLAIM -DCALLS_LAST=0
 *	run count -DCOUNT -DCALLS_OWNER=2
 *	run stop -DSTOP -DCALLS_REMOTE=0 -DCALLS_LAST=1
 *	run loops -DLOOPS -DRECLAIM -DCALLS_REMOTE=0 -DCALLS_LAST=1
 *	long reclaim_all -DRECLAIM
 *	long stop_all -DSTOP
 *	long count_more -DCOUNT -DCALLS_OWNER=3
 *	bug LIMIT_reclaim count
 */
#include "model.h"

#ifdef LIMIT_reclaim
#define RECLAIM
#endif

#ifndef CALLS_OWNER
#define CALLS_OWNER 1
#endif
#ifndef CALLS_IRQ
#define CALLS_IRQ 1
#endif
#ifndef CALLS_REMOTE
#define CALLS_REMOTE 1
#endif
#ifndef BLOCKS
#define BLOCKS 1
#endif
#ifndef HEAPS
#define HEAPS 5		/* more would be too many */
#endif

#ifndef ONLY_FREES
#define ONLY_FREES (_pid == 3)
#endif

#define ALL ((1 << BLOCKS) - 1)

byte owner_of[HEAPS];	/* heap->owner: 0, or a context plus 1 */
byte next_heap[HEAPS];	/* heap->next_heap: number plus 1 */
byte heaps;		/* arena->heaps: number plus 1 */
byte made;		/* ghost: heaps so far */

/* The page of each heap. */
byte given[HEAPS];	/* thread_free, ... */
bool queued[HEAPS];	/* ... and QUEUED */
bool pending[HEAPS];	/* heap->pending: the page is linked */
byte set[HEAPS];	/* page->free */

/* Ghosts. */
byte live[HEAPS];	/* blocks in use */
byte need;		/* heaps that are needed now */
byte most;		/* ... at a time, at most */

#ifdef COUNT
inline need_one()
{
	need++;
	if
	:: need > most -> most = need
	:: else
	fi
}
#define NEED_ONE_LESS need--
#define WITH_BLOCKS   false
#else
inline need_one()
{
	skip
}
#define NEED_ONE_LESS skip
#define WITH_BLOCKS   true
#endif

/* Plain fields of heap @h are read or written. */
inline touch(h)
{
	assert(owner_of[h] == SELF)
}

/* Where draining goes on. */
#define ALLOC  0
#define RETURN 1	/* leave a borrowed heap */
#define END    2

/* Some block in use, of any heap. b == BLOCKS: none. */
inline choose_block()
{
	k = 0;
	do
	:: k + 1 < made -> k++
	:: break
	od;
	b = 0;
	do
	:: b < BLOCKS && !(live[k] & (1 << b)) -> b++
	:: else -> break
	od
}

CONTEXTS
{
	byte calls, h, c, link, k, b, then;

	ONE_ORDER;
next_call:
	atomic {
		if
		:: calls < CALLS -> CALL_BEGINS; calls++
		:: else -> calls = 0; goto ended
		fi;
		if
		:: ONLY_FREES && WITH_BLOCKS -> then = END; goto free
		:: else -> need_one(); link = heaps
		fi
	};

	/* enter_idle() */
walk:
	atomic {
		if
		:: link == 0 -> goto make
		:: else -> h = link - 1
		fi;
		if
		:: owner_of[h] == 0 -> skip
		:: else -> link = next_heap[h]; goto walk
		fi;
#ifndef BUG_adopt_by_store
		owner_of[h] = SELF;
#endif
		REACH("a heap is adopted");
		link = 0;
		c = h
	};
#ifdef BUG_adopt_by_store
	owner_of[h] = SELF;
#endif
	goto drain;

make:
	atomic {
		h = made;
		made++;
#ifdef COUNT
		assert(made <= most);
#endif
		owner_of[h] = SELF;
		set[h] = ALL;
		c = h;
		link = heaps;
		next_heap[h] = link
	};
add:
	atomic {
#ifndef BUG_list_by_store
		if
		:: heaps != link ->
			REACH("two add a heap");
			link = heaps;
			next_heap[h] = link;
			goto add
		:: else
		fi;
#endif
		heaps = h + 1;
		link = 0;
		goto alloc
	};

	/* heap_drain() of heap c, then on */
drain:
	atomic {
		touch(c);
		if
		:: pending[c] -> pending[c] = false
		:: !pending[c] && then == ALLOC -> goto alloc
		:: !pending[c] && then == RETURN -> goto give_back
		:: !pending[c] && then == END -> goto leave
		fi
	};
	atomic {
		touch(c);
		assert(queued[c] && !(set[c] & given[c]));
		set[c] = set[c] | given[c];
		given[c] = 0;
		queued[c] = false;
		REACH("drained");
		goto drain
	};

alloc:
	atomic {
		touch(h);
		if
		:: WITH_BLOCKS
		:: !WITH_BLOCKS -> goto reclaim
		fi;
		b = 0;
		do
		:: b < BLOCKS && !(set[h] & (1 << b)) -> b++
		:: else -> break
		od;
		if
		:: b < BLOCKS -> set[h] = set[h] & ~(1 << b); live[h] = live[h] | (1 << b)
		:: else
		fi
	};
	/* free a block, or keep it for others to free */
free:
	atomic {
		choose_block();
		if
		:: b < BLOCKS -> live[k] = live[k] & ~(1 << b)
		:: goto reclaim
		fi;
		if
		:: owner_of[k] == SELF -> touch(k); set[k] = set[k] | (1 << b); goto reclaim
		:: else
		fi
	};
	/* remote_free() */
	atomic {
		assert(!(given[k] & (1 << b)) && !(set[k] & (1 << b)));
		given[k] = given[k] | (1 << b);
		if
		:: owner_of[k] == 0 -> REACH("freed into an idle heap")
		:: else
		fi;
		if
		:: queued[k] -> goto reclaim /* not reached with one block */
		:: else -> queued[k] = true
		fi
	};
	atomic { assert(!pending[k]); pending[k] = true };

	/* an idle heap, or none */
reclaim:
	atomic {
		k = 0;
		b = 0;
		if
		:: then == END -> then = ALLOC; CALL_ENDS; goto next_call
		:: else -> then = END
		fi;
#ifdef RECLAIM
		c = 0;
		do
		:: c + 1 < made -> c++
		:: break
		od;
		if
		:: owner_of[c] == 0 ->
			owner_of[c] = SELF;
			need_one();
			REACH("an idle heap is borrowed");
			then = RETURN
		:: c = h
		fi;
#endif
#ifdef BUG_leave_first
		if
		:: then == END -> owner_of[h] = 0
		:: else
		fi;
#endif
		goto drain
	};
give_back:
	atomic { owner_of[c] = 0; NEED_ONE_LESS; c = h; then = END; goto drain };

leave:
	atomic {
		owner_of[h] = 0;
		NEED_ONE_LESS;
		h = 0;
		c = 0;
		then = ALLOC;
		CALL_ENDS;
		goto next_call
	};
ended:
	DONE
}

AUDIT
{
	byte h, n;

	timeout;
	atomic {
		ASSERT_NOBODY_WAITS;
		if
		:: AT_REST -> REACH("at rest")
		:: else -> goto out
		fi;
		/* every heap is on the list, once */
		h = heaps;
		do
		:: h != 0 -> n++; assert(n <= made); h = next_heap[h - 1]
		:: else -> break
		od;
		assert(n == made);
		/* idle, with every block in one place, and what was given found by draining */
		do
		:: h < made ->
			assert(!owner_of[h] && queued[h] == pending[h]);
			assert(queued[h] || !given[h]);
			assert((set[h] | given[h] | live[h]) == ALL);
			assert(!(set[h] & given[h]) && !((set[h] | given[h]) & live[h]));
			h++
		:: else -> break
		od
	};
out:
	skip
}

STOPPER
