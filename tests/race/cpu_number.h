/* SPDX-License-Identifier: MIT */
/*
 * The number of its core as a worker tells it to the allocator: hakmem_cpu_hook() of
 * the CPU model. By default it is the truth. A task that a scheduler moves has another
 * one from call to call; it may also move after the hook has answered, which makes
 * the number stale while the call goes on.
 */
#ifndef TESTS_RACE_CPU_NUMBER_H
#define TESTS_RACE_CPU_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/** cpu_numbers_are_told() - does the allocator ask for them? */
bool cpu_numbers_are_told(void);

/** cpu_numbers_true() - from now on each worker tells the number of its core. */
void cpu_numbers_true(void);

/** cpu_number_set() - from now on the calling worker tells a number made of @random. */
void cpu_number_set(uint32_t random);

/** cpu_number_stale() - from now on it tells another one each time. */
void cpu_number_stale(uint32_t seed);

#endif /* TESTS_RACE_CPU_NUMBER_H */
