import type { PartName } from '@twinbank/parts';

import type { LineShape } from '../line/line-shape.js';

/** A kind of line that is measured. */
export interface LineCase {
  readonly shape: LineShape;
  /** Share of blocks that never arrive. */
  readonly lose: number;
  /** Its banks decide how long the image is. */
  readonly part: PartName;
  readonly devices: number;
  /** How many blocks may be sent for each one that is needed. */
  readonly target: number;
}

/** Allowed ratio if nothing is lost, and if 5 % is lost, of which each block is sent once more. */
const GOOD = 1.02;
const BAD = 1.1;

/**
 * The lines of the first field test, and good ones for comparison. The slowest one has the smallest image: 66 KB
 * take 90 seconds on it. There are enough devices for a meaningful mean of the losses.
 */
export const LINE_CASES: readonly LineCase[] = [
  { shape: { bytesPerS: 800, roundTripMs: 3000 }, lose: 0, part: 'STM32L083', devices: 5, target: GOOD },
  { shape: { bytesPerS: 800, roundTripMs: 3000 }, lose: 0.05, part: 'STM32L083', devices: 40, target: BAD },
  { shape: { bytesPerS: 2500, roundTripMs: 1400 }, lose: 0, part: 'STM32G484', devices: 5, target: GOOD },
  { shape: { bytesPerS: 2500, roundTripMs: 1400 }, lose: 0.05, part: 'STM32G484', devices: 20, target: BAD },
  { shape: { bytesPerS: 20_000, roundTripMs: 3000 }, lose: 0.05, part: 'STM32L486', devices: 20, target: BAD },
  { shape: { bytesPerS: 20_000, roundTripMs: 300 }, lose: 0, part: 'STM32L486', devices: 5, target: GOOD },
  { shape: { bytesPerS: 1_000_000, roundTripMs: 30 }, lose: 0, part: 'STM32L486', devices: 20, target: GOOD },
];

/** A name for products and seeds. */
export const lineCaseName = ({ shape: { bytesPerS, roundTripMs }, lose }: LineCase): string =>
  `line-${bytesPerS}-${roundTripMs}-${Math.round(lose * 100)}`;
