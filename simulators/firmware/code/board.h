/* The board of each family: numbers here, clocks and ADC in board-<family>.c, the rest in board.c.
   Wiring: motor drive PWM on PA0 (TIM2 channel 1), speed sensor on PA1 (ADC), light on PA5. */
#ifndef BOARD_H
#define BOARD_H

#include "registers.h"
#include "word.h"

#if defined(FAMILY_L0)
#define FAMILY "L0"
#define VECTOR_COUNT 48
#define CONTROL_IRQ 17 /* TIM6 */
#define BANK_SIZE 0x18000u
#define BANK_2_ACTIVE 0x008u /* UFB */
#define CLOCK_HZ 32000000u
#define CONTROL_HZ 8000u
#define MOTOR_TABLE_ROWS 60u
#define ADC_DR 0x40012440u
#elif defined(FAMILY_L4)
#define FAMILY "L4"
#define VECTOR_COUNT 98
#define CONTROL_IRQ 54
#define BANK_SIZE 0x80000u
#define BANK_2_ACTIVE 0x100u /* FB_MODE */
#define CLOCK_HZ 80000000u
#define CONTROL_HZ 16000u
#define MOTOR_TABLE_ROWS 188u
#define ADC_DR 0x50040040u
#define FLASH_ECCR 0x40022018u
#elif defined(FAMILY_G4)
#define FAMILY "G4"
#define VECTOR_COUNT 118
#define CONTROL_IRQ 54
#define BANK_SIZE 0x40000u
#define BANK_2_ACTIVE 0x100u /* FB_MODE */
#define CLOCK_HZ 170000000u
#define CONTROL_HZ 20000u
#define MOTOR_TABLE_ROWS 124u
#define ADC_DR 0x50000040u
#define FLASH_ECCR 0x40022018u
#else
#error "no family"
#endif

#define OTHER_BANK (FLASH_BASE + BANK_SIZE)
#define CONTROL_PERIOD_CYCLES (CLOCK_HZ / CONTROL_HZ)
#define SLOT_LOOKS (2 * CONTROL_PERIOD_CYCLES) /* one look takes more than one cycle: over two periods */
#define PWM_STEPS 1024u

void board_start(void);
void board_kick_watchdog(void);
void board_toggle_light(void);

/* From board-<family>.c. */
void family_enable_peripherals(void);
void family_start_clock(void); /* the fastest system clock, for the shortest swap [AN4767 6.3] */
void family_start_adc(void);   /* continuous conversion of PA1 */
extern const u32 family_port_a;
extern const u32 family_pwm_function; /* alternate function of PA0 that is TIM2 channel 1 */

static inline int board_bank_2_active(void) { return (REG(SYSCFG_REMAP) & BANK_2_ACTIVE) != 0; }
static inline u32 board_control_elapsed(void) { return REG(TIM6 + TIM_CNT); }
static inline __attribute__((always_inline)) void board_control_acknowledge(void) { REG(TIM6 + TIM_SR) = 0; }

/* 12-bit sample, mid-scale is standstill. */
static inline __attribute__((always_inline)) i32 board_sample_q15(void) {
  return ((i32)(REG(ADC_DR) & 0xFFF) - 2048) * 16;
}

static inline __attribute__((always_inline)) void board_drive_q15(i32 output) {
  REG(TIM2 + TIM_CCR1) = (u32)(output + 32768) >> 6;
}

/* A torn double-word read raises NMI on L4 and G4 until ECCD is cleared; L0 returns what it can. */
static inline __attribute__((always_inline)) void board_nmi_acknowledge(void) {
#ifdef FLASH_ECCR
  REG(FLASH_ECCR) = REG(FLASH_ECCR) | 0x80000000u;
#endif
}

#endif
