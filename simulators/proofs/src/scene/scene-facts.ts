import type { AgentConfig } from '@twinbank/agent';
import type { Mcu, McuState } from '@twinbank/mcu';

import type { ApplicationData } from './application-data.js';
import type { HostileTickets } from './hostile-tickets.js';
import type { OrderBook } from './orders.js';
import type { SceneSpec } from './scene-spec.js';

/** An image that was signed and may run. */
export interface SignedImage {
  readonly version: string;
  readonly counter: number;
  readonly code: Uint8Array;
}

/** One update of a scene: what runs before, what is ordered, and the orders. */
export interface SceneUpdate {
  readonly before: SignedImage;
  readonly ordered: SignedImage;
  readonly orders: OrderBook;
}

/** Everything that a device's run needs beside the device: made once, shared by all runs, never changed. */
export interface Scene {
  readonly spec: SceneSpec;
  /** One after the other. */
  readonly updates: readonly SceneUpdate[];
  /** All images that were ever signed for the device. */
  readonly signed: readonly SignedImage[];
  /** Whether they have interrupt code for RAM. */
  readonly isrCopies: boolean;
  /** In a hostile world, what others play to the device. */
  readonly hostile: HostileTickets | undefined;
  readonly config: AgentConfig;
  /** The device just before its power comes on. */
  readonly start: McuState;
  /** What the application keeps at the end of each bank. */
  readonly data: ApplicationData;
  /** What the application had counted before. */
  readonly counted: number;
  /** Another device of the scene's kind; all share the memory of equal contents. */
  readonly newMcu: () => Mcu;
}
