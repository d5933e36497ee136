/* A program of a few variables, built in variants with one difference each: what the comparison of two releases must find is known.
   It has a swap section and, unless PLAIN, a descriptor, so that live updates are possible, and swaps nothing. Not meant to run. */
#include "program.h"

#ifndef RAM_LAYOUT
#define RAM_LAYOUT 1
#endif
#ifndef GAIN
#define GAIN 5
#endif
#ifndef STEP
#define STEP 1
#endif

/* What is kept over a live swap. The linker script puts .state.NN in their order. */
#define AT_PLACE(place) __attribute__((section(".state." #place)))

struct sample {
  u16 value;
  u8 valid : 1;
  u8 channel : 3;
};

#ifdef STATE_WIDE
struct state {
  s64 integrator;
  u32 angle;
  s16 output;
  struct sample last[2];
};
#else
struct state {
  s32 integrator;
  s32 output;
  u32 angle;
  struct sample last[2];
};
#endif

volatile struct state state AT_PLACE(10);
#ifndef WITHOUT_PEAK
volatile u32 peak AT_PLACE(40);
#endif
#ifdef MOVED
volatile u32 speed AT_PLACE(70);
#else
volatile u32 speed AT_PLACE(30);
#endif
#ifdef WITH_BAND
volatile u32 band AT_PLACE(60);
#endif
volatile u32 gain __attribute__((section(".initial"))) = GAIN;
__attribute__((section(".noinit"))) volatile u32 reset_cause;

#ifdef WITH_CALLBACK
static void on_speed(void) { speed += STEP; }
struct driver {
  u32 id;
  void (*on_event)(void);
};
static volatile struct driver driver AT_PLACE(50);
static void (*volatile hook)(void) __attribute__((section(".initial"))) = on_speed;
#endif

#ifdef WITH_HEAP
extern u8 end;
void *_sbrk(s32 bytes) {
  static u8 *top;
  if (!top) top = &end;
  u8 *before = top;
  top += bytes;
  return before;
}
#endif

__attribute__((section(".ram_code"), noinline)) void write_flash(volatile u32 *at, u32 word) {
  *at = word;
#ifdef RAM_FUNCTION_OTHER
  *at = ~word;
#endif
}

void run_once(void) { speed = 0; }

void nmi_handler(void) {
  reset_cause = 1;
#ifdef NMI_OTHER
  peak = 1;
#endif
}

void default_handler(void) {
  for (;;) __asm__ volatile("");
}

__attribute__((section(".swap"), used, naked)) void bank_swap(void) {
  __asm__ volatile("cpsid i\n"
#ifdef SWAP_OTHER
                   "nop\n"
#endif
                   "cpsie i\n"
                   "bx lr\n"
                   ".balign 8, 0\n");
}

void reset_handler(void) {
  for (;;) {
    state.integrator += (s32)(speed * gain);
    state.last[state.angle & 1].value = (u16)count_speed(STEP);
    state.last[0].valid = 1;
    state.output = (__typeof__(state.output))state.integrator;
#ifndef WITHOUT_PEAK
    if (speed > peak) peak = speed;
#endif
#ifdef WITH_BAND
    band = speed >> 8;
#endif
#ifdef WITH_CALLBACK
    driver.on_event = on_speed;
    driver.on_event();
    hook();
#endif
#ifdef WITH_HEAP
    *(u8 *)_sbrk(8) = 1;
#endif
    write_flash(&speed, (u32)state.output + count_angle(STEP));
  }
}

extern const u8 __stack_end, __swap_length, __image_length;

#ifndef PLAIN
__attribute__((section(".descriptor"), used)) static const struct descriptor descriptor = {
    .magic = 0x4B425754u,
    .descriptor_version = 1,
    .size = 128,
    .family = "G4",
    .swap_offset = 0x400,
    .swap_length = (u32)&__swap_length,
    .run_once_entry = (u32)&run_once,
    .ram_layout_version = RAM_LAYOUT,
    .image_length = (u32)&__image_length,
    .security_counter = 0xFFFFFFFFu,
};
#endif

__attribute__((section(".vectors"), used)) static const void *const vectors[118] = {
    &__stack_end,    (void *)reset_handler,   (void *)nmi_handler,
    (void *)default_handler, [11] = (void *)default_handler, [14 ... 117] = (void *)default_handler,
};
