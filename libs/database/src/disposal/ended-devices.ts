import { reaches, type Reach } from '@twinbank/access';
import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { Query } from '../connection/session.js';
import { endingSql } from './ending.js';

const ENDED = `
  SELECT d.id, p.project FROM devices d JOIN products p ON p.name = d.product WHERE d.id = ANY ($1) AND ${endingSql('d')}`;

/**
 * Those of these devices whose end was ordered, each with the fault that says so: nobody may take a new device for an old one. Of devices out
 * of reach nothing is said.
 */
export async function endedAmong(
  query: Query,
  reach: Reach,
  rows: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, Fault>> {
  if (rows.length === 0) return new Map();
  const found = await query<{ id: string; project: string }>({ text: ENDED }, [rows.map(({ id }) => id)]);
  const detail = 'the device of this id was disposed of; ids are given once';
  return new Map(
    found
      .filter(({ project }) => reaches(reach, project))
      .map(({ id }) => [id, faultOf('device_disposed', detail)] as const),
  );
}
