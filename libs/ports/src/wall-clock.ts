import type { Clock } from '@twinbank/primitives';

/** The machine's time of day. */
export const wallClock: Clock = { nowMs: () => Date.now() };
