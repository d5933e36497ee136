import { Injectable } from '@nestjs/common';

import { isFault, type Fault } from '@twinbank/primitives';
import { FAULTS, isFaultCode } from '@twinbank/protocol';

import { AuditRefusals } from '../audit/audit-refusals.js';
import type { OperatorRequest } from '../auth/operator.guard.js';
import type { BulkAnswer, BulkDevice, BulkItemAnswer } from './device-bulk.dto.js';

/** How an order is carried out for one device, at this revision of it or at any, and what the answer says of it then. */
export interface EachDevice<Result extends object, Item extends object> {
  readonly one: (id: string, onlyAt: readonly string[] | undefined) => Promise<Result>;
  readonly told: (result: Result) => Item;
}
/** Of each device what is said of all, and where it was carried out, what is said of this order. */
type Answer<Item> = BulkAnswer & { items: (BulkItemAnswer & Partial<Item>)[] };

/** Faults by which no device is refused: the server cannot go on, or must not. */
const SERVER_ERROR = 500;

/** Carries orders about many devices out, one device after the other, each with its own result. */
@Injectable()
export class DeviceBulkService {
  constructor(private readonly refusals: AuditRefusals) {}

  /**
   * A device that is refused does not affect the others. Each is a transaction of its own: one for all would hold the rows
   * of devices whose reports wait to be written. When the database does not answer, or its disk is full, no further device
   * is tried, and all of them say so; if nothing was done by then, the order is refused as a whole.
   *
   * @param request whose refused devices are noted for the audit log; it is half done where devices were not tried
   * @throws Fault `idempotency_key_in_use` if another request took over the key; what the database said if nothing was done
   */
  async each<Result extends object, Item extends object>(
    devices: readonly BulkDevice[],
    request: OperatorRequest,
    { one, told }: EachDevice<Result, Item>,
  ): Promise<Answer<Item>> {
    const items: Answer<Item>['items'] = [];
    let broken: Fault | undefined;
    for (const { id, revision } of devices) {
      const result = broken ?? (await tried(() => one(id, revision === undefined ? undefined : [revision])));
      if (!isFault(result)) items.push({ id, status: 200, ...told(result) });
      else {
        const item = refusedItem(id, result);
        items.push(item as Answer<Item>['items'][number]);
        if (item.status >= SERVER_ERROR) broken = result;
        else this.refusals.noteItem(request, { object: `devices/${id}`, code: result.code });
      }
    }
    const done = items.filter(({ status }) => status === 200).length;
    if (broken !== undefined && done === 0) throw broken;
    request.isHalfDone = broken !== undefined;
    return { done, refused: items.length - done, items };
  }
}

/** Of an order that was left in the middle: the last device that it was carried out for, or that refused it. */
export const lastTried = ({ items }: BulkAnswer): string | undefined =>
  items.filter(({ status }) => status < SERVER_ERROR).at(-1)?.id;

/** What came of it, or the fault by which it was refused. */
async function tried<Result>(work: () => Promise<Result>): Promise<Result | Fault> {
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
