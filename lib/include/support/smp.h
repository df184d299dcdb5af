/* SPDX-License-Identifier: MIT */
/*
 * The cores of a board. Core 0 runs image_main(); a further core idles until it is
 * given a function, runs it on a stack of its own, and idles again. On the host
 * threads stand for cores.
 *
 * image_core_start() and image_core_join() are for core 0. What was written before
 * the start is seen by the function, what the function has written is seen after
 * the join.
 */
#ifndef SUPPORT_SMP_H
#define SUPPORT_SMP_H

/** image_cores() - number of cores, 1 or more. */
unsigned int image_cores(void);

/** image_core() - the number of the core that asks, 0 to image_cores() - 1. */
unsigned int image_core(void);

/** typedef image_core_fn - what a core can be made to run. */
typedef void image_core_fn(void *arg);

/**
 * image_core_start() - make a core run a function.
 * @core: an idle one, 1 to image_cores() - 1.
 * @fn: the function; it may print, and exit.
 * @arg: its argument.
 */
void image_core_start(unsigned int core, image_core_fn *fn, void *arg);

/** image_core_join() - wait until @core, which was started, is idle again. */
void image_core_join(unsigned int core);

/** image_relax() - tell the processor that a loop waits for another core. */
void image_relax(void);

#endif /* SUPPORT_SMP_H */
