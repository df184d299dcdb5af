/* SPDX-License-Identifier: MIT */
/*
 * A driver: its interrupt allocates what it receives and hands it to a task, which
 * frees it; the task allocates what is to be sent and hands it to the interrupt,
 * which frees it. Another task allocates and frees all the time.
 *
 * The timer is the most urgent interrupt. At odd times, so that every instruction
 * gets its turn, it allocates and frees as well, and raises the device's: the two
 * nest, and both preempt the tasks.
 */
#include "tests/rtos/allocator.h"
#include "tests/rtos/device.h"
#include "tests/rtos/rtos_test.h"
#include "tests/rtos/timer.h"
#include "tests/rtos/workers.h"

#include "support/mem.h"
#include "support/rng.h"

#define RING  8	 /* a power of two */
#define SIZES 96 /* bytes of a message: 1 to that */
#define HELD  6
#define ARENA 16384

struct message {
	uint8_t *bytes;
	uint8_t size;
	uint8_t tag;
};

/* One context writes, one reads. */
struct ring {
	struct message slot[RING];
	volatile uint32_t written, read;
};

static struct {
	const struct allocator *allocator;
	uint32_t messages; /* to be received, and about as many to be sent */
	struct rng timer_rng, device_rng;
	struct ring received, sent;
	struct message held; /* by the timer */

	volatile uint32_t received_count, sent_count, refused, nested;
	volatile uint32_t damaged;
} driver;

/* --------------------------------------------------------------------- messages */

static bool make(struct message *m, struct rng *rng)
{
	uint32_t random = rng_next(rng);

	m->size = (uint8_t)(1 + (random >> 8) % SIZES);
	m->tag = (uint8_t)random;
	m->bytes = driver.allocator->malloc(m->size);
	if (m->bytes)
		block_fill(m->bytes, m->size, m->tag);
	else
		driver.refused++;
	return m->bytes;
}

static void consume(struct message *m)
{
	if (!m->bytes)
		return;
	driver.damaged += !block_intact(m->bytes, m->size, m->tag);
	memset(m->bytes, 0xee, m->size);
	driver.allocator->free(m->bytes);
	m->bytes = NULL;
}

static bool put(struct ring *ring, const struct message *m)
{
	if (ring->written - ring->read == RING)
		return false;
	ring->slot[ring->written % RING] = *m;
	__asm__ volatile("" : : : "memory");
	ring->written++;
	return true;
}

static bool take(struct ring *ring, struct message *m)
{
	if (ring->written == ring->read)
		return false;
	*m = ring->slot[ring->read % RING];
	__asm__ volatile("" : : : "memory");
	ring->read++;
	return true;
}

/* ------------------------------------------------------------------- interrupts */

static void receive(void)
{
	struct message m;

	if (driver.received.written - driver.received.read == RING ||
	    driver.received.written == driver.messages || !make(&m, &driver.device_rng))
		return;
	put(&driver.received, &m);
}

static void send(void)
{
	struct message m;

	if (!take(&driver.sent, &m))
		return;
	consume(&m);
	driver.sent_count++;
}

static void device(void)
{
	receive();
	send();
	sched_give(worker(0));
}

static void tick(const struct interrupted *at)
{
	uint32_t random = rng_next(&driver.timer_rng);

	(void)at;
	driver.nested += device_is_active();
	if (random & 1)
		consume(&driver.held);
	else if (!driver.held.bytes)
		make(&driver.held, &driver.timer_rng);
	if (random & 6)
		device_raise();
	else
		sched_tick();
	timer_once(TIMER_STEP * (200 + (random >> 20)), tick);
}

/* ------------------------------------------------------------------------ tasks */

static void handle_messages(void *unused)
{
	struct rng rng;
	struct message m;

	(void)unused;
	rng_seed(&rng, 3);
	while (driver.received_count < driver.messages) {
		sched_wait();
		while (take(&driver.received, &m)) {
			consume(&m);
			driver.received_count++;
			if (make(&m, &rng) && !put(&driver.sent, &m))
				consume(&m);
		}
	}
}

static void allocate_meanwhile(void *unused)
{
	struct message held[HELD] = { 0 };
	struct rng rng;

	(void)unused;
	rng_seed(&rng, 4);
	while (driver.received_count < driver.messages) {
		struct message *m = &held[rng_below(&rng, HELD)];

		if (m->bytes)
			consume(m);
		else
			make(m, &rng);
	}
	for (int i = 0; i < HELD; i++)
		consume(&held[i]);
}

/* ------------------------------------------------------------------------ cases */

static void run_driver(const struct allocator *allocator, uint32_t seed,
		       uint32_t messages)
{
	memset(&driver, 0, sizeof(driver));
	driver.allocator = allocator;
	driver.messages = messages;
	rng_seed(&driver.timer_rng, seed);
	rng_seed(&driver.device_rng, seed + 1);
	arena_start(ARENA);
	device_start(device);
	worker_start(0, 2, handle_messages, NULL);
	timer_once(TIMER_STEP * 4000, tick);
	worker_start(1, 1, allocate_meanwhile, NULL);
	workers_join();
	timer_stop();
	device_stop();
	while (driver.sent.read != driver.sent.written)
		send();
	consume(&driver.held);
}

static void end_test(struct ktest *test)
{
	timer_stop();
	device_stop();
	KTEST_EXPECT_EQ(test, workers_alive(), 0);
	workers_delete();
}

static void messages_pass_both_ways(struct ktest *test)
{
	run_driver(&allocator_hakmem, test->seed, RTOS_LONG ? 500000 : 20000);
	ktest_info(test, "%u received, %u sent, %u interrupts nested, %u mallocs refused",
		   (unsigned int)driver.received_count, (unsigned int)driver.sent_count,
		   (unsigned int)driver.nested, (unsigned int)driver.refused);
	KTEST_EXPECT_EQ(test, driver.received_count, driver.messages);
	KTEST_EXPECT_GT(test, driver.sent_count, driver.messages / 2);
	KTEST_EXPECT_GT(test, driver.nested, driver.messages / 100);
	KTEST_EXPECT_LT(test, driver.refused, driver.messages / 100);
	KTEST_EXPECT_EQ(test, driver.damaged, 0);
	KTEST_EXPECT_TRUE(test, arena_valid());
	KTEST_EXPECT_EQ(test, arena_lost(), 0);
}

static void shared_blocks_are_noticed(struct ktest *test)
{
	run_driver(&allocator_racing, test->seed, 2000);
	KTEST_EXPECT_GT(test, driver.damaged, 0);
}

static void lost_blocks_are_noticed(struct ktest *test)
{
	run_driver(&allocator_leaking, test->seed, 2000);
	KTEST_EXPECT_GT(test, arena_lost(), 0);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(messages_pass_both_ways),
	KTEST_CASE(shared_blocks_are_noticed),
	KTEST_CASE(lost_blocks_are_noticed),
	{ 0 },
};

const struct ktest_suite driver_suite = {
	.name = "driver",
	.exit = end_test,
	.cases = cases,
};
