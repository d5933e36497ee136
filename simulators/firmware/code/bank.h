/* Which bank runs, which ISR pair belongs to it, and the way to the other bank. */
#ifndef BANK_H
#define BANK_H

#include "word.h"

enum swap_answer {
  SWAP_NONE = 0,
  SWAP_NO_IMAGE,         /* no descriptor, another family, or a length that cannot be */
  SWAP_OTHER_SWAP_CODE,  /* the unmodifiable code differs: the flip would not be safe */
  SWAP_OTHER_RAM_LAYOUT, /* only a reset can bring this version in */
  SWAP_OTHER_ISR_PLACE,  /* the other image expects its ISR pairs elsewhere */
  SWAP_FLASH_ERROR,      /* reading the other bank raised an NMI (double ECC error) */
  SWAP_NO_SLOT,          /* the control interrupt left no window */
};

/* Copies both ISR pairs of this image to RAM: at reset only. */
void bank_fill_isr_pairs(void);

/* Vector table in RAM of the pair that the active bank uses. */
u32 bank_own_vector_table(void);

/* Swaps live to the other bank when its image allows it; returns only if it does not. */
enum swap_answer bank_swap_live(void);

#endif
