/**
 * The stages of an update as a device reports them, in the order of AN4767's sequence 1-4-5-6-3-4-5-6.
 * `rejected`, `failed`, `reverted`, `cancelled` and `done` are final.
 */
export const STAGES = [
  'accepted',
  'downloading',
  'checked',
  'waiting',
  'swapped',
  'confirmed',
  'mirroring',
  'done',
  'rejected',
  'failed',
  'reverted',
  'cancelled',
] as const;
export type Stage = (typeof STAGES)[number];

/** Stages after which a device does nothing more for the job. */
export const FINAL_STAGES: readonly Stage[] = ['done', 'rejected', 'failed', 'reverted', 'cancelled'];

const BEFORE_SWAP: readonly string[] = ['accepted', 'downloading', 'checked', 'waiting'] satisfies Stage[];

/**
 * Whether the old image still runs and nothing has been changed on it. Until then a device obeys a request to stop,
 * and accepts a newer ticket.
 */
export const isBeforeSwap = (stage: string): boolean => BEFORE_SWAP.includes(stage);

/**
 * How an update ends. `mirror` rewrites the old bank and swaps back, so that both banks are equal and bank 1 runs;
 * `keep-previous` stops after confirm and keeps the old image in the other bank for a revert.
 */
export const FINISH_POLICIES = ['mirror', 'keep-previous'] as const;
export type FinishPolicy = (typeof FINISH_POLICIES)[number];

/** How the new image takes over: `live` by swapping the banks while tasks run, `reset` by setting BFB2 and a reset. */
export const SWAP_MODES = ['live', 'reset'] as const;
export type SwapMode = (typeof SWAP_MODES)[number];
