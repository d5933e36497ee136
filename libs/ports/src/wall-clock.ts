import type { Clock } from '@twinbank/primitives';

/** The time of day, as the machine has it. */
export const wallClock: Clock = { nowMs: () => Date.now() };
