/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SMP_COUNT_H
#define TESTS_SMP_COUNT_H

#include "tests/race/workers.h"

extern unsigned int operations; /* of each worker in each case, about */

#endif /* TESTS_SMP_COUNT_H */
