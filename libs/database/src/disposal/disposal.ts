import { sha256, type DeviceKey } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';
import { faultCodeOf, type FaultCode } from '@twinbank/protocol';
import type { SentDisposal } from '@twinbank/rollout';

import type { DeviceDisposal as DisposalRow } from '../generated/client.js';

/** The receipt of a disposal, and what acknowledges it. */
export interface KeptDisposalReceipt {
  /** The receipt with its MAC, as the device told it. */
  readonly said: Uint8Array;
  readonly atMs: number;
  /** From what the key is derived that made it. */
  readonly key: DeviceKey;
  /** A compact JWS, and when it was signed. */
  readonly acknowledgement: string;
  readonly acknowledgedAtMs: number;
}

/** The end of a device's life, as far as it has come. */
export interface Disposal {
  readonly deviceId: string;
  readonly orderedAtMs: number;
  readonly reason: string;
  /** Whether the device says that it can be told. */
  readonly tellable: boolean;
  /** Number of the newest order among the device's tickets. */
  readonly sequence: number;
  readonly issuedAtMs: number;
  /** That order as a compact JWS, once it was signed. */
  readonly order?: string;
  /** Orders before it. */
  readonly earlier: readonly SentDisposal[];
  /** Why the device did not take what it was sent last. */
  readonly fault?: FaultCode;
  readonly receipt?: KeptDisposalReceipt;
  /** When the device last came although its receipt was there. */
  readonly cameAgainAtMs?: number;
}

/** SHA-256 (hex) of a receipt with its MAC, or of the ASCII of an order as a compact JWS. */
export const disposalDigest = (said: string | Uint8Array): string =>
  toHex(sha256(typeof said === 'string' ? utf8(said) : said));

/** The orders that were signed, the newest last: the device may have taken any of them. */
export const signedOrders = ({ sequence, order, earlier }: Disposal): readonly SentDisposal[] =>
  order === undefined ? earlier : [...earlier, { sequence, digest: disposalDigest(order) }];

/** Makes a disposal from its row. */
export function disposalOf(row: DisposalRow): Disposal {
  const receipt = receiptOf(row);
  return {
    deviceId: row.deviceId,
    orderedAtMs: row.orderedAt.getTime(),
    reason: row.reason,
    tellable: row.tellable,
    sequence: row.sequence,
    issuedAtMs: row.issuedAt.getTime(),
    earlier: row.earlier as unknown as SentDisposal[],
    ...(row.orderJws !== null && { order: row.orderJws }),
    ...(row.fault !== null && { fault: faultCodeOf(row.fault) }),
    ...(receipt && { receipt }),
    ...(row.cameAgainAt !== null && { cameAgainAtMs: row.cameAgainAt.getTime() }),
  };
}

function receiptOf(row: DisposalRow): KeptDisposalReceipt | undefined {
  const { receipt, receiptAt, keyEpoch, keyGeneration, acknowledgement, acknowledgedAt } = row;
  if (receipt === null || receiptAt === null || keyEpoch === null || keyGeneration === null) return undefined;
  if (acknowledgement === null || acknowledgedAt === null) return undefined;
  return {
    said: new Uint8Array(receipt),
    atMs: receiptAt.getTime(),
    key: { epoch: keyEpoch, generation: keyGeneration },
    acknowledgement,
    acknowledgedAtMs: acknowledgedAt.getTime(),
  };
}
