import type { TransferLimits } from '@twinbank/agent';
import type { PartName } from '@twinbank/parts';
import type { Attributes, TicketSkill } from '@twinbank/protocol';

import type { ChipOption } from '../chips/chip-list.js';
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
  /** Whether images without Twinbank's descriptor are accepted: the product's firmware has its own agent. */
  readonly ownAgent?: boolean;
  /** What the factory writes into bank 1, and its security counter. */
  readonly factory: NamedImage & { readonly counter: number };
  /** Versions that make every device that runs them slowly worse, where devices tell how they fare. */
  readonly badVersions?: readonly string[];
  /** Hardware revisions for which these versions are bad; by default for all. */
  readonly badHardware?: readonly string[];
  /** The other chips on its boards; by default none. */
  readonly chips?: readonly ChipOption[];
  /** How its agents pace transfers; by default as they choose themselves. */
  readonly transfer?: TransferLimits;
  /** Skills that came after the version of its agents, which do not name them; by default they are of the present one. */
  readonly agentLacks?: readonly TicketSkill[];
}

/** What all devices of a fleet have in common. */
export interface FleetSettings {
  readonly mqttUrl: string;
  /** What a device presents: its token, or the password derived for brokers that know only password files. */
  readonly password: 'token' | 'broker';
  readonly seed: string;
  readonly flashTime: FlashTime;
  readonly rates: FaultRates;
  /** Whether devices tell how they fare, and how long after it began to run a bad image shows; by default they do not. */
  readonly health?: { readonly sickenAfterMs: number };
  /** How long applications put swaps off that do; by default for as long as they may. */
  readonly postponeMs?: number;
  /** How long after it was first asked an application chooses a release, milliseconds. Default: at once. */
  readonly chooseMs?: number;
  /** What each device says of itself; by default nothing. */
  readonly attributes?: Attributes;
  /** Rate and round trip of each device's line; by default unlimited. */
  readonly line?: LineShape;
  /** Whether devices hold their wants until the parent says `go`; this shows how fast blocks alone are transferred. */
  readonly startTogether?: boolean;
  /** Folder in which the devices are stored, so that they can come back after the fleet has ended; by default none. */
  readonly stateFolder?: string;
  readonly trust: TrustedJwks;
  readonly products: readonly ProductSettings[];
}

/** One worker's part of a fleet. */
export interface WorkerOrder {
  readonly settings: FleetSettings;
  readonly devices: readonly Provisioned[];
  /** Which worker this is, from 0. */
  readonly worker: number;
  /** Local address to connect from; by default the system's choice. */
  readonly localAddress?: string;
}

/** What to check at the end. */
export interface FinishOrder {
  /**
   * Releases that may be in banks besides the factory image, by product; others are recognised by what their
   * manifests say.
   */
  readonly images: Readonly<Record<string, readonly NamedImage[]>>;
  /** Whether a job that is still running counts as wrong. */
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
