/* SPDX-License-Identifier: MIT */
/*
 * The paths through the allocator that have a bound each. Which one a call has taken
 * is seen from what it found and what it left behind, without touching its code. Builds
 * without pages have those of runs, of NULL and of alignments only.
 */
#ifndef WCET_PATHS_H
#define WCET_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * X(NAME, name, what): in the order of the tables; last those that only the run index knows,
 * from PATH_MALLOC_WORD on.
 */
#define WCET_PATHS(X)                                                                   \
	X(MALLOC_HIT, malloc_hit, "malloc, a block is at hand")                         \
	X(MALLOC_REFILL, malloc_refill, "malloc, from another page of the class")       \
	X(MALLOC_DRAIN, malloc_drain, "malloc that takes remote frees in first")        \
	X(MALLOC_PAGE, malloc_page, "malloc that takes a new page")                     \
	X(MALLOC_RUN, malloc_run, "malloc of a run")                                    \
	X(MALLOC_CACHED, malloc_cached, "malloc of a run that is cached")               \
	X(MALLOC_RECLAIM, malloc_reclaim, "malloc of the last memory")                  \
	X(MALLOC_FAIL, malloc_fail, "malloc that returns NULL")                         \
	X(COLLECT, collect, "any that takes all remote frees in, short of memory")      \
	X(FREE_LOCAL, free_local, "free")                                               \
	X(FREE_LAST, free_last, "free of a page's last block, the page stays")          \
	X(FREE_FULL, free_full, "free into a full page, or of an aligned block")        \
	X(FREE_RETIRE, free_retire, "free that gives a page back")                      \
	X(FREE_DRAIN, free_drain, "free that takes remote frees in")                    \
	X(FREE_RUN, free_run, "free of a run")                                          \
	X(FREE_CACHED, free_cached, "free of a run that is cached then")                \
	X(FREE_REMOTE, free_remote, "free, the heap is entered")                        \
	X(CONTENDED_FIRST, contended_first, "malloc, heap entered: makes a spare heap") \
	X(CONTENDED_MALLOC, contended_malloc, "malloc, heap entered, from a spare one") \
	X(CONTENDED_RUN, contended_run, "malloc, heap entered, straight from the arena") \
	X(CONTENDED_FAIL, contended_fail, "malloc, heap entered, returns NULL")         \
	X(REALLOC_STAY, realloc_stay, "realloc in the same block of a page")            \
	X(REALLOC_RUN, realloc_run, "realloc of a run in place")                        \
	X(REALLOC_MOVE, realloc_move, "realloc that moves, copying apart")              \
	X(REALLOC_FAIL, realloc_fail, "realloc that returns NULL")                      \
	X(ALIGNED, aligned, "aligned_alloc")                                            \
	X(ALIGNED_FAIL, aligned_fail, "aligned_alloc that returns NULL")                \
	X(MALLOC_WORD, malloc_word, "malloc of up to 32 slices, by the index")          \
	X(WORD_FAIL, word_fail, "malloc of up to 32 slices that returns NULL")          \
	X(FREE_WORD, free_word, "free of a run that lies in one word")                  \
	X(ALIGNED_WORD, aligned_word, "aligned_alloc, by the index")

#define WCET_ENUM(NAME, name, what) PATH_##NAME,
enum path { WCET_PATHS(WCET_ENUM) NR_PATHS };

/* Those of this build. */
#ifdef CONFIG_HAKMEM_RUN_INDEX
#define PATHS_HERE NR_PATHS
#else
#define PATHS_HERE PATH_MALLOC_WORD
#endif

/** path_name() - one word. */
const char *path_name(enum path path);

/** path_what() - for a person. */
const char *path_what(enum path path);

/** path_find() - the path of that name; NR_PATHS: none. */
enum path path_find(const char *name);

/* The run cache: runs, and slices that they have. */
struct cached {
	uint32_t runs, slices;
};

/* What a call finds. */
struct before {
	uint32_t free_slices;
	const void *spare;   /* newest of the arena's heaps */
	unsigned int class;  /* of a request */
	enum path path;      /* as far as it is known beforehand */
	unsigned int pending; /* pages with remote frees */
	struct cached cached;
	bool entered, queued, run, known, scarce;
	bool waits; /* a cached run, for the request */
	bool word;  /* the run index is asked first; for an aligned block: it knows a word */
};

/** before_malloc() - look at the arena before a request of @size bytes. */
void before_malloc(struct before *before, size_t size);

/** after_malloc() - the path that the request has taken; @p: what it returned. */
enum path after_malloc(const struct before *before, void *p);

/** before_free(), after_free() - the same for a free. */
void before_free(struct before *before, void *p);
enum path after_free(const struct before *before);

/** after_realloc() - of @old, which became @p. */
enum path after_realloc(const struct before *before, void *old, void *p);

/** before_aligned(), after_aligned() - the same for aligned_alloc. */
void before_aligned(struct before *before, size_t alignment, size_t size);
enum path after_aligned(const struct before *before, void *p);

/** wcet_words() - words of the arena's bitmaps: what formulas count in. */
uint32_t wcet_words(void);

#endif /* WCET_PATHS_H */
