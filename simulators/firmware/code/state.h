/* Every variable that outlives a function. Addresses are pinned one by one in linker/sections.ld, because a
   live swap keeps RAM as it is: a new version must find each of them where the old one left it. None of them
   holds the address of code: that would point into the image that a swap removes. */
#ifndef STATE_H
#define STATE_H

#include "version.h"
#include "word.h"

#define TASK_SLOTS 8 /* more than there are tasks: one more must not change the structure */

struct setpoint {
  i16 target; /* Q15 speed asked for */
  i16 ramped; /* Q15 speed followed now */
  i16 ramp_step;
};

struct control_gains {
  i16 kp; /* Q12 */
  i16 ki; /* Q15 */
};

struct control_limits {
  i16 output_min; /* Q15 */
  i16 output_max;
};

#if RAM_LAYOUT >= LAYOUT_STATE_WIDENED
struct control_state {
  i64 integrator; /* Q47 */
  u32 angle;
  i16 output;
  i16 previous_error;
};
#else
struct control_state {
  i32 integrator; /* Q15 */
  i32 output;     /* Q15 */
  u32 angle;      /* electrical, a turn is 2^32 */
};
#endif

struct control_counters {
  u32 runs;
  u32 saturated;
  u32 held; /* runs that kept the output because run_once was still to come */
};

struct sample {
  u32 run;
  i16 measured;
  i16 error;
  i16 feed_forward;
  i16 output;
};

/* Written by bank.c before a live swap and by live_entry after it. */
struct live_swap {
  u32 mark;       /* LIVE_SWAP_MARK from just before a swap until run_once has finished */
  u32 count;      /* live swaps since reset */
  u32 from_layout; /* RAM layout of the version that left */
};
#define LIVE_SWAP_MARK 0x4556494Cu /* "LIVE" */

/* The flag that asks for a swap, set by whoever has filled the other bank [AN4767 6.3]. */
struct swap_request {
  u32 mark;   /* SWAP_REQUEST_MARK asks; the firmware clears it */
  u32 answer; /* enum swap_answer */
};
#define SWAP_REQUEST_MARK 0x50415753u /* "SWAP" */

extern volatile struct setpoint setpoint;
extern volatile struct control_gains control_gains;
extern volatile struct control_limits control_limits;
extern volatile struct live_swap live_swap;
extern volatile struct swap_request swap_request;
extern volatile u32 ram_layout;
extern volatile u32 uptime_ms;
extern volatile u32 nmi_count;
extern volatile struct control_state control_state;
extern volatile struct control_counters control_counters;
extern volatile struct sample last_sample;
extern u32 task_due_ms[TASK_SLOTS];
extern u32 supervised_runs;
#ifndef WITHOUT_PEAK_ERROR
extern volatile u32 peak_error;
#endif

#if RAM_LAYOUT >= LAYOUT_GAIN_SCHEDULE
struct gain_schedule {
  u16 band; /* row of gain_rows in use; left only with hysteresis */
  i16 kp;   /* Q12 */
  i16 ki;   /* Q15 */
  u16 changes;
};
extern volatile struct gain_schedule gain_schedule;
#endif

#endif
