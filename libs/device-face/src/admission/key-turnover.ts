import { Injectable } from '@nestjs/common';

import type { DeviceBroker } from '@twinbank/broker';
import { Devices } from '@twinbank/database';
import { keysAt, type DeviceKey } from '@twinbank/keys';
import { EventBus } from '@twinbank/ports';
import type { FaultCode } from '@twinbank/protocol';

import { TransferCache } from '../delivery/transfer-cache.js';
import { DeviceDirectory, type KnownDevice } from './device-directory.js';
import { DeviceKeys } from './device-keys.js';

/** Why a root key does not admit; undefined if it does. */
type FaultOf = (root: Uint8Array) => Promise<FaultCode | undefined> | FaultCode | undefined;

/**
 * Replaces root keys of devices that were re-keyed: when a device first signs in with the new one, or when the time of
 * the one before has come. From then on blocks are encrypted under the new one, and the old one is refused.
 */
@Injectable()
export class KeyTurnover {
  private broker: Pick<DeviceBroker, 'drop'> | undefined;

  constructor(
    private readonly devices: Devices,
    private readonly directory: DeviceDirectory,
    private readonly keys: DeviceKeys,
    private readonly transfers: TransferCache,
    private readonly bus: EventBus,
  ) {}

  /** The broker whose connections are closed when the key by which they were admitted ends. */
  guards(broker: Pick<DeviceBroker, 'drop'>): void {
    this.broker = broker;
  }

  /**
   * Whether a device signs in with a root key that is good now. One that waited for it is in use from then on. Resolves to
   * undefined if so, to `key_replaced` if the key was good before, else to the fault of the key in use.
   */
  async signIn(device: KnownDevice, nowMs: number, faultOf: FaultOf): Promise<FaultCode | undefined> {
    const { inUse, waiting, replaced } = keysAt(device, nowMs);
    const faultBy = async (key: DeviceKey | undefined): Promise<FaultCode | undefined> => {
      const root = key && this.keys.rootBy(key, device);
      return root === undefined ? 'token_invalid' : faultOf(root);
    };
    const fault = await faultBy(inUse);
    if (fault === undefined)
      return inUse.generation === device.keyGeneration ? undefined : this.take(device, inUse, nowMs);
    const waitingFault = waiting ? await faultBy(waiting) : fault;
    if (waiting && waitingFault === undefined) return this.take(device, waiting, nowMs);
    if (replaced && (await faultBy(replaced)) === undefined) return 'key_replaced';
    return waitingFault === 'token_expired' ? waitingFault : fault;
  }

  /** Ends the keys whose time has come, and the connections that were admitted by them; returns how many. */
  async endKeys(nowMs: number): Promise<number> {
    let count = 0;
    for (;;) {
      const ended = await this.devices.endKeys(nowMs);
      if (ended.length === 0) return count;
      this.forget(ended);
      for (const deviceId of ended) this.broker?.drop(deviceId);
      count += ended.length;
    }
  }

  /** The key that waits is in use from now on, unless it was replaced in the very same moment. */
  private async take(device: KnownDevice, key: DeviceKey, nowMs: number): Promise<FaultCode | undefined> {
    const taken = await this.devices.takeKey(device.id, key, nowMs);
    this.forget([device.id]);
    if (taken) {
      this.bus.recorded();
      return undefined;
    }
    const now = await this.directory.find(device.id);
    return now?.keyGeneration === key.generation ? undefined : 'token_invalid';
  }

  private forget(deviceIds: readonly string[]): void {
    for (const deviceId of deviceIds) this.directory.forget(deviceId);
    this.transfers.forgetDevices(deviceIds);
  }
}
