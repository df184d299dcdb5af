/* SPDX-License-Identifier: MIT */
/* The pace of tests/smp: operations, the same number wherever it runs. */
#include "tests/smp/count.h"

unsigned int operations;

void start_pace(unsigned int share)
{
	(void)share; /* it is each case's */
}

bool pace_is_over(struct worker *worker)
{
	return ++worker->rounds * ROUND > operations;
}
