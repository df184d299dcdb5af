/* SPDX-License-Identifier: MIT */
#ifndef TESTS_BOARD_H
#define TESTS_BOARD_H

#include "tests/ktest.h"

extern const struct ktest_suite print_suite, support_suite, cost_suite;

#endif /* TESTS_BOARD_H */
