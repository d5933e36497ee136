import { Inject, Injectable } from '@nestjs/common';

import { deriveDeviceRoot, masterOf, type DeviceKey, type KeyRing } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';

/** From what the root key of a device is derived. */
interface KeyedDevice {
  readonly id: string;
  readonly product: string;
  readonly keyEpoch: number;
  readonly keyGeneration: number;
}

/** Derives device keys from the key ring; keeps none. */
@Injectable()
export class DeviceKeys {
  constructor(@Inject(KEY_RING) private readonly keyRing: KeyRing) {}

  /** The root key that the device uses; undefined if the ring lacks its epoch. */
  rootOf({ keyEpoch, keyGeneration, ...device }: KeyedDevice): Uint8Array | undefined {
    return this.rootBy({ epoch: keyEpoch, generation: keyGeneration }, device);
  }

  /** The root key of this name; undefined if the ring lacks its epoch. */
  rootBy(
    { epoch, generation }: DeviceKey,
    { id, product }: Pick<KeyedDevice, 'id' | 'product'>,
  ): Uint8Array | undefined {
    const master = masterOf(this.keyRing, epoch);
    return master && deriveDeviceRoot({ master: master.secret, product, deviceId: id, generation });
  }
}
