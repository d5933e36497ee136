/* A program that knows nothing of Twinbank, started as vendors' start-up code does it: no descriptor, no swap section,
   no agent. The inspection of images is tried on what comes of it for several parts, and linked in wrong ways. */
typedef unsigned int u32;

extern u32 __stack_top, __data_load, __data_start, __data_end, __bss_start, __bss_end;
int main(void);

void default_handler(void) {
  for (;;) __asm__ volatile("");
}

#define WEAK __attribute__((weak, alias("default_handler")))
void nmi_handler(void) WEAK;
void hard_fault_handler(void) WEAK;
void supervisor_call_handler(void) WEAK;
void pending_handler(void) WEAK;
void tick_handler(void);
void timer_handler(void);

u32 ticks;
u32 blinks = 3;
volatile u32 port;

void reset_handler(void) {
  const u32 *from = &__data_load;
  for (u32 *to = &__data_start; to < &__data_end;) *to++ = *from++;
  for (u32 *to = &__bss_start; to < &__bss_end;) *to++ = 0;
  main();
  default_handler();
}

void tick_handler(void) { ticks++; }

#ifdef TIMER_IN_RAM
__attribute__((section(".ram_code"), noinline))
#endif
void timer_handler(void) { port = ticks > 1000 ? port ^ 0x00a5a5a5u : ticks * 0x01010101u; }

int main(void) {
  for (u32 round = 0;; round++) {
    if (ticks > 1000) port ^= round * 0x01234567u;
    if ((round & blinks) == 0) port |= 0x20;
  }
}

/* The core's reserved vectors are 0, as vendors write them. */
__attribute__((section(".vectors"), used)) static const u32 *const vectors[VECTOR_COUNT] = {
    &__stack_top,
    (u32 *)reset_handler,
    (u32 *)nmi_handler,
    (u32 *)hard_fault_handler,
    [11] = (u32 *)supervisor_call_handler,
    [14] = (u32 *)pending_handler,
    [15] = (u32 *)tick_handler,
    [16 ... VECTOR_COUNT - 2] = (u32 *)default_handler,
    [VECTOR_COUNT - 1] = (u32 *)timer_handler,
};
