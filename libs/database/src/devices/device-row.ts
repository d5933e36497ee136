import type { Attributes, DeviceStatus } from '@twinbank/protocol';

import type { Device, DeviceState, HeldRefusal } from './device.js';
import type { Device as DeviceRow } from '../generated/client.js';
import { known } from '../sql.js';

/** Makes a device from its row. */
export function deviceOf(row: DeviceRow): Device {
  const { id, hardware, keyEpoch, keyGeneration, ticketSequence, online, tags, version } = row;
  return {
    id,
    product: row.productName,
    hardware,
    keyEpoch,
    keyGeneration,
    state: row.state as DeviceState,
    ticketSequence,
    online,
    tags,
    attributes: row.attributes as Attributes,
    reported: row.reported as Attributes,
    version,
    createdAtMs: row.createdAt.getTime(),
    ...known({
      name: row.name,
      note: row.note,
      running: runningOf(row),
      counter: row.counter === null ? undefined : Number(row.counter),
      status: row.status as DeviceStatus | null,
      keySetRefused: row.keySetRefused as unknown as HeldRefusal | null,
      lastSeenAtMs: row.lastSeenAt?.getTime(),
      lastRefusal: refusalOf(row),
      identityContestedAtMs: row.contestedAt?.getTime(),
      otherKey: otherKeyOf(row),
      oldKeyUntilMs: row.oldKeyUntil?.getTime(),
    }),
  };
}

function runningOf(row: DeviceRow): Device['running'] {
  if (row.runningVersion === null || row.runningDigest === null || row.runningBank === null) return undefined;
  return {
    version: row.runningVersion,
    digest: row.runningDigest,
    bank: row.runningBank as 1 | 2,
    confirmed: row.confirmed === true,
  };
}

function otherKeyOf({ otherKeyEpoch: epoch, otherKeyGeneration: generation }: DeviceRow): Device['otherKey'] {
  return epoch === null || generation === null ? undefined : { epoch, generation };
}

function refusalOf({ refusalCode: code, refusalAddress: address, refusedAt }: DeviceRow): Device['lastRefusal'] {
  if (code === null || refusedAt === null) return undefined;
  return { code, ...(address !== null && { address }), atMs: refusedAt.getTime() };
}
