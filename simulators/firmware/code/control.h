/* The speed control of one motor: a PI controller with feed-forward, in fixed point. */
#ifndef CONTROL_H
#define CONTROL_H

#include "state.h"

/* Magnitude of the speed in use, 0 to 32767: what the tables are indexed by (one less for negative speeds,
   so that the lowest one fits). */
static inline __attribute__((always_inline)) i32 control_speed(void) {
  i32 speed = setpoint.ramped;
  return speed < 0 ? ~speed : speed;
}

#endif
