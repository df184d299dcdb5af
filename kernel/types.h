/* SPDX-License-Identifier: MIT */
/*
 * All structures, with the invariants numbered beside the fields they bind.
 * hakmem_validate() checks each of them and reports it by its number.
 *
 *	arena --> regions: header | bitmaps [| page map] | slices
 *	  |                                                ^
 *	  `-- heap: pages_direct[], queue[] --> page: header | blocks
 *
 * Who may touch what: a heap and the fields of its pages belong to the one
 * context that has entered the heap (context.h). A context that has not, touches
 * only struct atomic_word fields and blocks that it owns.
 */
#ifndef KERNEL_TYPES_H
#define KERNEL_TYPES_H

#include <hakmem.h>
#include <asm/atomic_types.h>
#include "compiler.h"
#include "names.h"

/* ------------------------------------------------------------ size classes */

/*
 * Classes: the first 8 are multiples of the alignment, then 4 to each doubling:
 * 1 1/4, 1 1/2, 1 3/4, 2 times the power of two below (as in jemalloc and
 * mimalloc). All are (5..8) << k, so that dividing by one needs no divider.
 */
#define ALIGN_SHIFT  (sizeof(void *) == 8 ? 4u : 3u)
#define CLASS_LINEAR 8u /* number of classes in the linear part */

#define LINEAR_MAX (HAKMEM_ALIGNMENT * CLASS_LINEAR)
#define CLASS_MAX  ((size_t)CONFIG_HAKMEM_CLASS_MAX)

/* Largest request that pages serve: larger ones get a run of slices. */
#define PAGED_MAX (IS_ENABLED(CONFIG_HAKMEM_PAGES) ? CLASS_MAX : 0)

/* Number of doublings from LINEAR_MAX to CLASS_MAX, at preprocessing time. */
#define CLASS_RATIO (CONFIG_HAKMEM_CLASS_MAX / (2 * __SIZEOF_POINTER__ * 8))
#if CLASS_RATIO >= 8192
#define CLASS_DOUBLINGS 13
#elif CLASS_RATIO >= 4096
#define CLASS_DOUBLINGS 12
#elif CLASS_RATIO >= 2048
#define CLASS_DOUBLINGS 11
#elif CLASS_RATIO >= 1024
#define CLASS_DOUBLINGS 10
#elif CLASS_RATIO >= 512
#define CLASS_DOUBLINGS 9
#elif CLASS_RATIO >= 256
#define CLASS_DOUBLINGS 8
#elif CLASS_RATIO >= 128
#define CLASS_DOUBLINGS 7
#elif CLASS_RATIO >= 64
#define CLASS_DOUBLINGS 6
#elif CLASS_RATIO >= 32
#define CLASS_DOUBLINGS 5
#elif CLASS_RATIO >= 16
#define CLASS_DOUBLINGS 4
#elif CLASS_RATIO >= 8
#define CLASS_DOUBLINGS 3
#elif CLASS_RATIO >= 4
#define CLASS_DOUBLINGS 2
#elif CLASS_RATIO >= 2
#define CLASS_DOUBLINGS 1
#else
#define CLASS_DOUBLINGS 0
#endif

#define NR_CLASSES (CLASS_LINEAR + 4u * CLASS_DOUBLINGS)

/* A queue for each class, and one for full pages and CLASS_SINGLE: page_queue.h. */
#define QUEUE_FULL NR_CLASSES
#define NR_QUEUES  (NR_CLASSES + 1u)

/* Pages outside of the classes: they hold one block, or a heap. */
#define CLASS_SINGLE 254u
#define CLASS_HEAP   255u

_Static_assert((LINEAR_MAX << CLASS_DOUBLINGS) == CLASS_MAX,
	       "CONFIG_HAKMEM_CLASS_MAX is 8 alignments times a power of two");

/* Direct page cache: entry i serves requests of (i - 1) * 8 + 1 to i * 8 bytes. */
#define DIRECT_SHIFT 3
#ifdef CONFIG_HAKMEM_DIRECT_CACHE
#define DIRECT_ENTRIES CONFIG_HAKMEM_DIRECT_PAGES
#else
#define DIRECT_ENTRIES 1
#endif
#define DIRECT_MAX ((size_t)(DIRECT_ENTRIES - 1) << DIRECT_SHIFT)

_Static_assert(DIRECT_MAX <= CLASS_MAX, "direct entries need a class behind them");
_Static_assert(DIRECT_MAX % HAKMEM_ALIGNMENT == 0, "direct entries end with a class");

/* -------------------------------------------------------------------- pages */

/* A free block: its first word links it to the next one of its list. */
struct block {
	struct block *next;
};

/*
 * thread_free: head of the list of remote frees, its length and a flag, in one
 * word, so that one compare-and-swap changes all of them.
 *
 *	bits 16..	head: distance from the page to the block, in alignments
 *	bits 1..15	number of blocks on the list
 *	bit 0		QUEUED: the page is, or is about to be, on heap->pending
 */
#define TF_QUEUED      1ul
#define TF_COUNT_SHIFT 1
#define TF_COUNT_ONE   (1ul << TF_COUNT_SHIFT)
#define TF_COUNT_MASK  0x7ffful
#define TF_HEAD_SHIFT  16

#define PAGE_BLOCKS_MAX 0x7fffu
#define PAGE_BYTES_MAX	((size_t)HAKMEM_ALIGNMENT << (sizeof(long) * 8 - TF_HEAD_SHIFT))

/*
 * Flags. A free looks at them all at once: any of them, or a use count that
 * drops to zero, sends it to the slow path.
 */
#define PAGE_FULL    1u /* no free block: not on its class's queue */
#define PAGE_REMOTE  2u /* collected while QUEUED: it stays on heap->pending */
#define PAGE_RETIRED 4u /* not, or no longer, a page that blocks live in */
#define PAGE_ALIGNED 8u /* some block was handed out from its middle: aligned_alloc */

#ifdef CONFIG_HAKMEM_PACKED_FLAGS
/* see page_flags.h */
struct page_state {
	uint32_t word;
};
#else
struct page_state {
	uint16_t used;
	bool is_full;
	bool has_remote_frees;
	bool is_retired;
	bool has_aligned;
};
#endif

/* Where pages begin at cache lines, their two halves lie in different ones. */
#ifdef CONFIG_HAKMEM_PAGE_COLOUR
#define PAGE_SHARED _Alignas(64)
#else
#define PAGE_SHARED
#endif

/*
 * struct page - a run of slices that holds blocks of one size class. The header lies
 * in the first slice, at its start or page_colour() behind it, then come the blocks.
 *
 * Invariants, at rest or seen by the context that has entered the heap:
 *  I1  used + |free| + |local_free| + lost + (capacity - carved) == capacity
 *      (one shared list: used + |thread_free| == carved)
 *  I2  |thread_free| <= used, and the count in the word is the list's length
 *  I3  every block on a list lies in the carved part, at a multiple of the
 *      block size, and is on one list only
 *  I4  the page is on its class's queue, or PAGE_FULL, or held and on heap->held; on
 *      QUEUE_FULL exactly if it is PAGE_FULL and heap_keeps_full()
 *  I5  PAGE_FULL: |free| == |local_free| == 0 and carved == capacity
 *  I6  PAGE_REMOTE implies QUEUED; QUEUED: the page is on pending or drained, but
 *      for arena->lost_pages pages at most
 *  I7  header and blocks fit into the page's slices; those of a class need all of them,
 *      unless a task was deleted that was about to give some back
 *  I18 held: carved == capacity, |free| == 0 unless the owner frees to it, not PAGE_FULL,
 *      and the use count is not at its end
 */
struct page {
	struct block *free;		/* allocation pops here; CLASS_SINGLE: the block */
	union {
		struct block *local_free; /* the owner's frees, unless they go to free */
		size_t single_slices;	  /* CLASS_SINGLE: length, which has no limit */
	};
	struct page *next;		/* queue: a ring */
	struct page *prev;
	uint16_t carved;		/* blocks that were ever on a list */
	uint16_t slices;		/* length of the page */
	struct page_state state;	/* blocks in use, flags */
#if CONFIG_HAKMEM_HELD_SHIFT
	uint16_t held;			/* blocks that the use count leaves out: held.h */
#endif
	/* What others look at, and write: not in the cache line that the owner writes. */
	PAGE_SHARED uint8_t class;	/* constant while the page lives */
	union {
		uint16_t capacity;	/* blocks that fit */
		uint16_t single_shift;	/* CLASS_SINGLE: log2 of the alignment asked for */
	};
	struct atomic_word thread_free; /* everybody else's frees */
	struct page *pending;		/* next page on heap->pending or ->drained */
	struct hakmem_heap *heap;	/* constant while the page lives */
#ifdef CONFIG_HAKMEM_TASK_DELETION
	uint16_t lost;			/* free blocks on no list: page_lost() */
#endif
};

/* Bytes in front of the first block. */
#define PAGE_HEADER \
	((sizeof(struct page) + HAKMEM_ALIGNMENT - 1) & ~(HAKMEM_ALIGNMENT - 1))

/* -------------------------------------------------------------------- heaps */

/*
 * Pages of a class get longer with each that is made, until memory is short: from
 * PAGE_FIRST_BLOCKS to PAGE_BLOCKS, then by doubling (page_length.h).
 */
#define PAGE_STEPS                                               \
	(CONFIG_HAKMEM_PAGE_GROWTH +                             \
	 (CONFIG_HAKMEM_PAGE_FIRST_BLOCKS &&                     \
	  CONFIG_HAKMEM_PAGE_FIRST_BLOCKS < CONFIG_HAKMEM_PAGE_BLOCKS))

/* A byte a class, in whole words. */
#define GROWN_BYTES \
	(PAGE_STEPS ? (NR_CLASSES + sizeof(long) - 1) & ~(sizeof(long) - 1) : 1)

#ifdef CONFIG_HAKMEM_MALLOC
/* After fork(): a thread of the parent's that has left heaps to the child; fork.c. */
struct orphan {
	struct hakmem_thread thread;	/* a copy: where it lies is what its heaps hold now */
	unsigned long former;		/* the number when it lived; 0: the struct is free */
	struct orphan *next;
};
#endif

/*
 * struct hakmem_heap - what contexts allocate from, one at a time.
 *
 *  I8  pages_direct[i] is the first page of the queue of the class that serves
 *      i * 8 bytes, or page_none when that queue is empty: never stale
 *  I9  every page on a queue has this heap, and that class unless it is the full
 *      one's, and the ring is linked both ways
 *  I10 at most one page of a class is empty (used == 0, not QUEUED): the last
 *  I17 at most one page on the queue of a class has a tail, blocks that were never
 *      carved: the last or queue_tailed()
 *  I20 a page on the queue of a class that is dry, page_is_dry(), is the first, unless a task
 *      was deleted
 */
struct hakmem_heap {
#ifndef CONFIG_HAKMEM_MODEL_SINGLE
	struct atomic_word owner;	/* who has entered; 0: nobody */
#endif
	struct hakmem_arena *arena;
	/* a large block, or NULL; *clean: it is known to be zero; clean may be NULL */
	void *(*alloc_large)(struct hakmem_heap *heap, size_t size, bool *clean);
	struct atomic_word pending;	/* pages with remote frees, lock-free stack */
	struct page *drained;		/* taken off pending, not yet looked at */
	struct hakmem_heap *next_heap;	/* constant: arena->heaps, or ->created */
#ifdef CONFIG_HAKMEM_MODEL_THREAD
	struct hakmem_heap *next_owned;	/* heaps of the same thread */
#endif
	uint8_t grown[GROWN_BYTES];	/* by how many steps pages of a class have grown */
	bool created;			/* by hakmem_heap_create(), and not destroyed */
	struct page *queue[NR_QUEUES];	/* first page of each class; of the full ones */
#if CONFIG_HAKMEM_HELD_SHIFT
	struct page *held;		/* full pages that come back later: held.h */
#endif
	struct page *pages_direct[DIRECT_ENTRIES];
#ifdef CONFIG_HAKMEM_MALLOC
	struct orphan orphan;		/* some thread's */
#endif
};

#ifdef CONFIG_HAKMEM_RUN_CACHE
#define RUN_CACHE_SLOTS (CONFIG_HAKMEM_CACHED_LENGTHS * CONFIG_HAKMEM_CACHED_EACH)
#endif

/*
 * Heaps in the arena's root: one a core; in the thread model heaps lie in pages. Without
 * pages there are none.
 */
#if !defined(CONFIG_HAKMEM_PAGES)
#define NR_ROOT_HEAPS 0
#elif defined(CONFIG_HAKMEM_MODEL_CPU)
#define NR_ROOT_HEAPS CONFIG_HAKMEM_NR_CPUS
#elif defined(CONFIG_HAKMEM_MODEL_SINGLE)
#define NR_ROOT_HEAPS 1
#else
#define NR_ROOT_HEAPS 0
#endif

/* ------------------------------------------------------------------- arena */

/*
 * struct region - one piece of memory; lies at its start, followed by two or three
 * bitmaps with a bit for each slice, a summary of the first one (free_map.h), and the
 * dense page map where configured.
 *
 * free_map: the slice is free. It alone decides who gets a slice: a claim clears
 * bits by compare-and-swap. The others describe runs in use, and only the run's owner
 * writes its bits:
 *
 *	run		first slice	last slice
 *	page		start, mark	-		length in the header
 *	large		start		mark		length from the bits
 *
 * A large run has at least two slices, so the codes cannot be confused. Without pages there
 * is one map beside free_map: rest_map, all slices of a run but its first one.
 *
 * Look-ups start at arena->middle: with up to three regions, the middle one by
 * address, which links to the one below and the one above. Further regions are
 * found on the list only.
 *
 *  I11 a slice is either free, with no other bit set, or in exactly one run, but
 *      for arena->lost_slices slices at most, which are neither; without pages slices that
 *      are not marked are runs of one each
 *  I12 no bit is set at or beyond nr_slices; the summary has a bit for each word of
 *      free_map that is not zero
 *  I13 the page map names for each slice its page, and page_none for the rest
 *  I14 arena->free_slices is the number of free slices, give or take lost_slices; with the
 *      run index nobody counts
 *  I15 every page belongs to a heap of this arena
 *  I21 the run index lists each word of the free map under the class of its longest free
 *      run, under no other, and says of each row whether it lists any
 */
struct region_node {
	uintptr_t base;		   /* address of slice 0, aligned to the slice size */
	size_t size;		   /* bytes of the slices */
	struct page **page_map;	   /* dense map, or NULL */
	uint32_t slice_shift;	   /* the arena's */
	struct atomic_word below;  /* struct region_node *, when this is arena->middle */
	struct atomic_word above;
};

struct region {
	struct region_node node;   /* first: all that look-ups see */
	struct atomic_word next;   /* in order of addition */
	uint32_t nr_slices;
	uint32_t nr_words;	   /* length of each bitmap */
	struct atomic_word *free_map;
#ifdef CONFIG_HAKMEM_PAGES
	struct atomic_word *start_map;
	struct atomic_word *mark_map;
#else
	struct atomic_word *rest_map;
#endif
	struct atomic_word clean;  /* slices from here on are known to be zero */
#ifdef CONFIG_HAKMEM_RUN_INDEX
	uint32_t group_shift;	   /* log2 of the groups of words: run_index.h */
	uint32_t group_mask;	   /* one less than the groups */
	struct atomic_word *listed;
	struct atomic_word changes;
#endif
	uintptr_t supplied;	   /* as handed over */
	size_t supplied_size;
};

/*
 * struct hakmem_arena - the root object: all that lies outside of the regions.
 *
 *  I16 every heap, in a page or in the root, is on exactly one of the two lists
 *  I22 cached[i] is 0 or a large run in use, of the slot's length or RUN_CACHE_SHORTER more
 *      at most, that is in no other slot
 */
struct hakmem_arena {
	struct atomic_word middle;	/* struct region_node *: where look-ups start */
	struct atomic_word regions;	/* struct region *: the first added; 0: unused */
	struct atomic_word free_slices;
#ifdef CONFIG_HAKMEM_PAGES
	struct atomic_word created;	/* struct hakmem_heap *: of hakmem_heap_create() */
#else
	struct atomic_word aligned;	/* largest alignment handed out, bytes; or 0 */
#endif
#ifndef CONFIG_HAKMEM_MODEL_SINGLE
#ifdef CONFIG_HAKMEM_PAGES
	struct atomic_word heaps;	/* all other heaps; never fewer */
	struct atomic_word tending;	/* who walks the created heaps, or 0 */
	struct atomic_word nr_spare;	/* heaps made for contexts that found theirs entered */
#endif
	struct atomic_word adding;	/* who is adding a region, or 0 */
#endif
#ifdef CONFIG_HAKMEM_TASK_DELETION
	struct atomic_word lost_slices;	/* by tasks deleted while they claimed them */
	struct atomic_word lost_pages;	/* likewise, about to link the page to pending */
#endif
	uint8_t slice_shift;		/* log2 of bytes a slice */
#if NR_ROOT_HEAPS
	struct hakmem_heap heap[NR_ROOT_HEAPS];
#endif
#ifdef CONFIG_HAKMEM_RUN_CACHE
	struct atomic_word nr_slices;	/* in all regions */
	struct atomic_word caching;	/* not 0: some run may be cached */
	struct atomic_word cached[RUN_CACHE_SLOTS]; /* run_cache.h */
#endif
};

#endif /* KERNEL_TYPES_H */
