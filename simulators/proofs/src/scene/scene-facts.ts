import type { AgentConfig } from '@twinbank/agent';
import type { Mcu, McuState } from '@twinbank/mcu';

import type { ApplicationData } from './application-data.js';
import type { SceneDisposal } from './disposal/scene-disposal.js';
import type { HostileTickets } from './hostile-tickets.js';
import type { SceneKeySets } from './key-sets.js';
import type { OrderBook } from './orders.js';
import type { SceneSpec } from './scene-spec.js';

/** An image that was signed and may run. */
export interface SignedImage {
  readonly version: string;
  readonly counter: number;
  readonly code: Uint8Array;
}

/** One update of a scene: the image that runs before, the ordered image, and the orders. */
export interface SceneUpdate {
  readonly before: SignedImage;
  readonly ordered: SignedImage;
  readonly orders: OrderBook;
  /** The orders ask for the download only: the image before goes on running. */
  readonly downloadOnly?: boolean;
  /** The other bank holds the ordered image already: no block may be asked for. */
  readonly swapOnly?: boolean;
}

/** Everything that a run needs besides the device. It is made once, shared by all runs, and never changed. */
export interface Scene {
  readonly spec: SceneSpec;
  /** The updates, one after the other. */
  readonly updates: readonly SceneUpdate[];
  /** All images that were ever signed for the device. */
  readonly signed: readonly SignedImage[];
  /** Whether the images have interrupt code for RAM. */
  readonly isrCopies: boolean;
  /** Where each image has the copy for each bank. */
  readonly isrAt: readonly [number, number];
  /** In a hostile scene, the tickets that others send to the device. */
  readonly hostile: HostileTickets | undefined;
  /** In a scene in which keys are replaced, the sets that do it. */
  readonly keySets?: SceneKeySets | undefined;
  /** In a scene at whose end the device forgets its keys, what leads to that. */
  readonly disposal?: SceneDisposal | undefined;
  readonly config: AgentConfig;
  /** The device just before its power comes on. */
  readonly start: McuState;
  /** What the application keeps at the end of each bank. */
  readonly data: ApplicationData;
  /** The value that the application had counted before. */
  readonly counted: number;
  /** Makes another device of the scene's kind. All devices share the memory of equal contents. */
  readonly newMcu: () => Mcu;
}
