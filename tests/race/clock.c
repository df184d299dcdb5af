/* SPDX-License-Identifier: MIT */
/* The pace of tests/race: seconds. */
#include "tests/race/clock.h"

#include <time.h>

unsigned int total_seconds = 5;

static struct timespec deadline;

void start_pace(unsigned int share)
{
	uint64_t ns = (uint64_t)total_seconds * 1000000000u / share;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	ns += (uint64_t)deadline.tv_nsec;
	deadline.tv_sec += (time_t)(ns / 1000000000u);
	deadline.tv_nsec = (long)(ns % 1000000000u);
}

bool time_is_up(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec != deadline.tv_sec)
		return now.tv_sec > deadline.tv_sec;
	return now.tv_nsec >= deadline.tv_nsec;
}

bool pace_is_over(struct worker *worker)
{
	(void)worker;
	return time_is_up();
}
