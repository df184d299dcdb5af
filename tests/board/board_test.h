/* SPDX-License-Identifier: MIT */
#ifndef TESTS_BOARD_H
#define TESTS_BOARD_H

#include "tests/ktest.h"

extern const struct ktest_suite print_suite, support_suite, cores_suite, cost_suite;

/** print_from_all_cores() - lines from all at the same time. Return: 0. */
int print_from_all_cores(void);

#endif /* TESTS_BOARD_H */
