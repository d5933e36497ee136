import { sha256 } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';

import { canonicalJson } from './canonical-json.js';
import type { AuditValues } from './entry.js';

/** Bytes of canonical JSON that one value of an entry may have; the batch of ids that one provisioning makes fits. */
export const VALUE_BYTES_MAX = 40_000;
/** Nesting of a value: what is exported is read again with a bound of its own. */
const DEPTH_MAX = 4;
/** Values on one side of a change; more than any object has fields. */
const VALUES_MAX = 50;

/**
 * Values as an entry keeps them: one that is too long, or nested too deeply, is told by its length and its SHA-256 over the canonical JSON, by which whoever has the value can show that it
 * was this one.
 */
export function shortened(values: AuditValues): AuditValues {
  return Object.fromEntries(
    Object.entries(values)
      .slice(0, VALUES_MAX)
      .map(([name, value]) => {
        const bytes = utf8(canonicalJson(value ?? null));
        if (bytes.length <= VALUE_BYTES_MAX && depthOf(value) <= DEPTH_MAX) return [name, value];
        return [name, { bytes: bytes.length, sha256: toHex(sha256(bytes)) }];
      }),
  );
}

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
