// SPDX-License-Identifier: MIT
/*
 * Free slices that are listed in the run index: see free_map.h and run_index.h.
 *
 * The words are changed first, then their listings, those of whole words for a group at once.
 * Pairing: a release of slices releases what its owner wrote, a claim acquires it.
 */
#include "context.h"
#include "free_map.h"
#include "run_index.h"

/* Slices as words: whole ones, and what they share with others before and behind. */
struct span {
	size_t first, last;	   /* words */
	unsigned long head, tail;  /* bits of these two; the same if there is one */
	unsigned long head_before; /* what the words were */
	unsigned long tail_before;
};

unsigned long free_map_starts_from(const struct region *region, size_t slice, size_t n)
{
	return run_starts(atomic_read(&region->free_map[slice / BITS_PER_LONG]) &
			  ~0ul << (slice % BITS_PER_LONG), n);
}

static void span_init(struct span *span, size_t first, size_t n)
{
	size_t end = first + n - 1;

	span->first = first / BITS_PER_LONG;
	span->last = end / BITS_PER_LONG;
	span->head = ~0ul << (first % BITS_PER_LONG);
	span->tail = ~0ul >> (BITS_PER_LONG - 1 - end % BITS_PER_LONG);
	if (span->first == span->last)
		span->head = span->tail &= span->head;
}

/* List @words of @group, which are free as a whole; or list them no more. */
static void list_whole(struct region *region, size_t group, unsigned long words, bool are_free)
{
	size_t row = ((size_t)RUN_CLASS_WORD << region->group_shift) + group;

	if (are_free)
		run_index_list(region, row, words);
	else
		run_index_unlist(region, row, words);
}

/* The same of the words from @i to @end, by groups. */
static void list_all_whole(struct region *region, size_t i, size_t end, bool are_free)
{
	while (i < end) {
		size_t group = i / BITS_PER_LONG, next = (group + 1) * BITS_PER_LONG;
		unsigned long words = ~0ul << (i % BITS_PER_LONG);

		if (next > end) {
			words &= ~(~0ul << (end % BITS_PER_LONG));
			next = end;
		}
		list_whole(region, group, words, are_free);
		i = next;
	}
}

/* Word @i was @before, and what @flip says has changed. Returns the bits of its two classes. */
static unsigned long list(struct region *region, size_t i, unsigned long before,
			  unsigned long flip)
{
	unsigned int old = run_class_of(before), new = run_class_of(before ^ flip);

	run_index_relist(region, old, new, i);
	return 1ul << old | 1ul << new;
}

/* Others were at work: mend words, from the first one up to @end. */
static tail_called void mend_span(struct region *region, const struct span *span, size_t end,
				  unsigned long classes)
{
	for (size_t i = span->first; i < end; i++) {
		run_index_begin(region);
		run_index_mend(region, i, classes);
	}
	run_index_leave(region);
}

/* The listings of words that were changed since run_index_begin(). */
static void list_span(struct region *region, const struct span *span, bool are_free,
		      unsigned long begun)
{
	unsigned long classes = 1ul << RUN_CLASS_WORD;

	classes |= list(region, span->first, span->head_before, span->head);
	list_all_whole(region, span->first + 1, span->last, are_free);
	if (span->first != span->last)
		classes |= list(region, span->last, span->tail_before, span->tail);
	if (unlikely(!run_index_end(region, begun)))
		mend_span(region, span, span->last + 1, classes);
}

/* Words @i up to @end: nobody else has any of them. */
static void release_whole(struct region *region, size_t i, size_t end)
{
	struct atomic_word *map = region->free_map;

	for (; i < end; i++)
		atomic_set_release(&map[i], ~0ul);
}

void free_map_release(struct region *region, size_t first, size_t n)
{
	unsigned long begun = run_index_begin(region);
	struct span span;

	span_init(&span, first, n);
	span.head_before = atomic_fetch_or(&region->free_map[span.first], span.head);
	release_whole(region, span.first + 1, span.last);
	if (span.first != span.last)
		span.tail_before = atomic_fetch_or(&region->free_map[span.last], span.tail);
	list_span(region, &span, true, begun);
}

/* The word before; with some of @mask not set if it was not changed. */
static unsigned long claim_in_word(struct region *region, size_t i, unsigned long mask)
{
	unsigned long old = atomic_read(&region->free_map[i]);

	while ((old & mask) == mask &&
	       !atomic_try_cmpxchg(&region->free_map[i], &old, old & ~mask))
		;
	return old;
}

/* Claim all but the first word. Returns the word where a slice was taken, or the one behind. */
static size_t claim_rest(struct region *region, struct span *span)
{
	size_t i = span->first + 1;

	while (i < span->last && claim_in_word(region, i, ~0ul) == ~0ul)
		i++;
	if (i < span->last)
		return i;
	span->tail_before = claim_in_word(region, i, span->tail);
	return i + ((span->tail_before & span->tail) == span->tail);
}

/*
 * Give back what was claimed in front of word @end. The listings are right again, but where
 * others have looked meanwhile, and listed the words without it. False.
 */
static bool roll_back(struct region *region, const struct span *span, size_t end,
		      unsigned long begun)
{
	unsigned long without = 0;

	release_whole(region, span->first + 1, end);
	if (end > span->first)
		without = atomic_fetch_or(&region->free_map[span->first], span->head);
	if (likely(run_index_end(region, begun)))
		return false;
	mend_span(region, span, end, 1ul << RUN_CLASS_WORD | 1ul << run_class_of(without) |
				     1ul << run_class_of(span->head_before));
	return false;
}

bool free_map_claim(struct region *region, size_t first, size_t n)
{
	unsigned long begun = run_index_begin(region);
	struct span span;
	size_t end;

	span_init(&span, first, n);
	span.head_before = claim_in_word(region, span.first, span.head);
	end = span.first + ((span.head_before & span.head) == span.head);
	if (end > span.first && span.first != span.last)
		end = claim_rest(region, &span);
	if (end <= span.last)
		return roll_back(region, &span, end, begun);
	list_span(region, &span, false, begun);
	return true;
}
