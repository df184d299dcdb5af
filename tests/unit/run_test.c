/* SPDX-License-Identifier: MIT */
/* Runs of slices and the bitmaps below them: kernel/run.c, free_map.c, bits.c. */
#include "tests/unit/inside.h"

#include "kernel/free_map.h"
#include "kernel/free_runs.h"
#include "kernel/run.h"
#include "kernel/run_index.h"
#include "support/mem.h"
#include "support/rng.h"

/* ------------------------------------------------------------------ bitmaps */

#define WORDS 4u
#define BITS  (WORDS * BITS_PER_LONG)

/* A guard at each end of the map of free slices; behind the other maps lies the summary. */
#define SUMMARY (1 + (1 + RUN_MARK_MAPS) * WORDS)

static struct atomic_word map[SUMMARY + 1];
static bool shadow[BITS];

/* A region of which only the bitmap of free slices and its summary, or index, are there. */
static struct {
	struct region region;
#ifdef CONFIG_HAKMEM_RUN_INDEX
	struct atomic_word rows[1]; /* which are used */
	struct atomic_word listed[RUN_CLASS_NONE + 1];
#endif
} space = {
	.region = {
		.nr_slices = BITS,
		.nr_words = WORDS,
		.free_map = map + 1,
	},
};

#define slices space.region

static struct atomic_word *bitmap(void)
{
	return map + 1;
}

#ifdef CONFIG_HAKMEM_RUN_INDEX

static void show_index(void)
{
	memset(space.rows, 0, sizeof(space.rows));
	memset(space.listed, 0, sizeof(space.listed));
	run_index_init(&slices, space.listed);
	for (size_t i = 0; i < WORDS; i++) {
		unsigned int class = run_class_of(bitmap()[i].value);

		if (class != RUN_CLASS_NONE)
			run_index_list(&slices, class, 1ul << i);
	}
}

/* Each word is listed under its class alone, and the rows in which one is count as used. */
static bool index_is_right(void)
{
	for (unsigned int class = 0; class < RUN_CLASS_NONE; class++) {
		unsigned long words = 0;

		for (size_t i = 0; i < WORDS; i++)
			words |= (unsigned long)(run_class_of(bitmap()[i].value) == class) << i;
		if (space.listed[class].value != words ||
		    bits_test(space.rows, class) != !!words)
			return false;
	}
	return bits_test(space.rows, RUN_CLASS_NONE) && !space.listed[RUN_CLASS_NONE].value;
}

#else

static void show_index(void)
{
}

static bool index_is_right(void)
{
	return true;
}

#endif

static void show(void)
{
	map[0].value = map[WORDS + 1].value = 0x55aa55aa;
	memset(bitmap(), 0, WORDS * sizeof(map[0]));
	for (size_t i = 0; i < BITS; i++)
		if (shadow[i])
			bitmap()[i / BITS_PER_LONG].value |= 1ul << (i % BITS_PER_LONG);
	run_marks_init(&slices, bitmap() + WORDS);
	map[SUMMARY].value = 0;
	for (size_t i = 0; i < WORDS; i++)
		if (bitmap()[i].value)
			map[SUMMARY].value |= 1ul << i;
	show_index();
}

/* Exactly the words that are not zero: with one context it never says too much. */
static bool summary_is_right(void)
{
#ifdef CONFIG_HAKMEM_SUMMARY
	for (size_t i = 0; i < WORDS; i++)
		if (bits_test(region_summary(&slices), i) != (bitmap()[i].value != 0))
			return false;
#endif
	return true;
}

static bool same_bits(void)
{
	for (size_t i = 0; i < BITS; i++)
		if (bits_test(bitmap(), i) != shadow[i])
			return false;
	return map[0].value == 0x55aa55aa && map[WORDS + 1].value == 0x55aa55aa;
}

static bool same(void)
{
	return same_bits() && summary_is_right() && index_is_right();
}

static size_t search(size_t from, size_t end, bool value)
{
	while (from < end && shadow[from] != value)
		from++;
	return from < end ? from : end;
}

static void free_map_release_ranges(struct ktest *test)
{
	for (size_t first = 0; first < BITS; first += 3) {
		for (size_t n = 1; first + n <= BITS; n += 5) {
			memset(shadow, 0, sizeof(shadow));
			show();
			free_map_release(&slices, first, n);
			memset(shadow + first, 1, n);
			KTEST_ASSERT_TRUE(test, same());
		}
	}
}

static void bits_set_and_clear_one(struct ktest *test)
{
	memset(shadow, 0, sizeof(shadow));
	show();
	for (size_t i = 0; i < BITS; i++) {
		size_t bit = i * 37 % BITS;

		bit_set(bitmap(), bit);
		shadow[bit] = true;
		KTEST_ASSERT_TRUE(test, same_bits());
	}
	for (size_t i = 0; i < BITS; i++) {
		size_t bit = i * 41 % BITS;

		bit_clear(bitmap(), bit);
		shadow[bit] = false;
		KTEST_ASSERT_TRUE(test, same_bits());
	}
}

/* All or none, and a map that is as it was after a refusal. */
static void free_map_claim_all_or_none(struct ktest *test)
{
	for (size_t first = 0; first < BITS; first += 7) {
		for (size_t n = 1; first + n <= BITS; n += 9) {
			memset(shadow, 1, sizeof(shadow));
			show();
			KTEST_ASSERT_TRUE(test, free_map_claim(&slices, first, n));
			memset(shadow + first, 0, n);
			KTEST_ASSERT_TRUE(test, same());
			/* each of the bits in turn is missing */
			for (size_t gap = first; gap < first + n; gap += 11) {
				memset(shadow, 1, sizeof(shadow));
				shadow[gap] = false;
				show();
				KTEST_ASSERT_FALSE(test, free_map_claim(&slices, first, n));
				KTEST_ASSERT_TRUE(test, same());
			}
		}
	}
}

/* Anything from @end on means that nothing was found. */
static size_t below(size_t bit, size_t end)
{
	return bit < end ? bit : end;
}

static void bits_searches(struct ktest *test)
{
	struct rng rng;

	rng_seed(&rng, test->seed);
	for (unsigned int round = 0; round < 300; round++) {
		uint32_t density = 1 + rng_below(&rng, 100);

		for (size_t i = 0; i < BITS; i++)
			shadow[i] = rng_below(&rng, density) == 0;
		show();
		for (unsigned int i = 0; i < 40; i++) {
			size_t from = rng_below(&rng, BITS), end = rng_below(&rng, BITS + 1);

			if (from <= end) {
				KTEST_ASSERT_EQ(test, below(bits_next_set(bitmap(), from, end), end),
						search(from, end, true));
				KTEST_ASSERT_EQ(test, below(bits_next_clear(bitmap(), from, end), end),
						search(from, end, false));
			}
		}
	}
}

/* The first run of at least @n free slices from @from on; what search() makes of it. */
static size_t long_run(size_t from, size_t n, size_t *length)
{
	for (size_t first = from;; first += *length) {
		first = search(first, BITS, true);
		*length = search(first, BITS, false) - first;
		if (first == BITS || *length >= n)
			return first;
	}
}

/* All runs of at least @n slices, as a search sees them. */
static void expect_runs(struct ktest *test, size_t n)
{
	struct free_runs runs;
	struct run run;
	size_t first = 0, length;

	free_runs_begin(&runs, &slices, n);
	while (free_runs_next(&runs, n, SIZE_MAX, &run)) {
		first = long_run(first, n, &length);
		KTEST_ASSERT_EQ(test, run.first, first);
		KTEST_ASSERT_EQ(test, run.length, length);
		first += length;
	}
	KTEST_ASSERT_EQ(test, long_run(first, n, &length), BITS);
}

/* Counting the slices of a run ends at some. */
static void expect_first_counted(struct ktest *test, size_t n, size_t most)
{
	struct free_runs runs;
	struct run run;
	size_t length, first = long_run(0, n, &length);

	free_runs_begin(&runs, &slices, n);
	KTEST_ASSERT_EQ(test, free_runs_next(&runs, n, most, &run), first < BITS);
	if (first == BITS)
		return;
	KTEST_ASSERT_EQ(test, run.first, first);
	KTEST_ASSERT_TRUE(test, run.length == length || run.length >= most);
	KTEST_ASSERT_TRUE(test, run.length <= length);
}

/* Runs of all lengths, across words, with words in between that are in use. */
static void free_runs_of_all_lengths(struct ktest *test)
{
	struct rng rng;

	rng_seed(&rng, test->seed);
	for (unsigned int round = 0; round < 300; round++) {
		uint32_t longest = 1 + rng_below(&rng, 3 * BITS_PER_LONG);
		bool value = rng_below(&rng, 2);

		for (size_t i = 0, left = 0; i < BITS; i++, left--) {
			if (!left) {
				left = 1 + rng_below(&rng, longest);
				value = !value;
			}
			shadow[i] = value;
		}
		show();
		for (size_t n = 1; n < 2 * BITS_PER_LONG; n++)
			expect_runs(test, n);
		for (unsigned int i = 0; i < 40; i++) {
			size_t n = 1 + rng_below(&rng, 2 * BITS_PER_LONG);

			expect_first_counted(test, n, n + rng_below(&rng, BITS));
		}
	}
}

/* --------------------------------------------------------------------- runs */

static struct hakmem_arena *arena(void)
{
	return hakmem_default_arena();
}

static bool claim_between(size_t min, size_t max, struct run *run)
{
	run->length = max;
	return run_claim(arena(), min, RUN_LARGE, run);
}

static bool claim(size_t length, struct run *run)
{
	return claim_between(length, length, run);
}

static void release(const struct run *run)
{
	run_release(arena(), run, RUN_LARGE);
}

static size_t free_slices(void)
{
	return fixture_stats().free_bytes / slice_size(arena());
}

static void run_claim_and_release(struct ktest *test)
{
	size_t all = free_slices();
	struct run run, found;

	for (size_t length = 2; length <= all; length = length * 2 + 1) {
		KTEST_ASSERT_TRUE(test, claim(length, &run));
		KTEST_EXPECT_EQ(test, run.length, length);
		KTEST_EXPECT_EQ(test, free_slices(), all - length);
		KTEST_EXPECT_EQ(test, run_at(arena(), run.region, run.first, &found), RUN_LARGE);
		KTEST_EXPECT_EQ(test, found.first, run.first);
		KTEST_EXPECT_EQ(test, found.length, length);
		/* no run starts within it */
		for (size_t i = 1; i < length && i < 200; i++)
			KTEST_ASSERT_EQ(test, run_at(arena(), run.region, run.first + i, &found),
					RUN_FREE);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
		release(&run);
		KTEST_EXPECT_EQ(test, free_slices(), all);
		KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_FALSE(test, claim(all + 1, &run));
	KTEST_EXPECT_TRUE(test, claim(all, &run));
	KTEST_EXPECT_FALSE(test, claim(1, &run));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* Runs of all lengths next to each other are told apart. */
static void run_neighbours_are_told_apart(struct ktest *test)
{
	static const size_t lengths[] = { 2, 3, 2, 4, 3, 3, 2, 70 };
	enum { N = sizeof(lengths) / sizeof(lengths[0]) };
	struct run run[N], found;

	if (free_slices() < 100)
		KTEST_SKIP(test, "too few slices");
	for (unsigned int i = 0; i < N; i++)
		KTEST_ASSERT_TRUE(test, claim(lengths[i], &run[i]));
	for (unsigned int i = 0; i < N; i++) {
		if (i && !IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX))
			KTEST_EXPECT_EQ(test, run[i].first, run[i - 1].first + lengths[i - 1]);
		KTEST_EXPECT_EQ(test, run_at(arena(), run[i].region, run[i].first, &found),
				RUN_LARGE);
		KTEST_EXPECT_EQ(test, found.length, lengths[i]);
		KTEST_EXPECT_EQ(test, run_large_length(run[i].region, run[i].first), lengths[i]);
	}
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	for (unsigned int i = 0; i < N; i++)
		release(&run[i * 3 % N]);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* Of several holes the shortest that is long enough is taken. */
static void run_best_fit(struct ktest *test)
{
	static const size_t holes[] = { 9, 5, 7, 3, 6 };
	struct run hole[5], wall, run;

	if (CONFIG_HAKMEM_FIT_CANDIDATES < 6 || free_slices() < 60)
		KTEST_SKIP(test, "too few candidates or slices");
	for (unsigned int i = 0; i < 5; i++) {
		KTEST_ASSERT_TRUE(test, claim(holes[i], &hole[i]));
		KTEST_ASSERT_TRUE(test, claim(2, &wall));
	}
	for (unsigned int i = 0; i < 5; i++)
		release(&hole[i]);
	for (size_t length = 2; length <= 9; length++) {
		size_t best = 0;

		for (unsigned int i = 0; i < 5; i++)
			if (holes[i] >= length && (holes[i] < holes[best] || holes[best] < length))
				best = i;
		KTEST_ASSERT_TRUE(test, claim(length, &run));
		KTEST_EXPECT_EQ(test, run.first, hole[best].first);
		release(&run);
	}
}

/* Between min and max: the most there is. */
static void run_min_and_max(struct ktest *test)
{
	size_t all = free_slices();
	struct run run, rest;

	if (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX))
		KTEST_SKIP(test, "all or nothing");
	KTEST_ASSERT_TRUE(test, claim(all - 5, &rest));
	KTEST_EXPECT_FALSE(test, claim_between(6, 9, &run));
	KTEST_ASSERT_TRUE(test, claim_between(2, 9, &run));
	KTEST_EXPECT_EQ(test, run.length, 5);
	release(&run);
	KTEST_ASSERT_TRUE(test, claim_between(2, 4, &run));
	KTEST_EXPECT_EQ(test, run.length, 4);
	release(&run);
	release(&rest);
}

static bool claim_aligned(size_t length, const struct run_alignment *align, struct run *run)
{
	run->length = length;
	return run_claim_aligned(arena(), align, RUN_LARGE, run);
}

/* The byte at an offset from the start is aligned, wherever the run may begin. */
static void run_alignment(struct ktest *test)
{
	size_t slice = slice_size(arena()), all = free_slices();
	struct run_alignment align;
	struct run run, odd;

	KTEST_ASSERT_TRUE(test, claim(3, &odd));
	for (align.alignment = 1; align.alignment <= all * slice / 8; align.alignment *= 2) {
		for (align.offset = 0; align.offset < slice; align.offset += slice / 4) {
			uintptr_t p;

			/* what cannot be: a slice is only as aligned as it is large */
			if (align.offset % (align.alignment < slice ? align.alignment : slice))
				continue;
			KTEST_ASSERT_TRUE(test, claim_aligned(3, &align, &run));
			p = (uintptr_t)slice_address(arena(), run.region, run.first);
			KTEST_EXPECT_EQ(test, (p + align.offset) & (align.alignment - 1), 0);
			KTEST_EXPECT_EQ(test, run.length, 3);
			KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
			release(&run);
		}
	}
	release(&odd);
	KTEST_EXPECT_EQ(test, free_slices(), all);
}

/* The first slice from @from on where a run may start, slice by slice; or none. */
static size_t first_fit(const struct region *region, size_t from, size_t length,
			const struct run_alignment *align)
{
	for (size_t first = from; first + length <= region->nr_slices; first++) {
		uintptr_t p = (uintptr_t)slice_address(arena(), region, first);

		if (!((p + align->offset) & (align->alignment - 1)) &&
		    bits_next_clear(region->free_map, first, first + length) >= first + length)
			return first;
	}
	return SIZE_MAX;
}

#ifdef CONFIG_HAKMEM_RUN_INDEX

static size_t longest(unsigned long word)
{
	size_t n = 0;

	for (; word; word &= word << 1)
		n++;
	return n;
}

/* The shortest length of the class that begins at @n slices or above; or of the one below. */
static size_t class_start(size_t n, bool above)
{
	static const unsigned char starts[] = { 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48, 64 };
	size_t i = 0;

	while (starts[i] < n)
		i++;
	return starts[i] == n || above ? starts[i] : starts[i - 1];
}

/* The lowest class of a word that surely has @n slices, by its shortest length; 0: none. */
static size_t lowest_class(const struct region *region, size_t n)
{
	size_t lowest = 0;

	for (size_t i = 0; i < region->nr_words; i++) {
		size_t most = longest(atomic_read(&region->free_map[i]));
		size_t start = most ? class_start(most, false) : 0;

		if (start >= class_start(n, true) && (!lowest || start < lowest))
			lowest = start;
	}
	return lowest;
}

/*
 * In a word of the lowest class that surely has a run with an aligned one in it, if there is any;
 * the first one there. @run is free.
 */
static bool fits_by_index(const struct region *region, const struct run_alignment *align,
			  const struct run *run)
{
	size_t longer = run->length + align->alignment / slice_size(arena()) - 1;
	size_t word = run->first / BITS_PER_LONG, lowest;

	if (longer > BITS_PER_LONG)
		return false;
	lowest = lowest_class(region, longer);
	return lowest &&
	       class_start(longest(atomic_read(&region->free_map[word])), false) == lowest &&
	       first_fit(region, word * BITS_PER_LONG, run->length, align) == run->first &&
	       (run->first + run->length - 1) / BITS_PER_LONG == word;
}

/* Does the index lead to a run? */
static bool has_fit_by_index(const struct region *region, size_t length,
			     const struct run_alignment *align)
{
	size_t longer = length + align->alignment / slice_size(arena()) - 1;

	return longer <= BITS_PER_LONG && lowest_class(region, longer);
}

#else

static bool fits_by_index(const struct region *region, const struct run_alignment *align,
			  const struct run *run)
{
	(void)region;
	(void)align;
	(void)run;
	return false;
}

static bool has_fit_by_index(const struct region *region, size_t length,
			     const struct run_alignment *align)
{
	(void)region;
	(void)length;
	(void)align;
	return false;
}

#endif

/* Among holes of all lengths: the first fit, or what the index leads to. */
static void run_alignment_fit(struct ktest *test)
{
	struct region *region = region_first(arena());
	size_t all = free_slices(), slice = slice_size(arena());
	struct run held[24], run;
	unsigned int nr = 0;
	struct rng rng;

	rng_seed(&rng, test->seed);
	while (nr < 24 && claim(2 + rng_below(&rng, (uint32_t)all / 16), &held[nr]))
		nr++;
	for (unsigned int i = 0; i < 400; i++) {
		size_t length = 2 + rng_below(&rng, i % 2 ? 6 : (uint32_t)all / 2), first;
		struct run_alignment align = { slice << rng_below(&rng, 8),
					       slice * rng_below(&rng, 3) };
		bool by_index;

		if (nr && i % 5 == 0)
			release(&held[--nr]);
		first = first_fit(region, 0, length, &align);
		by_index = has_fit_by_index(region, length, &align);
		KTEST_ASSERT_EQ(test, claim_aligned(length, &align, &run), first != SIZE_MAX);
		if (first == SIZE_MAX)
			continue;
		release(&run);
		if (by_index)
			KTEST_ASSERT_TRUE(test, fits_by_index(region, &align, &run));
		else
			KTEST_ASSERT_EQ(test, run.first, first);
		if (nr == 24 || i % 3)
			continue;
		KTEST_ASSERT_TRUE(test, claim_aligned(length, &align, &run));
		held[nr++] = run;
	}
	while (nr)
		release(&held[--nr]);
	KTEST_EXPECT_EQ(test, free_slices(), all);
}

/*
 * The first region has a run across two words, which the bitmap shows; the second one has some
 * in a word. An index leads there before bitmaps are read.
 */
static void run_alignment_regions(struct ktest *test)
{
	struct memory memory = test_memory();
	struct memory first = memory_part(memory, 0, 2), second = memory_part(memory, 1, 2);
	struct run_alignment align = { 0 };
	struct run below = { 0 }, above = { 0 }, run;
	bool by_index = IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX);

	KTEST_ASSERT_EQ(test, hakmem_init(first.base, first.size), 0);
	below.region = region_first(arena());
	above.region = below.region;
	align.alignment = slice_size(arena());
	below.first = first_fit(below.region, 0, 1, &align);
	below.length = BITS_PER_LONG - below.first % BITS_PER_LONG + BITS_PER_LONG - 1;
	above.first = below.first + below.length + 2;
	if (free_slices() < below.length + 2 + BITS_PER_LONG)
		KTEST_SKIP(test, "too little memory for a word beside the run");
	above.length = free_slices() - below.length - 2;
	KTEST_ASSERT_TRUE(test, run_take(arena(), &below, RUN_LARGE));
	KTEST_ASSERT_TRUE(test, run_take(arena(), &above, RUN_LARGE));
	KTEST_ASSERT_EQ(test, free_slices(), 2);
	KTEST_ASSERT_EQ(test, hakmem_add_region(second.base, second.size), 0);

	KTEST_ASSERT_TRUE(test, claim_aligned(2, &align, &run));
	KTEST_EXPECT_EQ(test, run.region != below.region, by_index);
	release(&run);
	KTEST_ASSERT_TRUE(test, claim_aligned(BITS_PER_LONG + 1, &align, &run));
	KTEST_EXPECT_TRUE(test, run.region != below.region);
	release(&run);
	release(&below);
	release(&above);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

static void run_resize_in_place(struct ktest *test)
{
	size_t all = free_slices();
	struct run run, wall, found;

	run = (struct run){ .region = region_first(arena()), .length = 4 };
	KTEST_ASSERT_TRUE(test, run_take(arena(), &run, RUN_LARGE));
	for (size_t length = 2; length <= all && length < 200; length++) {
		size_t other = length * 7 % 23 + 2;

		KTEST_ASSERT_EQ(test, run_resize(arena(), &run, length), length <= all);
		KTEST_ASSERT_EQ(test, run.length, length);
		KTEST_ASSERT_EQ(test, run_at(arena(), run.region, run.first, &found), RUN_LARGE);
		KTEST_ASSERT_EQ(test, found.length, length);
		KTEST_ASSERT_EQ(test, free_slices(), all - length);
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
		if (other <= all)
			KTEST_ASSERT_TRUE(test, run_resize(arena(), &run, other));
	}
	KTEST_EXPECT_FALSE(test, run_resize(arena(), &run, all + 1));
	KTEST_ASSERT_TRUE(test, run_resize(arena(), &run, 4));
	wall = (struct run){ .region = run.region, .first = run.first + 4, .length = 2 };
	KTEST_ASSERT_TRUE(test, run_take(arena(), &wall, RUN_LARGE));
	KTEST_EXPECT_FALSE(test, run_resize(arena(), &run, 5));
	KTEST_EXPECT_EQ(test, run.length, 4);
	KTEST_EXPECT_TRUE(test, run_resize(arena(), &run, 2));
	KTEST_EXPECT_TRUE(test, run_resize(arena(), &run, 4));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	release(&run);
	release(&wall);
	KTEST_EXPECT_EQ(test, free_slices(), all);
}

/* Known to be zero: memory of a region that was, and that no run ever held. */
static void run_is_clean_once(struct ktest *test)
{
	struct memory memory = test_memory();
	struct run run, next;

	if (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX))
		KTEST_SKIP(test, "nobody looks what is clean");
	test_region_flags = HAKMEM_REGION_ZEROED;
	KTEST_ASSERT_EQ(test, hakmem_init(memory.base, memory.size), 0);
	KTEST_ASSERT_TRUE(test, claim(4, &run));
	KTEST_EXPECT_TRUE(test, run.clean);
	KTEST_ASSERT_TRUE(test, claim(4, &next));
	KTEST_EXPECT_TRUE(test, next.clean);
	release(&run);
	KTEST_ASSERT_TRUE(test, claim(4, &run));
	KTEST_EXPECT_FALSE(test, run.clean);
	/* grown into new slices and back: they were used */
	KTEST_ASSERT_TRUE(test, run_resize(arena(), &next, 8));
	KTEST_ASSERT_TRUE(test, run_resize(arena(), &next, 4));
	release(&run);
	release(&next);
	KTEST_ASSERT_TRUE(test, claim(10, &run));
	KTEST_EXPECT_FALSE(test, run.clean);
	release(&run);

	test_region_flags = 0;
	KTEST_ASSERT_EQ(test, hakmem_init(memory.base, memory.size), 0);
	KTEST_ASSERT_TRUE(test, claim(4, &run));
	KTEST_EXPECT_FALSE(test, run.clean);
}

/* @length slices, aligned; or half of that at least. */
static bool claim_somehow(struct rng *rng, size_t length, struct run *run)
{
	struct run_alignment align = { .alignment = (size_t)64 << rng_below(rng, 6) };

	size_t min = IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX) ? length : length / 2 + 1;

	return rng_below(rng, 2) ? claim_aligned(length, &align, run)
				 : claim_between(min, length, run);
}

#ifdef CONFIG_HAKMEM_RUN_INDEX

/* Words of all kinds, and each length: classes are in order of length, starts hold n slices. */
static void run_index_classes(struct ktest *test)
{
	struct rng rng;

	rng_seed(&rng, test->seed);
	KTEST_EXPECT_EQ(test, run_class_of(0), RUN_CLASS_NONE);
	KTEST_EXPECT_EQ(test, run_class_of(~0ul), RUN_CLASS_WORD);
	for (size_t n = 1; n <= BITS_PER_LONG; n++) {
		unsigned long word = ~0ul >> (BITS_PER_LONG - n);

		KTEST_EXPECT_GE(test, run_class_above[n], run_class_of(word));
		KTEST_EXPECT_LE(test, run_class_above[n], run_class_of(word) + 1);
		KTEST_EXPECT_TRUE(test, n > 8 || run_class_above[n] == n - 1);
		KTEST_EXPECT_EQ(test, run_starts_within(word, n), 1);
	}
	for (unsigned int i = 0; i < 20000; i++) {
		unsigned long word = (unsigned long)(rng_next(&rng) * 0x9e3779b97f4a7c15ull);
		size_t most;

		for (unsigned int more = i % 5; more; more--)
			word |= word << (1 + rng_below(&rng, 4));
		most = longest(word);
		for (size_t n = 1; n <= BITS_PER_LONG; n++) {
			unsigned long starts = run_starts_within(word, n);

			KTEST_ASSERT_EQ(test, starts != 0, n <= most);
			if (word && run_class_of(word) >= run_class_above[n])
				KTEST_ASSERT_GE(test, most, n);
			if (starts)
				KTEST_ASSERT_GE(test, longest(word >> lowest_bit(starts)), n);
		}
		KTEST_ASSERT_GE(test, run_class_above[most ? most : 1], run_class_of(word));
	}
}

/*
 * Few words: a block lies in one of the lowest class that will do, if it is not longer than a
 * word, and is refused only without any.
 */
static void run_index_good_fit(struct ktest *test)
{
	struct region *region = region_first(arena());
	size_t all = free_slices(), word = BITS_PER_LONG, few = 5;
	struct run held[64], run, wall;
	unsigned int nr = 0, refused = 0;
	struct rng rng;

	if (region->nr_words < few + 2)
		KTEST_SKIP(test, "too few words");
	KTEST_ASSERT_TRUE(test, claim((region->nr_words - 1 - few) * word, &wall));
	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 2000; i++) {
		size_t length = 1 + rng_below(&rng, i & 1 ? word : 12), lowest, had;

		if (nr == 64 || (nr && i % 3 == 0)) {
			unsigned int j = rng_below(&rng, nr);

			release(&held[j]);
			held[j] = held[--nr];
			continue;
		}
		lowest = lowest_class(region, length);
		KTEST_ASSERT_EQ(test, claim(length, &run), lowest != 0);
		refused += !lowest;
		if (!lowest)
			continue;
		had = atomic_read(&region->free_map[run.first / word]) |
		      ~0ul >> (word - length) << (run.first % word);
		KTEST_ASSERT_EQ(test, class_start(longest(had), false), lowest);
		KTEST_ASSERT_EQ(test, run.first / word, (run.first + length - 1) / word);
		held[nr++] = run;
		KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	KTEST_EXPECT_TRUE(test, refused > 0);
	while (nr)
		release(&held[--nr]);
	release(&wall);
	KTEST_EXPECT_EQ(test, free_slices(), all);
}

/* Longer than a word: whole words, and a part behind them, or before, or one word more. */
static void run_index_whole_words(struct ktest *test)
{
	size_t word = BITS_PER_LONG;
	struct run run[6], found;

	if (region_first(arena())->nr_words < 7)
		KTEST_SKIP(test, "too few words");
	for (unsigned int i = 0; i < 6; i++)
		KTEST_ASSERT_TRUE(test, claim(word, &run[i]));
	/* words 1, 2 and, but for its first slices, 3 */
	for (unsigned int i = 1; i < 4; i++)
		release(&run[i]);
	KTEST_ASSERT_TRUE(test, claim(word + 5, &found));
	KTEST_EXPECT_EQ(test, found.first, run[1].first);
	release(&found);
	KTEST_ASSERT_TRUE(test, claim(3 * word, &found));
	KTEST_EXPECT_EQ(test, found.first, run[1].first);
	KTEST_ASSERT_TRUE(test, run_resize(arena(), &found, word + 5));
	/* word 3 is whole: from the end of word 2 on */
	KTEST_ASSERT_TRUE(test, claim(word + 7, &run[1]));
	KTEST_EXPECT_EQ(test, run[1].first, 3 * word - 7 + run[0].first);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	release(&run[1]);
	release(&found);
	release(&run[0]);
	release(&run[4]);
	release(&run[5]);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

#endif

/* Random claims, resizes and releases; the number of free slices is exact. */
static void run_random(struct ktest *test)
{
	struct run run[12];
	size_t all = free_slices(), left = all;
	struct rng rng;

	for (unsigned int i = 0; i < 12; i++)
		run[i].length = 0;
	rng_seed(&rng, test->seed);
	for (unsigned int i = 0; i < 3000; i++) {
		struct run *r = &run[rng_below(&rng, 12)];
		size_t length = 2 + rng_below(&rng, (uint32_t)all / 4);
		size_t before = r->length;

		if (!before) {
			if (!claim_somehow(&rng, length, r))
				r->length = 0;
			else
				KTEST_ASSERT_TRUE(test, r->length >= length / 2 + 1 &&
								r->length <= length);
		} else if (rng_below(&rng, 2)) {
			run_resize(arena(), r, length);
		} else {
			release(r);
			r->length = 0;
		}
		left += before - r->length;
		KTEST_ASSERT_EQ(test, free_slices(), left);
		if (i % 16 == 0)
			KTEST_ASSERT_EQ(test, hakmem_validate(), 0);
	}
	for (unsigned int i = 0; i < 12; i++)
		if (run[i].length)
			release(&run[i]);
	KTEST_EXPECT_EQ(test, free_slices(), all);
}

static const struct ktest_case run_cases[] = {
	KTEST_CASE(free_map_release_ranges),
	KTEST_CASE(bits_set_and_clear_one),
	KTEST_CASE(free_map_claim_all_or_none),
	KTEST_CASE(bits_searches),
	KTEST_CASE(free_runs_of_all_lengths),
	KTEST_CASE(run_claim_and_release),
	KTEST_CASE(run_neighbours_are_told_apart),
	KTEST_CASE(run_best_fit),
	KTEST_CASE(run_min_and_max),
	KTEST_CASE(run_alignment),
	KTEST_CASE(run_alignment_fit),
	KTEST_CASE(run_alignment_regions),
	KTEST_CASE(run_resize_in_place),
#ifdef CONFIG_HAKMEM_RUN_INDEX
	KTEST_CASE(run_index_classes),
	KTEST_CASE(run_index_good_fit),
	KTEST_CASE(run_index_whole_words),
#endif
	KTEST_CASE(run_is_clean_once),
	KTEST_CASE(run_random),
	{ 0 },
};

const struct ktest_suite run_suite = {
	.name = "run",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = run_cases,
};
