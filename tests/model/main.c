/* SPDX-License-Identifier: MIT */
/*
 * Random calls against a shadow of what the allocator should have: contents,
 * overlaps, alignment, zeroes, statistics and every invariant, through growing,
 * shrinking and exhaustion, with a second region that comes in the middle. At the
 * end everything is free and the arena is whole again.
 *
 *	--ops=N		calls a run
 *	--seed=N	of the first run; further runs add one each
 */
#include "tests/model/operations.h"

#include "support/mem.h"
#include "support/parse.h"

#if __STDC_HOSTED__
#define DEFAULT_OPS 100000u
#else
#define DEFAULT_OPS 3000u
#endif

#define RUNS	   3u /* seeds tried */
#define PHASES	   16u /* in a run */
#define CHECK_EACH 256u /* calls between looks at everything */

static unsigned int ops = DEFAULT_OPS;

/* The regions do not touch, and begin and end anywhere. */
static void choose_regions(struct memory *regions, struct memory memory)
{
	regions[0] = memory_part(memory, 0, 3);
	regions[0].size = regions[0].size * 2 - 21;
	regions[0].base += 3;
	regions[1] = memory_part(memory, 2, 3);
	regions[1].base += 5;
	regions[1].size -= 13;
}

static bool add_region(struct model *model, struct memory region)
{
	struct shadow *shadow = &model->shadow;
	bool first = !shadow->nr_regions;
	int err;

	if (first)
		err = hakmem_init(region.base, region.size);
	else
		err = hakmem_add_region(region.base, region.size);
	shadow->regions[shadow->nr_regions++] = region;
	if (!err && first)
		hakmem_free(hakmem_malloc(1)); /* the context's heap is in place */
	return !err || shadow_error(shadow, "a region that is refused");
}

/* How the arena looks with nothing in it. */
static struct hakmem_stats empty_stats(const struct memory *regions)
{
	hakmem_init(regions[0].base, regions[0].size);
	hakmem_free(hakmem_malloc(1));
	hakmem_add_region(regions[1].base, regions[1].size);
	hakmem_heap_collect(NULL);
	return fixture_stats();
}

/* Grow, shrink, stay, and grow until nothing is left. */
static void begin_phase(struct model *model)
{
	static const uint8_t percents[] = { 70, 30, 95, 20, 50, 99, 10, 55 };

	model->percent = percents[model->op / (ops / PHASES + 1) % 8];
	model->nulls = 0;
}

static bool run_operations(struct model *model, const struct memory *regions)
{
	if (!add_region(model, regions[0]))
		return false;
	while (model->op < ops) {
		if (model->op % (ops / PHASES + 1) == 0)
			begin_phase(model);
		if (model->op == ops / 3 && !add_region(model, regions[1]))
			return false;
		if (!operation(model))
			return false;
		if (model->op % CHECK_EACH == 0 && !shadow_check_all(&model->shadow))
			return false;
		/* used up: no use in trying on and on */
		if (model->nulls > 64)
			model->percent = 40;
	}
	return shadow_check_all(&model->shadow);
}

static bool whole_again(struct model *model, const struct hakmem_stats *empty)
{
	struct hakmem_stats stats;

	if (!free_everything(model) || !shadow_check_all(&model->shadow))
		return false;
	hakmem_heap_collect(NULL);
	stats = fixture_stats();
	return !memcmp(&stats, empty, sizeof(stats)) ||
	       shadow_error(&model->shadow, "memory that did not come back");
}

static void run_model(struct ktest *test, uint32_t seed, unsigned int flags)
{
	struct memory regions[MAX_REGIONS], memory;
	struct model model = { .op = 0 };
	struct hakmem_stats empty;

	memory_fill(test_memory(), flags & HAKMEM_REGION_ZEROED ? 0 : MEMORY_DIRT);
	memory = shadow_init(&model.shadow, test_memory());
	choose_regions(regions, memory);
	rng_seed(&model.rng, seed);
	empty = empty_stats(regions);
	if (empty.regions < MAX_REGIONS)
		KTEST_SKIP(test, "not enough memory for two regions");

	memory_fill(memory, flags & HAKMEM_REGION_ZEROED ? 0 : MEMORY_DIRT);
	test_region_flags = flags;
	if (run_operations(&model, regions) && whole_again(&model, &empty))
		return;
	ktest_info(test, "seed 0x%x, operation %u, %s, size of shadow %u blocks",
		   (unsigned int)seed, (unsigned int)model.op, model.call,
		   (unsigned int)model.shadow.live);
	KTEST_FAIL(test, "%s", model.shadow.error);
}

static void model_random(struct ktest *test)
{
	for (uint32_t i = 0; i < RUNS && !test->failures; i++)
		run_model(test, test->seed + i, 0);
}

/* The regions are zero, and said to be. */
static void model_zeroed(struct ktest *test)
{
	run_model(test, test->seed + RUNS, HAKMEM_REGION_ZEROED);
}

static const struct ktest_case model_cases[] = {
	KTEST_CASE(model_random),
	KTEST_CASE(model_zeroed),
	{ 0 },
};

static const struct ktest_suite model_suite = {
	.name = "model",
	.init = fixture_none,
	.exit = fixture_exit,
	.cases = model_cases,
};

int image_main(int argc, char **argv);
int image_main(int argc, char **argv)
{
	static const struct ktest_suite *const suites[] = { &model_suite, NULL };
	int left = 1;

	for (int i = 1; i < argc; i++)
		if (!parse_option(argv[i], "--ops=", &ops))
			argv[left++] = argv[i];
	return ktest_run(suites, left, argv);
}
