import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { ACTIONS, actionsOf, isEverywhereOnly, ROLE_NAMES, SERVER, type Role } from '@twinbank/access';
import { PACKAGE_MEDIA_TYPE } from '@twinbank/package';
import { EventBus } from '@twinbank/ports';
import { toBase64Url } from '@twinbank/primitives';
import { encodeKeySet, type KeySet } from '@twinbank/protocol';
import { until } from '@twinbank/testkit/until';

import { answeringWithin } from '../auth/operator-data.js';
import { OperatorTokensService } from '../auth/operator-tokens.service.js';
import { EventStreams } from '../events/event-streams.js';
import { aProject, bearer, GHOSTS, rowsSaying, type Belongings } from '../testing/a-project.js';
import { anImage } from '../testing/an-image.js';
import { aForm } from '../testing/forms.js';
import { routesOf, type Route } from '../testing/routes.js';
import { SERVER_START_MS, ServerUnderTest, type Answer, type Sent } from '../testing/server-under-test.js';
import { TEAM_KEY } from '../testing/team-keys.js';

const OWN = 'aardvark';
/** In every name of the other project: where an answer says it, something was shown that must not be. */
const FOREIGN = 'zebra';
const ROLES = ROLE_NAMES.filter((role) => !isEverywhereOnly(role));

/** So much of an answer is shown where it is wrong. */
const SAID_MAX = 300;

const NDJSON = { 'content-type': 'application/x-ndjson' };
const line = (order: object): Sent => ({ body: `${JSON.stringify(order)}\n`, headers: NDJSON });

/** A key set that could be read, and that nobody has signed. */
const aSet = (product: string): KeySet => ({
  ...{ product, version: 2, issuedAtMs: 1, expiresAtMs: 2, rootThreshold: 1, manifestThreshold: 1 },
  keys: [{ x: new Uint8Array(32).fill(7), uses: ['root', 'manifest', 'ticket'] }],
});

/** Has ids begin there: no count in an answer is taken for one. */
async function beginAt({ connection }: ServerUnderTest, ids: Readonly<Record<string, number>>): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  for (const [table, id] of Object.entries(ids))
    await client.query(`SELECT setval(pg_get_serial_sequence('${table}', 'id'), ${id})`);
  await client.end();
}

/** A body that the route takes, about these things. */
function bodyFor(path: string, of: Belongings, fresh: string): Sent {
  const part = { part: 'STM32G484', hardware: ['A'], agent: 'own' };
  const bodies: Readonly<Record<string, Sent>> = {
    tokens: { body: { name: 'other', roles: ['viewer'], days: 1, project: of.projects } },
    'tokens/{id}/rotate': { body: { days: 1 } },
    projects: { body: { name: fresh } },
    webhooks: { body: { name: fresh, url: 'https://hook.invalid/', project: of.projects } },
    'webhooks/{id}/rotate': { body: { overlapSeconds: 60 } },
    'webhooks/{id}': { body: { name: fresh } },
    'projects/{project}': { body: { title: 'taken over' } },
    products: { body: { name: fresh, project: of.projects, ...part } },
    'products/{product}': { body: { finishPolicy: 'keep-previous' } },
    'products/{product}/releases/{version}': { body: { notes: 'taken over' } },
    'devices/{id}': { body: { name: 'taken over' } },
    'devices/{id}/rekey': { body: {} },
    'devices/{id}/disposal': { body: { confirm: of.devices, reason: 'scrapped' } },
    'devices/bulk/dispose-preview': { body: { filter: `id==${of.devices}` } },
    'devices/bulk/dispose': {
      body: { devices: [{ id: of.devices }], confirm: 1, reason: 'scrapped', also: ['never-seen', 'in-campaign'] },
    },
    'devices/bulk/dispose-selected': {
      body: { filter: `id==${of.devices}`, confirm: 1, reason: 'scrapped', also: ['never-seen', 'in-campaign'] },
    },
    'devices/{id}/move': { body: { product: of.products, hardware: 'A' } },
    'devices/bulk/change': { body: { devices: [{ id: of.devices }], change: { name: 'taken over' } } },
    'devices/bulk/change-selected': { body: { filter: `id==${of.devices}`, change: { name: 'taken over' } } },
    groups: { body: { name: fresh, project: of.projects } },
    'groups/{id}': { body: { description: 'taken over' } },
    'groups/{id}/add': { body: { devices: [of.devices] } },
    'groups/{id}/remove': { body: { devices: [of.devices] } },
    'selections/preview': { body: { filter: `id==${of.devices}` } },
    'devices/bulk/deactivate': { body: { devices: [{ id: of.devices }] } },
    'devices/bulk/reactivate': { body: { devices: [{ id: of.devices }] } },
    'products/{product}/signing': { body: { keys: [TEAM_KEY], serverKey: true } },
    'products/{product}/key-sets': {
      body: {
        keySet: toBase64Url(encodeKeySet(aSet(of.products))),
        signatures: [{ protected: 'e30', signature: 'AA' }],
      },
    },
    'products/{product}/move': { body: { project: of.projects } },
    'products/{product}/uploads/{upload}': {
      body: new Uint8Array(1),
      headers: { 'content-type': 'application/partial-upload', 'upload-offset': '0', 'upload-complete': '?0' },
    },
    'products/{product}/releases': aForm({ version: '1.1.0', counter: 2 }, { image: anImage('STM32G484') }),
    'devices/bulk': line({ id: fresh, product: of.products, hardware: 'A' }),
    'campaigns/preview': { body: { product: of.products, release: of.releases, terms: { mode: 'reset' } } },
    campaigns: { body: { name: 'other', product: of.products, release: of.releases, terms: { mode: 'reset' } } },
    'broker/authenticate': { body: { clientid: of.devices, username: of.devices } },
    'broker/authorize': {
      body: { clientid: of.devices, username: of.devices, action: 'publish', topic: `tb/1/${of.devices}/report` },
    },
  };
  return bodies[path] ?? {};
}

const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${below(path)}`;
/** Whether it shows what there is, without asking for anything by its name. */
const isList = ({ method, path }: Route): boolean => method === 'GET' && !path.includes('{');
/** Whether it is about what is one's own alone: to everybody else of the project it is as if it were not there. */
const isPersonal = ({ path }: Route): boolean => path.includes('/uploads/{');
const below = (path: string): string => path.replace('/api/v1/', '');

describe('a project', () => {
  let server: ServerUnderTest;
  let routes: readonly Route[];
  let own: Belongings;
  let foreign: Belongings;
  const tokens = new Map<Role, string>();
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    await beginAt(server, { campaigns: 700_000, jobs: 800_000 });
    [own, foreign] = [await aProject(server, OWN), await aProject(server, FOREIGN)];
    expect(Math.min(Number(own.campaigns), Number(own.jobs))).toBeGreaterThan(700_000);
    // What deletes comes last, so that the others find what they are about.
    const isLast = ({ method }: Route): number => Number(method === 'DELETE');
    const named = (await routesOf(server)).filter(({ action }) => action !== undefined);
    routes = named.sort((a, b) => isLast(a) - isLast(b));
    for (const role of ROLES) {
      const order = { name: role, roles: [role], project: OWN, days: 1 };
      tokens.set(role, (await server.get(OperatorTokensService).issue(order, SERVER)).token);
    }
  }, 2 * SERVER_START_MS);
  afterAll(() => server.stop());

  let freshNames = 0;
  const ask = (
    { method, path, endless }: Route,
    of: Belongings,
    role: Role,
    query = '',
    fresh = `n-${++freshNames}`,
  ) => {
    const address = path
      .replace('{other}', of.releases)
      .replaceAll(/([a-z]+)\/\{\w+\}/g, (_, kind: keyof Belongings) => `${kind}/${of[kind]}`)
      .replace('{version}', of.releases);
    const { body, headers } = ['GET', 'DELETE'].includes(method) ? {} : bodyFor(below(path), of, fresh);
    const { headers: authorization } = bearer(tokens.get(role)!);
    const sent = { scope: 'none' as const, ...(body && { body }), headers: { ...headers, ...authorization } };
    return server.send(endless ? 'HEAD' : method, `${address}${query}`, sent);
  };
  /** An answer without the names that were asked for, and without the ids of request and new things. */
  const blank = ({ status, text }: Answer, of: Belongings): string =>
    [
      of.devices,
      of.products,
      of.projects,
      of.tokens,
      of.webhooks,
      of.groups,
      of.uploads,
      String(of.campaigns),
      String(of.jobs),
    ].reduce(
      (said, name) => said.replaceAll(new RegExp(`(?<![\\w.-])${name}(?![\\w-])`, 'g'), '…'),
      `${status} ${text.replace(/"instance":"[^"]*"/, '')}`,
    );
  const allows = (role: Role, { action }: Route): boolean =>
    actionsOf(role).includes(action!) && ACTIONS[action!].level === 'project';

  it.each(ROLES)('is open to the role %s in it as the table says', async (role) => {
    const wrong: unknown[] = [];
    for (const route of routes) {
      const { status, text } = await ask(route, own, role);
      const done = isPersonal(route)
        ? status === 404
        : route.method === 'GET'
          ? status === 200
          : status !== 403 && status !== 404 && status < 500;
      const good = allows(role, route) ? done : status === 403;
      if (!good || text.includes(FOREIGN)) wrong.push([nameOf(route), status, text.slice(0, SAID_MAX)]);
    }
    expect(wrong).toEqual([]);
  });

  it.each(ROLES)(
    'answers whoever has the role %s in another one as if it did not exist, and stays as it is',
    async (role) => {
      const before = await rowsSaying(server, FOREIGN);
      expect(before.length).toBeGreaterThan(12);
      const told: unknown[] = [];
      for (const route of routes.filter((one) => !isList(one))) {
        const fresh = `n-${++freshNames}`;
        const [of, ghost] = [await ask(route, foreign, role, '', fresh), await ask(route, GHOSTS, role, '', fresh)];
        if (blank(of, foreign) !== blank(ghost, GHOSTS))
          told.push([nameOf(route), of.text.slice(0, SAID_MAX), ghost.text.slice(0, SAID_MAX)]);
        if (!allows(role, route) && of.status !== 403) told.push([nameOf(route), of.status]);
      }
      expect(told).toEqual([]);
      expect(await rowsSaying(server, FOREIGN)).toEqual(before);
    },
  );

  it('is in no list, file or log of another, whatever the list is narrowed to', async () => {
    const queries = [
      '',
      '?limit=1000',
      `?product=${FOREIGN}-motor`,
      `?device=${foreign.devices}`,
      `?campaign=${foreign.campaigns}`,
      `?project=${FOREIGN}`,
      // Whatever a selection says, and however it is put: the bounds stand outside of it.
      ...[
        `project==${FOREIGN}`,
        `project!=${OWN}`,
        `product==${FOREIGN}-*`,
        `name==${FOREIGN}*`,
        `device==${FOREIGN}*`,
        `id==${FOREIGN}*`,
      ]
        .flatMap((one) => [one, `(${one}),(${one})`, `${one},id!=x`, `${one},name!=x,device!=x`, `id!=x,${one}`])
        .map((filter) => `?total=true&filter=${encodeURIComponent(filter)}`),
    ];
    let asked = 0;
    for (const route of routes.filter(isList))
      for (const query of queries) {
        const { status, text } = await ask(route, own, 'admin', query);
        if (status === 200) asked += 1;
        expect([
          nameOf(route),
          query,
          text
            .replace(query.slice(1), '')
            .replace(/there is no field.*/, '')
            .includes(FOREIGN),
        ]).toEqual([nameOf(route), query, false]);
      }
    expect(asked).toBeGreaterThan(15);
  });

  it('keeps its names for itself where something of another is about them', async () => {
    const before = await rowsSaying(server, FOREIGN);
    const admin = bearer(tokens.get('admin')!);
    const post = (path: string, { body, headers }: Sent) =>
      server.send('POST', path, { ...(body && { body }), scope: 'none', headers: { ...headers, ...admin.headers } });
    const code = async (path: string, body: object): Promise<string> =>
      (await post(path, { body })).json.code as string;
    expect(await code(`products/${own.products}/move`, { project: FOREIGN })).toBe('project_unknown');
    expect(await code('tokens', { name: 'x', roles: ['viewer'], days: 1, project: FOREIGN })).toBe('project_unknown');
    // The first device was disposed of by an admin who used every route: its answers would be about that.
    const still = `${OWN}-d2`;
    const campaign = { name: 'x', product: own.products, release: '1.1.0', terms: { mode: 'reset' } };
    const refused = (id: string) => post('campaigns', { body: { ...campaign, selection: { deviceIds: [still, id] } } });
    expect(await refused(foreign.devices)).toMatchObject({
      status: 404,
      json: { code: 'device_unknown', facts: { unknown: 1, ids: foreign.devices } },
    });
    expect(blank(await refused(foreign.devices), foreign)).toBe(blank(await refused(GHOSTS.devices), GHOSTS));
    const from = (source: unknown) =>
      post('campaigns', { body: { ...campaign, selection: { from: { campaign: source } } } });
    expect(await from(foreign.campaigns)).toMatchObject({ status: 404, json: { code: 'campaign_unknown' } });
    expect(blank(await from(foreign.campaigns), foreign)).toBe(blank(await from(GHOSTS.campaigns), GHOSTS));
    const product = { name: foreign.products, part: 'STM32G484', hardware: ['A'], agent: 'own' };
    expect(await post('products', { body: product })).toMatchObject({
      status: 409,
      json: { code: 'product_exists', detail: `the product ${foreign.products} exists with other properties` },
    });
    const { text } = await post('devices/bulk', line({ id: foreign.devices, product: own.products, hardware: 'A' }));
    expect(text).toContain(`"code":"device_exists","detail":"device ${foreign.devices} exists already"`);
    const moved = (product: string) => post(`devices/${still}/move`, { body: { product, hardware: 'A' } });
    expect(await moved(foreign.products)).toMatchObject({ status: 404, json: { code: 'product_unknown' } });
    expect(blank(await moved(foreign.products), foreign)).toBe(blank(await moved(GHOSTS.products), GHOSTS));
    const file = { body: Buffer.from('no package'), headers: { 'content-type': PACKAGE_MEDIA_TYPE } };
    const packed = (product: string) => post(`products/${product}/releases`, file);
    expect(blank(await packed(foreign.products), foreign)).toBe(blank(await packed(GHOSTS.products), GHOSTS));
    expect(await packed(own.products)).toMatchObject({ json: { code: 'package_invalid' } });
    expect(await rowsSaying(server, FOREIGN)).toEqual(before);
  });

  it('is in no stream of another, neither with what was nor with what comes', async () => {
    const stream = await answeringWithin(server.database, [OWN], () => server.get(EventStreams).start({}, 0));
    const bus = server.get(EventBus);
    for (const { devices } of [foreign, own, foreign, own])
      bus.publish({ atMs: 0, kind: 'device_online', deviceId: devices, data: {} });
    for (const { products, projects } of [foreign, own])
      for (const project of ['default', projects])
        await server.send('POST', `products/${products}/move`, { body: { project } });
    let shown = '';
    // The own product is moved last, so whatever was to be shown of the other project was shown before.
    for await (const chunk of stream) {
      shown += String(chunk);
      if (shown.includes('"here":true')) break;
    }
    expect(shown).toContain(`"project":"${OWN}"`);
    expect(shown).toContain('event: devices_provisioned');
    expect(shown).not.toContain(FOREIGN);
  });

  it('is in no stream of another over a socket, which shows its own from the first byte to the last, however it begins', async () => {
    const url = `${await server.listen()}/api/v1/events`;
    const { headers } = bearer(tokens.get('viewer')!);
    const bus = server.get(EventBus);
    /** Reads a stream until it says the text, however its bytes are cut. */
    const readUntil = async (text: string, lastId: Record<string, string>): Promise<string> => {
      const abort = new AbortController();
      const response = await fetch(url, { headers: { ...headers, ...lastId }, signal: abort.signal });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
      let shown = '';
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        shown += chunk;
        if (shown.includes(text)) break;
        // Passing events are not repeated: they are published until one comes after the device was looked up.
        for (const { devices } of [foreign, own])
          bus.publish({ atMs: 0, kind: 'device_online', deviceId: devices, data: {} });
      }
      abort.abort();
      return shown;
    };
    for (let round = 0; round < 5; round++) {
      const move = async (of: Belongings): Promise<void> => {
        for (const project of ['default', of.projects])
          await server.send('POST', `products/${of.products}/move`, { body: { project } });
      };
      const past = await readUntil(`"project":"${OWN}"`, { 'last-event-id': '0' });
      const live = readUntil('"here":true', {});
      await until(() => bus.watched, 'the reader');
      await move(foreign);
      await move(own);
      const shown = [past, await live];
      expect(shown.map((text) => [text.length > 0, text.includes(OWN), text.includes(FOREIGN)])).toEqual([
        [true, true, false],
        [true, true, false],
      ]);
    }
  });

  it('shows its part of the audit log to its own administrator, without refusals and what belongs to no project', async () => {
    await server.seal();
    const admin = bearer(tokens.get('admin')!);
    const { json } = await server.send('GET', 'audit?limit=1000', admin);
    const entries = json.items as { project?: string; outcome: string }[];
    expect(entries.length).toBeGreaterThan(5);
    expect(new Set(entries.map(({ project, outcome }) => `${project} ${outcome}`))).toEqual(new Set([`${OWN} done`]));
    expect((await server.send('GET', `audit?limit=1000&project=${OWN}`, admin)).json).toEqual(json);
    for (const name of [FOREIGN, 'ghost'])
      expect(await server.send('GET', `audit?project=${name}`, admin)).toMatchObject({
        status: 404,
        json: { code: 'project_unknown' },
      });
    for (const path of ['audit/export', 'audit/keys'])
      expect(await server.send('GET', path, admin)).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    const all = (await server.send('GET', `audit?limit=1000&project=${FOREIGN}`)).json.items as { project?: string }[];
    expect(new Set(all.map(({ project }) => project))).toEqual(new Set([FOREIGN]));
    expect((await server.send('GET', 'audit?project=ghost')).json.items).toEqual([]);
  });

  it('has its tokens listed and revoked by its own administrator only', async () => {
    const admin = bearer(tokens.get('admin')!);
    const { json } = await server.send('GET', 'tokens?limit=1000', admin);
    expect(new Set((json.items as { project?: string }[]).map(({ project }) => project))).toEqual(new Set([OWN]));
    expect(await server.send('DELETE', `tokens/${foreign.tokens}`, admin)).toMatchObject({ status: 404 });
    const more = { body: { name: 'x', roles: ['installation-admin'], days: 1 }, ...admin };
    expect(await server.send('POST', 'tokens', more)).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    const made = await server.send('POST', 'tokens', { ...admin, body: { name: 'x', roles: ['releaser'], days: 1 } });
    const record = await server.send('GET', `tokens/${made.json.id}`, admin);
    expect(record.json).toMatchObject({ project: OWN, roles: ['releaser'] });
  });
});
