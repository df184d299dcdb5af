/* SPDX-License-Identifier: MIT */
/*
 * The run index of a region: its words of the free map, listed by their longest free run
 * (CONFIG_HAKMEM_RUN_INDEX).
 *
 *	request --> class	run_class_above[]
 *		--> class	the lowest from that one on in index->classes
 *		--> group	the first in index->groups[class]
 *		--> word	the first in the word of region->listed for both
 *		--> run		in free_map[word]
 *
 * Three look-ups by the lowest set bit find the word, whatever the arena holds: what a claim
 * of up to a word takes depends on nothing but the number of regions. The idea is TLSF's
 * (Masmano, Ripoll, Crespo, Real 2004), with bits in the place of lists, so that any context
 * may move a word from class to class at any time. Runs do not leave their word; longer
 * ones are made of words that are free as a whole, the last class, and a part of a neighbour.
 *
 * free_map alone decides. With nobody at work each word is listed under exactly its class
 * (I21). A context that changes a word and its listing counts in region->changes when it
 * begins and when it ends, and sees then whether it was alone. If it was, its changes were to
 * an index that was right, and so is what it leaves. If not, it mends what it touched before
 * it ends: it looks at the word again, and at each level that it changed, until they agree; so
 * does each of the others, and the last one sees what all have left. Until then a word may be
 * listed under a wrong class, which a search puts right, or under none. So who finds nothing
 * looks whether anybody was at work meanwhile; then all words are looked at.
 */
#ifndef KERNEL_RUN_INDEX_H
#define KERNEL_RUN_INDEX_H

#include "bits.h"
#include "context.h"
#include "free_map.h"
#include "run.h"

#ifdef CONFIG_HAKMEM_RUN_INDEX

/*
 * Classes of run lengths: 1, 2, 3, then four to a doubling (as size classes), up to a word.
 * 0: no free slice, not listed.
 */
#define WORD_SHIFT	  (sizeof(long) == 8 ? 6u : 5u)
#define RUN_CLASS_WORD	  (4 * WORD_SHIFT - 4)

/* The index has three levels of words: more slices it cannot list. */
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

/* The upper two levels, behind struct region; the third one lies behind the bitmaps. */
struct run_index {
	struct atomic_word classes;		       /* which classes list any word */
	struct atomic_word groups[RUN_CLASS_WORD + 1]; /* for each class: which groups of words */
};

#define RUN_INDEX_BYTES sizeof(struct run_index)

static always_inline struct run_index *run_index(const struct region *region)
{
	return (struct run_index *)(void *)(region + 1);
}

static inline size_t run_index_groups(size_t words)
{
	return (words + BITS_PER_LONG - 1) / BITS_PER_LONG;
}

/* Words of the third level for @words words of the free map; and one that a search may read. */
static inline size_t run_index_words(size_t words)
{
	return RUN_CLASS_WORD * run_index_groups(words) + 1;
}

/* The third level is at @listed: a word for each class and group. */
static inline void run_index_init(struct region *region, struct atomic_word *listed)
{
	region->nr_groups = (uint32_t)run_index_groups(region->nr_words);
	region->listed = listed - region->nr_groups; /* there is no class 0 */
}

/* The first class all of whose runs have @n slices, 1 to BITS_PER_LONG. */
extern const uint8_t run_class_above[(1 << WORD_SHIFT) + 1];

/* Among runs of @n slices: is there one a half, a quarter longer? @starts: where they are. */
static inline_if_fast unsigned int quarters(unsigned long starts, unsigned int n)
{
	unsigned long longer = starts & starts >> n / 2;

	if (longer)
		return 2 + !!(longer & longer >> n / 4);
	return !!(starts & starts >> n / 4);
}

/* Class of the longest run of set bits in @word, 0 if there is none. O(log w). */
static inline_if_fast unsigned int run_class_of(unsigned long word)
{
	unsigned long two = word & word >> 1, four, eight, more;

	if (!two)
		return !!word;
	four = two & two >> 2;
	if (!four)
		return 2 + !!(two & two >> 1);
	eight = four & four >> 4;
	if (!eight)
		return 4 + quarters(four, 4);
	more = eight & eight >> 8;
	if (!more)
		return 8 + quarters(eight, 8);
	eight = more;
	more = eight & eight >> 16;
	if (!more)
		return 12 + quarters(eight, 16);
	return BITS_PER_LONG == 32 ? 16 : 16 + quarters(more, 32) + !~word;
}

/* Which words of @group are listed under @class. */
static always_inline struct atomic_word *run_index_listed(const struct region *region,
							  size_t group, unsigned int class)
{
	return &region->listed[class * region->nr_groups + group];
}

/* region->changes: how many contexts change words and listings now; how many have. */
#define CHANGES_DONE (1ul << (BITS_PER_LONG / 4))
#define CHANGES_NOW  (CHANGES_DONE - 1)

/* Returns what run_index_end() asks for. */
static inline_if_fast unsigned long run_index_begin(struct region *region)
{
	return context_is_only() ? 0 : atomic_fetch_add_ordered(&region->changes, 1);
}

/* It has mended what it touched, or changed nothing. */
static inline_if_fast void run_index_leave(struct region *region)
{
	if (!context_is_only())
		atomic_fetch_add_ordered(&region->changes, CHANGES_DONE - 1);
}

/*
 * The end, if nobody else was at work, neither when it began nor since. False: it is at work
 * until it has mended, as nobody may take the index for right before.
 */
static inline_if_fast bool run_index_end(struct region *region, unsigned long begun)
{
	unsigned long now = begun + 1;

	return context_is_only() ||
	       (!(begun & CHANGES_NOW) &&
		atomic_try_cmpxchg(&region->changes, &now, begun + CHANGES_DONE));
}

/* Word @bit of @group is of @class now: @listed is run_index_listed(). */
static inline_if_fast void run_index_list(struct region *region, struct atomic_word *listed,
					  unsigned int class, size_t group, size_t bit)
{
	struct run_index *index = run_index(region);

	if (!atomic_fetch_or(listed, 1ul << bit) &&
	    !atomic_fetch_or(&index->groups[class], 1ul << group))
		atomic_fetch_or(&index->classes, 1ul << class);
}

/* It is not any more. */
static inline_if_fast void run_index_unlist(struct region *region, struct atomic_word *listed,
					    unsigned int class, size_t group, size_t bit)
{
	struct run_index *index = run_index(region);

	if (atomic_fetch_and(listed, ~(1ul << bit)) == 1ul << bit &&
	    atomic_fetch_and(&index->groups[class], ~(1ul << group)) == 1ul << group)
		atomic_fetch_and(&index->classes, ~(1ul << class));
}

/*
 * Others were at work on the index while word @i was listed under, or taken off, @classes;
 * and was @before, which they may have listed: 0 if its class is one of these. Ends what
 * run_index_begin() began.
 */
void run_index_mend(struct region *region, size_t i, unsigned long classes,
		    unsigned long before);

/*
 * Word @bit of @group, which is listed in *@listed if it was of a class, is of class @new
 * now, and was of class @old. Since run_index_begin().
 */
static inline_if_fast void run_index_relist(struct region *region, struct atomic_word *listed,
					    unsigned int old, unsigned int new, size_t group,
					    size_t bit)
{
	if (unlikely(old == new))
		return;
	if (new)
		run_index_list(region, run_index_listed(region, group, new), new, group, bit);
	if (old)
		run_index_unlist(region, listed, old, group, bit);
}

/* The same for the only word that was changed since then, and the end. */
static always_inline void run_index_move(struct region *region, struct atomic_word *listed,
					 unsigned int old, unsigned int new, size_t group,
					 size_t bit, unsigned long begun)
{
	run_index_relist(region, listed, old, new, group, bit);
	if (unlikely(!run_index_end(region, begun)))
		run_index_mend(region, group * BITS_PER_LONG + bit, 1ul << old | 1ul << new, 0);
}

#else

#define RUN_INDEX_SLICES SIZE_MAX

#define RUN_INDEX_BYTES 0

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

#endif

#endif
