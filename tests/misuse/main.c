/* SPDX-License-Identifier: MIT */
/* A case for each misuse, with the exact report that it must give. */
#include "tests/ktest.h"

extern const struct ktest_suite uninit_suite, foreign_suite, block_suite, list_suite,
	corrupt_suite, poison_suite;

KTEST_MAIN(&uninit_suite, &foreign_suite, &block_suite, &list_suite, &corrupt_suite,
	   &poison_suite)
