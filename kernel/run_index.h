/* SPDX-License-Identifier: MIT */
/*
 * The run index of a region: its words of the free map, listed by their longest free run
 * (CONFIG_HAKMEM_RUN_INDEX).
 *
 *	request --> class	run_class_above[]
 *		--> row		the first that lists any word, from that class's first one on
 *		--> word	the first that this row lists
 *		--> run		in free_map[word]
 *
 * A row lists words of one class and one group, BITS_PER_LONG neighbours: one bit each. Rows
 * are in order of their classes, then their groups; a bit for each row says whether it lists
 * any word. So a few look-ups by the lowest set bit find the word, whatever the arena holds:
 * what a claim of up to a word takes depends on nothing but the numbers of rows and of
 * regions. The idea is TLSF's (Masmano, Ripoll, Crespo, Real 2004), with bits in the place of
 * lists, so that any context may move a word from class to class at any time. Runs do not
 * leave their word; longer ones are made of words that are free as a whole, the last class,
 * and a part of a neighbour.
 *
 * free_map alone decides. With nobody at work each word is listed under exactly its class
 * (I21). A context that changes a word and its listing counts in region->changes when it
 * begins and when it ends, and sees then whether it was alone. If it was, its changes were to
 * an index that was right, and so is what it leaves. If not, it mends what it touched before
 * it ends: it looks at the word again, and at each row that it changed, until they agree; so
 * does each of the others, and the last one sees what all have left. Until then a word may be
 * listed under a wrong class, which a search puts right or goes past, or under none. So
 * who finds nothing looks whether anybody was at work meanwhile; then the map is searched.
 */
#ifndef KERNEL_RUN_INDEX_H
#define KERNEL_RUN_INDEX_H

#include "bits.h"
#include "context.h"
#include "free_map.h"
#include "run.h"

#ifdef CONFIG_HAKMEM_RUN_INDEX

/*
 * Classes of run lengths: 1 to 8, then two to a doubling, up to a word. More of them save no
 * memory. RUN_CLASS_NONE: no free slice, not listed.
 */
#define WORD_SHIFT     (sizeof(long) == 8 ? 6u : 5u)
#define RUN_CLASS_NONE (2 * WORD_SHIFT + 2)
#define RUN_CLASS_WORD (RUN_CLASS_NONE - 1)

/* More slices than words of words of words have bits are not listed. */
#define RUN_INDEX_SLICES ((size_t)1 << (3 * WORD_SHIFT))

/*
 * The bits of @word from which on at least @n are set, 1 to BITS_PER_LONG: unlike those of
 * run_starts(), all of them in it. O(log n).
 */
static inline_if_fast unsigned long run_starts_within(unsigned long word, size_t n)
{
	if (n < 2)
		return word;
	word &= word >> 1;
	if (n < 4)
		return word & word >> (n - 2);
	word &= word >> 2;
	if (n < 8)
		return word & word >> (n - 4);
	word &= word >> 4;
	if (n < 16)
		return word & word >> (n - 8);
	word &= word >> 8;
	if (n < 32)
		return word & word >> (n - 16);
	word &= word >> 16;
	return word & word >> (n - 32);
}

/*
 * The first row of class c is c << shift: log2 of the groups, a power of two that @words words
 * fit into.
 */
static inline unsigned int run_index_shift(size_t words)
{
	return words > BITS_PER_LONG ? highest_bit((words - 1) / BITS_PER_LONG) + 1 : 0;
}

/* The row behind the last one. It counts as used and lists nothing: there searches end. */
static always_inline size_t run_index_end_row(unsigned int shift)
{
	return (size_t)RUN_CLASS_NONE << shift;
}

/* Words that tell which rows list any word. */
static inline size_t run_index_row_words(size_t words)
{
	return run_index_end_row(run_index_shift(words)) / BITS_PER_LONG + 1;
}

/* Words of rows, and of which are used, for @words words of the free map. */
static inline size_t run_index_words(size_t words)
{
	return run_index_row_words(words) + run_index_end_row(run_index_shift(words)) + 1;
}

/* Which rows list any word: right behind the region. */
static always_inline struct atomic_word *run_index_rows(const struct region *region)
{
	return (struct atomic_word *)(void *)(region + 1);
}

/* The rows themselves are at @listed. */
static inline void run_index_init(struct region *region, struct atomic_word *listed)
{
	unsigned int shift = run_index_shift(region->nr_words);

	region->group_shift = shift;
	region->group_mask = (1u << shift) - 1;
	region->listed = listed;
	bit_set(run_index_rows(region), run_index_end_row(shift));
}

/* The first class all of whose runs have @n slices, 1 to BITS_PER_LONG. */
extern const uint8_t run_class_above[(1 << WORD_SHIFT) + 1];

/* Among runs of @n slices: is there one a half longer? @starts: where they are. */
static inline_if_fast unsigned int half(unsigned long starts, unsigned int n)
{
	return !!(starts & starts >> n / 2);
}

/* Class of the longest run of set bits in @word. O(log w). */
static inline_if_fast unsigned int run_class_of(unsigned long word)
{
	unsigned long two = word & word >> 1, four, six, eight, more;

	if (!two)
		return word ? 0 : RUN_CLASS_NONE;
	four = two & two >> 2;
	if (!four)
		return 1 + half(two, 2);
	eight = four & four >> 4;
	if (!eight) {
		six = four & four >> 2;
		return six ? 5 + !!(six & six >> 1) : 3 + !!(four & four >> 1);
	}
	more = eight & eight >> 8;
	if (!more)
		return 7 + half(eight, 8);
	eight = more;
	more = eight & eight >> 16;
	if (!more)
		return 9 + half(eight, 16);
	return BITS_PER_LONG == 32 ? RUN_CLASS_WORD : 11 + half(more, 32) + !~word;
}

/* The row of word @i in class @class. */
static always_inline size_t run_index_row(const struct region *region, unsigned int class,
					  size_t i)
{
	return ((size_t)class << region->group_shift) + i / BITS_PER_LONG;
}

/* The row in which there is a word with a run of @n slices; or the end row. */
static always_inline size_t run_index_first_row(const struct region *region, size_t n)
{
	const struct atomic_word *rows = run_index_rows(region), *row_word;
	size_t row = (size_t)run_class_above[n] << region->group_shift;
	unsigned long bits;

	row_word = rows + row / BITS_PER_LONG;
	bits = atomic_read(row_word) & ~0ul << (row % BITS_PER_LONG);
	while (!bits)
		bits = atomic_read(++row_word);
	return (size_t)(row_word - rows) * BITS_PER_LONG + lowest_bit(bits);
}

/* A word that is listed to have a run of @n slices, 1 to BITS_PER_LONG; or SIZE_MAX. O(1). */
static inline size_t run_index_first_word(const struct region *region, size_t n)
{
	size_t row = run_index_first_row(region, n);
	unsigned long listed = atomic_read(&region->listed[row]);

	return listed ? (row & region->group_mask) * BITS_PER_LONG + lowest_bit(listed) : SIZE_MAX;
}

/* region->changes: how many contexts change words and listings now; how many have. */
#define CHANGES_DONE (1ul << (BITS_PER_LONG / 4))
#define CHANGES_NOW  (CHANGES_DONE - 1)

/* Returns what run_index_end() asks for. */
static inline_if_fast unsigned long run_index_begin(struct region *region)
{
	return context_is_only() ? 0 : atomic_add_return(&region->changes, 1);
}

/* It has mended what it touched, or changed nothing. */
static inline_if_fast void run_index_leave(struct region *region)
{
	if (!context_is_only())
		atomic_add_return(&region->changes, CHANGES_DONE - 1);
}

/*
 * The end, if nobody else was at work, neither when it began nor since. False: it is at work
 * until it has mended, as nobody may take the index for right before.
 */
static inline_if_fast bool run_index_end(struct region *region, unsigned long begun)
{
	/* if others were at work then, it has not been this number since */
	unsigned long alone = begun & ~(CHANGES_NOW - 1);

	return context_is_only() ||
	       atomic_try_cmpxchg(&region->changes, &alone, begun + CHANGES_DONE - 1);
}

/* What run_index_is_sure() compares with, from before a search. */
static always_inline unsigned long run_index_changes(const struct region *region)
{
	return atomic_read_acquire(&region->changes);
}

/*
 * A search that has found nothing: was there no such place at some time during it? Sure of that
 * is who has seen nobody begin or end since nobody was at work. Who is in the middle of a change
 * may be stopped there, and ends neither; or is not, and moves a word past a search of the
 * index. So then all words of the map are to be searched, where it takes two changes to hide a
 * place that is always there: one that makes it after the search has passed, and one that took
 * the other away. Each of those who are in the middle has one, so that once more than half as
 * many times is enough. False: search again, since *@changes; @tries: how often that was so.
 */
static always_inline bool run_index_is_sure(struct region *region, unsigned long *changes,
					    unsigned int tries)
{
	unsigned long now;

	if (context_is_only())
		return true;
	/* orders what was read before it */
	now = atomic_fetch_or(&region->changes, 0);
	if (now == *changes && (tries > (now & CHANGES_NOW) / 2 || !(now & CHANGES_NOW)))
		return true;
	if (tries == RUN_TRIES)
		return true;
	*changes = now;
	return false;
}

/* The words @bits of @row's group are listed there now. */
static inline_if_fast void run_index_list(struct region *region, size_t row, unsigned long bits)
{
	if (!atomic_fetch_or(&region->listed[row], bits))
		bit_set(run_index_rows(region), row);
}

/* They are not any more, and one was at least. */
static inline_if_fast void run_index_unlist(struct region *region, size_t row,
					    unsigned long bits)
{
	if (!(atomic_fetch_andnot(&region->listed[row], bits) & ~bits))
		bit_clear(run_index_rows(region), row);
}

/*
 * Others were at work on the index while word @i was listed under, or taken off, @classes, or
 * may have been by them. Ends what run_index_begin() began.
 */
void run_index_mend(struct region *region, size_t i, unsigned long classes);

/* The same for a word that was found by @row, and has been changed from @before to @after. */
void run_index_mend_found(struct region *region, size_t row, size_t i, unsigned long before,
			  unsigned long after);

/* Word @i is of class @new now, and was of class @old. Since run_index_begin(). */
static inline_if_fast void run_index_relist(struct region *region, unsigned int old,
					    unsigned int new, size_t i)
{
	unsigned long bit = 1ul << (i % BITS_PER_LONG);

	if (unlikely(old == new))
		return;
	if (new != RUN_CLASS_NONE)
		run_index_list(region, run_index_row(region, new, i), bit);
	if (old != RUN_CLASS_NONE)
		run_index_unlist(region, run_index_row(region, old, i), bit);
}

/* The same for the only word that was changed since then, and the end. */
static always_inline void run_index_move(struct region *region, unsigned int old,
					 unsigned int new, size_t i, unsigned long begun)
{
	run_index_relist(region, old, new, i);
	if (unlikely(!run_index_end(region, begun)))
		run_index_mend(region, i, 1ul << old | 1ul << new);
}

#else

#define RUN_INDEX_SLICES SIZE_MAX

static inline size_t run_index_row_words(size_t words)
{
	(void)words;
	return 0;
}

static inline size_t run_index_words(size_t words)
{
	(void)words;
	return 0;
}

static inline void run_index_init(struct region *region, struct atomic_word *listed)
{
	(void)region;
	(void)listed;
}

static inline unsigned long run_index_changes(const struct region *region)
{
	(void)region;
	return 0;
}

static inline bool run_index_is_sure(struct region *region, unsigned long *changes,
				     unsigned int tries)
{
	(void)region;
	(void)changes;
	(void)tries;
	return true;
}

#endif

#endif
