/* SPDX-License-Identifier: MIT */
/* A case for each misuse, with the exact report that it must give. */
#include "tests/ktest.h"

extern const struct ktest_suite uninit_suite, foreign_suite, block_suite, page_suite, run_suite,
	list_suite, corrupt_suite, poison_suite;

/* What is about pages; and what is the other way without them. */
#ifdef CONFIG_HAKMEM_PAGES
#define OTHER_SUITES &page_suite, &list_suite
#else
#define OTHER_SUITES &run_suite
#endif

KTEST_MAIN(&uninit_suite, &foreign_suite, &block_suite, &corrupt_suite, &poison_suite,
	   OTHER_SUITES)
