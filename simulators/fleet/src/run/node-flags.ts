/**
 * For every Node process that the simulator starts, server and yardstick included: together they are as many as there are
 * cores or more, so helpers of the garbage collector would only take turns with them; and what a message leaves behind is
 * gone before a young generation of this size is full.
 */
export const NODE_FLAGS: readonly string[] = [
  '--single-threaded-gc',
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
  '--heap-growing-percent=200',
];

/**
 * For the same processes: glibc keeps freed memory instead of giving it back page by page, since each block's bytes live
 * outside the heap for a moment and the next block needs as many. Other C libraries do not look at these.
 */
export const ALLOCATOR_SETTINGS: Readonly<Record<string, string>> = {
  MALLOC_TRIM_THRESHOLD_: String(512 * 1024 * 1024),
  MALLOC_TOP_PAD_: String(64 * 1024 * 1024),
};
