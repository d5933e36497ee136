/**
 * Work that takes longer than a moment, in slices: each `yield` is a moment at which simulated time may be waited for, keys
 * are looked at, and power may go. What is yielded goes to the terminal.
 */
export type Job<Result = void> = Generator<string, Result, void>;
