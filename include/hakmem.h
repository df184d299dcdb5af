/* SPDX-License-Identifier: MIT */
/*
 * hakmem - slab allocator for firmware: the only public header.
 *
 * Contract of the whole interface
 *   Memory      All memory comes from regions that the caller supplies. Outside
 *               of them there is only the root object, struct hakmem_arena.
 *   Alignment   Every block is aligned to HAKMEM_ALIGNMENT bytes: 8 on 32-bit,
 *               16 on 64-bit machines. hakmem_aligned_alloc() gives more.
 *   Sizes       In bytes. A request above PTRDIFF_MAX fails.
 *   Exhaustion  NULL, with the heap intact. NULL means that everything that was
 *               reachable without waiting has been tried: kept empty pages,
 *               blocks of larger classes, unused tails of pages, uncollected
 *               remote frees, and all that of idle heaps. Not reachable without
 *               waiting: free blocks of a heap that another context is inside of
 *               (one that was interrupted or preempted there, or runs on another
 *               core), heaps of hakmem_heap_create() while another context looks
 *               through them, blocks that another context is about to free, and all
 *               that were freed by others than the heap's into a page that another one
 *               is in the middle of freeing into; and slices that others are claiming at
 *               that moment: after 8 searches whose result was taken by others a claim
 *               fails. Nor a free slice in a word of the bitmap, while two others each
 *               take the last free one of that word and are held up in that call (not so
 *               with CONFIG_HAKMEM_RUN_INDEX). hakmem_heap_malloc() does not take what
 *               other heaps have.
 *   Context     "cpu" model (CONFIG_HAKMEM_MODEL_CPU): any task, any interrupt,
 *               any core calls anything that does not say otherwise, and frees
 *               any block. "thread" model (CONFIG_HAKMEM_MODEL_THREAD): the same
 *               for threads. Nobody waits for anybody, no lock is taken, and no
 *               interrupt is masked (on cores without atomic instructions: but for
 *               a handful of instructions). "single" model
 *               (CONFIG_HAKMEM_MODEL_SINGLE): one context calls at a time.
 *               Several cores need CONFIG_HAKMEM_SMP, or they do not see each other's
 *               writes in order: it is set on the host and with
 *               CONFIG_HAKMEM_NR_CPUS above 1; in the thread model on a target it is
 *               to be set by hand.
 *   Pages       Without them (CONFIG_HAKMEM_PAGES=n, the tiny and bounded profiles) each
 *               block is a run of slices, and malloc, free and realloc take O(n / w), size
 *               class or not; with an index of the runs (CONFIG_HAKMEM_RUN_INDEX, bounded)
 *               malloc and free of up to w slices O(1), in the first region. By the
 *               index a request for 9 slices or more takes a run that is surely long
 *               enough: it may be NULL where only runs less than a half longer are free.
 *               And it knows runs within words of the bitmap, and whole words: a request is
 *               NULL where only runs would do that go across the border of two words and,
 *               for more than w slices, have not all words but the first or the last whole.
 *   Misuse      What is noticed is reported through hakmem_fault_hook() and otherwise
 *               ignored: the heap stays as it was. A list of blocks that others have
 *               freed and that turns out to be wrong, when it is taken in or followed,
 *               is reported and left out, and the call goes on. Not noticed: use after
 *               free, of a heap or an instance, too, and writing beyond a block
 *               (CONFIG_HAKMEM_ASAN notices); and without CONFIG_HAKMEM_DEBUG, for a
 *               block in a page, a second free while others of the page are in use,
 *               and hakmem_free() of an address inside of the block, in the page's header
 *               or behind its last block. Nor that two contexts free one large block at
 *               the same time. hakmem_validate() shows what has come of some of these.
 *   Bounds      n is the number of slices of the arena (its size over the slice
 *               size, see struct hakmem_stats), k the number of blocks a page
 *               holds, w the bits of a word. "O(1)" is exact: no loop; by the index one of
 *               up to four words, of more (13) with more than 8192 slices. Who comes to a
 *               page that others have freed into may have to take in what they have freed,
 *               O(k) for each of two or three such pages; of all when memory is short. README
 *               has the worst cases that were measured.
 */
#ifndef HAKMEM_H
#define HAKMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HAKMEM_VERSION_MAJOR 0
#define HAKMEM_VERSION_MINOR 1

/* Alignment of every block, in bytes. */
#define HAKMEM_ALIGNMENT (2 * sizeof(void *))

/* Errors, returned negated. */
#define HAKMEM_EINVAL	 22 /* NULL, a wrapping range, or an overlap with a region */
#define HAKMEM_ENOSPC	 28 /* the region is too small to hold one slice */
#define HAKMEM_ENODEV	 19 /* the arena was never initialised */
#define HAKMEM_EBUSY	 16 /* another context is just doing that */
#define HAKMEM_ENOSYS	 38 /* this configuration cannot do that */

struct hakmem_arena;
struct hakmem_heap;
struct hakmem_thread;

/* ------------------------------------------------------------------ arena */

/**
 * hakmem_init() - start the default instance on a piece of memory.
 * @base: first byte; any alignment.
 * @size: bytes; any number (but see -HAKMEM_EINVAL). The usable part is used.
 *
 * Called again, it forgets all regions, heaps and blocks of the default
 * instance and starts afresh on the new memory.
 *
 * Context: one context, while no other one uses the default instance. Thread
 * model: nor may another thread own a heap of it, that is have allocated from it
 * and still be running.
 * Bound: O(@size / slice size) to clear the tables.
 * Return: 0; -HAKMEM_EINVAL for NULL or a range that wraps around the end of the
 * address space, or, with an index of the runs, for one of more than 32768 slices (262144 on
 * 64-bit machines): the largest slices of 32-bit targets allow 32 MB, unless configured
 * otherwise; -HAKMEM_ENOSPC when @size is too small. After an error the
 * default instance is uninitialised.
 */
int hakmem_init(void *base, size_t size);

/**
 * hakmem_add_region() - give the default instance more memory.
 * @base: first byte; any alignment.
 * @size: bytes; any number (but see -HAKMEM_EINVAL).
 *
 * Regions may be discontiguous and in any order, any number of them; frees find
 * the first three fastest. Blocks do not span regions.
 *
 * Context: any, while others allocate and free; one adds at a time, and a second
 * one, say an interrupt, is refused.
 * Bound: O(@size / slice size).
 * Return: 0; -HAKMEM_ENODEV before hakmem_init(); -HAKMEM_EINVAL as above (slices
 * have the size that the first region's size has chosen) and for an overlap with a region;
 * -HAKMEM_ENOSPC; -HAKMEM_EBUSY: nothing was done.
 */
int hakmem_add_region(void *base, size_t size);

/* --------------------------------------------------------- malloc and free */

/**
 * hakmem_malloc() - allocate a block.
 * @size: bytes; 0 gives a unique pointer that can be freed.
 *
 * Bound: O(1) when the page at hand of the size class has a free block, or for a block above the largest
 * class when one of that length is cached (CONFIG_HAKMEM_RUN_CACHE); otherwise O(n / w) for
 * a new page or a run of slices; O(n) when memory is exhausted.
 * Return: the block, aligned to HAKMEM_ALIGNMENT; NULL when out of memory.
 */
void *hakmem_malloc(size_t size);

/** hakmem_zalloc() - hakmem_malloc(), contents zero. Adds O(@size). */
void *hakmem_zalloc(size_t size);

/**
 * hakmem_calloc() - allocate a zeroed array.
 * @n: number of elements.
 * @size: bytes an element.
 *
 * Memory that is known to be zero (HAKMEM_REGION_ZEROED, never used before) is
 * not cleared again; with an index of the runs it is.
 *
 * Bound: as hakmem_malloc(), plus O(@n * @size).
 * Return: the block; NULL when @n * @size overflows or memory is exhausted.
 */
void *hakmem_calloc(size_t n, size_t size);

/**
 * hakmem_realloc() - change the size of a block.
 * @p: a live block, or NULL: then as hakmem_malloc().
 * @size: new size in bytes; 0 frees @p and returns NULL.
 *
 * The block stays in place when its size class, or the slices behind it, allow.
 * The alignment that a block of hakmem_aligned_alloc() was asked for is kept. Without pages
 * it is that which the block's address has, up to the largest that any call has got: a block
 * that has one by chance may not be moved although there is memory without it.
 * Shrinking never fails: a block that cannot move stays. A large one gives back the slices
 * that it does not need any more, unless it has an alignment (and a page) or is in a created
 * heap. A block of a created heap that moves leaves it: hakmem_heap_realloc() keeps it there.
 *
 * Bound: as hakmem_malloc() and hakmem_free(), plus O(old size) for the copy.
 * Return: the block, perhaps moved, with the first min(old, new) bytes kept;
 * NULL when out of memory: then @p is still live and unchanged.
 */
void *hakmem_realloc(void *p, size_t size);

/**
 * hakmem_aligned_alloc() - allocate a block with an alignment.
 * @alignment: bytes, a power of two.
 * @size: bytes; need not be a multiple of @alignment.
 *
 * Bound: as hakmem_malloc(); without pages O(n / w) for alignments above the slice size. With
 * an index of the runs O(1) where a run of @size and @alignment together, less a slice, lies in
 * a word of the bitmap, and O(n / w) where none does.
 * Return: the block; NULL when out of memory or when @alignment is not a power
 * of two (reported as HAKMEM_FAULT_ALIGNMENT).
 */
void *hakmem_aligned_alloc(size_t alignment, size_t size);

/**
 * hakmem_free() - give a block back.
 * @p: a live block of the default instance, or NULL: nothing happens.
 *
 * Bound: O(1); O(n / w) when the page becomes empty and goes back to the arena, or for a block
 * that is a run of slices; O(k) when the page's remote frees were taken in out of turn.
 */
void hakmem_free(void *p);

/**
 * hakmem_free_sized() - hakmem_free() with a check.
 * @p: a live block or NULL.
 * @size: the bytes that were asked for. More than the block holds (hakmem_usable_size()) is
 * reported as HAKMEM_FAULT_SIZE and the block is not freed; less is not noticed.
 */
void hakmem_free_sized(void *p, size_t size);

/**
 * hakmem_usable_size() - bytes that the block @p really holds; 0 for NULL.
 *
 * All of them may be used. Context: any. Bound: O(1); O(length / w) for a run of slices.
 */
size_t hakmem_usable_size(const void *p);

/**
 * hakmem_good_size() - bytes that hakmem_malloc(@size) would really give, now; a little
 * more where a small block gets slices of its own (CONFIG_HAKMEM_PAGE_LEAST_BLOCKS), or a
 * large one up to five slices more (CONFIG_HAKMEM_RUN_CACHE).
 * Return: at least @size; 0 when @size is above PTRDIFF_MAX.
 */
size_t hakmem_good_size(size_t size);

/* ------------------------------------------------------------------- heaps */

/**
 * hakmem_heap_create() - make a heap: a set of pages of its own.
 *
 * A heap is what a subsystem allocates from in order to free everything at once.
 * Any context frees its blocks with hakmem_free(). In the cpu model any context
 * allocates from it; while another one is inside, each block takes a page of its own.
 * In the thread model it belongs to the thread that created it: only that thread
 * allocates from it; when it ends, the next one that does owns the heap.
 *
 * Bound: as hakmem_malloc() of a run of slices.
 * Return: the heap; NULL when out of memory, and always without pages
 * (CONFIG_HAKMEM_PAGES=n).
 */
struct hakmem_heap *hakmem_heap_create(void);

/** hakmem_heap_malloc() - hakmem_malloc() from @heap; NULL also for a NULL heap. */
void *hakmem_heap_malloc(struct hakmem_heap *heap, size_t size);
/** hakmem_heap_zalloc() - hakmem_zalloc() from @heap. */
void *hakmem_heap_zalloc(struct hakmem_heap *heap, size_t size);
/**
 * hakmem_heap_realloc() - hakmem_realloc(); a block that moves, moves to @heap. For a NULL
 * heap NULL: @p stays as it is, whatever @size.
 */
void *hakmem_heap_realloc(struct hakmem_heap *heap, void *p, size_t size);
/** hakmem_heap_aligned_alloc() - hakmem_aligned_alloc() from @heap. */
void *hakmem_heap_aligned_alloc(struct hakmem_heap *heap, size_t alignment,
				size_t size);

/**
 * hakmem_heap_collect() - give everything that is empty back to the arena:
 * remote frees are taken in, empty pages and unused tails of pages returned (but those too
 * short for a block). Large blocks that the arena has cached for the next request
 * (CONFIG_HAKMEM_RUN_CACHE) go back, too.
 * @heap: a heap of hakmem_heap_create(), or NULL: the calling context's own.
 *
 * Bound: O(size classes + pages with remote frees), and O(n / w) for each cached block.
 */
void hakmem_heap_collect(struct hakmem_heap *heap);

/**
 * hakmem_heap_destroy() - free all blocks of @heap, and @heap, at once.
 *
 * Every pointer into the heap is dead afterwards, and so is @heap. No other context may
 * hold or free a block of it, or allocate from it, at the same time. One that is looking for
 * memory may be inside of it, though: then that one destroys it when it leaves, and the memory
 * is free a little later.
 * Bound: O(n).
 */
void hakmem_heap_destroy(struct hakmem_heap *heap);

/* ----------------------------------------------- independent instances */

/**
 * hakmem_arena_create() - start an instance beside the default one.
 * @base: first byte; any alignment. @size: bytes; any number.
 *
 * The root object of the instance lies in the memory itself, and belongs to its first region.
 * The other calls of this group take the instance that the block is from.
 * Context: one context; nobody uses the memory. Bound: as hakmem_init().
 * Return: the instance; NULL when the range is invalid or too small.
 */
struct hakmem_arena *hakmem_arena_create(void *base, size_t size);
int hakmem_arena_add_region(struct hakmem_arena *arena, void *base, size_t size);

/**
 * hakmem_arena_destroy() - forget an instance, before its memory is used otherwise.
 * @arena: the instance; the default one may be started again (hakmem_init()).
 *
 * Calls that still use it report HAKMEM_FAULT_UNINIT, as long as its memory is not used.
 * Context: one context, while no other one uses the instance. In the thread model no other
 * thread may own a heap in it any more. Bound: O(regions).
 */
void hakmem_arena_destroy(struct hakmem_arena *arena);

void *hakmem_arena_malloc(struct hakmem_arena *arena, size_t size);
void *hakmem_arena_zalloc(struct hakmem_arena *arena, size_t size);
void *hakmem_arena_calloc(struct hakmem_arena *arena, size_t n, size_t size);
void *hakmem_arena_realloc(struct hakmem_arena *arena, void *p, size_t size);
void *hakmem_arena_aligned_alloc(struct hakmem_arena *arena, size_t alignment,
				 size_t size);
void hakmem_arena_free(struct hakmem_arena *arena, void *p);
size_t hakmem_arena_usable_size(struct hakmem_arena *arena, const void *p);
struct hakmem_heap *hakmem_arena_heap_create(struct hakmem_arena *arena);
int hakmem_arena_validate(struct hakmem_arena *arena);

/** hakmem_default_arena() - the instance behind the calls without an arena. */
struct hakmem_arena *hakmem_default_arena(void);

/**
 * hakmem_arena_bytes() - sizeof(struct hakmem_arena), which an instance takes. The default one
 * lies outside the regions, as does hakmem_last_fault, and with pages in the cpu and thread
 * models one word more (`make size` counts all).
 */
size_t hakmem_arena_bytes(void);

/* --------------------------------------------------------------- inspection */

/**
 * hakmem_validate() - check every numbered invariant (kernel/types.h).
 *
 * Context: while no other context uses the instance.
 * Bound: O(n * k), and O(pages) for each page, which it looks for on its queue.
 * Return: 0; otherwise the negated number of the first invariant that does not
 * hold (it is also reported as HAKMEM_FAULT_INVARIANT; none has the number of
 * HAKMEM_ENODEV); -HAKMEM_ENODEV, without a report, for an uninitialised arena.
 */
int hakmem_validate(void);

/** struct hakmem_stats - a picture of an instance; all sizes in bytes. */
struct hakmem_stats {
	size_t regions;		/* number of regions */
	size_t supplied;	/* what the caller handed over */
	size_t metadata;	/* headers, tables and what alignment cost, of it */
	size_t slice_size;	/* the arena's unit */
	size_t slices;		/* number of slices in all regions */
	size_t free_bytes;	/* in free slices, also those of cached runs */
	size_t largest_free;	/* largest run of such slices */
	size_t pages;		/* number of pages */
	size_t page_bytes;	/* slices held by pages */
	size_t large_blocks;	/* number of blocks that are runs of slices */
	size_t large_bytes;	/* slices held by them */
	size_t used_blocks;	/* live blocks, runs included */
	size_t used_bytes;	/* what these hold: usable sizes; of an aligned block in a
				 * page, those of the block that it lies in */
	size_t heap_bytes;	/* slices that hold heaps */
};

/** hakmem_stats() - fill @stats for the default instance.
 * Context: while no other context uses the instance. Bound: O(n).
 * Return: 0 or -HAKMEM_ENODEV. */
int hakmem_stats(struct hakmem_stats *stats);
int hakmem_arena_stats(struct hakmem_arena *arena, struct hakmem_stats *stats);

/**
 * typedef hakmem_visit_fn - what hakmem_walk() calls for each live block.
 * @block: its address. @size: its usable bytes. @arg: as given.
 * Return: true to go on.
 */
typedef bool (*hakmem_visit_fn)(void *block, size_t size, void *arg);

/**
 * hakmem_walk() - visit every live block of the default instance.
 *
 * @visit must not allocate or free. Context and bound as hakmem_validate(). An
 * aligned block may be given as the larger block that it lies in.
 * Return: true when all blocks were visited.
 */
bool hakmem_walk(hakmem_visit_fn visit, void *arg);
bool hakmem_arena_walk(struct hakmem_arena *arena, hakmem_visit_fn visit, void *arg);

/* -------------------------------------------------------------------- hooks */

enum hakmem_fault_code {
	HAKMEM_FAULT_NONE,
	HAKMEM_FAULT_UNINIT,	  /* the arena was never initialised */
	HAKMEM_FAULT_FOREIGN,	  /* the pointer is not in the arena, or in its metadata */
	HAKMEM_FAULT_NOT_A_BLOCK, /* it points into a block or page, not at its start */
	HAKMEM_FAULT_DOUBLE_FREE, /* the block is free already */
	HAKMEM_FAULT_SIZE,	  /* hakmem_free_sized() with a wrong size */
	HAKMEM_FAULT_ALIGNMENT,	  /* an alignment that is not a power of two */
	HAKMEM_FAULT_CORRUPT,	  /* a free list leads out of its page */
	HAKMEM_FAULT_OWNER,	  /* a heap used by a thread that does not own it */
	HAKMEM_FAULT_INVARIANT,	  /* hakmem_validate() found one broken */
};

/** struct hakmem_fault - one report. */
struct hakmem_fault {
	enum hakmem_fault_code code;
	const void *address;	/* the pointer, list head or page in question */
	size_t block_size;	/* bytes of the page's size class; 0 for none */
	unsigned int invariant; /* its number, with HAKMEM_FAULT_INVARIANT */
	struct hakmem_arena *arena;
};

/**
 * hakmem_fault_hook() - called for every misuse and corruption; weak, replace it.
 *
 * The default keeps the report in hakmem_last_fault, and returns on targets; on the
 * host it also prints it and aborts. When the hook returns, the call that found the
 * fault does nothing (returns NULL); but it goes on after a wrong list, which is left out,
 * and an allocation when the hook has initialised the arena that was not.
 *
 * The hook returns, or nobody calls the library again (a reset, abort()): the call that
 * reports may be in the middle of its work, and a longjmp() out of it leaves its heap
 * entered. For the same reason the hook must neither allocate nor free, nor look through
 * the instance (hakmem_validate(), _stats(), _walk()).
 * Context: as the call that found the fault; several at once.
 */
void hakmem_fault_hook(const struct hakmem_fault *fault);
extern struct hakmem_fault hakmem_last_fault;

/** hakmem_fault_name() - a code as text, such as "double free". */
const char *hakmem_fault_name(enum hakmem_fault_code code);

#define HAKMEM_REGION_ZEROED 1u /* all bytes of the region are zero */

/**
 * hakmem_region_hook() - attributes of memory that is being added; weak.
 * @base: as handed over. @size: likewise.
 * Context: as hakmem_init(), hakmem_add_region() or hakmem_arena_create(), which call it.
 * Return: HAKMEM_REGION_* flags. The default returns 0.
 */
unsigned int hakmem_region_hook(const void *base, size_t size);

/**
 * hakmem_grow_hook() - no free run of @arena has @size bytes; weak, replace it.
 *
 * With CONFIG_HAKMEM_GROWTH, before anything else is tried. It may add a region, and
 * must neither allocate nor free. Others may take what it finds or adds: then it is called
 * again, so it must not say true when there is no such run.
 * Context: as the call that needs the memory; several at once.
 * Return: true when there is such a run now. The default returns false.
 */
bool hakmem_grow_hook(struct hakmem_arena *arena, size_t size);

/**
 * hakmem_claim_hook() - a run of @size bytes at least is about to be looked for; weak.
 *
 * With CONFIG_HAKMEM_GROWTH: the moment for what is due once in a while. It must neither
 * allocate nor free. The default does nothing.
 */
void hakmem_claim_hook(struct hakmem_arena *arena, size_t size);

/**
 * hakmem_release_hook() - a run of slices is about to become free; weak.
 *
 * With CONFIG_HAKMEM_GROWTH. Its contents are not needed any more: an operating system
 * may have the memory until it is touched again, and give other bytes then. It must
 * neither allocate nor free, nor call hakmem_arena_trim(). The default does nothing.
 */
void hakmem_release_hook(struct hakmem_arena *arena, void *base, size_t size);

/**
 * hakmem_released_hook() - a run of slices has become free; weak.
 *
 * With CONFIG_HAKMEM_GROWTH. It may call hakmem_arena_trim(), and must neither allocate nor
 * free. The default does nothing.
 */
void hakmem_released_hook(struct hakmem_arena *arena);

/**
 * hakmem_arena_trim() - visit the free runs whose memory has been in use.
 * @arena: the instance.
 * @size: bytes; shorter runs are left out.
 * @visit: called for each of them. It is claimed meanwhile: others do without.
 * @arg: as given to @visit, whose result false ends it.
 *
 * With CONFIG_HAKMEM_GROWTH. Context: any. Bound: O(n / w + free runs), and @visit.
 * Return: bytes visited.
 */
size_t hakmem_arena_trim(struct hakmem_arena *arena, size_t size, hakmem_visit_fn visit,
			 void *arg);

/**
 * hakmem_cpu_hook() - cpu model with CONFIG_HAKMEM_NR_CPUS above 1: number of the
 * core that runs this, below CONFIG_HAKMEM_NR_CPUS; weak.
 *
 * Called in every allocation, so it should be short (without pages in none). A number
 * that is out of date by the time it is used, because the task was moved, is as good. The
 * default is 0 on targets: right, but all cores then share one heap; and a number for each
 * thread, in turn, on the host.
 */
unsigned int hakmem_cpu_hook(void);

/* ------------------------------------------------------------ threads, tasks */

/**
 * struct hakmem_thread - what the library keeps for each thread or task, in the thread
 * model and with CONFIG_HAKMEM_TASK_DELETION. On targets it lies in the task's control
 * block, or wherever hakmem_thread_hook() finds it; hakmem_thread_init() comes first.
 * All fields are private.
 */
struct hakmem_thread {
	struct hakmem_heap *heap;	     /* thread model: what malloc uses */
	struct hakmem_heap *owned;	     /* heaps of the default instance */
	struct hakmem_heap *owned_elsewhere; /* of others */
	/* what the task is in the middle of: CONFIG_HAKMEM_TASK_DELETION */
	uintptr_t moving;	/* the page that is moved; bit 0: it was pending */
	unsigned long list;	/* the remote frees that are taken in */
	uintptr_t pushed;	/* the page of a remote free; bit 0: it is being linked */
	unsigned long push;	/* what that free makes of the page's word */
	struct hakmem_arena *arena;
	void *region;		/* the run of slices that is claimed or given back */
	size_t first, length;
	struct hakmem_arena *spare; /* where a spare heap is being made */
	unsigned char step;	/* how far that is; 0: there is none */
};

/**
 * hakmem_thread_init() - make @thread that of a new task, before the task calls the
 * library, and again when the memory becomes another task's. A struct that is all
 * zero will not do in the thread model.
 */
void hakmem_thread_init(struct hakmem_thread *thread);

/**
 * hakmem_thread_hook() - the struct of the calling task; NULL in an interrupt. Weak,
 * for targets with the thread model or CONFIG_HAKMEM_TASK_DELETION.
 *
 * Called in every allocation and every free, so it should be short; before the first
 * task runs, it gives that of the program that starts. An interrupt owns no heap, in
 * no model. The default knows one task.
 */
struct hakmem_thread *hakmem_thread_hook(void);

/**
 * hakmem_thread_exit() - thread model: the calling thread ends; its heaps stay, with
 * all their blocks, for the next thread that needs one to adopt. The host port
 * calls it by itself.
 */
void hakmem_thread_exit(void);

/**
 * hakmem_thread_deleted() - @thread's task will never run again, wherever it was
 * stopped, also at any instruction inside the library (CONFIG_HAKMEM_TASK_DELETION).
 *
 * What it was in the middle of is repaired; heaps that it was in, or owned, are idle
 * again, and @thread is as after hakmem_thread_init(). A heap that it was destroying
 * is destroyed, if that had begun. The blocks that the task has are the caller's
 * matter.
 *
 * Lost is at most: the block or heap that the call was about; further free blocks of
 * one page, until the other blocks of that page come back; and, when the task was
 * stopped right in the middle of a change that other contexts see, the run of slices
 * that it was claiming or giving back, or the page that it was freeing into; and one of
 * CONFIG_HAKMEM_SPARE_HEAPS spare heaps is not made any more, if the task was just beginning
 * or ending that. A region that it was adding is there as a whole, or not at all.
 *
 * Context: any task or interrupt that is not itself deleted meanwhile, one at a time for
 * a task, while others allocate and free; on another core than the task's, after what
 * the task has stored.
 * Bound: O(n * k).
 * Return: 0; -HAKMEM_EBUSY when another context is just walking or destroying heaps of
 * hakmem_heap_create(), or repairing after another task: nothing was done, call again when
 * that one has had time to go on; -HAKMEM_ENOSYS without CONFIG_HAKMEM_TASK_DELETION.
 */
int hakmem_thread_deleted(struct hakmem_thread *thread);

/**
 * hakmem_arena_thread_deleted() - the same for one instance. With several instances it
 * is to be called for each that the task may have used, the default one last.
 */
int hakmem_arena_thread_deleted(struct hakmem_arena *arena, struct hakmem_thread *thread);

#ifdef __cplusplus
}
#endif

#endif /* HAKMEM_H */
