/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "scene.h"
#include "support/image.h"
#include "support/mem.h"
#include "support/print.h"
#include "support/rng.h"

#define STEPS	  20u
#define CALLS_MAX 1500u /* of a program */

/* What a step does; many: 1 to 128 times, @a tells. */
enum what {
	NOTHING,
	ALLOCATE, /* many blocks of size @b */
	FILL,	  /* blocks of size @b until there is no memory */
	RELEASE,  /* every @a-th block, from the @b-th on, at most @c */
	REMOTE,	  /* the same while somebody is inside the heap */
	AGAIN,	  /* every @a-th block is freed and allocated again, with size @b */
	CONTEND,  /* many blocks of size @b while somebody is inside */
	ALIGN,	  /* many blocks of size @b, aligned to @c */
	RESIZE,	  /* every @a-th block to size @b */
	COLLECT,
	NR_WHATS,
};

struct step {
	uint8_t what, a, b, c;
};

struct program {
	struct step steps[STEPS];
	uint32_t cost, round; /* 0: one that was given */
};

static struct program best[NR_PATHS];
static struct rng rng;
static uint32_t calls;

/* ---------------------------------------------------------------------- running */

#ifdef CONFIG_HAKMEM_PAGES
static const uint16_t sizes[] = { 1,   9,   17,	 24,   40,   56,   64,	 72,
				  96,  128, 160, 200,  256,  320,  448,	 512,
				  640, 768, 896, 1024, 1025, 1500, 2048, 4000 };
#else
/* More of those around a word of the bitmap, 32 slices, and few that fill the arena soon. */
static const uint16_t sizes[] = { 1,   9,   17,	 25,  32,  40,	 56,   64,
				  96,  120, 128, 136, 192, 240,	 248,  256,
				  264, 320, 504, 512, 520, 1024, 2048, 4000 };
#endif

static size_t size_of(uint8_t b)
{
	return sizes[b % (sizeof(sizes) / sizeof(sizes[0]))];
}

static bool more(void)
{
	return calls++ < CALLS_MAX;
}

static void allocate(uint32_t n, size_t size)
{
	while (n-- && more())
		if (!scene_keep(call_malloc(size)))
			return;
}

static void release(const struct step *step)
{
	uint32_t stride = 1 + step->a % 8, left = step->c ? step->c : CALLS_MAX;

	for (uint32_t i = step->b * scene.nr / 256; i < scene.nr && left;
	     i += stride, left--)
		if (more())
			scene_free(i);
}

static void again(const struct step *step)
{
	for (uint32_t i = step->c % 8; i < scene.nr; i += 1 + step->a % 8) {
		if (!more())
			return;
		scene_free(i);
		scene.blocks[i] = call_malloc(size_of(step->b));
	}
}

static void align(uint32_t n, const struct step *step)
{
	while (n-- && more())
		if (!scene_keep(
			    call_aligned((size_t)16 << step->c % 8, size_of(step->b))))
			return;
}

static void resize(const struct step *step)
{
	void *p;

	for (uint32_t i = step->c % 8; i < scene.nr; i += 1 + step->a % 8) {
		if (!scene.blocks[i] || !more())
			continue;
		p = call_realloc(scene.blocks[i], size_of(step->b));
		if (p)
			scene.blocks[i] = p;
	}
}

static void run_step(const struct step *step)
{
	uint32_t many = 1u << step->a % 8;

	switch (step->what) {
	case ALLOCATE:
		allocate(many, size_of(step->b));
		break;
	case FILL:
		allocate(CALLS_MAX, size_of(step->b));
		break;
	case RELEASE:
		release(step);
		break;
	case REMOTE:
		scene_enter();
		release(step);
		scene_leave();
		break;
	case AGAIN:
		again(step);
		break;
	case CONTEND:
		scene_enter();
		allocate(many % 16, size_of(step->b));
		scene_leave();
		break;
	case ALIGN:
		align(many, step);
		break;
	case RESIZE:
		resize(step);
		break;
	case COLLECT:
		hakmem_heap_collect(NULL);
		break;
	}
}

static void run(const struct program *program)
{
	calls = 0;
	record_forget_here();
	scene_start();
	for (uint32_t i = 0; i < STEPS; i++)
		run_step(&program->steps[i]);
}

/* -------------------------------------------------------------------- searching */

static void random_step(struct step *step)
{
	uint32_t r = rng_next(&rng);

	*step = (struct step){
		(uint8_t)rng_below(&rng, NR_WHATS),
		(uint8_t)r,
		(uint8_t)(r >> 8),
		(uint8_t)(r >> 16 & 1 ? 0 : r >> 24),
	};
}

static struct program *random_best(void)
{
	struct program *program;

	do
		program = &best[rng_below(&rng, PATHS_HERE)];
	while (!program->cost);
	return program;
}

/* Steps from @from on move up, or down, by @n: some are doubled, or lost. */
static void shift(struct program *p, uint32_t from, uint32_t n, bool up)
{
	if (up)
		for (uint32_t i = STEPS; i-- > from + n;)
			p->steps[i] = p->steps[i - n];
	else
		for (uint32_t i = from; i + n < STEPS; i++)
			p->steps[i] = p->steps[i + n];
}

static void change(struct program *p)
{
	uint32_t at = rng_below(&rng, STEPS), n = 1 + rng_below(&rng, 4);
	const struct program *other;

	switch (rng_below(&rng, 6)) {
	case 0:
		random_step(&p->steps[at]);
		break;
	case 1:
		p->steps[at].a = (uint8_t)rng_next(&rng);
		break;
	case 2:
		p->steps[at].b = (uint8_t)rng_next(&rng);
		break;
	case 3:
		p->steps[at].c = (uint8_t)rng_next(&rng);
		break;
	case 4:
		shift(p, at, n, rng_below(&rng, 2));
		break;
	default: /* the end of another program */
		other = random_best();
		for (uint32_t i = at; i < STEPS; i++)
			p->steps[i] = other->steps[i];
	}
}

static void next_program(struct program *p, uint32_t round)
{
	if (round <= 20 || !rng_below(&rng, 16)) {
		for (uint32_t i = 0; i < STEPS; i++)
			random_step(&p->steps[i]);
		return;
	}
	*p = *random_best();
	for (uint32_t n = 1 + rng_below(&rng, 4); n--;)
		change(p);
}

static void keep_best(struct program *program, uint32_t round)
{
	for (unsigned int path = 0; path < NR_PATHS; path++) {
		uint32_t cost = record_here(path)->most;

		if (cost <= best[path].cost)
			continue;
		best[path] = *program;
		best[path].cost = cost;
		best[path].round = round;
	}
}

/* -------------------------------------------------------------- given programs */

/* Variant: the place of each. */
void fuzz_play(void)
{
	struct program program;
	size_t size;
	const uint8_t *given = image_blob(&size);

	for (uint32_t i = 0; i < size / sizeof(program.steps); i++) {
		memcpy(program.steps, given + i * sizeof(program.steps),
		       sizeof(program.steps));
		record_where("found", i);
		run(&program);
		keep_best(&program, 0);
	}
}

/* ------------------------------------------------------------------- shortening */

/* Without step @i, if it is not needed. */
static void lose_step(struct program *p, enum path path, uint32_t i)
{
	struct program shorter = *p;

	shift(&shorter, i, 1, false);
	shorter.steps[STEPS - 1] = (struct step){ NOTHING, 0, 0, 0 };
	run(&shorter);
	shorter.cost = record_here(path)->most;
	if (shorter.cost >= p->cost)
		*p = shorter;
}

/* Without the steps that its cost does not need. */
static void shorten(struct program *p, enum path path)
{
	record_where("fuzz", p->round);
	for (uint32_t i = STEPS; i--;)
		lose_step(p, path, i);
}

static uint32_t nr_steps(const struct program *p)
{
	uint32_t n = STEPS;

	while (n && p->steps[n - 1].what == NOTHING)
		n--;
	return n;
}

static void print_program(enum path path)
{
	const struct program *p = &best[path];
	const uint8_t *bytes = (const uint8_t *)p->steps;

	print("program path=%s cost=%lu round=%lu code=", path_name(path),
	      (unsigned long)p->cost, (unsigned long)p->round);
	for (uint32_t i = 0; i < nr_steps(p) * sizeof(struct step); i++)
		print("%02x", bytes[i]);
	print("\n");
}

void fuzz(uint32_t seed, uint32_t rounds)
{
	struct program program;

	rng_seed(&rng, seed);
	fuzz_play();
	for (uint32_t round = 1; round <= rounds; round++) {
		next_program(&program, round);
		record_where("fuzz", round);
		run(&program);
		keep_best(&program, round);
		if (hakmem_validate())
			print("wcet: the heap is broken after round %lu\n",
			      (unsigned long)round);
	}
	for (unsigned int path = 0; path < NR_PATHS; path++) {
		if (best[path].round)
			shorten(&best[path], path);
		if (best[path].cost)
			print_program(path);
	}
}
