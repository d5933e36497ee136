import type { ImageId } from '@twinbank/campaign';
import type { DeviceStatus } from '@twinbank/protocol';
import type { Page, PageRequest } from './page.js';

export type DeviceState = 'active' | 'inactive';

/** A device as the server knows it: what it was provisioned with, and what it last said. It holds no secret. */
export interface Device {
  readonly id: string;
  readonly product: string;
  readonly hardware: string;
  /** Epoch of the master key that its root key comes from. */
  readonly keyEpoch: number;
  readonly state: DeviceState;
  /** Sequence number of the last ticket made out to it. */
  readonly ticketSequence: number;
  /** What runs, by its last report; undefined before the first. */
  readonly running?: ImageId & { readonly bank: 1 | 2; readonly confirmed: boolean };
  /** Security counter by its last report. */
  readonly counter?: number;
  readonly status?: DeviceStatus;
  readonly online: boolean;
  readonly lastSeenAtMs?: number;
  readonly createdAtMs: number;
}

export interface DeviceDraft {
  readonly id: string;
  readonly product: string;
  readonly hardware: string;
  readonly keyEpoch: number;
}

/** All given conditions hold at once. */
export interface DeviceFilter {
  readonly product?: string | undefined;
  readonly hardware?: string | undefined;
  readonly state?: DeviceState | undefined;
  readonly version?: string | undefined;
  readonly online?: boolean | undefined;
}

/** What a device said of itself. */
export interface StatusUpdate {
  readonly deviceId: string;
  readonly status: DeviceStatus;
  readonly seenAtMs: number;
}

export interface PresenceUpdate {
  readonly deviceId: string;
  readonly online: boolean;
  readonly seenAtMs: number;
}

/** Devices. */
export abstract class Devices {
  /**
   * Adds devices, thousands in one statement. Those whose id exists already are left as they are and named in `existing`.
   *
   * @throws Fault `product_unknown` where any names no product; then none is added
   */
  abstract provision(drafts: readonly DeviceDraft[]): Promise<{ readonly created: readonly string[]; readonly existing: readonly string[] }>;
  abstract find(id: string): Promise<Device | undefined>;
  /** @throws Fault `device_unknown` */
  abstract get(id: string): Promise<Device>;
  /** The devices with these ids, in no order; unknown ones are left out. */
  abstract byIds(ids: readonly string[]): Promise<readonly Device[]>;
  /** By id. */
  abstract list(filter: DeviceFilter, page: PageRequest<string>): Promise<Page<Device, string>>;
  abstract count(filter: DeviceFilter): Promise<number>;
  /** Deactivates a device and cancels its open job; once more changes nothing. @throws Fault `device_unknown` */
  abstract deactivate(id: string, nowMs: number): Promise<Device>;
  /** Stores what devices said, in one statement; of several for one device the last counts, and one older than what is stored is dropped. Unknown devices are ignored. */
  abstract applyStatuses(updates: readonly StatusUpdate[]): Promise<void>;
  /** Stores who is online, in one statement, by the same rule. */
  abstract applyPresence(updates: readonly PresenceUpdate[]): Promise<void>;
  /** Marks every device offline: for a server that starts with a broker inside it, where nobody can be connected yet. */
  abstract allOffline(): Promise<void>;
}
