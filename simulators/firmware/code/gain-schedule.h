/* 1.1.0 and later: gains by speed band instead of one pair for all speeds. */
#ifndef GAIN_SCHEDULE_H
#define GAIN_SCHEDULE_H

#include "state.h"

#if RAM_LAYOUT >= LAYOUT_GAIN_SCHEDULE

#define GAIN_BANDS 16
#define GAIN_BAND_SHIFT 11     /* Q15 speed to 4-bit band */
#define GAIN_BAND_HYSTERESIS 256 /* Q15 speed beyond the edge before the band is left */

struct gain_row {
  i16 kp;
  i16 ki;
};
extern const struct gain_row gain_rows[GAIN_BANDS];

/* Starts the schedule in the band of the present speed: at reset, and once after a live swap. */
void gain_schedule_start(void);

/* Inline: the control interrupt runs it from RAM and must not call into flash. */
static inline __attribute__((always_inline)) void gain_schedule_follow(i32 speed) {
  i32 lower = ((i32)gain_schedule.band << GAIN_BAND_SHIFT) - GAIN_BAND_HYSTERESIS;
  i32 upper = (((i32)gain_schedule.band + 1) << GAIN_BAND_SHIFT) + GAIN_BAND_HYSTERESIS;
  if (speed >= lower && speed < upper) return;
  u32 band = (u32)speed >> GAIN_BAND_SHIFT;
  gain_schedule.band = (u16)band;
  gain_schedule.kp = gain_rows[band].kp;
  gain_schedule.ki = gain_rows[band].ki;
  gain_schedule.changes = (u16)(gain_schedule.changes + 1);
}

#endif
#endif
