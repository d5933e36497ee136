import { sha256 } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';

import { canonicalJson } from './canonical-json.js';
import type { AuditValues } from './entry.js';

/** Longest canonical JSON of one value of an entry, in bytes: fits the device ids of one provisioning batch. */
export const VALUE_BYTES_MAX = 40_000;
/** Deepest nesting of a value. A reader of an export limits nesting, too, and must be able to read every entry. */
const DEPTH_MAX = 4;
/** Most values on one side of a change: more than any object has fields. */
const VALUES_MAX = 50;

/**
 * Values as an entry keeps them. A value that is too long or nested too deeply is replaced by its length and the
 * SHA-256 of its canonical JSON. Whoever has the original can still prove with the hash that it was this value.
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
