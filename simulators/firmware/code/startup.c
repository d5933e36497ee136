/* From reset to main. After a live swap none of this runs: that is what makes the swap live. */
#include "background.h"
#include "bank.h"
#include "board.h"
#include "gain-schedule.h"
#include "registers.h"
#include "state.h"
#include "vectors.h"

extern u32 __data_load, __data_start, __data_end, __bss_start, __bss_end, __added_start, __added_end;

/* NMI before the RAM tables are in place. */
static void early_nmi(void) { board_nmi_acknowledge(); }

__attribute__((section(".vectors"), used)) static const vector flash_vectors[VECTOR_COUNT] =
    VECTORS(early_nmi, stop_handler, stop_handler);

_Static_assert(sizeof flash_vectors == VECTOR_COUNT * 4, "one word each");

void stop_handler(void) {
  for (;;) __asm__ volatile("");
}

static void zero(u32 *from, const u32 *end) {
  while (from < end) *from++ = 0;
}

static void initialise_ram(void) {
  const u32 *load = &__data_load;
  for (u32 *to = &__data_start; to < &__data_end;) *to++ = *load++;
  zero(&__bss_start, &__bss_end);
  zero(&__added_start, &__added_end);
}

void reset_handler(void) {
  /* After a boot from bank 2 the boot ROM stays mapped at address 0, so the table must be named here. */
  REG(SCB_VTOR) = FLASH_BASE;
  BARRIER();
  initialise_ram();
  ram_layout = RAM_LAYOUT;
#if RAM_LAYOUT >= LAYOUT_GAIN_SCHEDULE
  gain_schedule_start();
#endif
  family_enable_peripherals(); /* SYSCFG among them: without its clock the bank bit cannot be read */
  bank_fill_isr_pairs();
  REG(SCB_VTOR) = bank_own_vector_table();
  BARRIER();
  board_start();
  background_loop();
}
