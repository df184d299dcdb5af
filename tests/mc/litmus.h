/* SPDX-License-Identifier: MIT */
/* Tests of the checker itself. */
#ifndef TESTS_MC_LITMUS_H
#define TESTS_MC_LITMUS_H

#include <stdbool.h>
#include <stddef.h>

unsigned int litmus_count(void);
void litmus_name(unsigned int i, char *name, size_t size);

/* Run the test with that number and print what it found. */
bool litmus_run(unsigned int i);

#endif
