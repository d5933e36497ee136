import pg from 'pg';

import { CAMPAIGN_JOB_LIST } from '@twinbank/database';
import { listed } from '@twinbank/database/testing/listed';
import { UpdateOrders } from '@twinbank/stored-releases';

import { anImage } from './an-image.js';
import { aForm, anSbom } from './forms.js';
import { beginUpload } from './upload-acts.js';
import type { Sent, ServerUnderTest } from './server-under-test.js';
import { aKeySetFor, rootKey } from './team-keys.js';

/** What a project has, by the words that stand before it in addresses. */
export interface Belongings {
  readonly projects: string;
  readonly products: string;
  readonly releases: string;
  readonly devices: string;
  readonly campaigns: string | number;
  readonly jobs: string | number;
  readonly tokens: string;
  readonly webhooks: string;
  readonly groups: string;
  readonly deliveries: string | number;
  readonly uploads: string;
  /** Key sets of the product, by their versions. */
  readonly sets: string;
}

export const bearer = (token: string): Sent => ({ scope: 'none', headers: { authorization: `Bearer ${token}` } });

/** Names that nobody has, in the form of {@link Belongings}. */
export const GHOSTS: Belongings = {
  projects: 'ghost',
  products: 'ghost-motor',
  releases: '1.1.0',
  devices: 'ghost-d1',
  campaigns: 987_654,
  jobs: 987_655,
  tokens: '00000000-0000-4000-8000-000000000000',
  webhooks: '00000000-0000-4000-8000-000000000000',
  groups: '00000000-0000-4000-8000-000000000000',
  deliveries: 987_656,
  uploads: '00000000-0000-4000-8000-000000000000',
  sets: '1',
};

/**
 * Makes a project with a product, a release, devices, a running campaign with jobs, and a token. All its names begin with
 * the name of the project.
 */
export async function aProject(server: ServerUnderTest, name: string): Promise<Belongings> {
  const product = `${name}-motor`;
  const device = `${name}-d1`;
  const post = async (path: string, sent: Sent) => {
    const { status, json, text } = await server.send('POST', path, sent);
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
    return json;
  };
  await post('projects', { body: { name, title: `${name}-title` } });
  const hardware = ['A'];
  await post('products', { body: { name: product, project: name, part: 'STM32G484', hardware, agent: 'own' } });
  await post(`products/${product}/releases`, aForm({ version: '1.1.0', counter: 2 }, { image: anImage('STM32G484') }));
  await post(`products/${product}/releases/1.1.0/sbom`, anSbom(product));
  const next = aForm({ version: '1.2.0', counter: 2 }, { image: anImage('STM32G484') });
  const upload = await beginUpload(server, product, next);
  const rootKeys = [(await rootKey()).publicJwk];
  await post(`products/${product}/signing`, { body: { keys: [], serverKey: true, rootKeys } });
  await post(`products/${product}/key-sets`, { body: await aKeySetFor(server, product, 1) });
  await post('devices/bulk', {
    body: [device, `${name}-d2`].map((id) => `${JSON.stringify({ id, product, hardware: 'A' })}\n`).join(''),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  const order = { name: `${name}-spring`, product, release: '1.1.0', terms: { mode: 'reset' } };
  const { id } = await post('campaigns', { body: order });
  await post(`campaigns/${id}/start`, {});
  const { database } = server;
  const update = await server.get(UpdateOrders).of(await database.campaigns.get(id as number));
  for (let left = 9; left > 0; left--) {
    const campaign = await database.plans.goOn(id as number, update, { limit: 100, nowMs: Date.now() });
    if (campaign?.state !== 'starting') break;
  }
  const [job] = await listed(database, CAMPAIGN_JOB_LIST, { campaign: id as number });
  // Nothing is listening there: it is about what is written down.
  const hook = { name: `${name}-hook`, url: 'https://hook.invalid/', project: name };
  const webhook = await post('webhooks', { body: hook });
  const delivery = await post(`webhooks/${webhook.id}/test`, {});
  const group = await post('groups', { body: { name: `${name}-group`, project: name } });
  await post(`groups/${group.id}/add`, { body: { devices: [device] } });
  // Another group names it, so that nobody can delete it.
  await post('groups', { body: { name: `${name}-all`, project: name, filter: `group==${name}-group` } });
  const token = await post('tokens', { body: { name: `${name}-token`, roles: ['viewer'], days: 1, project: name } });
  return {
    projects: name,
    products: product,
    releases: '1.1.0',
    devices: device,
    campaigns: id as number,
    jobs: job!.id,
    tokens: token.id as string,
    webhooks: webhook.id as string,
    groups: group.id as string,
    deliveries: delivery.id as number,
    uploads: upload.json.id as string,
    sets: '1',
  };
}

/** The rows of every table that say the mark, but for refused attempts, which name what was asked for. */
export async function rowsSaying(server: ServerUnderTest, mark: string): Promise<string[]> {
  const client = new pg.Client(server.connection);
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
    );
    const said: string[] = [];
    // Devices are counted in the background, at the full hour.
    for (const { name } of tables.filter((table) => table.name !== 'version_counts')) {
      const { rows } = await client.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM "${name}" t`);
      for (const { row } of rows)
        if (row.includes(mark) && !row.includes('"outcome": "refused"')) said.push(`${name} ${settled(name, row)}`);
    }
    return said.sort();
  } finally {
    await client.end();
  }
}

/** What the server itself writes in the background: everywhere, and what it notes of webhooks that it tries to reach. */
const ANYWHERE = 'sequence|hash|last_used_at';
const OF_WEBHOOKS =
  'attempts|due_at|tried_at|last_status|last_fault|failures|failing_since|lease|leased_until|rests_until|turn_at';

/** A row without what the server itself writes to it in the background. */
const settled = (table: string, row: string): string =>
  row.replace(
    new RegExp(
      `"(?:${table.startsWith('webhook') ? `${ANYWHERE}|${OF_WEBHOOKS}` : ANYWHERE})": (?:"[^"]*"|\\d+|null),? ?`,
      'g',
    ),
    '',
  );
