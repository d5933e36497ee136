import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import {
  currentMaster,
  deriveDeviceRoot,
  mosquittoPasswordLine,
  signingKeyFromSeed,
  type KeyRing,
} from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';
import { toBase64Url } from '@twinbank/primitives';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

describe('moving a device to another product', () => {
  const campaigns = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let [from, to, id]: string[] = [];
  beforeAll(async () => {
    server = await campaigns.start();
  }, SERVER_START_MS);
  afterAll(() => campaigns.stop());
  beforeEach(async () => {
    to = await campaigns.newProduct();
    from = await campaigns.newProduct();
    id = `${from}-d0`;
  });

  const move = (body: object = { product: to, hardware: 'B' }, headers: Record<string, string> = {}): Promise<Answer> =>
    server.send('POST', `devices/${id}/move`, { body, headers });
  const order = (what: string): Promise<Answer> => server.send('POST', `devices/${id}/${what}`);
  const rootOf = (generation: number): Uint8Array => {
    const { secret: master } = currentMaster(server.get(KEY_RING as never) as KeyRing);
    return deriveDeviceRoot({ master, product: to!, deviceId: id!, generation });
  };

  it('shows its new root key once; it is then a device of that product, for lists, campaigns and brokers', async () => {
    expect(await move()).toMatchObject({ status: 409, json: { code: 'device_active' } });
    await order('deactivate');
    const key = { 'idempotency-key': randomBytes(16).toString('hex') };
    const { status, json } = await move(undefined, key);
    expect([status, json.deviceRoot]).toEqual([200, toBase64Url(rootOf(1))]);
    expect(json).toMatchObject({ id, product: to, hardware: 'B', generation: 1, state: 'inactive' });
    expect(json.nextKey).toBeUndefined();
    expect(await move(undefined, key)).toMatchObject({ status: 409, json: { code: 'answer_not_kept' } });
    await order('reactivate');
    const idsOf = async (product: string): Promise<string[]> =>
      (await server.send('GET', `devices?filter=product==${product}&limit=100`)).json.items.map(
        (one: { id: string }) => one.id,
      );
    expect([(await idsOf(from!)).includes(id!), (await idsOf(to!)).includes(id!)]).toEqual([false, true]);
    const { text } = await server.send('GET', `devices/broker-passwords?product=${to}`);
    expect(text).toContain(mosquittoPasswordLine(id!, rootOf(1)));
    await server.seal();
    const audit = (await server.send('GET', `audit?object=devices/${id}&action=device_moved`)).json;
    expect(audit.items).toMatchObject([
      { before: { product: from, hardware: 'A', generation: 0 }, after: { product: to, hardware: 'B', generation: 1 } },
    ]);
    expect(JSON.stringify(audit)).not.toContain(json.deviceRoot);
  });

  it('is told by whose keys it is to check releases from now on, and refused where nobody could sign one', async () => {
    await order('deactivate');
    const own = server.keyRing.manifestKey!;
    expect((await move()).json.manifestKeys).toEqual([own.publicJwk]);
    const { publicJwk } = await signingKeyFromSeed(new Uint8Array(32).fill(3));
    await server.send('POST', `products/${to}/signing`, {
      body: { keys: [{ name: 'team', jwk: publicJwk }], serverKey: false },
    });
    expect((await move()).json.manifestKeys).toEqual([publicJwk]);
    const held = { manifestKey: own, manifestKeys: server.keyRing.manifestKeys };
    Object.assign(server.keyRing, { manifestKey: undefined, manifestKeys: [] });
    const refused = await move({ product: from, hardware: 'A' });
    Object.assign(server.keyRing, held);
    expect(refused).toMatchObject({ status: 409, json: { code: 'manifest_key_missing' } });
    expect((await server.send('GET', `devices/${id}`)).json).toMatchObject({ product: to, generation: 2 });
  });

  it('keeps its history, and is a right of those who re-key', async () => {
    await order('deactivate');
    const tokenOf = async (role: string): Promise<string> =>
      (await server.send('POST', 'tokens', { body: { name: role, roles: [role], days: 1 } })).json.token as string;
    const by = async (role: string): Promise<Answer> =>
      server.send('POST', `devices/${id}/move`, {
        body: { product: to, hardware: 'A' },
        scope: 'none',
        headers: { authorization: `Bearer ${await tokenOf(role)}` },
      });
    expect(await by('operator')).toMatchObject({ status: 403, json: { facts: { action: 'device.rekey' } } });
    expect(await by('factory')).toMatchObject({ status: 200, json: { product: to, generation: 1 } });
    const kinds = (await server.send('GET', `devices/${id}/events`)).json.items.map(
      (one: { kind: string }) => one.kind,
    );
    expect(kinds).toEqual(['device_deactivated', 'device_moved']);
  });

  it('names what is wrong', async () => {
    await order('deactivate');
    for (const body of [{}, { product: to }, { product: to, hardware: 7 }, { product: to, hardware: 'A', epoch: 3 }])
      expect(await move(body)).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    expect(await move({ product: to, hardware: 'Z' })).toMatchObject({
      status: 409,
      json: { code: 'hardware_unknown' },
    });
    expect(await move({ product: 'none', hardware: 'A' })).toMatchObject({
      status: 404,
      json: { code: 'product_unknown' },
    });
    await server.send('POST', 'projects', { body: { name: `p-${to}` } });
    await server.send('POST', `products/${to}/move`, { body: { project: `p-${to}` } });
    expect(await move()).toMatchObject({ status: 409, json: { code: 'product_foreign' } });
    id = 'nobody';
    expect(await move()).toMatchObject({ status: 404, json: { code: 'device_unknown' } });
  });
});
