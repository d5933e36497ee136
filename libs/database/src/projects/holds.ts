import { reaches, type Reach } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import type { Query } from '../connection/session.js';
import { storable } from '../sql.js';

/**
 * Keeps a project from being deleted until the transaction ends. The lock is one that a later lock of the same project for
 * its quotas does not have to wait for: two transactions that hold it and then check the quotas would block each other.
 *
 * @throws Fault `project_unknown` if there is none, or no longer
 */
export async function holdProject(query: Query, name: string): Promise<void> {
  const text = 'SELECT name FROM projects WHERE name = $1 AND deleted_at IS NULL FOR KEY SHARE';
  const [held] = await query({ text }, [storable(name)]);
  if (!held) throw faultOf('project_unknown');
}

/**
 * Keeps products from being moved to another project until the transaction ends, and returns the project of each.
 * Products out of reach, also those that were moved there since the request looked, are not there.
 *
 * @throws Fault `product_unknown`
 */
export async function holdProducts(
  query: Query,
  reach: Reach,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const text = 'SELECT name, project FROM products WHERE name = ANY ($1) ORDER BY name FOR SHARE';
  const wanted = [...new Set(names.map(storable))];
  const rows = await query<{ name: string; project: string }>({ text }, [wanted]);
  const held = new Map(
    rows.filter(({ project }) => reaches(reach, project)).map(({ name, project }) => [name, project]),
  );
  const missing = wanted.find((name) => !held.has(name));
  if (missing !== undefined) throw faultOf('product_unknown', `no product is called ${missing}`);
  return held;
}
