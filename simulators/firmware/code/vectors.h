/* The vector table, in its three places: flash (reset until RAM is ready), pair A and pair B. */
#ifndef VECTORS_H
#define VECTORS_H

#include "board.h"
#include "word.h"

typedef union {
  u32 stack_top;
  void (*handler)(void);
} vector;

extern char __stack_top;
void reset_handler(void);
void stop_handler(void);

#define VECTOR_NMI 2
#define VECTOR_TICK 15
#define VECTOR_CONTROL (16 + CONTROL_IRQ)

/* Everything that this firmware does not use stops, and the watchdog resets the device. */
#define STOP {.handler = stop_handler}
#define VECTORS(nmi, tick, control)                 \
  {                                                 \
    {.stack_top = (u32)&__stack_top},               \
    {.handler = reset_handler},                     \
    [VECTOR_NMI] = {.handler = nmi},                \
    [3 ... VECTOR_TICK - 1] = STOP,                 \
    [VECTOR_TICK] = {.handler = tick},              \
    [16 ... VECTOR_CONTROL - 1] = STOP,             \
    [VECTOR_CONTROL] = {.handler = control},        \
    [VECTOR_CONTROL + 1 ... VECTOR_COUNT - 1] = STOP \
  }

#endif
