import type { Session } from '../connection/session.js';

/** Changes of counts that are read each time, before they are added up. */
const LOOSE_ROWS_MAX = 250;

/**
 * Adds up the changes of a count of devices, if there are many: what is left has a row for each key whose sum is not 0. Who gathers at the same
 * moment waits, and then finds little; who counts meanwhile sees the rows before, or those after.
 *
 * @param table whose rows are changes of a number `devices`, and are added by triggers only
 * @param keys its other columns but the id
 */
export async function gatherSums(session: Session, table: string, keys: readonly string[]): Promise<void> {
  const by = keys.join(', ');
  const isLoose = `SELECT count(*) > $1 + count(DISTINCT (${by})) AS loose FROM ${table}`;
  const [counted] = await session.query<{ loose: boolean }>({ text: isLoose }, [LOOSE_ROWS_MAX]);
  if (!counted!.loose) return;
  const gather = `
    WITH gone AS (
      DELETE FROM ${table} RETURNING ${by}, devices
    )
    INSERT INTO ${table} (${by}, devices)
    SELECT ${by}, sum(devices)::int FROM gone GROUP BY ${by} HAVING sum(devices) <> 0`;
  await session.query({ text: gather }, []);
}
