import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { aPerson } from '../testing/people-under-test.js';
import { SERVER_START_MS, type Answer, type Sent, type ServerUnderTest } from '../testing/server-under-test.js';
import { TEAM_KEY } from '../testing/team-keys.js';

interface Operation {
  readonly 'x-conditional'?: true;
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: Readonly<
    Record<string, { readonly headers?: object; readonly content?: Record<string, { schema: { $ref?: string } }> }>
  >;
}
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const FAILED = { status: 412, json: { code: 'precondition_failed' } };
const only = (etag: unknown): Sent => ({ headers: { 'if-match': String(etag) } });

describe('whatever operators can change', () => {
  const campaigns = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let product: string;
  let operations: readonly (readonly [Method, string, Operation])[];
  let schemas: Readonly<Record<string, { readonly properties?: object }>>;
  let number = 0;
  beforeAll(async () => {
    server = await campaigns.start();
    product = await campaigns.newProduct();
    await server.send('POST', 'projects', { body: { name: 'motors' } });
    const { json: api } = await server.send('GET', '/docs-json', { scope: 'none' });
    schemas = api.components.schemas as typeof schemas;
    operations = Object.entries(api.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [method.toUpperCase() as Method, path, operation] as const),
    );
  }, SERVER_START_MS);
  afterAll(() => campaigns.stop());

  const get = (path: string): Promise<Answer> => server.send('GET', path);
  const etagOf = async (path: string): Promise<string> => String((await get(path)).headers['etag']);
  const campaign = async (): Promise<string> => `campaigns/${(await campaigns.create()).json.id}`;
  const person = async (): Promise<string> => {
    const name = `p-${++number}`;
    await aPerson(server, name, []);
    return `users/${name}`;
  };
  const project = async (): Promise<string> => {
    const name = `project-${++number}`;
    await server.send('POST', 'projects', { body: { name } });
    return `projects/${name}`;
  };
  const emptyProduct = async (): Promise<string> => {
    const name = `empty-${++number}`;
    await server.send('POST', 'products', { body: { name, part: 'STM32G484', hardware: ['A'] } });
    return `products/${name}`;
  };
  const webhook = async (): Promise<string> => {
    const body = { name: 'hook', url: 'https://hook.invalid/', events: ['project_created'] };
    return `webhooks/${(await server.send('POST', 'webhooks', { body })).json.id}`;
  };
  const group = async (): Promise<string> => {
    const { json } = await server.send('POST', 'groups', { body: { name: `group-${++number}` } });
    return `groups/${json.id}`;
  };
  const theProduct = (): Promise<string> => Promise.resolve(`products/${product}`);
  const release = async (): Promise<string> => {
    const version = `1.1.${++number}`;
    await campaigns.upload(version, 2);
    return `products/${product}/releases/${version}`;
  };
  const device = (): Promise<string> => Promise.resolve(`devices/${product}-d0`);
  const thrownOut = async (): Promise<string> => {
    await server.send('POST', `devices/${product}-d9/deactivate`);
    return `devices/${product}-d9`;
  };
  /** A product, moved there and back, so that each order changes something. */
  let there = false;
  let mirror = false;
  const move = (): Sent => ({ body: { project: (there = !there) ? 'motors' : 'default' } });

  let signed = false;
  const sign = (): Sent => ({ body: { keys: (signed = !signed) ? [TEAM_KEY] : [], serverKey: true } });

  const CHANGES: readonly (readonly [what: string, make: () => Promise<string>, Method, sub: string, () => Sent])[] = [
    ['project', project, 'PATCH', '', () => ({ body: { title: `t-${++number}` } })],
    ['user', person, 'PATCH', '', () => ({ body: { displayName: `n-${++number}` } })],
    ['user’s roles', person, 'POST', '/grants', () => ({ body: { role: 'viewer' } })],
    ['user’s state', person, 'POST', '/disable', () => ({})],
    ['product', theProduct, 'POST', '/move', move],
    [
      'product’s policy',
      theProduct,
      'PATCH',
      '',
      () => ({ body: { finishPolicy: (mirror = !mirror) ? 'mirror' : 'keep-previous' } }),
    ],
    ['product’s signers', theProduct, 'POST', '/signing', sign],
    ['release', release, 'PATCH', '', () => ({ body: { notes: `n-${++number}` } })],
    ['release’s withdrawal', release, 'POST', '/withdraw', () => ({})],
    ['device', device, 'PATCH', '', () => ({ body: { name: `n-${++number}` } })],
    ['device’s end', device, 'POST', '/deactivate', () => ({})],
    ['device’s return', device, 'POST', '/reactivate', () => ({})],
    ['device’s key', device, 'POST', '/rekey', () => ({ body: {} })],
    ['device’s product', thrownOut, 'POST', '/move', () => ({ body: { product, hardware: 'A' } })],
    ['webhook', webhook, 'PATCH', '', () => ({ body: { name: `n-${++number}` } })],
    ['group', group, 'PATCH', '', () => ({ body: { description: `n-${++number}` } })],
    ['webhook’s secret', webhook, 'POST', '/rotate', () => ({ body: {} })],
    ['campaign', campaign, 'POST', '/start', () => ({})],
    ['rejected campaign', campaign, 'POST', '/reject', () => ({ body: { reason: `r-${++number}` } })],
    ['running campaign', async () => started(await campaign()), 'POST', '/pause', () => ({})],
    ['running campaign’s end', async () => started(await campaign()), 'POST', '/stop', () => ({})],
  ];
  const started = async (path: string): Promise<string> => {
    await server.send('POST', `${path}/start`);
    return path;
  };

  it.each(CHANGES)(
    'has a revision, and is changed only at the one that the request names: a %s',
    async (_what, make, method, sub, sent) => {
      const path = await make();
      const seen = await get(path);
      expect(seen.headers['etag']).toBe(`"${seen.json.revision}"`);
      const order = sent();
      for (const stale of ['"0.0"', `W/${seen.headers['etag']}`, `"${seen.json.revision}0"`]) {
        const refused = await server.send(method, `${path}${sub}`, { ...order, ...only(stale) });
        expect(refused).toMatchObject(FAILED);
        expect(refused.headers['etag']).toBe(seen.headers['etag']);
      }
      expect((await get(path)).json).toEqual(seen.json);
      const done = await server.send(method, `${path}${sub}`, { ...order, ...only(`"0.0", ${seen.headers['etag']}`) });
      expect([done.status, done.headers['etag']]).toEqual([200, `"${done.json.revision}"`]);
      expect(done.headers['etag']).not.toBe(seen.headers['etag']);
      expect(await etagOf(path)).toBe(done.headers['etag']);
      expect(await server.send(method, `${path}${sub}`, { ...sent(), ...only(seen.headers['etag']) })).toMatchObject(
        FAILED,
      );
      expect(await etagOf(path)).toBe(done.headers['etag']);
    },
  );

  it.each([
    ['project', project],
    ['user', person],
    ['product', emptyProduct],
    ['draft', campaign],
    ['webhook', webhook],
    ['group', group],
  ])('is deleted only at the revision that the request names: a %s', async (_what, make) => {
    const path = await make();
    expect(await server.send('DELETE', path, only('"0.0"'))).toMatchObject(FAILED);
    expect(await get(path)).toMatchObject({ status: 200 });
    expect(await server.send('DELETE', path, only(await etagOf(path)))).toMatchObject({ status: 200 });
  });

  it('is changed by one of two who saw the same', async () => {
    for (const [make, body] of [
      [project, (title: string) => ({ title })],
      [person, (displayName: string) => ({ displayName })],
    ] as const) {
      const path = await make();
      const condition = only(await etagOf(path));
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((text) => server.send('PATCH', path, { body: body(text), ...condition })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
      expect((await get(path)).json).toMatchObject(answers.find(({ status }) => status === 200)!.json);
    }
  });

  it('is not mistaken for an earlier thing of the same name', async () => {
    const path = await person();
    const etag = await etagOf(path);
    await server.send('DELETE', path);
    await aPerson(server, path.split('/')[1]!, []);
    expect(await server.send('PATCH', path, { body: { displayName: 'x' }, ...only(etag) })).toMatchObject(FAILED);
  });

  it('keeps its revision where a change changes nothing, and where somebody signs in', async () => {
    const path = await person();
    const before = await etagOf(path);
    await server.send('POST', `${path}/enable`);
    await server.send('PATCH', path, { body: {} });
    const session = { name: path.split('/')[1], password: 'four geese over Ulm' };
    expect(await server.send('POST', 'session', { scope: 'none', body: session })).toMatchObject({ status: 201 });
    expect(await etagOf(path)).toBe(before);
  });

  it('needs no revision to be changed; of changes at the same time none is lost', async () => {
    const path = await person();
    const roles = ['viewer', 'operator', 'releaser', 'approver'];
    const changes = roles.map((role) => server.send('POST', `${path}/grants`, { body: { role } }));
    expect((await Promise.all(changes)).map(({ status }) => status)).toEqual(roles.map(() => 200));
    const { grants } = (await get(path)).json as { grants: { role: string }[] };
    expect(grants.map(({ role }) => role).sort()).toEqual([...roles].sort());
    expect(await server.send('PATCH', path, { body: { displayName: 'x' }, ...only('*') })).toMatchObject({
      status: 200,
    });
  });

  it('has its revision in lists too', async () => {
    for (const list of [
      'projects',
      'products',
      'campaigns',
      'users',
      'devices',
      'webhooks',
      'groups',
      `products/${product}/releases`,
    ])
      for (const item of (await get(list)).json.items as { revision: string }[])
        expect([list, item.revision]).toEqual([list, expect.stringMatching(/^[0-9a-z]+\.[0-9]+$/)]);
  });

  it('takes If-Match wherever its answer has a revision, and nothing else that writes does', async () => {
    const revised = (operation: Operation): boolean => {
      const $ref = operation.responses['200']?.content?.['application/json']?.schema.$ref ?? '';
      return 'revision' in (schemas[$ref.split('/').at(-1)!]?.properties ?? {});
    };
    let refused = 0;
    for (const [method, path, operation] of operations) {
      const takes = operation.parameters?.some(({ name }) => name === 'If-Match') ?? false;
      const name = [method, path];
      expect([name, takes]).toEqual([name, operation['x-conditional'] === true]);
      if (revised(operation)) {
        expect([name, operation.responses['200']?.headers]).toEqual([
          name,
          expect.objectContaining({ ETag: expect.any(Object) }),
        ]);
        // What makes a new thing has nothing to compare.
        expect([name, takes]).toEqual([name, method !== 'GET' && operation.responses['201'] === undefined]);
      }
      expect([name, '412' in operation.responses]).toEqual([name, takes]);
      if (takes || method === 'GET') continue;
      refused += 1;
      const place = path.replaceAll(/\{\w+\}/g, '1');
      const { status, json } = await server.send(method, place, only('*'));
      expect([name, status, json.facts?.field]).toEqual([name, 400, 'If-Match']);
    }
    expect(refused).toBeGreaterThan(10);
  });
});
