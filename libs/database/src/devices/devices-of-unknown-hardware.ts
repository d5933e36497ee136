import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { Query } from '../connection/session.js';
import { rowsOf } from '../sql.js';

const UNKNOWN = `
  SELECT d.id, d.product, d.hardware FROM jsonb_to_recordset($1::jsonb) AS d(id text, product text, hardware text) JOIN products p ON p.name = d.product
  WHERE NOT d.hardware = ANY (p.hardware)`;

/**
 * Which of the new devices have a hardware revision that their product lacks, each with the fault that says so. The
 * products are held, so none loses a revision while a device with it is added.
 */
export async function ofUnknownHardware(
  query: Query,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<ReadonlyMap<string, Fault>> {
  type Row = { readonly id: string; readonly product: string; readonly hardware: string };
  const found = await query<Row>({ name: 'devices_of_unknown_hardware', text: UNKNOWN }, [rowsOf(rows)]);
  return new Map(
    found.map(({ id, product, hardware }) => [
      id,
      faultOf('hardware_unknown', `${product} has no hardware revision ${hardware}`),
    ]),
  );
}
