import type { Session } from '../connection/session.js';
import { endingSql } from '../disposal/ending.js';
import { rowsOf } from '../sql.js';
import type { KeySetRecord } from './key-set-record.js';

/** Devices that are counted of each kind at most; there may be more. */
export const SPREAD_MAX = 10_000;

/** How far a key set has come among the devices of its product, by what they said. */
export interface KeySetSpread {
  /** Devices that hold this set, at most {@link SPREAD_MAX}. */
  readonly holding: number;
  /** Devices that hold an older one, or the keys of their factory, and can take sets; at most {@link SPREAD_MAX}. */
  readonly behind: number;
  readonly isExact: boolean;
}

/** Devices of a product whose set has a place, counted along the index over products and sets. Those whose end was ordered wait for no set. */
const counted = (place: '=' | '<'): string => `(
    SELECT count(*)::int FROM (
      SELECT FROM devices d WHERE d.product = k.product AND d.key_set ${place} k.version AND NOT ${endingSql('d')} LIMIT ${SPREAD_MAX + 1}
    ) AS found
  )`;
const SPREAD = `
  SELECT k.product, ${counted('=')} AS holding, ${counted('<')} AS behind
  FROM jsonb_to_recordset($1::jsonb) AS k(product text, version int)`;

interface SpreadRow extends Record<string, unknown> {
  readonly product: string;
  readonly holding: number;
  readonly behind: number;
}

/** How far these key sets have come, each of another product, by its name. They were read by whoever may see their products. */
export async function spreadOf(
  { query }: Session,
  sets: readonly KeySetRecord[],
): Promise<ReadonlyMap<string, KeySetSpread>> {
  if (sets.length === 0) return new Map();
  const asked = sets.map(({ product, set: { version } }) => ({ product, version }));
  const rows = await query<SpreadRow>({ name: 'key_sets_spread', text: SPREAD }, [rowsOf(asked)]);
  return new Map(
    rows.map(({ product, holding, behind }) => [
      product,
      {
        holding: Math.min(holding, SPREAD_MAX),
        behind: Math.min(behind, SPREAD_MAX),
        isExact: Math.max(holding, behind) <= SPREAD_MAX,
      },
    ]),
  );
}
