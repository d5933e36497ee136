#include "gain-schedule.h"

#if RAM_LAYOUT >= LAYOUT_GAIN_SCHEDULE

#include "control.h"

const struct gain_row gain_rows[GAIN_BANDS] = {
    {3072, 144}, {2816, 132}, {2560, 120}, {2432, 112}, {2304, 104}, {2176, 100}, {2112, 98}, {2048, 96},
    {1984, 94},  {1920, 92},  {1856, 88},  {1792, 84},  {1728, 80},  {1664, 76},  {1600, 72}, {1536, 68},
};

void gain_schedule_start(void) {
  u32 band = (u32)control_speed() >> GAIN_BAND_SHIFT;
  gain_schedule.band = (u16)band;
  gain_schedule.kp = gain_rows[band].kp;
  gain_schedule.ki = gain_rows[band].ki;
  gain_schedule.changes = 0;
}

#endif
