import type { ServerSlot } from './server-slot.js';
import type { SimulatedDevice } from './simulated-device.js';

/** An event at a time. */
export type Happening =
  | { readonly type: 'connect'; readonly device: SimulatedDevice; readonly session: number }
  | { readonly type: 'wake'; readonly device: SimulatedDevice; readonly timer: number }
  | {
      readonly type: 'ticket' | 'block' | 'report';
      readonly device: SimulatedDevice;
      readonly session: number;
      readonly run: () => Promise<void> | void;
    }
  | {
      readonly type: 'run';
      readonly slot?: ServerSlot;
      readonly life?: number;
      readonly run: () => Promise<void> | void;
    };
