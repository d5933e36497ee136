import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import pg from 'pg';

import { EVENTS, KEPT_EVENT_KINDS, type EventKind } from '@twinbank/events';

const AJV = new Ajv2020({ strict: false, allErrors: true });
formats.default(AJV);
const KINDS: ReadonlySet<string> = new Set(KEPT_EVENT_KINDS);
/** Compiled when an event of the kind is seen: every test file that has a database loads this, and its tests write a few kinds of many. */
const CHECKS = new Map<string, ValidateFunction>();

function checkOf(kind: string): ValidateFunction | undefined {
  if (!KINDS.has(kind)) return undefined;
  const check = CHECKS.get(kind) ?? AJV.compile(EVENTS[kind as EventKind].data);
  CHECKS.set(kind, check);
  return check;
}

/** What the catalogue says against an event; undefined if it is as the catalogue has it. */
export function catalogueProblem({
  kind,
  data,
}: {
  readonly kind: string;
  readonly data: unknown;
}): string | undefined {
  const check = checkOf(kind);
  if (check === undefined) return `${kind}: no event that is kept has this name in the catalogue`;
  return check(data) ? undefined : `${kind}: ${AJV.errorsText(check.errors)} in ${JSON.stringify(data)}`;
}

/**
 * Holds every event that a test wrote against the catalogue, when the test's database is disposed of: so nothing that any
 * test has the server write can be missing there, or have other data.
 *
 * @throws Error that names each kind that is wrong
 */
export async function holdEventsToCatalogue(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ kind: string; data: unknown }>('SELECT DISTINCT kind, data FROM events');
    const problems = rows.flatMap((row) => catalogueProblem(row) ?? []);
    if (problems.length > 0) throw new Error(`events that the catalogue does not have:\n${problems.join('\n')}`);
  } finally {
    await client.end();
  }
}
