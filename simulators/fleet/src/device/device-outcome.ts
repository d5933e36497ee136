import type { PartName } from '@twinbank/parts';
import type { Stage } from '@twinbank/protocol';

import type { ChipSight } from '../chips/chip-sight.js';
import type { FaultsMet } from '../line/fault-rates.js';

/** The content of a bank, read from the simulated flash itself. */
export interface BankSight {
  readonly bank: 1 | 2;
  /** `image`: begins with a known image, byte for byte; `erased`: holds nothing; `other`: anything else. */
  readonly state: 'image' | 'erased' | 'other';
  /** Version of the known image. */
  readonly version?: string;
  /** Hex; of the image if it is known, else of the whole bank. */
  readonly sha256: string;
}

/** The swap of a device, in microseconds of its own time. */
export interface SwapSight {
  readonly slotStartUs: number;
  readonly slotLengthUs: number;
  readonly swapUs: number;
  readonly addedLatencyUs: number;
  readonly deadlinesMissed: number;
}

/** How far a device got with its last job; `idle` if it had none. */
export type Reached = Stage | 'idle';

/** The state of a device at the end. */
export interface DeviceOutcome {
  readonly id: string;
  readonly product: string;
  readonly part: PartName;
  readonly active: 1 | 2;
  readonly banks: readonly [BankSight, BankSight];
  /** Version of the key set that it holds; 0 for the keys of its factory, missing if it was told of no root keys. */
  readonly keySet?: number;
  /** The other chips on its board; missing if it has none. */
  readonly chips?: readonly ChipSight[];
  /** How far it is at the end of its life; missing if that was not ordered. */
  readonly disposal?: 'ordered' | 'acknowledged' | 'forgotten';
  readonly stage: Reached;
  /** Code of the fault with which the job ended. */
  readonly fault?: string;
  /** Number of jobs that it accepted. */
  readonly jobs: number;
  readonly swap?: SwapSight;
  readonly blocks: number;
  readonly bytes: number;
  readonly faultsMet: FaultsMet;
  /** What is wrong with it; empty if nothing is. */
  readonly wrong: readonly string[];
}
