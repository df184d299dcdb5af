/* SPDX-License-Identifier: MIT */
/*
 * Latency of each call and live bytes, in programs that are compiled with OBSERVE;
 * nothing in others.
 */
#ifndef BENCH_HOST_OBSERVE_H
#define BENCH_HOST_OBSERVE_H

#ifdef OBSERVE

/* What is between these is written down; live bytes always are. */
void observe_start(void);
void observe_stop(void);
/* The rest of the line of results. */
void observe_print(void);
/* After observe_print(), lines "histogram CALL NS:CALLS ...": calls that took NS. */
void observe_print_histograms(void);

#else

static inline void observe_start(void)
{
}

static inline void observe_stop(void)
{
}

static inline void observe_print(void)
{
}

static inline void observe_print_histograms(void)
{
}

#endif

#endif /* BENCH_HOST_OBSERVE_H */
