/** Where, in the memory that both threads share, two numbers stand: how often an input was given or given back, and how long it is. */
export const [TURN, LENGTH] = [0, 1];
/** Bytes before the input. */
export const HEAD_BYTES = 8;
