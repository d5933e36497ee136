import { Inject, Injectable } from '@nestjs/common';

import { Devices, type Device } from '@twinbank/database';
import { deriveDeviceRoot, masterOf, mosquittoPasswordLine, type KeyRing } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';

/** Devices that are hashed in one go before other work gets its turn: hashing a hundred passwords takes about 20 ms. */
const PAGE = 100;

/** The password file with which a Mosquitto broker admits the active devices. */
@Injectable()
export class BrokerPasswords {
  constructor(
    private readonly devices: Devices,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
  ) {}

  /**
   * Lines of the file, sorted by device id; all given conditions must hold. The same devices always give the same file.
   */
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

  /**
   * The line of a device; empty if the key ring no longer has the master key of its epoch, because then nobody can talk
   * to it.
   */
  private line({ id, product, keyEpoch }: Device): string {
    const master = masterOf(this.keyRing, keyEpoch);
    if (master === undefined) return '';
    return mosquittoPasswordLine(id, deriveDeviceRoot({ master: master.secret, product, deviceId: id }));
  }
}
