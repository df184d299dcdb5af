/* SPDX-License-Identifier: MIT */
/*
 * A device that interrupts when it is told to: interrupt 31 of the NVIC, less
 * urgent than the timer, more urgent than any task.
 */
#ifndef RTOS_DEVICE_H
#define RTOS_DEVICE_H

#include <stdbool.h>

/** device_start() - from now on @handler is called for each interrupt. */
void device_start(void (*handler)(void));

/** device_stop() - no more interrupts. */
void device_stop(void);

/** device_raise() - interrupt, as soon as nothing more urgent runs. Any context. */
void device_raise(void);

/** device_is_active() - is its handler interrupted by the caller? */
bool device_is_active(void);

#endif /* RTOS_DEVICE_H */
