/* SPDX-License-Identifier: MIT */
/*
 * Bits that tell of runs in use, where they begin and end: types.h, struct region. Only the
 * run's owner writes its bits, with atomic or/and where neighbours share words.
 *
 * With pages there are two maps, as a page is told from a large run, and its length stands in
 * its header. Without, one: the slices of a run but for its first one. So what is claimed and
 * not marked as yet looks like runs of one slice each, which nobody has a pointer to; and a
 * run of one slice needs no mark.
 */
#ifndef KERNEL_RUN_MARKS_H
#define KERNEL_RUN_MARKS_H

#include "bits.h"
#include "run.h"

#ifdef CONFIG_HAKMEM_PAGES

#define RUN_MARK_MAPS 2u

/* The maps are at @map, clear. */
static inline void run_marks_init(struct region *region, struct atomic_word *map)
{
	region->start_map = map;
	region->mark_map = map + region->nr_words;
}

/* What lies behind the maps. */
static always_inline struct atomic_word *run_marks_end(const struct region *region)
{
	return region->mark_map + region->nr_words;
}

/* The slice whose mark bit tells what the run is, or where it ends. */
static always_inline size_t marked_slice(const struct run *run, enum run_kind kind)
{
	return kind == RUN_PAGE ? run->first : run->first + run->length - 1;
}

/* @run was claimed. */
static always_inline void run_mark(const struct run *run, enum run_kind kind)
{
	bit_set(run->region->start_map, run->first);
	bit_set(run->region->mark_map, marked_slice(run, kind));
}

/* It will be released. */
static always_inline void run_unmark(const struct run *run, enum run_kind kind)
{
	bit_clear(run->region->start_map, run->first);
	bit_clear(run->region->mark_map, marked_slice(run, kind));
}

/*
 * Large @run has @length slices now, another number. The first mark counts, so it has its new
 * length as soon as the one that comes first is set, or cleared.
 */
static always_inline void run_remark(const struct run *run, size_t length)
{
	bit_set(run->region->mark_map, run->first + length - 1);
	bit_clear(run->region->mark_map, run->first + run->length - 1);
}

/* Does a run in use start at @slice? */
static always_inline bool run_starts_at(const struct region *region, size_t slice)
{
	return bits_test(region->start_map, slice);
}

/* Is it a page? */
static always_inline bool run_is_page(const struct region *region, size_t slice)
{
	return bits_test(region->mark_map, slice);
}

/* Length of the large run in use that starts at @slice. O(length / w). */
static inline size_t run_marked_length(const struct region *region, size_t slice)
{
	return bits_next_set(region->mark_map, slice, region->nr_slices) + 1 - slice;
}

/* The same, without a call if it ends in that slice's word. */
static always_inline size_t run_marked_length_near(const struct region *region, size_t slice)
{
	return bits_next_near(region->mark_map, slice, region->nr_slices, 0) + 1 - slice;
}

/* For I11: nothing is marked in @run but its own marks; nothing in a free one. */
static inline bool run_marks_are_right(const struct run *run, enum run_kind kind)
{
	size_t end = run->first + run->length, starts = run->first, marks = run->first;

	if (kind != RUN_FREE) {
		starts++;
		marks = kind == RUN_PAGE ? starts : end; /* the last one's is the end's */
	}
	return bits_next_set(run->region->mark_map, marks, end) >= end &&
	       bits_next_set(run->region->start_map, starts, end) >= end;
}

/* For I12: nothing is from slice @from to @end. */
static inline bool run_marks_none(const struct region *region, size_t from, size_t end)
{
	return bits_next_set(region->start_map, from, end) >= end &&
	       bits_next_set(region->mark_map, from, end) >= end;
}

#else

#define RUN_MARK_MAPS 1u

static inline void run_marks_init(struct region *region, struct atomic_word *map)
{
	region->rest_map = map;
}

static always_inline struct atomic_word *run_marks_end(const struct region *region)
{
	return region->rest_map + region->nr_words;
}

static inline void run_mark(const struct run *run, enum run_kind kind)
{
	(void)kind;
	bits_fill(run->region->rest_map, run->first + 1, run->first + run->length, true);
}

static inline void run_unmark(const struct run *run, enum run_kind kind)
{
	(void)kind;
	bits_fill(run->region->rest_map, run->first + 1, run->first + run->length, false);
}

static inline void run_remark(const struct run *run, size_t length)
{
	bool grows = length > run->length;
	size_t from = run->first + (grows ? run->length : length);
	size_t end = run->first + (grows ? length : run->length);

	bits_fill(run->region->rest_map, from, end, grows);
}

static always_inline bool run_starts_at(const struct region *region, size_t slice)
{
	size_t word = slice / BITS_PER_LONG;
	unsigned long none = atomic_read(&region->free_map[word]) |
			     atomic_read(&region->rest_map[word]);

	return !(none >> (slice % BITS_PER_LONG) & 1);
}

static always_inline bool run_is_page(const struct region *region, size_t slice)
{
	(void)region;
	(void)slice;
	return false;
}

static inline size_t run_marked_length(const struct region *region, size_t slice)
{
	return bits_next_clear(region->rest_map, slice + 1, region->nr_slices) - slice;
}

static always_inline size_t run_marked_length_near(const struct region *region, size_t slice)
{
	unsigned long rest = atomic_read(&region->rest_map[slice / BITS_PER_LONG]);

	/* whose topmost bit does not tell whether the next word goes on */
	rest = ~rest & ~1ul << (slice % BITS_PER_LONG);
	return likely(rest) ? lowest_bit(rest) - slice % BITS_PER_LONG
			    : run_marked_length(region, slice);
}

/* In a run in use nothing is wrong: it ends where its marks do. None is behind a free one. */
static inline bool run_marks_are_right(const struct run *run, enum run_kind kind)
{
	size_t end = run->first + run->length;

	return kind != RUN_FREE ||
	       (bits_next_set(run->region->rest_map, run->first, end) >= end &&
		(end >= run->region->nr_slices || !bits_test(run->region->rest_map, end)));
}

static inline bool run_marks_none(const struct region *region, size_t from, size_t end)
{
	return bits_next_set(region->rest_map, from, end) >= end;
}

#endif

/* The same, unless code is to be small. */
static always_inline size_t run_large_length_near(const struct region *region, size_t slice)
{
	return OPTIMIZE_SIZE ? run_large_length(region, slice) :
			       run_marked_length_near(region, slice);
}

#endif
