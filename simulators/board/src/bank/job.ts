/**
 * Work that takes longer, in slices: at each `yield`, simulated time may pass, keys are handled, and the power may
 * fail. The yielded text is written to the terminal.
 */
export type Job<Result = void> = Generator<string, Result, void>;
