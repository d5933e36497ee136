#include "state.h"

volatile struct setpoint setpoint = {.target = 8192, .ramped = 0, .ramp_step = 16};
volatile struct control_gains control_gains = {.kp = 2048, .ki = 96};
volatile struct control_limits control_limits = {.output_min = -31000, .output_max = 31000};

volatile struct live_swap live_swap;
volatile struct swap_request swap_request;
volatile u32 ram_layout;
volatile u32 uptime_ms;
volatile u32 nmi_count;
volatile struct control_state control_state;
volatile struct control_counters control_counters;
u32 task_due_ms[TASK_SLOTS];
u32 supervised_runs;
#ifndef WITHOUT_PEAK_ERROR
volatile u32 peak_error;
#endif

#if RAM_LAYOUT >= LAYOUT_SAMPLE_MOVED
__attribute__((section(".bss.last_sample_moved")))
#endif
volatile struct sample last_sample;

#if RAM_LAYOUT >= LAYOUT_GAIN_SCHEDULE
volatile struct gain_schedule gain_schedule;
#endif
