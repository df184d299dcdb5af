/* SPDX-License-Identifier: MIT */
#include "tests/rtos/device.h"

#include <stddef.h>
#include <stdint.h>

#define NVIC_ISER (*(volatile uint32_t *)0xe000e100)
#define NVIC_ICER (*(volatile uint32_t *)0xe000e180)
#define NVIC_ISPR (*(volatile uint32_t *)0xe000e200)
#define NVIC_ICPR (*(volatile uint32_t *)0xe000e280)
#define NVIC_IPR7 (*(volatile uint32_t *)0xe000e41c) /* of 28 to 31 */

#define NUMBER	      31
#define HALF_URGENT   (0x80u << 24)
#define NUMBER_IN_IPR (0xffu << 24)

void board_interrupt(void);

static void (*call)(void);
static volatile bool active;

void device_start(void (*handler)(void))
{
	call = handler;
	NVIC_IPR7 = (NVIC_IPR7 & ~NUMBER_IN_IPR) | HALF_URGENT;
	NVIC_ICPR = 1u << NUMBER;
	NVIC_ISER = 1u << NUMBER;
}

void device_stop(void)
{
	NVIC_ICER = 1u << NUMBER;
	NVIC_ICPR = 1u << NUMBER;
}

void device_raise(void)
{
	NVIC_ISPR = 1u << NUMBER;
}

bool device_is_active(void)
{
	return active;
}

void board_interrupt(void)
{
	active = true;
	call();
	active = false;
}
