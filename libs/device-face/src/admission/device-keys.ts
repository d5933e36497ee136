import { Inject, Injectable } from '@nestjs/common';

import { deriveDeviceRoot, masterOf, type KeyRing } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';

/** Derives device keys from the key ring; keeps none. */
@Injectable()
export class DeviceKeys {
  constructor(@Inject(KEY_RING) private readonly keyRing: KeyRing) {}

  /** The device's root key; undefined if the ring lacks the epoch in which the device was provisioned. */
  rootOf({
    id,
    product,
    keyEpoch,
  }: {
    readonly id: string;
    readonly product: string;
    readonly keyEpoch: number;
  }): Uint8Array | undefined {
    const master = masterOf(this.keyRing, keyEpoch);
    return master && deriveDeviceRoot({ master: master.secret, product, deviceId: id });
  }
}
