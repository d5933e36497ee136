import { Inject, Injectable } from '@nestjs/common';

import type { Command } from '@twinbank/access';
import type { Device, DeviceMove } from '@twinbank/database';
import { currentMaster, deriveDeviceRoot, type KeyRing } from '@twinbank/keys';
import { Admission, CLOCK, EventBus, KEY_RING } from '@twinbank/ports';
import { toBase64Url, type Clock } from '@twinbank/primitives';

import { OperatorData } from '../auth/operator-data.js';
import { factoryTrust, manifestKeysFor, requireFreshKeySet, type FactoryTrust } from '../products/manifest-keys.js';

/** A device that was moved, and what is written into it. */
export interface Moved {
  readonly device: Device;
  /** base64url of 32 bytes. */
  readonly deviceRoot: string;
  readonly trust: FactoryTrust;
}

/** Makes devices that came back ones of another product. */
@Injectable()
export class MoveService {
  constructor(
    private readonly data: OperatorData,
    private readonly admission: Admission,
    private readonly bus: EventBus,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Gives a deactivated device another product, hardware revision and root key; says whose signatures it is to take from now on.
   *
   * @throws Fault `device_unknown`, `device_active`, `product_unknown`, `product_foreign`, `hardware_unknown`,
   * `manifest_key_missing`, `key_set_expired`, `conflict`, `precondition_failed`
   */
  async move(
    id: string,
    { product, hardware }: Pick<DeviceMove, 'product' | 'hardware'>,
    order: Omit<Command, 'nowMs'>,
  ): Promise<Moved> {
    const to = await this.data.products.get(product);
    manifestKeysFor(to, this.keyRing);
    const newest = to.signing.keySet && (await this.data.keySets.newest([to.name])).get(to.name);
    requireFreshKeySet(newest, this.clock.nowMs());
    const { epoch, secret: master } = currentMaster(this.keyRing);
    const generation = await this.data.devices.move(
      id,
      { product, hardware, epoch },
      { ...order, nowMs: this.clock.nowMs() },
    );
    await this.admission.evict([id]);
    this.bus.recorded();
    const root = deriveDeviceRoot({ master, product, deviceId: id, generation });
    return {
      device: await this.data.devices.get(id),
      deviceRoot: toBase64Url(root),
      trust: factoryTrust(to, newest, this.keyRing),
    };
  }
}
