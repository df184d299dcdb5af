/* SPDX-License-Identifier: MIT */
/* The same calls in programs: workloads of tests/bench, and recorded traces. */
#ifndef WCET_OBSERVE_H
#define WCET_OBSERVE_H

#include <stddef.h>

/** observe_workload() - run it. Return: 0, or not when there is none of that name. */
int observe_workload(const char *name);

/** observe_trace() - play the board's data file, in @arena bytes; 0: twice its peak. */
int observe_trace(size_t arena);

#endif /* WCET_OBSERVE_H */
