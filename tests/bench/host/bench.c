/* SPDX-License-Identifier: MIT */
/*
 * One run of one workload:
 *
 *	bench WORKLOAD [cycles=N] [arena=BYTES] [file=TRACE]
 *
 * Its last line is the result: "bench key=value ...".
 */
#include "bench.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "observe.h"
#include "subject.h"

#define K (1u << 10)
#define M (1u << 20)

#define SLOTS(n, bytes_lo, bytes_hi) .slots = (n), .lo = (bytes_lo), .hi = (bytes_hi)
#define ONE			     .seed = 42, .threads = 1
#define TWO			     .seed = 42, .threads = 2
/* larson's own arguments, the first one left out: BYTES BYTES BLOCKS ROUNDS SEED THREADS */
#define LARSON(bytes_lo, bytes_hi, n, times, number, workers)              \
	SLOTS(n, bytes_lo, bytes_hi), .rounds = (times), .seed = (number), \
				      .threads = (workers)

/* Cycles are such that a run takes some tenths of a second. */
static const struct workload {
	const char *name;
	const struct kind *kind;
	struct bench bench;
} workloads[] = {
	/* clang-format off */
	{ "random_mixed_256", &kind_slots, { 10000000, SLOTS(256, 16, 1024), ONE } },
	{ "random_mixed_1024", &kind_slots, { 10000000, SLOTS(1024, 16, 1024), ONE } },
	{ "random_mixed_8192", &kind_slots, { 10000000, SLOTS(8192, 16, 1024), ONE } },
	{ "random_mixed_65536", &kind_slots, { 10000000, SLOTS(65536, 16, 1024), ONE } },
	{ "tiny_hot_16", &kind_batches, { 50000, SLOTS(0, 16, 16), ONE } },
	{ "tiny_hot_64", &kind_batches, { 50000, SLOTS(0, 64, 64), ONE } },
	{ "tiny_hot_128", &kind_batches, { 50000, SLOTS(0, 128, 128), ONE } },
	{ "mid_large_64K", &kind_slots, { 1000000, SLOTS(64, 8 * K, 64 * K), ONE } },
	{ "mid_large_1M", &kind_slots, { 300000, SLOTS(64, 32 * K, M), ONE } },
	{ "mid_large_mt", &kind_slots, { 500000, SLOTS(64, 8 * K, 64 * K), TWO } },
	{ "fragment_stress", &kind_fragment, { 8, SLOTS(65536, 16, 256), ONE } },
	{ "larson_tiny_1", &kind_larson, { 30, LARSON(1, 5, 1000, 100, 10000, 1) } },
	{ "larson_tiny_2", &kind_larson, { 30, LARSON(1, 5, 1000, 100, 10000, 2) } },
	{ "larson_tiny_42", &kind_larson, { 1, LARSON(1, 5, 1000, 100, 10000, 42) } },
	{ "larson_1", &kind_larson, { 40, LARSON(8, 1000, 5000, 100, 4141, 1) } },
	{ "larson_2", &kind_larson, { 40, LARSON(8, 1000, 5000, 100, 4141, 2) } },
	{ "remote_free", &kind_remote, { 2000000, SLOTS(1024, 16, 1024), TWO } },
	{ "replay", &kind_replay, { 20, .threads = 1 } },
	{ "loop", &kind_loop, { 1000, .rounds = 100, .threads = 1 } },
	/* clang-format on */
};

_Noreturn void fail(const char *why)
{
	fprintf(stderr, "bench: %s\n", why);
	exit(2);
}

void *memory(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (p == MAP_FAILED)
		fail("out of memory");
	return p;
}

void tally_add(struct bench *bench, const struct tally *tally)
{
	bench->total.mallocs += tally->mallocs;
	bench->total.frees += tally->frees;
	bench->total.reallocs += tally->reallocs;
	bench->total.checksum += tally->checksum;
	bench->total.failed += tally->failed;
}

/* ------------------------------------------------------------------- threads */

struct thread {
	struct bench *bench;
	void (*body)(struct bench *bench, uint32_t n);
	uint32_t n;
	pthread_t id;
	pthread_barrier_t *start;
};

static void *thread_main(void *arg)
{
	struct thread *thread = arg;

	pthread_barrier_wait(thread->start);
	thread->body(thread->bench, thread->n);
	return NULL;
}

void run_threads(struct bench *bench, void (*body)(struct bench *bench, uint32_t n))
{
	struct thread *threads = memory(bench->threads * sizeof(*threads));
	pthread_barrier_t start;

	pthread_barrier_init(&start, NULL, bench->threads + 1);
	for (uint32_t n = 0; n < bench->threads; n++) {
		threads[n] = (struct thread){ bench, body, n, 0, &start };
		if (pthread_create(&threads[n].id, NULL, thread_main, &threads[n]))
			fail("no thread");
	}
	pthread_barrier_wait(&start);
	for (uint32_t n = 0; n < bench->threads; n++)
		pthread_join(threads[n].id, NULL);
}

/* -------------------------------------------------------------------- result */

/* The processors' time that all threads took: others' programs do not add to it. */
static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static unsigned long status_kb(const char *text, const char *key)
{
	const char *line = strstr(text, key);

	return line ? strtoul(line + strlen(key), NULL, 10) : 0;
}

/* Most memory that was resident at any time, files' pages not counted; KB. */
static unsigned long peak_resident_kb(void)
{
	static char text[8192];
	FILE *file = fopen("/proc/self/status", "r");

	if (!file)
		fail("no /proc");
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	return status_kb(text, "VmHWM:") - status_kb(text, "RssFile:");
}

static void measure(const struct kind *kind, struct bench *bench)
{
	uint64_t start;

	kind->begin(bench);
	observe_start();
	start = now();
	kind->run(bench);
	bench->nanoseconds = now() - start;
	observe_stop();
	kind->end(bench);
}

static void print_result(const struct bench *bench, const char *name)
{
	const struct tally *total = &bench->total;

	printf("bench name=%s mallocs=%llu frees=%llu reallocs=%llu checksum=%llu failed=%llu"
	       " ns=%llu peak_kb=%lu",
	       name, (unsigned long long)total->mallocs, (unsigned long long)total->frees,
	       (unsigned long long)total->reallocs, (unsigned long long)total->checksum,
	       (unsigned long long)total->failed, (unsigned long long)bench->nanoseconds,
	       peak_resident_kb());
	observe_print();
	printf("\n");
	observe_print_histograms();
}

/* ---------------------------------------------------------------------- main */

static const struct workload *find(const char *name)
{
	for (size_t i = 0; name && i < array_size(workloads); i++)
		if (!strcmp(workloads[i].name, name))
			return &workloads[i];
	fprintf(stderr, "usage: bench WORKLOAD [cycles=N] [arena=BYTES] [file=TRACE]\n");
	for (size_t i = 0; i < array_size(workloads); i++)
		fprintf(stderr, "  %s\n", workloads[i].name);
	exit(2);
}

static void parse(const char *arg, struct bench *bench, size_t *arena)
{
	if (!strncmp(arg, "cycles=", 7))
		bench->cycles = strtoull(arg + 7, NULL, 0);
	else if (!strncmp(arg, "arena=", 6))
		*arena = strtoul(arg + 6, NULL, 0);
	else if (!strncmp(arg, "file=", 5))
		bench->file = arg + 5;
	else
		find(NULL);
}

int main(int argc, char **argv)
{
	const struct workload *workload = find(argv[1]);
	struct bench bench = workload->bench;
	size_t arena = 0;

	for (int i = 2; i < argc; i++)
		parse(argv[i], &bench, &arena);
	subject_start(arena);
	measure(workload->kind, &bench);
	print_result(&bench, workload->name);
	return 0;
}
