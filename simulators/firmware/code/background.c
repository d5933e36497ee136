#include "background.h"

#include "bank.h"
#include "board.h"
#include "state.h"

const char version_string[] __attribute__((used)) = "twinbank " FAMILY " " VERSION;

/* The watchdog is kicked only while the control interrupt goes on. */
static void supervise(void) {
  u32 runs = control_counters.runs;
  if (runs == supervised_runs) return;
  supervised_runs = runs;
  board_kick_watchdog();
}

static void ramp(void) {
  i32 step = setpoint.ramp_step;
  i32 gap = setpoint.target - setpoint.ramped;
  if (gap > step) gap = step;
  if (gap < -step) gap = -step;
  setpoint.ramped = (i16)(setpoint.ramped + gap);
}

static void show_life(void) { board_toggle_light(); }

/* Lowest priority: everything else that was due has run, so the loop is at its calmest. */
static void follow_swap_request(void) {
  if (swap_request.mark != SWAP_REQUEST_MARK) return;
  swap_request.mark = 0;
  swap_request.answer = bank_swap_live();
}

const struct task tasks[] = {
    {"supervise", 10, 0, supervise},
    {"ramp", 5, 1, ramp},
    {"show-life", 500, 2, show_life},
    {"swap-request", 1, 3, follow_swap_request},
};
const u32 task_count = sizeof tasks / sizeof tasks[0];
_Static_assert(sizeof tasks / sizeof tasks[0] <= TASK_SLOTS, "a task has no slot in RAM");

static u32 most_urgent_due(u32 now_ms) {
  u32 best = TASK_SLOTS;
  for (u32 index = 0; index < task_count; index++) {
    if ((i32)(now_ms - task_due_ms[index]) < 0) continue;
    if (best == TASK_SLOTS || tasks[index].priority < tasks[best].priority) best = index;
  }
  return best;
}

void background_loop(void) {
  for (;;) {
    u32 now_ms = uptime_ms;
    u32 index = most_urgent_due(now_ms);
    if (index == TASK_SLOTS) {
      __asm__ volatile("wfi");
      continue;
    }
    task_due_ms[index] = now_ms + tasks[index].period_ms;
    tasks[index].run();
  }
}
