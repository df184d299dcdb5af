/* SPDX-License-Identifier: MIT */
/* The suites of tests/rtos. */
#ifndef RTOS_TEST_H
#define RTOS_TEST_H

#include "tests/ktest.h"

extern const struct ktest_suite sched_suite;

#endif /* RTOS_TEST_H */
