/* SPDX-License-Identifier: MIT */
/*
 * Runs of slices: the free bitmap, its summary, and the marks of runs in use.
 *
 * Models, for one region with two words of free_map of WIDTH slices each:
 *	claim, try	kernel/free_map.c: free_map_claim(); word by word, rolled
 *			back on conflict. Who takes a word's last slices clears its
 *			summary bit, then looks again
 *	put		free_map_release(): a releaser that finds the word zero sets the bit
 *	choose()	kernel/run.c: choose(). Any run may be chosen, free or
 *			not: the bitmap may change right behind the search
 *	marks		run_claim(), run_release(): start_map and mark_map, written by
 *			the run's owner after the claim and before the release
 *	shrink		run_resize(), smaller: the last slice is marked before the tail goes
 *
 * Word-wise operations on marks commute; they are part of the step next to them.
 *
 * Proven: no slice has two owners; marks are never seen by a slice's next owner;
 * when everybody is at rest, all slices are free, and the summary bit of a word that
 * is not zero is set. A summary bit may be set for nothing.
 *
 * What scripts/check-models runs:
 *	run small
 *	run stop -DSTOP -DCALLS_LAST=0 -DMAY_SHRINK=false
 *	run loops -DLOOPS -DCALLS_LAST=0
 *	run fine -DFINE -DCALLS_LAST=0
 *	long all -DALL_RUNS
 */
#if defined(BUG_claim_by_store)
#define FINE
#endif
#include "model.h"

#ifndef CALLS_OWNER
#define CALLS_OWNER 1
#endif
#ifndef CALLS_IRQ
#define CALLS_IRQ 1
#endif
#ifndef CALLS_REMOTE
#define CALLS_REMOTE 1
#endif
#ifndef WIDTH
#define WIDTH 2
#endif

#ifndef MAY_SHRINK
#define MAY_SHRINK (_pid == 0)
#endif

#define SLICES	  (2 * WIDTH)
#define FULL_WORD ((1 << WIDTH) - 1)

byte free_map[2] = FULL_WORD;
byte summary = 3;
byte start_map;		/* a bit a slice */
byte mark_map;
byte owned;		/* ghost: slices that somebody owns */

/* The bits of [f, f + n); those of word w; these as slices. */
#define RUN_BITS(f, n)	   (((1 << (n)) - 1) << (f))
#define IN_WORD(f, n, w) ((RUN_BITS(f, n) >> ((w) * WIDTH)) & FULL_WORD)
#define RUN_IN(f, n, w)	 (IN_WORD(f, n, w) << ((w) * WIDTH))

/* Word @w of the run is taken. */
inline taken(w)
{
	assert(!(owned & RUN_IN(f, n, w)));
	owned = owned | RUN_IN(f, n, w);
	old = 0
}

/* On to the second word of the run, or to its use. */
inline next_word()
{
	if
	:: w == 0 && IN_WORD(f, n, 1) -> w = 1; goto claim
	:: else -> goto use
	fi
}

/* A run: first slice and length. Without ALL_RUNS a few that differ in kind. */
inline choose()
{
#ifdef ALL_RUNS
	f = 0;
	n = 1;
	do
	:: f < SLICES - 1 -> f++
	:: break
	od;
	do
	:: f + n < SLICES && n <= WIDTH -> n++
	:: break
	od
#else
	if
	:: f = 0; n = 1		/* part of a word */
	:: f = 0; n = WIDTH	/* a word */
	:: f = WIDTH; n = WIDTH
	:: f = WIDTH - 1; n = 2	/* across: parts of both */
	:: f = WIDTH - 1; n = 3 /* across: one of them to its end */
	fi
#endif
}

/* Marks of the run: nobody left some behind. */
inline mark()
{
	assert(!(start_map & RUN_BITS(f, n)) && !(mark_map & RUN_BITS(f, n)));
	start_map = start_map | (1 << f);
	mark_map = mark_map | (1 << (f + n - 1))
}

inline unmark()
{
	start_map = start_map & ~(1 << f);
	mark_map = mark_map & ~(1 << (f + n - 1))
}

/* The last slice goes; the one in front of it is the last now. */
inline shrink()
{
	mark_map = mark_map | (1 << (f + n - 2));
	mark_map = mark_map & ~(1 << (f + n - 1));
	n--
}

/* What is to be given back: a run, from its word @w on. */
inline give(first, length)
{
	put_f = first;
	put_n = length;
	w = (first) / WIDTH
}

/* The call is over. */
inline finish()
{
#ifdef BUG_release_marked
	if
	:: n != 0 && put_n != 0 -> unmark()
	:: else
	fi;
#endif
	f = 0;
	n = 0;
	put_f = 0;
	put_n = 0;
	w = 0;
	old = 0;
	is_zero = false;
	CALL_ENDS;
	goto next_call
}

/* Word @w has not all that was wanted: what the word before gave goes back. */
inline fail()
{
	old = 0;
	if
	:: w == 1 && IN_WORD(f, n, 0) ->
		REACH("a claim is rolled back");
		give(f, WIDTH - f);
		n = 0;
#ifndef BUG_no_rollback
		goto put
#endif
	:: else
	fi;
	finish()
}

/* On to the second word of what is given back, or whatever comes then. */
inline put_next()
{
	is_zero = false;
	if
	:: w == 0 && IN_WORD(put_f, put_n, 1) -> w = 1; goto put
	:: else
	fi;
	if
	:: n == 0 || put_f == f -> finish()	/* all of it */
	:: else -> goto release			/* that was the tail */
	fi
}

CONTEXTS
{
	byte calls, f, n, put_f, put_n, w, old;
	bool is_zero;

	ONE_ORDER;
next_call:
	atomic {
		if
		:: calls < CALLS -> CALL_BEGINS; calls++; choose(); w = f / WIDTH
		:: else -> calls = 0; goto ended
		fi
	};

	/* claim_in_word() */
claim:
	atomic {
		old = free_map[w];
		if
		:: (old & IN_WORD(f, n, w)) != IN_WORD(f, n, w) -> fail()
		:: else
		fi
	};
try:
#ifdef BUG_claim_by_store
	atomic { free_map[w] = old & ~IN_WORD(f, n, w); is_zero = !free_map[w]; taken(w) };
	if
	:: is_zero -> is_zero = false
	:: else -> next_word()
	fi;
#else
	atomic {
		if
		:: free_map[w] != old ->
			REACH("a claim tries again");
			old = free_map[w];
			if
			:: (old & IN_WORD(f, n, w)) != IN_WORD(f, n, w) -> fail()
			:: else -> goto try
			fi
		:: else
		fi;
		free_map[w] = old & ~IN_WORD(f, n, w);
		taken(w);
		if
		:: free_map[w] != 0 -> next_word()
		:: else
		fi
	};
#endif
	/* the last slices of the word */
	summary = summary & ~(1 << w);
#ifdef BUG_no_second_look
	next_word();
#else
	atomic {
		if
		:: free_map[w] == 0 -> next_word()
		:: else -> REACH("the second look finds slices")
		fi
	};
	atomic { summary = summary | (1 << w); next_word() };
#endif

	/* in use; perhaps it shrinks */
use:
	STEP {
		mark();
		if
		:: IN_WORD(f, n, 0) && IN_WORD(f, n, 1) -> REACH("a run across words")
		:: else
		fi;
		if
		:: n > 1 && MAY_SHRINK -> REACH("a run shrinks"); shrink(); give(f + n, 1); goto put
		:: true -> goto release
		fi
	};
release:
	STEP {
#ifndef BUG_release_marked
		unmark();
#endif
		give(f, n);
		goto put
	};

	/* free_map_release(), a word at a time */
put:
#ifdef BUG_summary_first
	is_zero = (free_map[w] == 0);
	if
	:: is_zero -> summary = summary | (1 << w)
	:: else
	fi;
	atomic {
		free_map[w] = free_map[w] | IN_WORD(put_f, put_n, w);
		owned = owned & ~RUN_IN(put_f, put_n, w);
		put_next()
	};
#else
	atomic {
		assert(!(free_map[w] & IN_WORD(put_f, put_n, w)));
		assert((owned & RUN_IN(put_f, put_n, w)) == RUN_IN(put_f, put_n, w));
		owned = owned & ~RUN_IN(put_f, put_n, w);
		if
		:: free_map[w] == 0 -> is_zero = true
		:: else
		fi;
		free_map[w] = free_map[w] | IN_WORD(put_f, put_n, w);
		if
		:: !is_zero -> put_next()
		:: else
		fi
	};
	atomic { summary = summary | (1 << w); put_next() };
#endif

ended:
	DONE
}

AUDIT
{
	timeout;
	atomic {
		ASSERT_NOBODY_WAITS;
		if
		:: AT_REST ->
			REACH("at rest");
			assert(free_map[0] == FULL_WORD && free_map[1] == FULL_WORD);
			assert(summary == 3);
			assert(!owned && !start_map && !mark_map)
		:: else
		fi
	}
}

STOPPER
