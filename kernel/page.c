// SPDX-License-Identifier: MIT
/*
 * Pages.
 *
 *	| struct page | block 0 | block 1 | ... | never used ... |
 *	              '------- carved ----------'
 *
 * Order of things: a page's header and its map entries are written before its
 * first block leaves, and the map entries are cleared before its slices go back.
 */
#include "context.h"
#include "debug.h"
#include "fault.h"
#include "heap.h"
#include "journal.h"
#include "page.h"
#include "page_length.h"
#include "page_map.h"
#include "page_queue.h"
#include "remote.h"
#include "size_class.h"

const struct page page_none = {
	.state = PAGE_STATE(PAGE_RETIRED),
	.class = CLASS_HEAP,
#ifndef CONFIG_HAKMEM_MODEL_SINGLE
	.heap = HEAP_BUSY,
#endif
};

/* Make @run, which was just claimed, a page; JOURNAL_CLAIMED is left to the caller. */
static struct page *make_page(struct hakmem_heap *heap, struct hakmem_arena *arena,
			      unsigned int class, const struct run *run)
{
	struct page *page = page_in_slice(arena, run->region, run->first);

	debug_unpoison(page, PAGE_HEADER);
	page->free = NULL;
	page->local_free = NULL;
	atomic_set(&page->thread_free, 0);
	page_state_init(page);
	page_held_init(page);
	page->heap = heap;
	page->carved = 0;
	page->slices = (uint16_t)run->length;
	page->class = (uint8_t)class;
	page_set_lost(page, 0);
	page_map_set(run->region, run->first, run->length, page);
	return page;
}

/* Give back all slices of @page but the first @keep. */
static void shrink(struct page *page, size_t keep)
{
	struct hakmem_arena *arena = page->heap->arena;
	struct run run;

	run.region = region_find(arena, page);
	run.first = slice_of(arena, run.region, page) + keep;
	run.length = page_slices(page) - keep;
	journal_run(JOURNAL_RELEASE, arena, &run);
	if (!keep)
		journal_page(NULL);
	page_map_clear(run.region, run.first, run.length);
	if (!keep) {
		run_release(arena, &run, RUN_PAGE);
		return;
	}
	page->slices = (uint16_t)keep;
	journal_barrier();
	run_release_slices(arena, &run);
}

/*
 * Give back the slices behind the first @blocks blocks: those behind are a tail, or what
 * *@cut begins, the end of the list that page->free is; NULL: none of them is carved.
 */
static void trim_to(struct page *page, unsigned int blocks, struct block **cut)
{
	struct hakmem_arena *arena = page->heap->arena;
	size_t slices = page_slices_for(arena, page, blocks);

	if (slices >= page->slices)
		return;
	if (cut) {
		*cut = NULL;
		journal_barrier(); /* blocks that are on no list are lost, none is twice there */
		page->carved = (uint16_t)blocks;
	}
	page->capacity = (uint16_t)blocks;
	shrink(page, slices);
}

/*
 * The end of page->free from where it is in order of address, if it ends with the last block
 * that was carved: what was linked last and never handed out, as frees come in front of it.
 * *@n: its length. NULL: there is none near the front. A few blocks are not worth it.
 */
static struct block **last_batch(struct page *page, unsigned int *n)
{
	size_t size = class_size(page_class(page));
	char *end = page_first_block(page) + page->carved * size;
	struct block **start = &page->free, *block = NULL, *next = page->free;

	if (CARVE_BLOCKS < 4)
		return NULL;
	*n = 0;
	for (unsigned int left = CARVE_BLOCKS; next && left; left--) {
		if (block && (char *)next != (char *)block + size) {
			start = &block->next;
			*n = 0;
		}
		++*n;
		block = next;
		next = block->next;
	}
	return block && !next && (char *)block + size == end ? start : NULL;
}

/* Slices of a page with room for @bytes. */
static size_t slices_with_header(const struct hakmem_arena *arena, size_t bytes)
{
	return slices_for(arena, page_colours(arena) + PAGE_HEADER + bytes);
}

/*
 * Would the slices that come free when @page keeps @blocks serve what a free block of it
 * serves, as a page or a run?
 */
static bool slices_serve(const struct page *page, unsigned int blocks)
{
	struct hakmem_arena *arena = page->heap->arena;

	return page_slices_for(arena, page, blocks) +
	       slices_with_header(arena, class_size(page_class(page))) <= page->slices;
}

/*
 * Where no slices come free by it, blocks stay carved, or I17 would break. A page's slices are
 * not more than its capacity needs, unless a task was deleted that was about to give them back.
 */
void page_trim(struct page *page)
{
	unsigned int blocks = page->carved, n;
	struct block **batch;

	if (!page->free && page->carved == page->capacity)
		return;
	batch = last_batch(page, &n);
	if (batch && slices_serve(page, blocks - n))
		blocks -= n;
	else
		batch = NULL;
	if (blocks < page->capacity)
		trim_to(page, blocks, batch);
}

/* Blocks for which a page is worth it; a heap that is freed as a whole has no runs. */
static size_t least_blocks(const struct hakmem_heap *heap)
{
	return LONE_RUNS && heap->created ? 1 : LEAST_BLOCKS;
}

/*
 * Is a run for each block better than a page? With so few blocks as a page's share has room
 * for, less than @min slices, it takes more memory. Smaller ones than a slice are for pages,
 * and may get shorter ones.
 */
static bool lone_runs_do(const struct hakmem_heap *heap, size_t size, size_t *min)
{
	if (!LONE_RUNS)
		return false;
	if (size > slice_size(heap->arena) && !heap->created)
		return page_share(heap->arena) < *min;
	*min = slices_with_header(heap->arena, size);
	return false;
}

/* Make @run a page of @class, on the queue. Not inline: a search has no use for its stack. */
static noinline void open_page(struct hakmem_heap *heap, unsigned int class,
			       const struct run *run)
{
	struct hakmem_arena *arena = heap->arena;
	struct page *page = make_page(heap, arena, class, run);
	size_t bytes = run->length << slice_shift(arena);
	unsigned int fit = (unsigned int)class_divide(
		bytes - page_colour_of(arena, page) - PAGE_HEADER, class_size(class));

	page->capacity = (uint16_t)fit;
	journal_page(page);
	trim_to(page, fit, NULL); /* what is short of a block */
	journal_step(JOURNAL_NONE);
	queue_insert_first(heap, page);
	journal_page(NULL);
}

bool page_create(struct hakmem_heap *heap, unsigned int class)
{
	struct hakmem_arena *arena = heap->arena;
	size_t size = class_size(class), blocks = wanted_blocks(heap, class);
	size_t min = slices_with_header(arena, least_blocks(heap) * size);
	struct run run;

	run.length = wanted_slices(arena, size * blocks, min);
	if (lone_runs_do(heap, size, &min) || !run_claim(arena, min, RUN_PAGE, &run))
		return false;
	open_page(heap, class, &run);
	return true;
}

/* Make @run a page of its own for a block that is @offset bytes behind its start. */
static struct page *make_single(struct hakmem_heap *heap, const struct run *run, size_t offset,
				size_t alignment)
{
	struct hakmem_arena *arena = heap->arena;
	struct page *page = make_page(heap, arena, CLASS_SINGLE, run);

	page->free = (struct block *)(void *)((char *)page - page_colour_of(arena, page) + offset);
	page->single_slices = run->length;
	page->single_shift = (uint16_t)highest_bit(alignment);
	page->carved = 1;
	page_used_add(page, 1);
	page_raise_flags(page, PAGE_FULL);
	return page;
}

/* A page of its own for a block of @size bytes. */
static struct page *create_single(struct hakmem_heap *heap, size_t size, size_t alignment)
{
	struct hakmem_arena *arena = heap->arena;
	size_t within = alignment < slice_size(arena) ? alignment : slice_size(arena);
	size_t offset = (page_colours(arena) + PAGE_HEADER + within - 1) & ~(within - 1);
	struct run_alignment align = { alignment, offset };
	struct run run;

	run.length = slices_for(arena, offset + size);
	if (!(alignment > within ? run_claim_aligned(arena, &align, RUN_PAGE, &run)
				 : run_claim(arena, run.length, RUN_PAGE, &run)))
		return NULL;
	return make_single(heap, &run, offset, alignment);
}

/* Onto the queue that it belongs to, if any: the block of @page. */
static void *hand_out(struct hakmem_heap *heap, struct page *page)
{
	if (heap_keeps_full(heap)) {
		journal_page(page);
		journal_step(JOURNAL_NONE);
		queue_insert_first(heap, page);
		journal_page(NULL);
	} else {
		journal_step(JOURNAL_NONE);
	}
	return page->free;
}

void *page_create_aligned(struct hakmem_heap *heap, size_t size, size_t alignment)
{
	struct page *page = create_single(heap, size, alignment);

	return page ? hand_out(heap, page) : NULL;
}

void *page_create_handed(struct hakmem_heap *heap, size_t size, size_t alignment)
{
	struct page *page = create_single(heap, size ? size : 1, alignment);

	if (!page)
		return NULL;
	page_hand_over(page);
	return page->free;
}

void *page_create_single(struct hakmem_heap *heap, size_t size, bool *clean)
{
	struct hakmem_arena *arena = heap->arena;
	size_t offset = page_colours(arena) + PAGE_HEADER;
	struct run run;

	run.length = slices_for(arena, offset + (size ? size : 1));
	if (!run_claim(arena, run.length, RUN_PAGE, &run))
		return NULL;
	if (clean)
		*clean = run.clean;
	return hand_out(heap, make_single(heap, &run, offset, 1));
}

struct hakmem_heap *page_create_heap(struct hakmem_arena *arena)
{
	struct hakmem_heap *heap;
	struct page *page;
	struct run run;

	run.length = slices_for(arena, page_colours(arena) + PAGE_HEADER +
					       sizeof(struct hakmem_heap));
	if (!run_claim(arena, run.length, RUN_PAGE, &run))
		return NULL;
	page = make_page(NULL, arena, CLASS_HEAP, &run);
	heap = (struct hakmem_heap *)(void *)page_first_block(page);
	debug_unpoison(heap, sizeof(*heap));
	page->heap = heap;
	page_set_flags(page, PAGE_RETIRED);
	return heap;
}

#ifdef CONFIG_HAKMEM_SHARDED_FREE

/* Take @n blocks from the never-used part: a list in order of address, then linked. */
static void link_carved(struct page *page, char *block, size_t size, unsigned int n)
{
	struct block *first = (struct block *)(void *)block;

	while (--n) {
		((struct block *)(void *)block)->next = (struct block *)(void *)(block + size);
		block += size;
	}
	((struct block *)(void *)block)->next = NULL;
	journal_barrier();
	page->free = first;
}

#else /* one list: frees are where allocation looks anyway */

static void link_carved(struct page *page, char *block, size_t size, unsigned int n)
{
	block += (n - 1) * size;
	for (; n--; block -= size)
		page_push_slow(page, (struct block *)(void *)block);
}

#endif

static bool carve(struct page *page)
{
	size_t size = class_size(page_class(page));
	unsigned int n = (unsigned int)(page->capacity - page->carved);
	char *block = page_first_block(page) + page->carved * size;

	if (!n)
		return false;
	if (n > CARVE_BLOCKS)
		n = CARVE_BLOCKS;
	if (CARVE_BLOCKS * CLASS_MAX > CARVE_BYTES && n * size > CARVE_BYTES)
		n = size > CARVE_BYTES ? 1 : (unsigned int)class_divide(CARVE_BYTES, size);
	page->carved = (uint16_t)(page->carved + n);
	journal_barrier(); /* blocks that are on no list are lost, none is twice there */
	link_carved(page, block, size, n);
	return true;
}

bool page_refill(struct page *page)
{
	return page_swap(page) || page_collect_directly(page) || carve(page);
}

void page_release(struct page *page)
{
	page_set_flags(page, PAGE_RETIRED);
	shrink(page, 0);
}

/*
 * One empty page of a class is kept, so that a program that crosses zero again and
 * again does not make and retire a page each time; it stands last in the queue,
 * where the others are used first. A page that is QUEUED is still linked to by
 * pending: draining will come here again.
 */
void page_emptied(struct hakmem_heap *heap, struct page *page)
{
	if (page_queued(page))
		return;
	if (page_class(page) < NR_CLASSES) {
		page_state_init(page);
		if ((!OPTIMIZE_SIZE && page->next == page) || queue_keep_last(heap, page))
			return;
	} else if (heap_keeps_full(heap)) {
		queue_remove(heap, page);
	}
	page_release(page);
}
