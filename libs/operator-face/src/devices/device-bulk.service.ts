import { Injectable } from '@nestjs/common';

import type { Device } from '@twinbank/database';
import { isFault, type Fault } from '@twinbank/primitives';
import { FAULTS, isFaultCode } from '@twinbank/protocol';

import type { BulkAnswer, BulkDevice, BulkItemAnswer } from './device-bulk.dto.js';
import { deviceAnswer } from './device.dto.js';

/** Carries an order out for one device, at this revision of it or at any. */
type One = (id: string, onlyAt: readonly string[] | undefined) => Promise<Device>;

/** Faults by which no device is refused: the server cannot go on, or must not. */
export const SERVER_ERROR = 500;

/** Carries orders about many devices out, one device after the other, each with its own result. */
@Injectable()
export class DeviceBulkService {
  /**
   * A device that is refused does not affect the others. Each is a transaction of its own: one for all would hold the rows
   * of devices whose reports wait to be written. When the database does not answer, or its disk is full, no further device
   * is tried, and all of them say so; if nothing was done by then, the order is refused as a whole.
   *
   * @param refused is told of each device that is refused, for the audit log
   * @returns the answer, and whether it says that devices were not tried
   * @throws Fault `idempotency_key_in_use` if another request took over the key; what the database said if nothing was done
   */
  async each(
    devices: readonly BulkDevice[],
    one: One,
    refused: (id: string, fault: Fault) => void,
  ): Promise<{ readonly answer: BulkAnswer; readonly isHalfDone: boolean }> {
    const items: BulkItemAnswer[] = [];
    let broken: Fault | undefined;
    for (const { id, revision } of devices) {
      const result = broken ?? (await tried(() => one(id, revision === undefined ? undefined : [revision])));
      if (!isFault(result)) items.push({ id, status: 200, revision: deviceAnswer(result).revision });
      else {
        const item = refusedItem(id, result);
        items.push(item);
        if (item.status >= SERVER_ERROR) broken = result;
        else refused(id, result);
      }
    }
    const done = items.filter(({ status }) => status === 200).length;
    if (broken !== undefined && done === 0) throw broken;
    return { answer: { done, refused: items.length - done, items }, isHalfDone: broken !== undefined };
  }
}

/** What came of it, or the fault by which it was refused. */
async function tried(work: () => Promise<Device>): Promise<Device | Fault> {
  try {
    return await work();
  } catch (error) {
    if (isFault(error) && error.code !== 'idempotency_key_in_use') return error;
    throw error;
  }
}

function refusedItem(id: string, { code, detail, facts }: Fault): BulkItemAnswer {
  const revision = facts['revision'];
  return {
    ...{ id, status: isFaultCode(code) ? FAULTS[code].status : SERVER_ERROR, code, detail },
    ...(typeof revision === 'string' && { revision }),
  };
}
