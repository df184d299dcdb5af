/* SPDX-License-Identifier: MIT */
/*
 * What the models share: who runs, and how a path is known to have been taken.
 *
 * Contexts of every model, by process number:
 *	0 owner		a task on a core
 *	1 interrupt	on the owner's core: starts at any step of the owner, which
 *			then stands still until the interrupt has returned
 *	2, 3 remote	other cores, threads or preempting tasks: interleave at will
 *	4 audit		looks at what is left when nobody can run any more
 *	5 stopper	with -DSTOP: one context, any, is stopped for good, anywhere
 *
 * A step is one access to a word that contexts share, with the accesses to private
 * memory around it: those commute with everything that others do. Spin is
 * sequentially consistent: missing barriers are for another checker.
 *
 * Nobody waits: with -DSTOP the contexts that are left have to finish (the audit
 * asserts it), and no context may loop for ever, fair scheduler or not (pan -l: a
 * model without progress labels has no cycle).
 *
 * A model has no end labels: the audit asserts what an invalid end state would show.
 */

/*
 * One step. -DFINE: a step for each access to private memory as well, to show that
 * it makes no difference, and for seeded bugs that take a step apart.
 */
#ifdef FINE
#define STEP
#else
#define STEP atomic
#endif

/* A path worth taking. scripts/check-models wants each one of a model taken. */
#define REACH(path) c_code { static char seen; if (!seen++) puts("reached " path "."); }

#define SELF (_pid + 1)

#define IRQ 1

bool in_irq;		/* the interrupt runs */

#define IN_IRQ	    (_pid == IRQ)
#define CALL_BEGINS in_irq = in_irq || IN_IRQ
#define CALL_ENDS   in_irq = in_irq && !IN_IRQ

byte done;		/* contexts that have finished: bits */

#ifdef STOP
byte stopped;		/* context that never runs again, plus 1 */
#define GOES_ON (stopped != SELF)
#define IS_STOPPED(pid) (stopped == (pid) + 1)
#else
#define GOES_ON true
#define IS_STOPPED(pid) false
#endif

/* All contexts run the same code: what differs is the number of calls they make. */
#define CONTEXTS active [4] proctype context() provided (GOES_ON && !(_pid == 0 && in_irq))
#ifndef CALLS_LAST
#define CALLS_LAST CALLS_REMOTE
#endif
#define CALLS_OTHERS (_pid == IRQ -> CALLS_IRQ : (_pid == 2 -> CALLS_REMOTE : CALLS_LAST))
#define CALLS	     (_pid == 0 -> CALLS_OWNER : CALLS_OTHERS)

#define AUDIT	 active proctype audit()

#ifdef STOP
#define STOPPER                                                          \
active proctype stopper()                                               \
{                                                                       \
	if                                                              \
	:: stopped = 1                                                  \
	:: stopped = 2                                                  \
	:: stopped = 3                                                  \
	:: stopped = 4                                                  \
	fi                                                              \
}
#else
#define STOPPER
#endif

/*
 * The remote contexts are alike, so that their names can be chosen: the one that
 * starts first is 2.
 */
bool started;
#define ONE_ORDER                                                    \
	atomic {                                                     \
		_pid != 3 || started || IS_STOPPED(2) ->             \
		started = started || _pid == 2                       \
	}

#define DONE done = done | (1 << _pid)

#define HAS_ENDED(pid) ((done >> (pid)) & 1)

/* Nobody can run: all have finished but the one that was stopped. */
#define ASSERT_NOBODY_WAITS                                                          \
	assert(HAS_ENDED(0) || IS_STOPPED(0) || (IS_STOPPED(1) && in_irq));          \
	assert(HAS_ENDED(1) || IS_STOPPED(1));                                       \
	assert(HAS_ENDED(2) || IS_STOPPED(2));                                       \
	assert(HAS_ENDED(3) || IS_STOPPED(3))

/* Is everybody at rest? */
#define AT_REST (done == 15)
