/* SPDX-License-Identifier: MIT */
/* All unit tests: a suite for each file of kernel/, and one for each phase. */
#include "tests/ktest.h"

extern const struct ktest_suite size_class_suite, string_suite, page_queue_suite, hints_suite,
	arena_suite, region_suite, run_suite, page_map_suite, page_suite, alloc_suite,
	free_suite, realloc_suite, large_suite, heap_suite, remote_suite, stats_suite,
	walk_suite, validate_suite, fault_suite, direct_cache_suite, dual_free_list_suite,
	exhaust_suite, context_suite, interrupt_suite, run_tries_suite,
	run_cache_suite, alloc_runs_suite, run_index_suite;

/* What is about pages, or the heaps that they are in; and what there is without them. */
#ifdef CONFIG_HAKMEM_PAGES
#define OTHER_SUITES                                                                 \
	&size_class_suite, &page_queue_suite, &hints_suite, &page_map_suite, &page_suite, \
	&heap_suite, &remote_suite, &context_suite, &direct_cache_suite, &dual_free_list_suite
#elif defined(CONFIG_HAKMEM_RUN_INDEX)
#define OTHER_SUITES &alloc_runs_suite, &run_index_suite
#else
#define OTHER_SUITES &alloc_runs_suite
#endif

KTEST_MAIN(OTHER_SUITES, &string_suite, &arena_suite, &region_suite, &run_suite, &alloc_suite,
	   &free_suite, &realloc_suite, &large_suite, &stats_suite, &walk_suite,
	   &validate_suite, &fault_suite, &exhaust_suite, &interrupt_suite, &run_tries_suite,
	   &run_cache_suite)
