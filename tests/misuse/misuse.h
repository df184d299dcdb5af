/* SPDX-License-Identifier: MIT */
/*
 * Misuse is reported once, with code, address and block size, and changes nothing:
 * every case here has live blocks around, and looks at them and at the whole heap
 * after each wrong call.
 */
#ifndef TESTS_MISUSE_MISUSE_H
#define TESTS_MISUSE_MISUSE_H

#include "tests/unit/inside.h"

/** misuse_init() - for struct ktest_suite: an arena with bystanders. */
int misuse_init(struct ktest *test);

/** misuse_exit() - frees the bystanders; nothing may be left over. */
void misuse_exit(struct ktest *test);

/** start_afresh() - forget the bystanders: the case calls hakmem_init() again. */
void start_afresh(void);

/**
 * reported() - was exactly this reported, and is all the rest as it was?
 *
 * The heap validates, the bystanders are intact, and blocks of the smallest classes
 * can be allocated and freed.
 */
bool reported(struct ktest *test, enum hakmem_fault_code code, const void *address,
	      size_t block_size);

/**
 * refused() - free(), free_sized(), realloc() and usable_size() all refuse @p with
 * this report. Without CONFIG_HAKMEM_DEBUG free() does not look into pages: then
 * @checks_free says whether it has to refuse.
 */
bool refused(struct ktest *test, void *p, enum hakmem_fault_code code, size_t block_size,
	     bool checks_free);

#define DEBUGGING IS_ENABLED(CONFIG_HAKMEM_DEBUG)

#endif /* TESTS_MISUSE_MISUSE_H */
