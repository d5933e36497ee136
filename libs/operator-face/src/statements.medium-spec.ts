import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';

import { anImage } from './testing/an-image.js';
import { aForm } from './testing/forms.js';
import { aPerson, BrowserUnderTest } from './testing/people-under-test.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from './testing/server-under-test.js';
import { aKeySetFor, rootKey } from './testing/team-keys.js';
import { beginUpload } from './testing/upload-acts.js';

type Schema = { readonly $ref?: string; readonly properties?: Readonly<Record<string, unknown>> };
type Operation = {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
};

/** Work in the background adds statements now and then: the fewest of several requests are those of the list itself. */
const TRIES = 15;

describe('a list', () => {
  let server: ServerUnderTest;
  let statements: jest.SpiedFunction<typeof pg.Client.prototype.query>;
  let lists: readonly string[];
  beforeAll(async () => {
    statements = jest.spyOn(pg.Client.prototype, 'query');
    server = await ServerUnderTest.start();
    const { json: api } = await server.send('GET', '/docs-json', { scope: 'none' });
    const schemas = api.components.schemas as Readonly<Record<string, Schema>>;
    const hasItems = ({ responses }: Operation): boolean => {
      const ref = responses['200']?.content?.['application/json']?.schema.$ref?.split('/').at(-1);
      return ref !== undefined && schemas[ref]?.properties?.['items'] !== undefined;
    };
    lists = Object.entries(api.paths as Record<string, Record<string, Operation>>).flatMap(([path, { get }]) =>
      // A summary has a row for each value, and not for each thing; it is one statement by its making.
      get && hasItems(get) && !path.endsWith('/summary') ? [path] : [],
    );
  }, SERVER_START_MS);
  afterAll(async () => {
    statements.mockRestore();
    await server.stop();
  });

  const post = (path: string, request: Parameters<ServerUnderTest['send']>[2]): Promise<Answer> =>
    server.send('POST', path, request);

  let number = 0;
  let webhook: string | undefined;
  /**
   * Adds one more of everything: a project, a product, a token, and, for the first product, a release, devices, and a campaign
   * with its jobs and events.
   */
  async function oneMore(): Promise<void> {
    const product = `motor-${++number}`;
    await post('projects', { body: { name: `project-${number}` } });
    await post('products', {
      body: { name: product, part: 'STM32G484', hardware: ['A'], finishPolicy: 'mirror', agent: 'own' },
    });
    const version = `1.0.${number}`;
    await post('products/motor-1/releases', aForm({ version, counter: 1 }, { image: anImage('STM32G484') }));
    // A project has a few at a time only.
    if (number <= 2) {
      const form = aForm({ version: `2.0.${number}`, counter: 1 }, { image: anImage('STM32G484') });
      expect((await beginUpload(server, 'motor-1', form)).status).toBe(201);
    }
    await post('devices/bulk', {
      body: [`d-${number}`, `e-${number}`]
        .map((id) => `${JSON.stringify({ id, product: 'motor-1', hardware: 'A' })}\n`)
        .join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const selection = { deviceIds: number === 1 ? ['d-1'] : [`d-${number}`, 'd-1'] };
    const { json } = await post('campaigns', {
      body: { name: 'spring', product: 'motor-1', release: version, terms: { mode: 'reset' }, selection },
    });
    await post(`campaigns/${json.id}/stop`, {});
    const { database } = server;
    const query = new pg.Client(server.connection);
    await query.connect();
    await query.query(
      `INSERT INTO jobs (campaign_id, device_id, ordinal, state, ended_at)
       SELECT c.id, d.id, 0, 'cancelled', now() FROM campaigns c, devices d WHERE c.id = $1 OR (c.id = 1 AND d.id = $2) ON CONFLICT DO NOTHING`,
      [json.id, `d-${number}`],
    );
    await query.query(
      `INSERT INTO campaign_opinions (campaign_id, kind, at, actor, definition, plan)
       VALUES (1, 'rejected', now(), '{"kind": "system", "name": "retention"}', '{}', '{}')`,
    );
    await query.end();
    await database.events.append(
      (await database.events.list({}, { limit: 1 })).items.map(() => ({
        atMs: 0,
        kind: 'job_failed',
        deviceId: 'd-1',
        campaignId: 1,
        actor: { kind: 'system', name: 'server' },
        data: {},
      })),
    );
    await post('groups', { body: { name: `group-${number}` } });
    const order = { name: 'hook', url: 'https://hook.invalid/', events: ['webhook_created'], enabled: true };
    const { json: made } = await post('webhooks', { body: order });
    webhook ??= made.id as string;
    await post(`webhooks/${webhook}/test`, {});
    const user = `user-${number}`;
    const rootKeys = [(await rootKey()).publicJwk];
    await post(`products/${product}/signing`, { body: { keys: [], serverKey: true, rootKeys } });
    // Of the first product all of them, of each the newest.
    for (const name of new Set(['motor-1', product]))
      await post(`products/${name}/key-sets`, { body: await aKeySetFor(server, name, number) });
    await aPerson(server, user, [{ role: 'viewer' }, { role: 'operator' }]);
    await post('users', { body: { name: `service-${number}`, kind: 'service', grants: [{ role: 'viewer' }] } });
    await post('tokens', { body: { name: 'other', roles: ['viewer'], days: 1, owner: `service-${number}` } });
    await new BrowserUnderTest(server).signIn('user-1');
  }

  const addressOf = (path: string): string =>
    path
      .replace('{product}', 'motor-1')
      .replace('{user}', 'user-1')
      .replace('/devices/{id}', '/devices/d-1')
      .replace('/webhooks/{id}', `/webhooks/${webhook}`)
      .replace('{id}', '1');

  async function costs(): Promise<Record<string, { readonly rows: number; readonly statements: number }>> {
    const cost: Record<string, { rows: number; statements: number }> = {};
    for (const path of lists) {
      await server.send('GET', addressOf(path));
      for (let attempt = 0; attempt < TRIES; attempt++) {
        statements.mockClear();
        const { json, status } = await server.send('GET', addressOf(path));
        expect([path, status]).toEqual([path, 200]);
        const count = statements.mock.calls.length;
        cost[path] = {
          rows: json.items.length as number,
          statements: Math.min(count, cost[path]?.statements ?? count),
        };
      }
    }
    return cost;
  }

  it('costs as many statements with many rows as with one', async () => {
    expect(lists.length).toBeGreaterThanOrEqual(7);
    await oneMore();
    const few = await costs();
    for (let more = 0; more < 4; more++) await oneMore();
    const many = await costs();
    for (const path of lists) {
      expect([path, many[path]!.rows > few[path]!.rows]).toEqual([path, true]);
      expect([path, few[path]!.statements > 0, many[path]!.statements]).toEqual([path, true, few[path]!.statements]);
    }
  });
});
