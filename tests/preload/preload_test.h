/* SPDX-License-Identifier: MIT */
/* What the tests of malloc() as a whole program's have in common. */
#ifndef TESTS_PRELOAD_PRELOAD_TEST_H
#define TESTS_PRELOAD_PRELOAD_TEST_H

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "ktest.h"

extern const struct ktest_suite family_suite, fork_suite, growth_suite, misuse_suite,
	system_suite, thread_suite;

/* Fill @size bytes with what depends on @seed and the position. */
void fill(void *p, size_t size, unsigned int seed);

/* Are they still so? */
bool is_filled(const void *p, size_t size, unsigned int seed);

/*
 * Run @body in a child, which ends with what it returns, and wait for it. Returns the
 * status as waitpid() has it; a child that takes a minute is killed.
 */
int in_child(int (*body)(void *arg), void *arg);

/* Resident bytes of this program now. */
size_t resident(void);

#endif
