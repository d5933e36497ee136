/* The interrupt handlers that run from RAM, and their vector table. Compiled twice: once as pair A, used
   while bank 1 is active, and once as pair B, used while bank 2 is [AN4767 5]. The idle pair can be
   rewritten at any time. Nothing here may call a function in flash: all helpers are inline, `make check`
   looks for branches out of RAM. */
#include "board.h"
#include "control.h"
#include "gain-schedule.h"
#include "motor-table.h"
#include "state.h"
#include "vectors.h"

#define JOIN_(name, pair) name##_##pair
#define JOIN(name, pair) JOIN_(name, pair)
#define OF_PAIR(name) JOIN(name, ISR_PAIR)
#define TEXT_(pair) ".isr_" #pair ".text"
#define TEXT(pair) TEXT_(pair)
#define TABLE_(pair) ".isr_" #pair ".table"
#define TABLE(pair) TABLE_(pair)
#define IN_RAM __attribute__((section(TEXT(ISR_PAIR)), used))

static inline __attribute__((always_inline)) i32 clamp(i32 value, i32 lowest, i32 highest) {
  return value < lowest ? lowest : value > highest ? highest : value;
}

static inline __attribute__((always_inline)) i32 feed_forward(u32 angle, i32 speed) {
  u32 row = ((u32)speed * MOTOR_TABLE_ROWS) >> 15;
  return motor_table[row][angle >> MOTOR_TABLE_COLUMN_SHIFT] >> 3;
}

#if RAM_LAYOUT >= LAYOUT_STATE_WIDENED
static inline __attribute__((always_inline)) i32 integrate(i32 step) {
  i64 next = control_state.integrator + ((i64)step << 17);
  if (next > ((i64)32767 << 32)) next = (i64)32767 << 32;
  if (next < -((i64)32767 << 32)) next = -((i64)32767 << 32);
  control_state.integrator = next;
  return (i32)(next >> 32);
}
#else
static inline __attribute__((always_inline)) i32 integrate(i32 step) {
  i32 next = clamp(control_state.integrator + (step >> 15), -32767, 32767);
  control_state.integrator = next;
  return next;
}
#endif

/* Gains of this run. Until run_once has filled the schedule, the fixed gains go on: no run is missed. */
static inline __attribute__((always_inline)) void gains(i32 speed, i32 *kp, i32 *ki) {
  *kp = control_gains.kp;
  *ki = control_gains.ki;
#if RAM_LAYOUT >= LAYOUT_GAIN_SCHEDULE
  if (live_swap.mark == LIVE_SWAP_MARK) return;
  gain_schedule_follow(speed);
  *kp = gain_schedule.kp;
  *ki = gain_schedule.ki;
#else
  (void)speed;
#endif
}

IN_RAM void OF_PAIR(control_isr)(void) {
  board_control_acknowledge();
  control_counters.runs++;
#if RAM_LAYOUT >= LAYOUT_SAMPLE_MOVED
  /* Moved or converted variables are not valid before run_once: the output stays as it is for that long. */
  if (live_swap.mark == LIVE_SWAP_MARK) {
    control_counters.held++;
    return;
  }
#endif
  i32 speed = control_speed();
  i32 kp, ki;
  gains(speed, &kp, &ki);

  u32 angle = control_state.angle + ((u32)speed << 10);
  control_state.angle = angle;
  i32 measured = board_sample_q15();
  i32 error = clamp(setpoint.ramped - measured, -32768, 32767);
  i32 forward = feed_forward(angle, speed);
  i32 wanted = ((kp * error) >> 12) + integrate(ki * error) + forward;
  i32 output = clamp(wanted, control_limits.output_min, control_limits.output_max);
  if (output != wanted) control_counters.saturated++;
  control_state.output = (__typeof__(control_state.output))output;
#if RAM_LAYOUT >= LAYOUT_STATE_WIDENED
  control_state.previous_error = (i16)error;
#endif
  board_drive_q15(output);

  last_sample.run = control_counters.runs;
  last_sample.measured = (i16)measured;
  last_sample.error = (i16)error;
  last_sample.feed_forward = (i16)forward;
  last_sample.output = (i16)output;
#ifndef WITHOUT_PEAK_ERROR
  u32 magnitude = (u32)(error < 0 ? -error : error);
  if (magnitude > peak_error) peak_error = magnitude;
#endif
}

IN_RAM void OF_PAIR(tick_isr)(void) { uptime_ms++; }

/* NMI is not masked during the swap: this must stay valid alone, in either pair [AN4767 5]. */
IN_RAM void OF_PAIR(nmi_isr)(void) {
  board_nmi_acknowledge();
  nmi_count++;
}

__attribute__((section(TABLE(ISR_PAIR)), used)) const vector OF_PAIR(vector_table)[VECTOR_COUNT] =
    VECTORS(OF_PAIR(nmi_isr), OF_PAIR(tick_isr), OF_PAIR(control_isr));
