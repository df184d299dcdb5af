/* SPDX-License-Identifier: MIT */
/* Random calls, each of which is held against the shadow. */
#ifndef TESTS_MODEL_OPERATIONS_H
#define TESTS_MODEL_OPERATIONS_H

#include "support/rng.h"
#include "tests/model/shadow.h"

/**
 * struct model - one run.
 * @percent: of the calls that allocate; the rest free and resize.
 * @nulls: allocations that failed, since the phase began.
 */
struct model {
	struct shadow shadow;
	struct rng rng;
	uint32_t op;
	uint32_t percent;
	uint32_t nulls;
	const char *call; /* what the last operation was */
};

/** operation() - one random call. False: something is wrong, shadow.error says what. */
bool operation(struct model *model);

/** free_everything() - all blocks in random order, and the heaps. */
bool free_everything(struct model *model);

#endif /* TESTS_MODEL_OPERATIONS_H */
