import type { ImageId } from '@twinbank/campaign';
import type { DeviceKey } from '@twinbank/keys';
import type { Attributes, DeviceStatus, FaultCode } from '@twinbank/protocol';
import { DEVICE_STATES, isEnding, type DeviceState } from '@twinbank/rollout';

export { DEVICE_STATES, isEnding, type DeviceState };

/** A key set that a device refused, why, and which one it held then. */
export interface HeldRefusal {
  readonly version: number;
  readonly fault: FaultCode;
  readonly held: number;
}

/** A device as the server knows it: its provisioned identity, and its last report. It holds no secret. */
export interface Device {
  readonly id: string;
  readonly product: string;
  readonly hardware: string;
  /** Epoch of the master key from which the root key that it uses is derived, and how often it was re-keyed before. */
  readonly keyEpoch: number;
  readonly keyGeneration: number;
  /** Of a device that was re-keyed: the key that waits for its first sign-in, or else the one that was replaced. */
  readonly otherKey?: DeviceKey;
  /** While a key waits: from when on the one in use is refused. */
  readonly oldKeyUntilMs?: number;
  readonly state: DeviceState;
  /** Sequence number of the last ticket made for it, or of the last one that it reported as accepted. */
  readonly ticketSequence: number;
  /** What is running, by its last report; undefined before the first. */
  readonly running?: ImageId & { readonly bank: 1 | 2; readonly confirmed: boolean };
  /** Security counter by its last report. */
  readonly counter?: number;
  readonly status?: DeviceStatus;
  /** The key set that it refused last. */
  readonly keySetRefused?: HeldRefusal;
  readonly online: boolean;
  readonly lastSeenAtMs?: number;
  /** The last connection in its name that was refused. */
  readonly lastRefusal?: { readonly code: string; readonly address?: string; readonly atMs: number };
  /** When two devices last seemed to have this identity. */
  readonly identityContestedAtMs?: number;
  /** What operators wrote down about it. */
  readonly name?: string;
  readonly note?: string;
  readonly tags: readonly string[];
  readonly attributes: Attributes;
  /** What it last said of itself. */
  readonly reported: Attributes;
  readonly createdAtMs: number;
  /** Goes up with every change that an operator makes. */
  readonly version: number;
}
