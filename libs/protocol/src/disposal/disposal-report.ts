import type { FaultCode } from '../faults.js';
import { faultOf } from '../faults.js';
import type { FieldReader } from '../json-reader.js';
import { RECEIPT_TEXT_MAX } from '../receipt.js';

/**
 * What a device says of an order of disposal: that it took it, by its receipt; or why it does not take it, or what acknowledges the receipt. It
 * is about no job.
 */
export interface DisposalReport {
  readonly type: 'disposal';
  readonly start?: number;
  readonly seq: number;
  /** That of the order; left out if it could not be read. */
  readonly sequence?: number;
  /** The receipt with its MAC, in base64url. */
  readonly receipt?: string;
  /** In place of the receipt: why what came is not taken. */
  readonly fault?: FaultCode;
  readonly detail?: string;
}

const SEQUENCE_MAX = 0x7fffffff;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/**
 * Reads what is particular to this report.
 *
 * @param readFault reads a code that this server may not know
 * @throws Fault `message_malformed`
 */
export function readDisposal(
  fields: FieldReader,
  readFault: (code: string) => FaultCode,
  readDetail: (name: string) => string,
): Pick<DisposalReport, 'sequence' | 'receipt' | 'fault' | 'detail'> {
  const said = {
    sequence: fields.optional('sequence', (name) => fields.whole(name, 1, SEQUENCE_MAX)),
    receipt: fields.optional('receipt', (name) => fields.text(name, RECEIPT_TEXT_MAX, BASE64URL)),
    fault: fields.optional('fault', (name) => readFault(fields.text(name, 64))),
    detail: fields.optional('detail', readDetail),
  };
  if ((said.receipt === undefined) === (said.fault === undefined))
    throw faultOf('message_malformed', 'a report of a disposal has either a receipt or a fault');
  return said as Pick<DisposalReport, 'sequence' | 'receipt' | 'fault' | 'detail'>;
}
