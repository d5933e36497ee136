import { FieldReader, readJsonObject } from './json-reader.js';
import { LIMITS } from './limits.js';

/** The attempt that an unreadable result is about. */
export interface RefusedResult {
  readonly job: number;
  readonly transfer?: number;
}

const JOB_MAX = 0x7fffffff;
const TRANSFER_MAX = 0xffffffff;

/**
 * What can still be read of a report that `decodeReport` refused: the job and, if present, the transfer of a
 * result. Undefined if it is not a result, or these cannot be read either. Never throws.
 */
export function refusedResultOf(bytes: Uint8Array): RefusedResult | undefined {
  try {
    const fields = new FieldReader(readJsonObject(bytes, LIMITS.reportBytes));
    fields.oneOf('type', ['result'] as const);
    const job = fields.whole('job', 1, JOB_MAX);
    const transfer = fields.optional('transfer', (name) => fields.whole(name, 0, TRANSFER_MAX));
    return { job, ...(transfer !== undefined && { transfer }) };
  } catch {
    return undefined;
  }
}
