import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { FakeAdmission } from '../testing/fake-device-face.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

describe('a broker that asks', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    server.get(FakeAdmission).passwords.set('d-1', 'secret');
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const ask = async (what: string, body: object): Promise<unknown> =>
    (await server.send('POST', `broker/${what}`, { body, scope: 'broker' })).json;

  it('is told who may connect', async () => {
    expect(await ask('authenticate', { clientid: 'd-1', username: 'd-1', password: 'secret' })).toEqual({
      result: 'allow',
    });
    expect(await ask('authenticate', { clientid: 'd-1', username: 'd-1', password: 'wrong' })).toEqual({
      result: 'deny',
    });
    expect(await ask('authenticate', { clientid: 'd-1', username: 'd-1' })).toEqual({ result: 'deny' });
  });

  it('lets nobody in whose client id is not its user name', async () => {
    expect(await ask('authenticate', { clientid: 'd-2', username: 'd-1', password: 'secret' })).toEqual({
      result: 'deny',
    });
    expect(
      await ask('authorize', { clientid: 'd-2', username: 'd-1', action: 'publish', topic: 'tb/1/d-2/report' }),
    ).toEqual({ result: 'deny' });
  });

  it.each<[string, string, string]>([
    ['publish', 'tb/1/d-1/report', 'allow'],
    ['publish', 'tb/1/d-1/want', 'allow'],
    ['publish', 'tb/1/d-1/ticket', 'deny'],
    ['publish', 'tb/1/d-2/report', 'deny'],
    ['subscribe', 'tb/1/d-1/block', 'allow'],
    ['subscribe', 'tb/1/d-1/ticket', 'allow'],
    ['subscribe', 'tb/1/+/block', 'deny'],
    ['subscribe', 'tb/1/d-1/#', 'deny'],
    ['subscribe', 'tb/1/d-2/ticket', 'deny'],
    ['subscribe', '$share/g/tb/1/d-1/ticket', 'deny'],
  ])('is told whether a device may %s %s: %s', async (action, topic, result) => {
    expect(await ask('authorize', { clientid: 'd-1', username: 'd-1', action, topic })).toEqual({ result });
  });

  it('is told that a device which was deactivated, or never provisioned, may do nothing', async () => {
    const authorize = (id: string): Promise<unknown> =>
      ask('authorize', { clientid: id, username: id, action: 'publish', topic: `tb/1/${id}/report` });
    server.get(FakeAdmission).passwords.set('d-3', 'secret');
    expect(await authorize('d-3')).toEqual({ result: 'allow' });
    await server.get(FakeAdmission).evict(['d-3']);
    expect(await authorize('d-3')).toEqual({ result: 'deny' });
    expect(await authorize('d-4')).toEqual({ result: 'deny' });
  });

  it('needs the scope for it, and asks in the form that is agreed', async () => {
    expect(await server.send('POST', 'broker/authenticate', { body: {}, scope: 'operate' })).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
    expect(
      await server.send('POST', 'broker/authorize', {
        body: { clientid: 'd-1', username: 'd-1', action: 'dance', topic: 'x' },
        scope: 'broker',
      }),
    ).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
  });
});
