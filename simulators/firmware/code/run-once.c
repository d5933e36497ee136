#include "run-once.h"

#include "background.h"
#include "gain-schedule.h"
#include "registers.h"
#include "state.h"

#if RAM_LAYOUT >= LAYOUT_SAMPLE_MOVED
extern volatile struct sample __last_sample_before; /* its slot in layouts 1 and 2 */
static void move_last_sample(void) {
  last_sample.run = __last_sample_before.run;
  last_sample.measured = __last_sample_before.measured;
  last_sample.error = __last_sample_before.error;
  last_sample.feed_forward = __last_sample_before.feed_forward;
  last_sample.output = __last_sample_before.output;
}
#endif

#if RAM_LAYOUT >= LAYOUT_STATE_WIDENED
struct control_state_before { /* layouts 1 to 3 */
  i32 integrator;
  i32 output;
  u32 angle;
};
extern volatile struct control_state_before __control_state_before; /* the same place, read as it was */
static void convert_control_state(void) {
  struct control_state_before before = __control_state_before;
  control_state.integrator = (i64)before.integrator << 32;
  control_state.angle = before.angle;
  control_state.output = (i16)before.output;
  control_state.previous_error = last_sample.error;
}
#endif

#if RAM_LAYOUT > LAYOUT_FIRST
void run_once(void) {
  if (live_swap.from_layout < LAYOUT_GAIN_SCHEDULE) gain_schedule_start();
#if RAM_LAYOUT >= LAYOUT_SAMPLE_MOVED
  if (live_swap.from_layout < LAYOUT_SAMPLE_MOVED) move_last_sample();
#endif
#if RAM_LAYOUT >= LAYOUT_STATE_WIDENED
  if (live_swap.from_layout < LAYOUT_STATE_WIDENED) convert_control_state();
#endif
}
#endif

void live_entry(void) {
  /* Only bank.c comes here, and it sets the mark; without it RAM cannot be trusted. */
  if (live_swap.mark != LIVE_SWAP_MARK) system_reset();
#if RAM_LAYOUT > LAYOUT_FIRST
  run_once();
#endif
  ram_layout = RAM_LAYOUT;
  live_swap.count++;
  BARRIER();
  live_swap.mark = 0; /* from here on the control interrupt uses the variables that run_once prepared */
  background_loop();
}
