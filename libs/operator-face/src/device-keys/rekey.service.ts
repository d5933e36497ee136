import { Inject, Injectable } from '@nestjs/common';

import type { Command, Reach } from '@twinbank/access';
import type { Device } from '@twinbank/database';
import { currentMaster, deriveDeviceRoot, type KeyRing } from '@twinbank/keys';
import { Admission, CLOCK, EventBus, KEY_RING } from '@twinbank/ports';
import { toBase64Url, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { OperatorData } from '../auth/operator-data.js';
import { OLD_KEY_DAYS_MAX, OLD_KEY_MS, OLD_KEY_MS_MAX } from './rekey.dto.js';

/** A device and its new root key, base64url of 32 bytes. */
interface Rekeyed {
  readonly device: Device;
  readonly deviceRoot: string;
}

/** Gives devices other root keys, of the newest master key. */
@Injectable()
export class RekeyService {
  constructor(
    private readonly data: OperatorData,
    private readonly admission: Admission,
    private readonly bus: EventBus,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Gives a device another root key. The one in use stays good until `oldUntil`, an ISO time, or until the device signs
   * in with the new one; of a deactivated device nothing is good until it is reactivated.
   *
   * @param order the command, and where it may be about a device that is active
   * @throws Fault `device_unknown`, `request_invalid`, `precondition_failed`, `forbidden` if the device is active
   */
  async rekey(
    id: string,
    oldUntil: string | undefined,
    { activeIn, ...order }: Omit<Command, 'nowMs'> & { readonly activeIn: Reach },
  ): Promise<Rekeyed> {
    const nowMs = this.clock.nowMs();
    const oldUntilMs = oldUntil === undefined ? nowMs + OLD_KEY_MS : Date.parse(oldUntil);
    if (!(oldUntilMs <= nowMs + OLD_KEY_MS_MAX))
      throw faultOf('request_invalid', `oldUntil must be within ${OLD_KEY_DAYS_MAX} days`);
    const master = currentMaster(this.keyRing);
    const rekeying = { epoch: master.epoch, oldUntilMs, activeIn };
    const given = await this.data.devices.rekey(id, rekeying, { ...order, nowMs });
    await this.admission.rekeyed(id);
    this.bus.recorded();
    const device = await this.data.devices.get(id);
    const { generation } = given;
    const root = deriveDeviceRoot({ master: master.secret, product: device.product, deviceId: id, generation });
    return { device, deviceRoot: toBase64Url(root) };
  }
}
