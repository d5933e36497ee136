#include "descriptor.h"

#include "board.h"
#include "run-once.h"
#include "version.h"

/* Values of the linker script: the "address" of such a symbol is the number. */
extern const char __swap_length, __image_length;
extern const char __isr_a_start, __isr_a_length, __isr_b_start, __isr_b_length;
extern const char __vector_table_a, __vector_table_b;

#if RAM_LAYOUT > LAYOUT_FIRST
#define RUN_ONCE_ENTRY ((u32)&run_once)
#else
#define RUN_ONCE_ENTRY 0
#endif

__attribute__((section(".descriptor"), used)) const struct image_descriptor image_descriptor = {
    .magic = DESCRIPTOR_MAGIC,
    .descriptor_version = DESCRIPTOR_VERSION,
    .size = sizeof(struct image_descriptor),
    .family = FAMILY,
    .version = VERSION,
    .swap_offset = SWAP_OFFSET,
    .swap_length = (u32)&__swap_length,
    .run_once_entry = RUN_ONCE_ENTRY,
    .ram_layout_version = RAM_LAYOUT,
    .isr_copy_a = (u32)&__isr_a_start,
    .isr_copy_a_length = (u32)&__isr_a_length,
    .isr_copy_b = (u32)&__isr_b_start,
    .isr_copy_b_length = (u32)&__isr_b_length,
    .vector_table_a = (u32)&__vector_table_a,
    .vector_table_b = (u32)&__vector_table_b,
    .image_length = (u32)&__image_length,
    .security_counter = SECURITY_COUNTER,
};

_Static_assert(sizeof(VERSION) <= 16, "a version has at most 15 characters");
