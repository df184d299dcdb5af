/* SPDX-License-Identifier: MIT */
/*
 * Scenes: a few contexts with a few calls each on a tiny arena. After each run all
 * invariants must hold, every block must have kept its contents and overlap no other,
 * and once all blocks are freed all memory must be back.
 *
 * Blocks are known by a slot, a small number. Their contents are written and read by
 * instrumented code: that the allocator orders an old owner's accesses before the new
 * one's is checked as any data race.
 */
#ifndef TESTS_MC_SCENE_H
#define TESTS_MC_SCENE_H

#include "tests/mc/checker.h"

/**
 * struct scene - what is explored.
 * @arena: bytes of the default instance; 0: SCENE_ARENA.
 * @preemptions: bound. @weak: likewise.
 * @more: added to both bounds by --long.
 * @setup: after hakmem_init().
 * @end: before the common checks, or NULL.
 * @paths: ways through the code that some run has to take: checker.h.
 * @migrate: contexts go to the next core each time that they ask which one they are on.
 * @three_lists: but only where a page has three lists.
 * @in_hand: blocks that nobody knows of when context A was deleted: at most.
 */
struct scene {
	const char *name;
	size_t arena;
	unsigned int preemptions;
	unsigned int weak;
	unsigned int more;
	bool three_lists;
	bool migrate;
	unsigned int in_hand;
	void (*setup)(void);
	void (*end)(void);
	struct mc_context contexts[MC_CONTEXTS];
	const char *paths[MC_PATHS + 1];
};

/* Paths that are there with a summary only. */
#ifdef CONFIG_HAKMEM_SUMMARY
#define WITH_SUMMARY(...) __VA_ARGS__
#else
#define WITH_SUMMARY(...)
#endif

/*
 * Ways that runs go which are as short as these: one that lies in a word of the free map is
 * claimed and freed by the index of free runs, if there is one.
 */
#ifdef CONFIG_HAKMEM_RUN_INDEX
#define CLAIMS	    "hakmem_malloc!alloc_run"
#define CLAIM_FAILS "hakmem_malloc#"
#define RELEASES    "hakmem_free!free_run"
#define ROLLS_BACK  "roll_back>mend_span"
#else
#define CLAIMS	    "run_take"
#define CLAIM_FAILS "claim_in_word#"
#define RELEASES    "run_release"
#define ROLLS_BACK  "roll_back>free_map_release"
#endif

/* The index is shorter than pages are. */
#define SCENE_ARENA (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX) ? 2240u : 2560u)
#define SCENE_MAX   4096u

/* clang-format off */
#define CONTEXT(fn, core) { fn, core, 0, 0 }
#define INTERRUPT(fn, core, level) { fn, core, level, 0 }
/* When context A has ended, or was stopped for ever. */
#define AFTER_A(fn, core) { fn, core, 0, 1 }
/* clang-format on */

/* Set-up and checks act as that context; SCENE_OTHER is none of the program's. */
#define SCENE_OTHER MC_CONTEXTS
void act_as(unsigned int context);

/* malloc into a slot; false: NULL. */
bool get(unsigned int slot, size_t size);
/* The longest free run into a slot, if there is one. */
void get_longest(unsigned int slot);
/* Look at the contents and free. An empty slot: nothing happens. */
void put(unsigned int slot);
/* realloc; false: NULL, and the block is what it was. */
bool resize(unsigned int slot, size_t size);
/* Is there a block in the slot? */
bool has(unsigned int slot);
/* Its address. */
char *block_at(unsigned int slot);

/* A block that came some other way than by get(). */
void adopt_block(unsigned int slot, char *p, size_t size);

/* Set-up may say: this report (enum hakmem_fault_code) is no failure. */
void allow_fault(int code);
/* Set-up may leave a heap here; it is destroyed when all its blocks are free. */
extern struct hakmem_heap *scene_heap;

/* What hakmem_thread_hook() gives in that context. */
struct hakmem_thread *scene_thread(unsigned int context);

/* Memory for hakmem_add_region(), and a third of it. */
void *scene_region(size_t *size);
void *scene_third(unsigned int third, size_t *size);

/* Lists of scenes; each ends with a NULL name. */
extern const struct scene remote_scenes[];
extern const struct scene thread_scenes[];
extern const struct scene run_scenes[];
extern const struct scene run_cache_scenes[];
extern const struct scene cpu_scenes[];
extern const struct scene unpaged_scenes[];
extern const struct scene run_index_scenes[];
extern const struct scene deletion_scenes[];

/* The lists that are for the model that was built; ends with NULL. */
extern const struct scene *const scene_lists[];

/*
 * Explore @scene and print what was found; with larger bounds for @more above 0, smaller
 * ones below. True: all as it should be.
 */
bool scene_run(const struct scene *scene, int more);

#endif
