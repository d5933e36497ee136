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
