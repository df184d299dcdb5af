/* SPDX-License-Identifier: MIT */
/* The suites of tests/rtos. */
#ifndef RTOS_TEST_H
#define RTOS_TEST_H

#include "tests/ktest.h"

/* make test-long gives the tests more time. */
#ifndef RTOS_LONG
#define RTOS_LONG 0
#endif

extern const struct ktest_suite sched_suite;
extern const struct ktest_suite priority_suite;
extern const struct ktest_suite driver_suite;
extern const struct ktest_suite slices_suite;
extern const struct ktest_suite exhaust_suite;
extern const struct ktest_suite delete_suite;
extern const struct ktest_suite repair_suite;

#endif /* RTOS_TEST_H */
