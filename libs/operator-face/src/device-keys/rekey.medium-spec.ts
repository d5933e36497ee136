import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { currentMaster, deriveDeviceRoot, mosquittoPasswordLine, type KeyRing } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';
import { toBase64Url } from '@twinbank/primitives';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

const DAY_MS = 24 * 3_600_000;

describe('re-keying a device', () => {
  const campaigns = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let product: string;
  let id: string;
  beforeAll(async () => {
    server = await campaigns.start();
  }, SERVER_START_MS);
  afterAll(() => campaigns.stop());
  beforeEach(async () => {
    product = await campaigns.newProduct();
    id = `${product}-d0`;
  });

  const rekey = (body: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    server.send('POST', `devices/${id}/rekey`, { body, headers });
  const show = async (): Promise<Answer['json']> => (await server.send('GET', `devices/${id}`)).json;
  const rootOf = (generation: number): Uint8Array => {
    const { secret: master } = currentMaster(server.get(KEY_RING as never) as KeyRing);
    return deriveDeviceRoot({ master, product, deviceId: id, generation });
  };

  it('shows the new root key once, and says until when the old one is good', async () => {
    const before = await show();
    expect([before.generation, before.nextKey]).toEqual([0, undefined]);
    const { status, json } = await rekey();
    expect([status, json.deviceRoot]).toEqual([200, toBase64Url(rootOf(1))]);
    expect(json.nextKey).toMatchObject({ epoch: 1, generation: 1 });
    const days = (Date.parse(json.nextKey.oldUntil) - Date.now()) / DAY_MS;
    expect(Math.round(days)).toBe(7);
    const after = await show();
    expect(after).toMatchObject({ generation: 0, nextKey: json.nextKey });
    expect(after.revision).not.toBe(before.revision);
    expect(JSON.stringify(after)).not.toContain(json.deviceRoot);
  });

  it('takes a time for the end of the old one: a past one is now, and none is further than 90 days', async () => {
    const { json } = await rekey({ oldUntil: '2020-01-01T00:00:00Z' });
    expect(Math.abs(Date.parse(json.nextKey.oldUntil) - Date.now())).toBeLessThan(60_000);
    const far = new Date(Date.now() + 91 * DAY_MS).toISOString();
    for (const oldUntil of [far, 'soon', '2026-12-01', '2026-12-01T06:00:00', 7, '', null, '9999-12-31T00:00:00Z'])
      expect(await rekey({ oldUntil })).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    expect((await rekey()).json).toMatchObject({ nextKey: { generation: 2 } });
  });

  it('of a device in the field is a right of administrators; factories re-key what was thrown out, operators nothing', async () => {
    const tokenOf = async (role: string): Promise<string> =>
      (await server.send('POST', 'tokens', { body: { name: role, roles: [role], days: 1 } })).json.token as string;
    const before = await show();
    const by = async (role: string): Promise<Answer> =>
      server.send('POST', `devices/${id}/rekey`, {
        body: {},
        scope: 'none',
        headers: { authorization: `Bearer ${await tokenOf(role)}` },
      });
    expect(await by('operator')).toMatchObject({ status: 403, json: { facts: { action: 'device.rekey' } } });
    const refused = { code: 'forbidden', facts: { action: 'device.rekey.active' } };
    expect(await by('factory')).toMatchObject({ status: 403, json: refused });
    expect(await show()).toMatchObject({ generation: 0, revision: before.revision });
    expect((await by('admin')).json).toMatchObject({ nextKey: { generation: 1 } });
    await server.send('POST', `devices/${id}/deactivate`);
    expect(await by('factory')).toMatchObject({ status: 200, json: { state: 'inactive', nextKey: { generation: 2 } } });
    expect((await by('operator')).status).toBe(403);
    await server.send('POST', `devices/${id}/reactivate`);
    expect(await by('factory')).toMatchObject({ status: 403, json: refused });
    await server.seal();
    expect((await server.send('GET', `audit?object=devices/${id}&outcome=refused`)).json.items).toContainEqual(
      expect.objectContaining({ action: 'POST devices/:id/rekey', code: 'forbidden' }),
    );
  });

  it('keeps the answer to no repeat, and leaves no secret in events and audit log', async () => {
    const key = { 'idempotency-key': randomBytes(16).toString('hex') };
    const { json } = await rekey({}, key);
    expect(await rekey({}, key)).toMatchObject({
      status: 409,
      json: { code: 'answer_not_kept', facts: { object: `devices/${id}` } },
    });
    expect((await show()).nextKey.generation).toBe(1);
    await server.seal();
    const audit = await server.send('GET', `audit?object=devices/${id}`);
    expect(audit.json.items).toMatchObject([
      { action: 'POST devices/:id/rekey', outcome: 'refused', code: 'answer_not_kept' },
      { action: 'device_rekeyed', before: { epoch: 1, generation: 0 }, after: { epoch: 1, generation: 1 } },
    ]);
    const events = await server.send('GET', `devices/${id}/events`);
    for (const text of [audit, events].map(({ json: said }) => JSON.stringify(said)))
      expect(text).not.toContain(json.deviceRoot);
  });

  it('changes the password file of a broker when the old key ends, not before', async () => {
    const line = async (): Promise<string | undefined> =>
      (await server.send('GET', `devices/broker-passwords?product=${product}`)).text
        .split('\n')
        .find((one) => one.startsWith(`${id}:`));
    await rekey();
    expect(`${await line()}\n`).toBe(mosquittoPasswordLine(id, rootOf(0)));
    await rekey({ oldUntil: '2020-01-01T00:00:00Z' });
    expect(`${await line()}\n`).toBe(mosquittoPasswordLine(id, rootOf(2)));
  });

  it('of a thrown-out device means that only the new key is let in again', async () => {
    await server.send('POST', `devices/${id}/deactivate`);
    expect(await rekey({ oldUntil: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 200,
      json: { state: 'inactive' },
    });
    expect(await server.send('POST', `devices/${id}/reactivate`)).toMatchObject({
      status: 200,
      json: { nextKey: { generation: 1 } },
    });
    id = 'nobody';
    expect(await rekey()).toMatchObject({ status: 404, json: { code: 'device_unknown' } });
  });

  it('is seen in the counts of the master keys, for those who keep the server', async () => {
    const epochs = async () => (await server.send('GET', 'master-keys')).json.epochs as { devices: number }[];
    const [before] = await epochs();
    expect(before).toMatchObject({ epoch: 1, isCurrent: true, moving: 0 });
    const body = `${JSON.stringify({ id: `${id}-new`, product, hardware: 'A' })}\n`;
    await server.send('POST', 'devices/bulk', { body, headers: { 'content-type': 'application/x-ndjson' } });
    const held = server.keyRing.masters;
    Object.assign(server.keyRing, { masters: [...held, { epoch: 2, secret: new Uint8Array(32).fill(5) }] });
    await rekey();
    const after = await epochs();
    Object.assign(server.keyRing, { masters: held });
    expect(after).toEqual([
      { epoch: 2, isCurrent: true, devices: 0, moving: 0 },
      { epoch: 1, isCurrent: false, devices: before!.devices + 1, moving: 1 },
    ]);
  });
});
