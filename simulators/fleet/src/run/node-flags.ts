/**
 * For every Node process that the simulator starts, including the server and bare aedes. Together they occupy all
 * cores or more, so helper threads of the garbage collector would only compete with them; and what a message leaves
 * behind is garbage before a young generation of this size is full.
 */
export const NODE_FLAGS: readonly string[] = [
  '--single-threaded-gc',
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
  '--heap-growing-percent=200',
];

/**
 * For the same processes: glibc keeps freed memory instead of returning it page by page, because the bytes of each
 * block are outside the heap for a moment, and the next block needs as much. Other C libraries ignore these
 * settings.
 */
export const ALLOCATOR_SETTINGS: Readonly<Record<string, string>> = {
  MALLOC_TRIM_THRESHOLD_: String(512 * 1024 * 1024),
  MALLOC_TOP_PAD_: String(64 * 1024 * 1024),
};
