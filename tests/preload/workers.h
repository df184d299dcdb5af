/* SPDX-License-Identifier: MIT */
/* Threads that allocate, hand blocks to each other and free what they get. */
#ifndef TESTS_PRELOAD_WORKERS_H
#define TESTS_PRELOAD_WORKERS_H

#include <stdatomic.h>
#include <stdbool.h>

/* What a worker found wrong with a block that it got; none is wrong. */
extern atomic_uint workers_errors;

/* @rounds allocations, each put in some slot; what was there is checked and freed. */
void workers_exchange(unsigned int seed, unsigned int rounds);

/* Check and free what is in the slots. */
void workers_clear(void);

/* @n threads that exchange, from start to end. */
void workers_run(unsigned int n, unsigned int rounds);

/* Threads that exchange until they are told to stop. */
void workers_start(unsigned int n);
void workers_stop(void);

#endif
