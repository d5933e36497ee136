/* What shapes.c and other.c share. */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef int s32;

struct forward; /* never defined */

typedef struct {
  u16 first;
  u8 second;
  u32 third;
} untagged;

enum mode { IDLE, RUNNING, STOPPED = 9 };

struct node {
  struct node *next;
  const struct forward *hidden;
  void (*visit)(struct node *, u32);
  enum mode mode;
};

extern u32 between_files[4];
void in_other(void);
void use(volatile const void *something);
