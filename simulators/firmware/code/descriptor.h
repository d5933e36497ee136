/* The image descriptor at 0x200 and the landing block at 0x500: what other programs read in an image. */
#ifndef DESCRIPTOR_H
#define DESCRIPTOR_H

#include "word.h"

#define DESCRIPTOR_MAGIC 0x4B425754u /* the bytes "TWBK" */
#define DESCRIPTOR_VERSION 1
#define DESCRIPTOR_OFFSET 0x200u
#define SWAP_OFFSET 0x400u
#define LANDING_OFFSET 0x500u

struct image_descriptor {
  u32 magic;
  u16 descriptor_version;
  u16 size;
  char family[8];
  char version[16];
  u32 swap_offset;
  u32 swap_length;
  u32 run_once_entry; /* with the Thumb bit; 0: this version needs none */
  u32 ram_layout_version;
  u32 isr_copy_a; /* address in RAM at which the handlers of pair A run */
  u32 isr_copy_a_length;
  u32 isr_copy_b;
  u32 isr_copy_b_length;
  u32 vector_table_a; /* address in RAM; the handlers follow it at a fixed distance */
  u32 vector_table_b;
  u32 image_length;
  u32 security_counter;
  u32 reserved[12];
};

_Static_assert(sizeof(struct image_descriptor) == 128, "the descriptor is a contract");

/* The first instructions after a swap (landing.S), then where the image keeps its ISR pairs. */
struct landing_block {
  u32 code[6];
  u32 isr_pair_a_load; /* address in the active bank of what is copied to vector_table_a and after it */
  u32 isr_pair_b_load;
};

extern const struct image_descriptor image_descriptor;

#endif
