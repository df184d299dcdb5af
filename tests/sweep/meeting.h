/* SPDX-License-Identifier: MIT */
/*
 * What two who work on the bitmaps do to each other. A path that only a conflict leads to
 * is on no trace of a call that is alone: so the state is looked at when the interrupt
 * comes, when it is through, and when the call is over. Without pages only.
 */
#ifndef TESTS_SWEEP_MEETING_H
#define TESTS_SWEEP_MEETING_H

#include "tests/sweep/scenarios.h"

enum meeting {
	MEETS_LOST = 1,	       /* the run that MAIN had chosen was taken before its claim */
	MEETS_ROLL_BACK = 2,   /* MAIN had claimed words of it, and gave them back */
	MEETS_SECOND_LOOK = 4, /* what MAIN used up got a slice back before the summary knew */
	MEETS_REUSE = 8,       /* FIRST got slices of a run that MAIN was giving back still */
	/* With the run index: FIRST changed */
	MEETS_UNLISTED = 16,   /* a word that MAIN had changed, and not yet listed */
	MEETS_ROWS = 32,       /* a row that MAIN had emptied or filled, and not yet said so */
};

#ifdef CONFIG_HAKMEM_PAGES

static inline void meeting_forget(void)
{
}

static inline unsigned int meeting_seen(void)
{
	return 0;
}

static inline void meeting_begins(const struct held *block)
{
	(void)block;
}

static inline void meeting_comes(uintptr_t pc)
{
	(void)pc;
}

static inline void meeting_acted(void)
{
}

static inline void meeting_over(const struct held *block, uintptr_t result, bool alone)
{
	(void)block;
	(void)result;
	(void)alone;
}

#else

/** meeting_forget() - nothing was seen. */
void meeting_forget(void);

/** meeting_seen() - all that was, enum meeting. */
unsigned int meeting_seen(void);

/** meeting_begins() - MAIN is about to make its call, for @block. */
void meeting_begins(const struct held *block);

/** meeting_comes() - FIRST interrupts it at @pc. */
void meeting_comes(uintptr_t pc);

/** meeting_acted() - FIRST has done what it does. */
void meeting_acted(void);

/** meeting_over() - the call gave @result, and MAIN has @block; @alone: FIRST did nothing. */
void meeting_over(const struct held *block, uintptr_t result, bool alone);

#endif

#endif /* TESTS_SWEEP_MEETING_H */
