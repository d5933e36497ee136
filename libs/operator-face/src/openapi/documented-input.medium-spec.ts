import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { aForm } from '../testing/forms.js';
import { CampaignsUnderTest, described } from '../testing/campaigns-under-test.js';
import { aPerson } from '../testing/people-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

interface Operation {
  readonly 'x-open-query'?: boolean;
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type Request = Parameters<ServerUnderTest['send']>[2];

/** A name that no operation knows. */
const SURPRISE = 'surprise';
const REFUSED = {
  status: 400,
  json: { code: 'request_invalid', facts: { field: SURPRISE }, detail: `unknown field ${SURPRISE}` },
};

describe('what the document does not have', () => {
  const campaigns = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let operations: readonly { method: Method; path: string; type: string | undefined; open: boolean }[];
  let places: Readonly<Record<string, string | number>>;
  let bodies: Readonly<Record<string, object>>;
  beforeAll(async () => {
    server = await campaigns.start();
    const product = await campaigns.newProduct();
    const campaign = (await campaigns.create()).json.id as number;
    const token = (await server.send('POST', 'tokens', { body: { name: 'b', roles: ['viewer'], days: 1 } })).json
      .id as string;
    await aPerson(server, 'ann', [{ role: 'viewer' }]);
    const group = (await server.send('POST', 'groups', { body: { name: 'canaries' } })).json.id as string;
    const hook = { name: 'hook', url: 'https://hook.invalid/', enabled: false };
    const webhook = (await server.send('POST', 'webhooks', { body: hook })).json.id as string;
    places = {
      product,
      project: 'default',
      version: '1.1.0',
      user: 'ann',
      '{devices}': `${product}-d0`,
      '{campaigns}': campaign,
      '{tokens}': token,
      '{webhooks}': webhook,
      '{groups}': group,
    };
    bodies = {
      '/api/v1/tokens': { name: 'b', roles: ['viewer'], days: 1 },
      '/api/v1/tokens/{id}/rotate': { days: 1 },
      '/api/v1/users': { name: 'bob' },
      '/api/v1/users/{user}': { displayName: 'Ann' },
      '/api/v1/users/{user}/grants': { role: 'viewer' },
      '/api/v1/session': { name: 'ann', password: 'x' },
      '/api/v1/session/password': { old: 'x', password: 'x' },
      '/api/v1/passwords': { secret: 'x', password: 'x' },
      '/api/v1/products': { name: 'other', part: 'STM32G484', hardware: ['A'], finishPolicy: 'mirror' },
      '/api/v1/products/{product}': { finishPolicy: 'mirror' },
      '/api/v1/products/{product}/releases/{version}': { labels: ['stable'] },
      '/api/v1/devices/bulk/change': { devices: [{ id: 'd-1' }], change: {} },
      '/api/v1/devices/bulk/dispose-preview': { filter: 'id==d-1' },
      '/api/v1/devices/bulk/dispose': { devices: [{ id: 'd-1' }], confirm: 1, reason: 'scrapped' },
      '/api/v1/devices/bulk/dispose-selected': { filter: 'id==d-1', confirm: 1, reason: 'scrapped' },
      '/api/v1/devices/bulk/change-selected': { filter: 'id==d-1', change: {} },
      '/api/v1/groups': { name: 'others' },
      '/api/v1/groups/{id}': { description: 'x' },
      '/api/v1/groups/{id}/add': { devices: ['d-1'] },
      '/api/v1/groups/{id}/remove': { devices: ['d-1'] },
      '/api/v1/selections/preview': { filter: 'id==d-1' },
      '/api/v1/devices/bulk/deactivate': { devices: [{ id: 'd-1' }] },
      '/api/v1/devices/bulk/reactivate': { devices: [{ id: 'd-1' }] },
      '/api/v1/devices/{id}': { tags: ['pilot'] },
      '/api/v1/devices/{id}/rekey': { oldUntil: '2026-01-01T00:00:00Z' },
      '/api/v1/devices/{id}/disposal': { confirm: 'd-1', reason: 'scrapped' },
      '/api/v1/devices/{id}/move': { product: 'p', hardware: 'A' },
      '/api/v1/products/{product}/signing': { keys: [], serverKey: true },
      '/api/v1/products/{product}/key-sets': { keySet: 'e30', signatures: [{ protected: 'e30', signature: 'AA' }] },
      '/api/v1/products/{product}/move': { project: 'default' },
      '/api/v1/projects': { name: 'motors' },
      '/api/v1/projects/{project}': { title: 'Motors' },
      '/api/v1/campaigns': { name: 'spring', product, release: '1.1.0' },
      '/api/v1/campaigns/preview': { product, release: '1.1.0' },
      '/api/v1/campaigns/{id}': { name: 'summer' },
      '/api/v1/campaigns/{id}/open-gate': { wave: 1 },
      '/api/v1/campaigns/{id}/approve': { devices: 1 },
      '/api/v1/campaigns/{id}/reject': { reason: 'too soon' },
      '/api/v1/webhooks': hook,
      '/api/v1/webhooks/{id}': { name: 'other' },
      '/api/v1/webhooks/{id}/rotate': { overlapSeconds: 60 },
      '/api/v1/broker/authenticate': { clientid: 'a', username: 'a' },
      '/api/v1/broker/authorize': { clientid: 'a', username: 'a', action: 'publish', topic: 't' },
    };
    const { json: api } = await server.send('GET', '/docs-json', { scope: 'none' });
    operations = Object.entries(api.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { requestBody, 'x-open-query': open = false }]) => ({
        open,
        method: method.toUpperCase() as Method,
        path,
        type: Object.keys(requestBody?.content ?? {})[0],
      })),
    );
  }, SERVER_START_MS);
  afterAll(() => campaigns.stop());

  /**
   * The path of an operation, for objects that exist. Jobs are the exception: none is needed, because unknown fields
   * are refused first.
   */
  const addressOf = (path: string): string =>
    path.replaceAll(/([a-z]+)\/\{(\w+)\}/g, (_whole, kind: string, name: string) => {
      const place = places[name] ?? places[`{${kind}}`] ?? 1;
      return `${kind}/${place}`;
    });
  const send = (method: Method, path: string, request: Request = {}, query = ''): Promise<Answer> =>
    server.send(method, `${addressOf(path)}${query}`, request);
  const ofType = (type: string | undefined): typeof operations =>
    operations.filter((one) => one.method !== 'GET' && one.type === type);

  it('is refused in the query of every operation, but where identity providers add to it', async () => {
    expect(operations.length).toBeGreaterThan(30);
    expect(operations.filter(({ open }) => open).map(({ path }) => path)).toEqual(['/api/v1/session/oidc/callback']);
    for (const { method, path } of operations.filter(({ open }) => !open))
      expect([method, path, await send(method, path, {}, `?${SURPRISE}=1`)]).toEqual([
        method,
        path,
        expect.objectContaining({ status: 400, json: expect.objectContaining(REFUSED.json) }),
      ]);
    const { statusCode } = await server.app.inject({ method: 'HEAD', url: `/health/live?${SURPRISE}` });
    expect(statusCode).toBe(400);
  });

  it('is refused in the body of every operation that takes JSON', async () => {
    const taking = ofType('application/json');
    expect(taking.map(({ path }) => path).sort()).toEqual(Object.keys(bodies).sort());
    for (const { method, path } of taking)
      expect([path, await send(method, path, { body: { ...bodies[path], [SURPRISE]: 1 } })]).toEqual([
        path,
        expect.objectContaining({ status: 400, json: expect.objectContaining(REFUSED.json) }),
      ]);
  });

  it('is refused in a form, and in a line of many', async () => {
    const form = aForm({ version: '1.2.0', counter: 2, [SURPRISE]: 1 }, { image: described('1.2.0', 2) });
    for (const { method, path } of ofType('multipart/form-data'))
      expect(await send(method, path, form)).toMatchObject(REFUSED);
    const line = JSON.stringify({ id: 'd-1', product: places['product'], hardware: 'A', [SURPRISE]: 1 });
    for (const { method, path } of ofType('application/x-ndjson')) {
      const { text } = await send(method, path, {
        body: `${line}\n`,
        headers: { 'content-type': 'application/x-ndjson' },
      });
      const [, refusal] = text.split('\n').map((one) => JSON.parse(one || '{}') as object);
      expect(refusal).toMatchObject({ type: 'fault', line: 1, detail: expect.stringContaining(SURPRISE) });
    }
  });

  it('is refused as a body where there is none, of whatever kind; an empty object is no body', async () => {
    const bodiless = ofType(undefined);
    expect(bodiless.length).toBeGreaterThan(6);
    for (const { method, path } of bodiless) {
      const statuses: unknown[] = [];
      const json = { 'content-type': 'application/json' };
      for (const request of [
        { body: { [SURPRISE]: 1 } },
        { body: '[]', headers: json },
        { body: 'true', headers: json },
        { body: 'x=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
        { body: '{}\n', headers: { 'content-type': 'application/x-ndjson' } },
        aForm({ [SURPRISE]: 1 }, {}),
      ]) {
        const { status, json: problem } = await send(method, path, request);
        statuses.push([status, problem.code]);
      }
      expect([path, statuses]).toEqual([
        path,
        [
          [400, 'request_invalid'],
          [400, 'message_malformed'],
          [400, 'message_malformed'],
          [415, 'media_type_unsupported'],
          [415, 'media_type_unsupported'],
          [415, 'media_type_unsupported'],
        ],
      ]);
    }
    const { id } = (await campaigns.create()).json as { id: number };
    expect(await server.send('POST', `campaigns/${id}/stop`, { body: {} })).toMatchObject({ status: 200 });
  });

  it('is missing where a body is documented, also where every field of it may be left out', async () => {
    for (const { method, path } of ofType('application/json'))
      expect([path, await send(method, path, {})]).toEqual([
        path,
        expect.objectContaining({ status: 400, json: expect.objectContaining({ code: 'request_invalid' }) }),
      ]);
  });

  it('is a form where something else is taken', async () => {
    for (const type of ['application/json', 'application/x-ndjson'])
      for (const { method, path } of ofType(type))
        expect([path, await send(method, path, aForm({ name: 'x' }, {}))]).toEqual([
          path,
          expect.objectContaining({ status: 415, json: expect.objectContaining({ code: 'media_type_unsupported' }) }),
        ]);
  });

  it('is told to those only who may ask', async () => {
    const query = `?${SURPRISE}=1`;
    expect(await server.send('GET', `products${query}`, { scope: 'none' })).toMatchObject({ status: 401 });
    expect(await server.send('GET', `tokens${query}`, { scope: 'read' })).toMatchObject({ status: 403 });
  });
});
