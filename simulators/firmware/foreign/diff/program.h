#ifndef PROGRAM_H
#define PROGRAM_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef short s16;
typedef unsigned int u32;
typedef int s32;
typedef long long s64;

/* As in protocol.md: what an image says about itself. */
struct descriptor {
  u32 magic;
  u16 descriptor_version;
  u16 size;
  char family[8];
  char version[16];
  u32 swap_offset, swap_length, run_once_entry, ram_layout_version;
  u32 isr_copies[6];
  u32 image_length, security_counter;
  u32 reserved[12];
};

/* Each in a file of its own, with a static `count`. */
u32 count_speed(u32 step);
u32 count_angle(u32 step);

#endif
