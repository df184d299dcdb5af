// SPDX-License-Identifier: MIT
#include <hakmem.h>
#include <stdio.h>
#include <string.h>
#include "kernel/context.h"
#include "kernel/heap.h"
#include "tests/mc/scene.h"

#define SLOTS 16u
#ifdef CONFIG_HAKMEM_RUN_INDEX
#define REGION 1024u /* the index takes half of it */
#else
#define REGION 512u
#endif
#define STEPS 3000u /* of a run: what the longest takes, several times */

/* In the long run, beyond what is explored to its end: minutes for each scene. */
#define RUNS_MORE 1000000ul

struct live {
	char *p; /* NULL: none */
	size_t size;
	unsigned long seed;
};

static _Alignas(64) char memory[SCENE_MAX];
static _Alignas(64) char region[3 * REGION];
static struct live live[SLOTS];
static unsigned long last_seed;
static const struct scene *current;
static int allowed_fault;
struct hakmem_heap *scene_heap;
static bool set_up; /* what set-up left has been saved */

/* A piece of all that contexts and checks change or depend on. */
struct part {
	void *at;
	size_t size;
};

/* --------------------------------------------------------------------- contexts */

static struct hakmem_thread threads[MC_CONTEXTS + 1];
static unsigned int acting;

void act_as(unsigned int context)
{
	acting = context;
}

struct hakmem_thread *scene_thread(unsigned int context)
{
	return &threads[context];
}

static void forget_threads(void)
{
	for (unsigned int i = 0; i <= MC_CONTEXTS; i++)
		hakmem_thread_init(&threads[i]);
}

#ifdef CONFIG_HAKMEM_MODEL_THREAD
struct hakmem_thread *mc_thread(void)
{
	return &threads[mc_self() < 0 ? (int)acting : mc_self()];
}

unsigned long mc_thread_number(void)
{
	return (unsigned long)mc_thread();
}

bool port_thread_owns(void)
{
	return true;
}

static unsigned int model_parts(struct part *part)
{
	(void)part;
	return 0;
}

static void end_threads(void)
{
	for (unsigned int i = 0; i < MC_CONTEXTS; i++) {
		act_as(i);
		hakmem_thread_exit();
	}
}

#else

static unsigned int moves[MC_CONTEXTS];

/* Set-up acts as a task of core 0 or 1; cores beyond the last heap share. */
unsigned int hakmem_cpu_hook(void)
{
	unsigned int core = acting;

	if (mc_self() >= 0)
		core = current->contexts[mc_self()].core;
	if (mc_self() >= 0 && current->migrate)
		core += moves[mc_self()]++;
	return core % CONFIG_HAKMEM_NR_CPUS;
}

struct hakmem_thread *hakmem_thread_hook(void)
{
	int self = mc_self();

	if (self >= 0 && current->contexts[self].level)
		return NULL;
	return &threads[self < 0 ? (int)acting : self];
}

static unsigned int model_parts(struct part *part)
{
	*part = (struct part){ moves, sizeof(moves) };
	return 1;
}

static void end_threads(void)
{
}

#endif

const struct scene *const scene_lists[] = {
#if defined(CONFIG_HAKMEM_TASK_DELETION)
	deletion_scenes,
#elif defined(CONFIG_HAKMEM_MODEL_THREAD)
	remote_scenes, thread_scenes, run_scenes, run_cache_scenes,
#elif !defined(CONFIG_HAKMEM_PAGES)
	unpaged_scenes, run_index_scenes, run_scenes, run_cache_scenes,
#else
	cpu_scenes, run_scenes, run_cache_scenes,
#endif
	NULL,
};

void allow_fault(int code)
{
	allowed_fault = code;
}

void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	if ((int)fault->code == allowed_fault)
		return;
	mc_fail("fault: %s at %p, I%u", hakmem_fault_name(fault->code), fault->address,
		fault->invariant);
}

unsigned int hakmem_region_hook(const void *base, size_t size)
{
	(void)base;
	(void)size;
	return 0;
}

/* ----------------------------------------------------------------------- blocks */

bool has(unsigned int slot)
{
	return live[slot].p;
}

char *block_at(unsigned int slot)
{
	return live[slot].p;
}

static void expect_apart(const struct live *block)
{
	for (unsigned int i = 0; i < SLOTS; i++)
		if (live[i].p && &live[i] != block &&
		    block->p < live[i].p + live[i].size &&
		    live[i].p < block->p + block->size)
			mc_fail("block %u, which is live, was handed out again", i);
}

/* The words that are written: all of a small block, the first and last of a large one. */
static bool word_matters(size_t word, size_t words)
{
	return words <= 8 || word < 2 || word == words - 1;
}

static void fill(struct live *block)
{
	unsigned long *p = (unsigned long *)(void *)block->p;
	size_t words = block->size / sizeof(*p);

	block->seed = last_seed += 0x10000;
	for (size_t i = 0; i < words; i++)
		if (word_matters(i, words))
			p[i] = block->seed + i;
}

/* Is what was written there still, in the first @size bytes? */
static void expect_contents(const struct live *block, size_t size)
{
	const unsigned long *p = (const unsigned long *)(void *)block->p;
	size_t words = block->size / sizeof(*p);

	for (size_t i = 0; i < size / sizeof(*p); i++)
		if (word_matters(i, words) && p[i] != block->seed + i)
			mc_fail("block %u was overwritten", (unsigned int)(block - live));
}

bool get(unsigned int slot, size_t size)
{
	char *p = hakmem_malloc(size);

	if (p)
		adopt_block(slot, p, size);
	return p;
}

void adopt_block(unsigned int slot, char *p, size_t size)
{
	struct live *block = &live[slot];

	block->p = p;
	block->size = size;
	expect_apart(block);
	fill(block);
}

/* By the index of free runs a long request may find less than there is; but blocks grow. */
void get_longest(unsigned int slot)
{
	struct hakmem_stats stats;
	size_t size;

	hakmem_stats(&stats);
	for (size = stats.largest_free; size && !get(slot, size);)
		size -= stats.slice_size;
	if (size && size < stats.largest_free)
		resize(slot, stats.largest_free);
}

void put(unsigned int slot)
{
	struct live *block = &live[slot];
	char *p = block->p;

	if (!p)
		return;
	expect_contents(block, block->size);
	block->p = NULL;
	hakmem_free(p);
}

bool resize(unsigned int slot, size_t size)
{
	struct live *block = &live[slot], old = *block;
	char *p;

	expect_contents(block, block->size);
	/* what is given up belongs to others before the call returns */
	block->size = size < old.size ? size : old.size;
	p = hakmem_realloc(old.p, size);
	if (!p) {
		block->size = old.size;
		return false;
	}
	old.p = p;
	expect_contents(&old, size < old.size ? size : old.size);
	block->p = p;
	block->size = size;
	expect_apart(block);
	fill(block);
	return true;
}

void *scene_region(size_t *size)
{
	*size = 2 * REGION;
	return region;
}

void *scene_third(unsigned int third, size_t *size)
{
	*size = REGION;
	return region + third * REGION;
}

/* --------------------------------------------------------------- the whole state */

static size_t arena_size(void)
{
	size_t size = current->arena ? current->arena : SCENE_ARENA;

	/* the map takes half a slice a slice */
	return IS_ENABLED(CONFIG_HAKMEM_PAGE_MAP_DENSE) ? size + size / 2 : size;
}

/* Whatever is not among them is the same in all runs. */
static unsigned int parts(struct part *part)
{
	unsigned int n = 0;

	part[n++] = (struct part){ memory, arena_size() };
	part[n++] = (struct part){ region, sizeof(region) };
	part[n++] = (struct part){ hakmem_default_arena(), hakmem_arena_bytes() };
	part[n++] = (struct part){ live, sizeof(live) };
	part[n++] = (struct part){ &scene_heap, sizeof(scene_heap) };
	part[n++] = (struct part){ &last_seed, sizeof(last_seed) };
	part[n++] = (struct part){ threads, sizeof(threads) };
	n += model_parts(&part[n]);
	return n;
}

/* Copy the state to what was saved, or back. */
static void copy_state(bool save)
{
	static unsigned char saved[4 * SCENE_MAX];
	struct part part[8];
	unsigned int n = parts(part);
	size_t offset = 0;

	for (unsigned int i = 0; i < n; i++) {
		void *to = save ? saved + offset : part[i].at;

		memcpy(to, save ? part[i].at : saved + offset, part[i].size);
		offset += part[i].size;
	}
}

static unsigned long hash_state(void)
{
	struct part part[8];
	unsigned int n = parts(part);
	unsigned long hash = 0;

	for (unsigned int i = 0; i < n; i++) {
		const unsigned long *word = part[i].at;

		for (size_t k = 0; k < part[i].size / sizeof(*word); k++) {
			hash = (hash ^ word[k]) * 0x9e3779b97f4a7c15ul;
			hash ^= hash >> 29;
		}
	}
	return hash;
}

/* Was this state checked? Forgets some, and then it is checked again. */
static bool was_checked(void)
{
	static unsigned long checked[1u << 16];
	static const struct scene *scene;
	unsigned long hash = hash_state(), *entry = &checked[hash % (1u << 16)];

	if (scene != current)
		memset(checked, 0, sizeof(checked));
	scene = current;
	if (*entry == hash)
		return true;
	*entry = hash;
	return false;
}

/* ------------------------------------------------------------------------ a run */

static void first_setup(void)
{
	memset(memory, 0xa5, sizeof(memory));
	memset(live, 0, sizeof(live));
	last_seed = 0;
	allowed_fault = 0;
	scene_heap = NULL;
	forget_threads();
	act_as(SCENE_OTHER);
	if (hakmem_init(memory, arena_size()))
		mc_fail("hakmem_init");
	current->setup();
	act_as(SCENE_OTHER);
	copy_state(true);
	set_up = true;
}

static void setup(void)
{
	if (set_up)
		copy_state(false);
	else
		first_setup();
}

static struct hakmem_stats stats(void)
{
	struct hakmem_stats s;

	hakmem_validate(); /* a fault, if an invariant is broken */
	hakmem_stats(&s);
	return s;
}

static void expect_blocks(void)
{
	unsigned int n = 0;
	size_t used;

	for (unsigned int i = 0; i < SLOTS; i++) {
		n += has(i);
		if (has(i))
			expect_contents(&live[i], live[i].size);
	}
	used = stats().used_blocks;
	if (used < n || used > n + current->in_hand)
		mc_fail("%zu blocks in use, %u live", used, n);
}

#ifdef CONFIG_HAKMEM_TASK_DELETION

/* What a task that was deleted may have cost, as hakmem_thread_deleted() has it. */
static struct hakmem_stats without_loss(struct hakmem_stats s)
{
	const struct hakmem_arena *arena = hakmem_default_arena();
	size_t slices = atomic_read(&arena->lost_slices), pages = atomic_read(&arena->lost_pages);
	size_t lost = s.slices * s.slice_size - s.free_bytes - s.heap_bytes;

	if (atomic_read(&arena->tending) || atomic_read(&arena->adding))
		mc_fail("a list that nobody can tend, or regions that nobody can add");
	if (s.used_blocks > current->in_hand || pages > 1 ||
	    s.pages + s.large_blocks > s.used_blocks + pages ||
	    lost > s.page_bytes + s.large_bytes + slices * s.slice_size)
		return s;
	s.used_blocks = s.pages = s.large_blocks = 0;
	s.free_bytes += lost;
	return s;
}

#else

static struct hakmem_stats without_loss(struct hakmem_stats s)
{
	return s;
}

#endif

static void expect_no_more(struct hakmem_stats s)
{
	if (current->in_hand)
		s = without_loss(s);
	if (s.used_blocks || s.pages || s.large_blocks)
		mc_fail("%zu blocks, %zu pages, %zu large blocks are left", s.used_blocks,
			s.pages, s.large_blocks);
	if (s.free_bytes + s.heap_bytes != s.slices * s.slice_size)
		mc_fail("%zu bytes free, %zu in heaps, of %zu", s.free_bytes,
			s.heap_bytes, s.slices * s.slice_size);
}

/*
 * Free all that is live, end all threads, and ask for more than there is: that collects
 * whatever can be.
 */
static void expect_all_back(void)
{
	for (unsigned int i = 0; i < SLOTS; i++)
		put(i);
	end_threads();
	act_as(SCENE_OTHER);
	if (scene_heap)
		hakmem_heap_destroy(scene_heap);
	if (hakmem_malloc(SCENE_MAX * 2))
		mc_fail("more memory than there is");
	expect_no_more(stats());
}

static void check(void)
{
	if (was_checked())
		return;
	if (current->end)
		current->end();
	expect_blocks();
	expect_all_back();
}

/* ------------------------------------------------------------------------ a scene */

static bool all_paths(void)
{
	bool good = true;

	if (mc_paths_unknown())
		printf("# %s: no function is called %s, or it was inlined\n",
		       current->name, mc_paths_unknown());

	for (unsigned int i = 0; current->paths[i]; i++) {
		unsigned long n = mc_path_count(i);

		printf("#   %s: %lu times\n", current->paths[i], n);
		if (!n &&
		    (IS_ENABLED(CONFIG_HAKMEM_SHARDED_FREE) || !current->three_lists)) {
			printf("# %s: no run takes this path\n", current->name);
			good = false;
		}
	}
	return good;
}

/* One search. */
static bool explore(const struct scene *scene, const struct mc_limits *limits)
{
	struct mc_program program = { .setup = setup, .check = check };
	struct mc_result result;

	set_up = false;
	memcpy(program.contexts, scene->contexts, sizeof(program.contexts));
	mc_explore(&program, limits, &result);
	printf("# %s: %u preemptions, %u weak: %lu runs%s, %lu states, "
	       "longest run %u accesses\n",
	       scene->name, limits->preemptions, limits->weak, result.executions,
	       result.cut ? " of more" : "", result.states, result.longest);
	if (!result.failed)
		return true;
	printf("# %s: failed: %s\n", scene->name, result.reason);
	mc_print_run();
	return false;
}

bool scene_run(const struct scene *scene, int more)
{
	struct mc_limits limits = { scene->preemptions, scene->weak, STEPS, false, 0 };
	bool good;

	if (more < 0 && limits.preemptions > 1)
		limits.preemptions--;
	/* all calls change one word of the index: there are more orders of them */
	if (more < 0 && IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX) && limits.weak > 1)
		limits.weak = 1;
	current = scene;
	mc_memory(memory, arena_size());
	mc_memory(region, sizeof(region));
	mc_memory(hakmem_default_arena(), hakmem_arena_bytes());
	if (IS_ENABLED(CONFIG_HAKMEM_TASK_DELETION))
		mc_memory(threads, sizeof(threads));
	mc_paths_want(scene->paths);
	good = explore(scene, &limits);
	if (good && more > 0 && scene->more) {
		limits.preemptions += scene->more;
		limits.weak += scene->more;
		limits.runs = RUNS_MORE;
		good = explore(scene, &limits);
	}
	mc_forget_memory();
	return good && all_paths();
}
