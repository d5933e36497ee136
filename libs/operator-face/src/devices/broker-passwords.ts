import { Inject, Injectable } from '@nestjs/common';

import type { Device, Devices } from '@twinbank/database';
import { deriveDeviceRoot, keysAt, masterOf, mosquittoPasswordLine, type KeyRing } from '@twinbank/keys';
import { CLOCK, KEY_RING } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { OperatorData } from '../auth/operator-data.js';

/** Devices that are hashed in one go before other work gets its turn: hashing a hundred passwords takes about 20 ms. */
const PAGE = 100;

interface Conditions {
  readonly product?: string | undefined;
  readonly hardware?: string | undefined;
}

/** The password file with which a Mosquitto broker admits the active devices. */
@Injectable()
export class BrokerPasswords {
  constructor(
    private readonly data: OperatorData,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Lines of the file, sorted by device id; all given conditions must hold. The same devices always give the same file.
   */
  lines(conditions: Conditions): AsyncGenerator<string> {
    // The file is read when the handler is done, so what it may hold is taken here.
    return this.linesOf(this.data.devices, conditions);
  }

  private async *linesOf(devices: Devices, conditions: Conditions): AsyncGenerator<string> {
    let after: string | undefined;
    do {
      const page = await devices.list({ ...conditions, state: 'active' }, { after, limit: PAGE });
      yield page.items.map((device) => this.line(device)).join('');
      after = page.next;
    } while (after !== undefined);
  }

  /**
   * The line of a device, with the password of the key that is in use now; empty if the key ring no longer has the master key of its epoch, because then nobody can talk
   * to it.
   */
  private line({ id, product, ...keys }: Device): string {
    const { epoch, generation } = keysAt(keys, this.clock.nowMs()).inUse;
    const master = masterOf(this.keyRing, epoch);
    if (master === undefined) return '';
    return mosquittoPasswordLine(id, deriveDeviceRoot({ master: master.secret, product, deviceId: id, generation }));
  }
}
