#include "bank.h"

#include "board.h"
#include "descriptor.h"
#include "registers.h"
#include "state.h"

extern const char __isr_window;                /* bytes reserved in RAM for one pair */
__attribute__((noreturn)) void bank_swap(u32 vector_table);

static const struct image_descriptor *descriptor_in(u32 bank) {
  return (const struct image_descriptor *)(bank + DESCRIPTOR_OFFSET);
}

static void copy_words(u32 to, u32 from, u32 length) {
  volatile u32 *target = (volatile u32 *)to;
  const u32 *source = (const u32 *)from;
  for (u32 word = 0; word < (length + 3) / 4; word++) target[word] = source[word];
}

/* Fills pair B, or A, with what the image in `bank` keeps for it: vector table first, handlers after it. */
static void fill_isr_pair(u32 bank, int pair_b) {
  const struct image_descriptor *image = descriptor_in(bank);
  const struct landing_block *landing = (const struct landing_block *)(bank + LANDING_OFFSET);
  u32 load = pair_b ? landing->isr_pair_b_load : landing->isr_pair_a_load;
  u32 table = pair_b ? image->vector_table_b : image->vector_table_a;
  u32 code = pair_b ? image->isr_copy_b : image->isr_copy_a;
  u32 code_length = pair_b ? image->isr_copy_b_length : image->isr_copy_a_length;
  /* An image is linked for the active bank; in the other one it lies at a distance. */
  copy_words(table, load - FLASH_BASE + bank, code - table + code_length);
}

void bank_fill_isr_pairs(void) {
  fill_isr_pair(FLASH_BASE, 0);
  fill_isr_pair(FLASH_BASE, 1);
}

u32 bank_own_vector_table(void) {
  return board_bank_2_active() ? image_descriptor.vector_table_b : image_descriptor.vector_table_a;
}

static int same_words(u32 left, u32 right, u32 length) {
  const volatile u32 *a = (const volatile u32 *)left, *b = (const volatile u32 *)right;
  for (u32 word = 0; word < length / 4; word++)
    if (a[word] != b[word]) return 0;
  return 1;
}

static int is_image_of_this_family(const struct image_descriptor *other) {
  return other->magic == DESCRIPTOR_MAGIC && other->descriptor_version == DESCRIPTOR_VERSION &&
         same_words((u32)other->family, (u32)image_descriptor.family, sizeof other->family) &&
         other->image_length >= LANDING_OFFSET && other->image_length <= BANK_SIZE;
}

static int load_lies_in_image(u32 load, u32 table, u32 code, u32 code_length, u32 image_length) {
  u32 length = code - table + code_length;
  u32 offset = load - FLASH_BASE;
  return code_length <= (u32)&__isr_window && length <= (u32)&__isr_window && load % 4 == 0 &&
         offset < image_length && length <= image_length - offset;
}

static int isr_pairs_fit(const struct image_descriptor *other) {
  const struct landing_block *landing = (const struct landing_block *)(OTHER_BANK + LANDING_OFFSET);
  return other->vector_table_a == image_descriptor.vector_table_a &&
         other->vector_table_b == image_descriptor.vector_table_b &&
         other->isr_copy_a == image_descriptor.isr_copy_a &&
         other->isr_copy_b == image_descriptor.isr_copy_b &&
         load_lies_in_image(landing->isr_pair_a_load, other->vector_table_a, other->isr_copy_a,
                            other->isr_copy_a_length, other->image_length) &&
         load_lies_in_image(landing->isr_pair_b_load, other->vector_table_b, other->isr_copy_b,
                            other->isr_copy_b_length, other->image_length);
}

/* A newer layout climbs by its own run_once; an older one comes back only where nothing has to be done. */
static int layout_allows_live(u32 other_layout) { return other_layout >= LIVE_REVERT_FLOOR; }

static enum swap_answer check_other_bank(void) {
  const struct image_descriptor *other = descriptor_in(OTHER_BANK);
  u32 nmi_before = nmi_count;
  enum swap_answer answer = SWAP_NONE;
  if (!is_image_of_this_family(other))
    answer = SWAP_NO_IMAGE;
  else if (other->swap_length != image_descriptor.swap_length ||
           !same_words(OTHER_BANK + SWAP_OFFSET, FLASH_BASE + SWAP_OFFSET, image_descriptor.swap_length))
    answer = SWAP_OTHER_SWAP_CODE;
  else if (!layout_allows_live(other->ram_layout_version))
    answer = SWAP_OTHER_RAM_LAYOUT;
  else if (!isr_pairs_fit(other))
    answer = SWAP_OTHER_ISR_PLACE;
  return nmi_count == nmi_before ? answer : SWAP_FLASH_ERROR;
}

/* The time slot: the control interrupt has just run, the next is most of a period away [AN4767 6.3]. */
static int wait_for_slot(void) {
  for (u32 look = 0; look < SLOT_LOOKS; look++)
    if (board_control_elapsed() < CONTROL_PERIOD_CYCLES / 4) return 1;
  return 0;
}

enum swap_answer bank_swap_live(void) {
  enum swap_answer answer = check_other_bank();
  if (answer != SWAP_NONE) return answer;
  int to_pair_b = !board_bank_2_active();
  u32 nmi_before = nmi_count;
  fill_isr_pair(OTHER_BANK, to_pair_b);
  if (nmi_count != nmi_before) return SWAP_FLASH_ERROR;
  if (!wait_for_slot()) return SWAP_NO_SLOT;
  live_swap.from_layout = ram_layout;
  live_swap.mark = LIVE_SWAP_MARK;
  BARRIER();
  bank_swap(to_pair_b ? image_descriptor.vector_table_b : image_descriptor.vector_table_a);
}
