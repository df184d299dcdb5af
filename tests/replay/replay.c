/* SPDX-License-Identifier: MIT */
/*
 * Replays a trace: the blob is the .atr file, the only argument the arena's
 * bytes. 0, or none, is the default: twice the trace's peak rounded up to 4 KB,
 * and 4 KB more, so that both profiles have room (where pointers are of 8 bytes:
 * all there is; the traces are of 32-bit programs).
 *
 * Every call goes through image_cost(). Clearing is not an allocator's work, so
 * there are up to two passes, each on a fresh arena:
 *
 *	measuring   calloc is played as malloc. All costs are of this pass: malloc,
 *		    calloc and aligned_alloc count as malloc; realloc, of which
 *		    copying is a part, on a line of its own.
 *	clearing    only if the trace has callocs: they are played as such, and
 *		    must be zero.
 *
 * Both passes check every block (player.h) and have the allocator validate
 * itself every twentieth of the trace, at the end, and once more when everything
 * has been freed: then no block may be left.
 *
 * The last line's fails= is the number of everything that went wrong: calls that
 * failed, damaged blocks, reported faults, broken invariants, blocks left. The
 * arena's use is the largest seen at the payload's peak and at the twentieths:
 * everything but its free slices, the allocator's own tables included.
 */
#include <hakmem.h>

#include "../bench/common.h"
#include "player.h"
#include "stage.h"
#include "support/image.h"
#include "support/parse.h"

#define BUCKETS	    32768u /* costs above this are counted, but not apart */
#define CHECKPOINTS 20u
#define ROUND	    4096u

struct replay {
	struct stage stage;
	size_t arena_size;
	size_t used;
	struct player_costs costs;
	uint32_t fails;
};

static uint32_t buckets[3][BUCKETS];

static void fail(struct replay *replay, uint32_t n, const char *what)
{
	if (!n)
		return;
	replay->fails += n;
	print("\nFAILED: %lu %s\n", (unsigned long)n, what);
}

static void look_at_use(struct replay *replay)
{
	struct hakmem_stats stats;

	if (!hakmem_stats(&stats) && stats.supplied - stats.free_bytes > replay->used)
		replay->used = stats.supplied - stats.free_bytes;
}

static void checkpoint(struct replay *replay)
{
	if (hakmem_validate())
		fail(replay, 1, "heap invariant broken");
	look_at_use(replay);
	print(".");
}

static void check_nothing_left(struct replay *replay)
{
	struct hakmem_stats stats;

	if (hakmem_validate() || hakmem_stats(&stats))
		fail(replay, 1, "heap invariant broken in the end");
	else
		fail(replay, (uint32_t)stats.used_blocks, "blocks left");
}

static void run_pass(struct replay *replay, struct player *player)
{
	const struct trace_header *h = replay->stage.trace.header;
	uint32_t stride = (h->nr_ops + CHECKPOINTS - 1) / CHECKPOINTS;
	bool peak_seen = false;

	fault_count = 0;
	if (hakmem_init(replay->stage.arena, replay->arena_size)) {
		fail(replay, 1, "arena too small to start with");
		return;
	}

	while (player->next < h->nr_ops) {
		player_step(player);
		if (player->live == h->peak_live_bytes && !peak_seen) {
			peak_seen = true;
			look_at_use(replay);
		}
		if (player->next % stride == 0 || player->next == h->nr_ops)
			checkpoint(replay);
	}
	player_finish(player);
	check_nothing_left(replay);
	print("\n");

	fail(replay, player->failed, "calls found no memory");
	fail(replay, player->damaged, "blocks damaged");
	fail(replay, fault_count, "faults reported");
}

static bool has_callocs(const struct trace *trace)
{
	for (uint32_t i = 0; i < trace->header->nr_ops; i++)
		if (trace_op_code(&trace->ops[i]) == TRACE_CALLOC)
			return true;
	return false;
}

static void run(struct replay *replay)
{
	const struct trace *trace = &replay->stage.trace;
	struct player player;

	cost_stats_init(&replay->costs.malloc, buckets[0], BUCKETS);
	cost_stats_init(&replay->costs.realloc, buckets[1], BUCKETS);
	cost_stats_init(&replay->costs.free, buckets[2], BUCKETS);

	print("%s: %lu records, arena %zu bytes\n", trace->header->name,
	      (unsigned long)trace->header->nr_ops, replay->arena_size);
	print("measuring ");
	player = stage_play(&replay->stage);
	player.costs = &replay->costs;
	player.calloc_as_malloc = true;
	run_pass(replay, &player);

	if (!replay->fails && has_callocs(trace)) {
		print("clearing  ");
		player = stage_play(&replay->stage);
		run_pass(replay, &player);
	}
}

static size_t default_arena(const struct stage *stage)
{
	size_t size = stage->trace.header->peak_live_bytes;

	if (sizeof(void *) == 8)
		return stage->size;
	size *= 2;
	return size + (ROUND - size % ROUND) % ROUND + ROUND;
}

static const char *prepare(struct replay *replay, size_t arena_size)
{
	const char *wrong = stage_set(&replay->stage);

	if (wrong)
		return wrong;
	replay->arena_size = arena_size ? arena_size : default_arena(&replay->stage);
	if (replay->arena_size > replay->stage.size)
		return "this board has no RAM for such an arena";
	return NULL;
}

static void print_costs(const char *name, const struct cost_stats *stats)
{
	uint32_t mean10 = cost_stats_mean10(stats);

	print(" %s_mean=%lu.%lu %s_p99=%lu %s_max=%lu", name,
	      (unsigned long)(mean10 / 10), (unsigned long)(mean10 % 10), name,
	      (unsigned long)cost_stats_percentile(stats, 99), name,
	      (unsigned long)stats->max);
}

static void print_result(const struct replay *replay)
{
	const struct trace_header *h = replay->stage.trace.header;

	print("memory name=%s arena=%zu used=%zu peak=%lu\n", h->name, replay->arena_size,
	      replay->used, (unsigned long)h->peak_live_bytes);
	print("realloc name=%s calls=%lu", h->name,
	      (unsigned long)replay->costs.realloc.n);
	print_costs("realloc", &replay->costs.realloc);
	print("\nreplay name=%s ops=%lu", h->name, (unsigned long)h->nr_ops);
	print_costs("malloc", &replay->costs.malloc);
	print_costs("free", &replay->costs.free);
	print(" arena=%zu fails=%lu\n", replay->arena_size, (unsigned long)replay->fails);
}

int image_main(int argc, char **argv)
{
	static struct replay replay;
	size_t arena_size = argc > 1 ? parse_size(argv[1]) : 0;
	const char *wrong = prepare(&replay, arena_size);

	if (wrong) {
		print("replay: %s\n", wrong);
		return 2;
	}
	run(&replay);
	print_result(&replay);
	return replay.fails ? 1 : 0;
}
