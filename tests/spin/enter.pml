/* SPDX-License-Identifier: MIT */
/*
 * Entering a heap, and the other ways when it is entered.
 *
 * Models the CPU model, with one core's heap in the root, number 0:
 *	try_enter()	kernel/context_cpu.h: heap_enter_fast(): one test-and-set
 *			(arch: atomic_test_and_set()) that never waits
 *	leave		heap_exit_fast(): owner = 0
 *	a malloc	kernel/alloc.c: arena_alloc(), and heap_enter_any(): heap_borrow()
 *			of kernel/heap_list.c: a spare heap of the list that nobody is
 *			in; add_spare(): a new one; the core's once more; then a run
 *	a free		kernel/free.c: arena_free(): the page's heap, or a remote free
 *			(remote_free.pml)
 *	link		heap_list_add()
 *
 * heap_try_enter() does not fail spuriously; here it may, which is more.
 *
 * Proven: at most one context is inside a heap; each call ends, whoever is stopped
 * wherever; the list of heaps only grows, and no heap is lost from it.
 *
 * What scripts/check-models runs:
 *	run again -DHEAPS=2
 *	run many -DCALLS_OWNER=1
 *	run stop -DSTOP -DHEAPS=2 -DCALLS_OWNER=1 -DCALLS_LAST=0
 *	run loops -DLOOPS -DHEAPS=2 -DCALLS_OWNER=1 -DCALLS_LAST=0
 *	bug BUG_list_by_store many
 *	long all -DHEAPS=3
 *	long stop_all -DSTOP -DCALLS_OWNER=1
 */
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
#ifndef HEAPS
#define HEAPS 3		/* the core's and spare ones */
#endif
#ifndef MAY_FAIL
#define MAY_FAIL (_pid == 2)	/* who may find no memory for a heap */
#endif

bool owner_of[HEAPS];	/* heap->owner: not 0. Nobody reads who it is */
byte next_heap[HEAPS];	/* heap->next_heap: number plus 1 */
byte heaps;		/* arena->heaps: first spare heap, plus 1 */
byte nr_spare;		/* arena->nr_spare */
byte made = 1;		/* ghost: heaps so far; their numbers */
byte inside[HEAPS];	/* ghost: contexts inside */

inline mark_inside(h)
{
	owner_of[h] = true;
	inside[h]++;
	assert(inside[h] == 1);
	entered = true
}

/*
 * Test and set. On ARMv7-M:
 *	ldrex z, [owner]; strex t, self, [owner]; orr z, t
 * which stores over another's mark when the heap is taken, and may fail although it
 * is not.
 */
inline try_enter(h)
{
#if defined(BUG_check_then_store)
	entered = !owner_of[h];
	if
	:: atomic { entered -> mark_inside(h) }
	:: else
	fi
#elif defined(BUG_wait)
	atomic { !owner_of[h] -> mark_inside(h) }
#else
	atomic {
		if
		:: !owner_of[h] -> mark_inside(h)
		:: owner_of[h] ->
			if
			:: IN_IRQ && context[0]:entered -> REACH("an interrupt of who is inside")
			:: else
			fi;
			entered = false
		:: entered = false /* the exclusive failed */
		fi
	}
#endif
}

/* The next call: its kind and its heap are the context's own business. */
inline choose()
{
	h = 0;
	entered = false;
	calls++;
	if
	:: is_free = false
	:: is_free = true
	:: heaps != 0 -> is_free = true; h = heaps - 1
	fi
}

/* All calls. */
CONTEXTS
{
	byte calls, h, link;
	bool is_free, entered;

	ONE_ORDER;
next:
	atomic {
		if
		:: calls < CALLS -> choose(); CALL_BEGINS
		:: else -> calls = 0; goto ended
		fi
	};
	try_enter(h);
	if
	:: entered -> goto leave
	:: atomic {
		!entered && is_free ->
		REACH("a remote free");
#ifdef BUG_leave_anyway
		owner_of[h] = false;
#endif
		CALL_ENDS;
		goto next
	   }
	:: atomic { !entered && !is_free -> link = heaps }
	fi;

	/* enter_idle(): a spare heap */
	do
	:: link == 0 -> break
	:: else ->
		h = link - 1;
		try_enter(h);
		if
		:: atomic {
			entered ->
			REACH("a spare heap is entered");
			link = 0;
			goto leave
		   }
		:: atomic { !entered -> link = next_heap[h] }
		fi
	od;

	/* add_spare() */
	atomic {
		nr_spare++;
		if
		:: nr_spare > HEAPS - 1 -> REACH("no more spare heaps"); goto give_up
		:: nr_spare <= HEAPS - 1 && MAY_FAIL -> REACH("no memory for one"); goto give_up
		:: nr_spare <= HEAPS - 1 -> h = made; made++; assert(made <= HEAPS)
		fi
	};
	atomic { mark_inside(h); link = heaps };
#ifdef BUG_list_by_store
	atomic { next_heap[h] = link; heaps = h + 1; link = 0 };
#else
	do
	:: atomic {
		heaps == link ->
		next_heap[h] = link;
		heaps = h + 1;
		link = 0;
		break
	   }
	:: atomic { heaps != link -> REACH("two link a heap"); link = heaps }
	od;
#endif

	goto leave;

	/* the core's heap once more, then a run */
give_up:
	nr_spare--;
	atomic {
		h = 0;
		if
		:: !owner_of[h] -> REACH("the core's heap after all"); mark_inside(h)
		:: owner_of[h] -> REACH("a run of the arena"); CALL_ENDS; goto next
		fi
	};
leave:
	atomic { inside[h]--; owner_of[h] = false; CALL_ENDS };
	goto next;
ended:
	atomic { h = 0; is_free = false; entered = false; DONE }
}


/* Every heap but the core's is on the list, once. */
inline check_list()
{
	h = heaps;
	n = 1;
	do
	:: h != 0 -> n++; assert(n <= made); h = next_heap[h - 1]
	:: else -> break
	od;
	assert(n == made)
}

AUDIT
{
	byte h, n;

	timeout;
	ASSERT_NOBODY_WAITS;
	d_step {
		if
		:: AT_REST -> REACH("at rest"); check_list()
		:: else
		fi
	}
}

STOPPER
