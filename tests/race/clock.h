/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RACE_CLOCK_H
#define TESTS_RACE_CLOCK_H

#include "tests/race/workers.h"

extern unsigned int total_seconds; /* --seconds=N: of the whole program */

/** time_is_up() - has what start_pace() gave passed? */
bool time_is_up(void);

#endif /* TESTS_RACE_CLOCK_H */
