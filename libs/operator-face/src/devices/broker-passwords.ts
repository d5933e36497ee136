import { Inject, Injectable } from '@nestjs/common';

import { Devices, type Device } from '@twinbank/database';
import { deriveDeviceRoot, masterOf, mosquittoPasswordLine, type KeyRing } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';

/** Devices between two breaths: hashing a hundred passwords keeps the process busy for some 20 ms. */
const PAGE = 100;

/** The password file that lets a Mosquitto admit the active devices. */
@Injectable()
export class BrokerPasswords {
  constructor(
    private readonly devices: Devices,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
  ) {}

  /** Lines of the file, by device id; given conditions hold at once. The same devices give the same file. */
  async *lines(conditions: {
    readonly product?: string | undefined;
    readonly hardware?: string | undefined;
  }): AsyncGenerator<string> {
    let after: string | undefined;
    do {
      const page = await this.devices.list({ ...conditions, state: 'active' }, { after, limit: PAGE });
      yield page.items.map((device) => this.line(device)).join('');
      after = page.next;
    } while (after !== undefined);
  }

  /** Empty for a device whose epoch the key ring no longer holds: nobody can speak to it. */
  private line({ id, product, keyEpoch }: Device): string {
    const master = masterOf(this.keyRing, keyEpoch);
    if (master === undefined) return '';
    return mosquittoPasswordLine(id, deriveDeviceRoot({ master: master.secret, product, deviceId: id }));
  }
}
