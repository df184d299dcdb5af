/* SPDX-License-Identifier: MIT */
#include "tests/race/cpu_number.h"

#include "support/rng.h"
#include "support/smp.h"
#include "tests/race/workers.h"

#ifdef CONFIG_HAKMEM_NR_CPUS
#define NR_NUMBERS CONFIG_HAKMEM_NR_CPUS
#else
#define NR_NUMBERS 1u
#endif

/* What a core tells, which only the core itself touches while workers run. */
struct number {
	enum {
		NUMBER_TRUE,
		NUMBER_SET,
		NUMBER_STALE
	} kind;
	unsigned int number;
	struct rng rng;
};

static struct number numbers[MAX_WORKERS + 1];

bool cpu_numbers_are_told(void)
{
	return NR_NUMBERS > 1;
}

void cpu_numbers_true(void)
{
	for (unsigned int i = 0; i <= MAX_WORKERS; i++)
		numbers[i].kind = NUMBER_TRUE;
}

void cpu_number_set(uint32_t random)
{
	struct number *own = &numbers[image_core()];

	own->number = random % NR_NUMBERS;
	own->kind = NUMBER_SET;
}

void cpu_number_stale(uint32_t seed)
{
	struct number *own = &numbers[image_core()];

	rng_seed(&own->rng, seed);
	own->kind = NUMBER_STALE;
}

/* More workers than numbers: then some share theirs, as tasks of one core do. */
unsigned int hakmem_cpu_hook(void);
unsigned int hakmem_cpu_hook(void)
{
	unsigned int core = image_core();
	struct number *own = &numbers[core];

	switch (own->kind) {
	case NUMBER_SET:
		return own->number;
	case NUMBER_STALE:
		return rng_below(&own->rng, NR_NUMBERS);
	default:
		return core % NR_NUMBERS;
	}
}
