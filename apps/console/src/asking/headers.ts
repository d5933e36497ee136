import { newKey } from '../server/rest.js';

interface Conditions {
  /** The revision that was seen: an order is refused with `precondition_failed` if somebody changed the thing meanwhile. */
  readonly revision?: string | undefined;
}

/** Headers of an order: carried out once, however often it arrives, and at the revision that was seen only. */
export const headersOf = ({ revision }: Conditions = {}) => ({
  'Idempotency-Key': newKey(),
  ...(revision !== undefined && { 'If-Match': `"${revision}"` }),
});
