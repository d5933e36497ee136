import { FieldReader, readJsonObject } from './json-reader.js';
import { LIMITS } from './limits.js';

/** Which attempt a result speaks of that cannot be read as a whole. */
export interface RefusedResult {
  readonly job: number;
  readonly transfer?: number;
}

const JOB_MAX = 0x7fffffff;
const TRANSFER_MAX = 0xffffffff;

/**
 * What can still be told of a report that `decodeReport` refused: the job, and where it is there the transfer, of a result;
 * undefined where it is no result or these cannot be read either. Throws nothing.
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
