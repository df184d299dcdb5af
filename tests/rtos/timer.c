/* SPDX-License-Identifier: MIT */
#include "tests/rtos/timer.h"

#include <stdbool.h>
#include <stddef.h>

#define SYST_CSR (*(volatile uint32_t *)0xe000e010)
#define SYST_RVR (*(volatile uint32_t *)0xe000e014)
#define SYST_CVR (*(volatile uint32_t *)0xe000e018)
#define SCB_ICSR (*(volatile uint32_t *)0xe000ed04)

#define CSR_ENABLE     (1u << 0)
#define CSR_INTERRUPT  (1u << 1)
#define CSR_PROCESSOR  (1u << 2)
#define ICSR_PENDSTCLR (1u << 25)

void board_systick(void);
void timer_interrupt(const struct interrupted *at);

static timer_fn *call;
static volatile bool once;

static void start(uint32_t ticks, timer_fn *fn)
{
	SYST_CSR = 0;
	call = fn;
	SYST_RVR = ticks;
	SYST_CVR = 0;
	SYST_CSR = CSR_ENABLE | CSR_INTERRUPT | CSR_PROCESSOR;
}

/* A short reload may have made the interrupt pending once more. */
static void stop(void)
{
	SYST_CSR = 0;
	SCB_ICSR = ICSR_PENDSTCLR;
}

void timer_once(uint32_t ticks, timer_fn *fn)
{
	once = true;
	start(ticks, fn);
}

void timer_every(uint32_t ticks, timer_fn *fn)
{
	once = false;
	start(ticks, fn);
}

bool timer_stop(void)
{
	bool pending;

	stop();
	pending = once;
	once = false;
	return pending;
}

__attribute__((used)) void timer_interrupt(const struct interrupted *at)
{
	if (once)
		timer_stop();
	call(at);
}

/* Bit 2 of lr tells which stack the processor has pushed to. */
__attribute__((naked)) void board_systick(void)
{
	__asm__(".syntax unified\n"
		"mrs	r0, msp\n"
		"mov	r1, lr\n"
		"lsls	r1, r1, #29\n"
		"bpl	1f\n"
		"mrs	r0, psp\n"
		"1:\n"
		"push	{r4, lr}\n"
		"bl	timer_interrupt\n"
		"pop	{r4, pc}\n");
}
