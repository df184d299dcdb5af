/* SPDX-License-Identifier: MIT */
/*
 * The smallest arena in which a trace runs to its end without a failed call, in
 * steps of STEP bytes; the blob is the .atr file. Meant for 32-bit builds on the
 * host, where a trial takes milliseconds.
 *
 * Whether a trace fits does not only depend on there being enough memory: in a
 * slightly larger arena tables and blocks lie elsewhere, and a run that fitted
 * before may not. So one size that happens to fit is not an answer. The answer
 * is the smallest size that fits together with each of the next NEIGHBOURS
 * steps above it.
 *
 * All sizes from the peak of the payload upwards are considered, none is
 * skipped on a guess: of each window of 1 + NEIGHBOURS sizes the upper ones are
 * tried first, and a failure rules out all windows that contain it at once.
 *
 * Each trial starts the allocator afresh on the same memory, aligned to 4 KB,
 * and checks the contents of all blocks; one that fits also has to validate, and
 * to be empty when everything has been freed.
 *
 * Where the memory goes is looked at in the answer, when the payload peaks.
 */
#include <hakmem.h>
#include <kernel/page.h>

#include "../../bench/common.h"
#include "../player.h"
#include "../stage.h"
#include "support/image.h"

#define STEP	   64u
#define NEIGHBOURS 8u

struct search {
	struct stage stage;
	uint32_t trials;
	struct hakmem_stats at_peak;
};

static _Noreturn void give_up(const struct search *search, size_t size, const char *what)
{
	print("min-arena: %s: %s in an arena of %zu bytes\n",
	      search->stage.trace.header->name, what, size);
	image_exit(1);
}

/* All that must hold after a run, whether it came to its end or not. */
static void check(const struct search *search, struct player *player, size_t size)
{
	struct hakmem_stats stats;

	if (hakmem_validate())
		give_up(search, size, "heap invariant broken");
	player_finish(player);
	if (player->damaged)
		give_up(search, size, "block damaged");
	if (hakmem_validate() || hakmem_stats(&stats))
		give_up(search, size, "heap invariant broken in the end");
	if (stats.used_blocks)
		give_up(search, size, "blocks left");
	if (fault_count)
		give_up(search, size, "fault reported");
}

static bool fits(struct search *search, size_t size)
{
	struct player player = stage_play(&search->stage);

	search->trials++;
	if (hakmem_init(search->stage.arena, size))
		return false;
	search->at_peak.supplied = 0;
	while (player.next < player.trace->header->nr_ops && !player.failed) {
		player_step(&player);
		if (player.live == player.trace->header->peak_live_bytes &&
		    !search->at_peak.supplied)
			hakmem_stats(&search->at_peak);
	}
	check(search, &player, size);
	return !player.failed;
}

/* Return: the answer; 0 when there is none up to the limit. */
static size_t find_smallest(struct search *search)
{
	size_t start = search->stage.trace.header->peak_live_bytes;
	unsigned int known = 0; /* sizes from start on that are known to fit */
	unsigned int k;

	start += (STEP - start % STEP) % STEP;
	while (start + NEIGHBOURS * STEP <= search->stage.size) {
		for (k = NEIGHBOURS + 1; k > known; k--)
			if (!fits(search, start + (k - 1) * STEP))
				break;
		if (k == known)
			return start;
		known = NEIGHBOURS + 1 - k;
		start += k * STEP;
	}
	return 0;
}

/*
 * What the arena's bytes are at the payload's peak, beside payload. Rounding: what
 * blocks are larger than asked for; pages: their blocks that are free, and behind
 * the last one; free: slices.
 */
static void print_losses(const struct search *search)
{
	const struct hakmem_stats *s = &search->at_peak;
	size_t headers = s->pages * PAGE_HEADER;

	print(" tables=%zu headers=%zu rounding=%zu pages=%zu free=%zu", s->metadata, headers,
	      s->used_bytes - search->stage.trace.header->peak_live_bytes,
	      s->page_bytes + s->large_bytes - s->used_bytes - headers, s->free_bytes);
}

int image_main(int argc, char **argv)
{
	static struct search search;
	const char *wrong = stage_set(&search.stage);
	const struct trace_header *h = search.stage.trace.header;
	size_t arena;

	(void)argc;
	(void)argv;
	if (wrong) {
		print("min-arena: %s\n", wrong);
		return 2;
	}
	arena = find_smallest(&search);
	if (!arena)
		give_up(&search, search.stage.size, "no fit even");
	if (!fits(&search, arena))
		give_up(&search, arena, "no fit the second time");
	print("min-arena name=%s arena=%zu control=%zu peak=%lu trials=%lu", h->name,
	      arena, hakmem_arena_bytes(), (unsigned long)h->peak_live_bytes,
	      (unsigned long)search.trials);
	print_losses(&search);
	print("\n");
	return 0;
}
