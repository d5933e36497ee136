/** Names a root key of a device: the epoch of its master key, and how often the device was re-keyed before. */
export interface DeviceKey {
  readonly epoch: number;
  readonly generation: number;
}

/** What is written down about the root keys of a device. */
export interface DeviceKeyRecord {
  /** The key in use: blocks are encrypted under it, and receipts are held against it. */
  readonly keyEpoch: number;
  readonly keyGeneration: number;
  /** Of a device that was re-keyed: the key that waits for its first sign-in, or else the one that was replaced. */
  readonly otherKey?: DeviceKey | undefined;
  /** While a key waits: from when on the key in use is refused, and the other one is in its place. */
  readonly oldKeyUntilMs?: number | undefined;
}

/** Which root keys of a device are good at a moment. */
export interface KeysAt {
  readonly inUse: DeviceKey;
  /** Is admitted too; from then on it is the one in use. */
  readonly waiting?: DeviceKey;
  /** Was in use before, and is refused. */
  readonly replaced?: DeviceKey;
}

/**
 * Which root keys of a device are good at a moment: at most two, and the older one only until the time that was given.
 *
 * @example
 * ```ts
 * import { keysAt } from '@twinbank/keys';
 *
 * const record = { keyEpoch: 1, keyGeneration: 0, otherKey: { epoch: 2, generation: 1 }, oldKeyUntilMs: 1000 };
 * console.log(keysAt(record, 999).inUse.generation, keysAt(record, 1000).inUse.generation); // 0 1
 * ```
 */
export function keysAt({ keyEpoch, keyGeneration, otherKey, oldKeyUntilMs }: DeviceKeyRecord, nowMs: number): KeysAt {
  const key = { epoch: keyEpoch, generation: keyGeneration };
  if (otherKey === undefined) return { inUse: key };
  if (oldKeyUntilMs === undefined) return { inUse: key, replaced: otherKey };
  return nowMs < oldKeyUntilMs ? { inUse: key, waiting: otherKey } : { inUse: otherKey, replaced: key };
}
