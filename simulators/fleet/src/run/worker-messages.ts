import type { TransferLimits } from '@twinbank/agent';
import type { PartName } from '@twinbank/parts';

import type { DeviceOutcome } from '../device/device-outcome.js';
import type { FlashTime } from '../device/device-time.js';
import type { Provisioned, TrustedJwks } from '../device/factory.js';
import type { FaultRates } from '../line/fault-rates.js';
import type { LineShape } from '../line/line-shape.js';
import type { Tally } from '../outcome/tally.js';

/** An image as bytes. */
export interface NamedImage {
  readonly version: string;
  readonly bytes: Uint8Array;
}

/** What the devices of a product have in common. */
export interface ProductSettings {
  readonly name: string;
  readonly part: PartName;
  readonly allowUnencrypted: boolean;
  /** Whether images without Twinbank's descriptor are taken: the product's firmware has an agent of its own. */
  readonly ownAgent?: boolean;
  /** What the factory writes into bank 1, and its security counter. */
  readonly factory: NamedImage & { readonly counter: number };
  /** How its agents pace transfers; as they would themselves unless told. */
  readonly transfer?: TransferLimits;
}

/** What all devices of a fleet have in common. */
export interface FleetSettings {
  readonly mqttUrl: string;
  /** What a device presents: its token, or the password derived for brokers that know only password files. */
  readonly password: 'token' | 'broker';
  readonly seed: string;
  readonly flashTime: FlashTime;
  readonly rates: FaultRates;
  /** What each device's line carries; as much as the machine unless told. */
  readonly line?: LineShape;
  /** Whether devices hold their wants until the parent says `go`; then it can be seen how fast blocks alone move. */
  readonly startTogether?: boolean;
  /** Folder where the devices are kept, so that they can come back after the fleet has ended; nowhere unless told. */
  readonly stateFolder?: string;
  readonly trust: TrustedJwks;
  readonly products: readonly ProductSettings[];
}

/** One worker's share of a fleet. */
export interface WorkerOrder {
  readonly settings: FleetSettings;
  readonly devices: readonly Provisioned[];
  /** Which worker this is, from 0. */
  readonly worker: number;
  /** Local address to connect from; the system's choice unless told. */
  readonly localAddress?: string;
}

/** What to look for at the end. */
export interface FinishOrder {
  /** Releases that may lie in banks beside the factory image, by product; others are recognised by what their manifests say. */
  readonly images: Readonly<Record<string, readonly NamedImage[]>>;
  /** Whether a job that is still running is wrong. */
  readonly allEnded: boolean;
}

export type ToWorker =
  | { readonly type: 'build'; readonly order: WorkerOrder }
  | { readonly type: 'connect' }
  | { readonly type: 'lap' }
  | { readonly type: 'go' }
  | { readonly type: 'finish'; readonly order: FinishOrder };

export type FromWorker =
  | { readonly type: 'built' }
  | { readonly type: 'lapped' }
  | { readonly type: 'tally'; readonly tally: Tally }
  | { readonly type: 'finished'; readonly outcomes: readonly DeviceOutcome[]; readonly cpuMs: number }
  | { readonly type: 'failed'; readonly reason: string };
