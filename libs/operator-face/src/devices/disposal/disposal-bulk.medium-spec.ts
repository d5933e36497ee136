import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { SERVER } from '@twinbank/access';
import { faultOf, type DeviceStatus } from '@twinbank/protocol';

import { OperatorTokensService } from '../../auth/operator-tokens.service.js';
import { bearer } from '../../testing/a-project.js';
import { CampaignsUnderTest } from '../../testing/campaigns-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../../testing/server-under-test.js';
import { BULK_DEVICES_MAX } from '../device-bulk.dto.js';
import { DevicesService } from '../devices.service.js';

type Item = { readonly id: string; readonly status: number; readonly code?: string; readonly standing?: string };

const REASON = 'site closed, ticket 4711';

/** Of the ten devices of a product: d0 to d4 have reported and can be told, d5 and d6 cannot, d7 to d9 never connected. */
describe('disposal of many devices', () => {
  const campaigns = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let product: string;
  beforeAll(async () => {
    server = await campaigns.start();
  }, SERVER_START_MS);
  afterAll(() => campaigns.stop());
  beforeEach(async () => {
    product = await campaigns.newProduct();
    await reported([0, 1, 2, 3, 4], ['disposal']);
    await reported([5, 6], ['postpone']);
  });

  const id = (index: number): string => `${product}-d${index}`;
  const ids = (...indexes: number[]): string[] => indexes.map(id);
  const selected = (): string => `product==${product}`;
  async function reported(indexes: readonly number[], understands: readonly string[]): Promise<void> {
    const status = {
      ...{ product, part: 'STM32G484', hardware: 'A', active: 1, fbMode: 0, bfb2: 0, confirmed: true, counter: 1 },
      ...{ reset: 'power-on', understands, banks: [1, 2].map((bank) => ({ bank, state: 'empty' })) },
    } as unknown as DeviceStatus;
    const seenAtMs = Date.now();
    await server.database.devices.applyStatuses(indexes.map((index) => ({ deviceId: id(index), status, seenAtMs })));
  }
  const send = (what: string, body: object, sent: Parameters<ServerUnderTest['send']>[2] = {}): Promise<Answer> =>
    server.send('POST', `devices/bulk/${what}`, { body, ...sent });
  const disposeSelected = (body: object = {}, sent: Parameters<ServerUnderTest['send']>[2] = {}): Promise<Answer> =>
    send('dispose-selected', { filter: selected(), confirm: 10, reason: REASON, ...body }, sent);
  const show = async (index: number): Promise<Answer['json']> =>
    (await server.send('GET', `devices/${id(index)}`)).json;
  const inState = async (state: string): Promise<string[]> =>
    (await server.send('GET', `devices?product=${product}&state=${state}`)).json.items.map((one: Item) => one.id);
  const told = ({ json }: Answer): Record<string, unknown> =>
    Object.fromEntries((json.items as Item[]).map((item) => [item.id, item.code ?? item.standing]));
  /** Has devices be in the middle of a campaign. */
  async function inCampaign(...indexes: number[]): Promise<number> {
    const selection = { filter: `id=in=(${ids(...indexes).join(',')})` };
    const terms = { mode: 'reset' };
    const { json } = await campaigns.create({ selection, terms });
    await campaigns.begin(json.id as number);
    return json.id as number;
  }

  it('says before what it would be about, and changes nothing by that', async () => {
    const campaign = await inCampaign(0);
    expect(campaign).toEqual(expect.any(Number));
    await server.send('POST', `devices/${id(4)}/disposal`, { body: { confirm: id(4), reason: 'x' } });
    expect(await send('dispose-preview', { filter: selected() })).toMatchObject({
      status: 200,
      json: { devices: 9, ending: 1, neverSeen: 3, cannotBeTold: 2, inCampaign: 1, ready: 3 },
    });
    expect(await inState('disposing')).toEqual(ids(4));
    expect((await send('dispose-preview', { filter: 'product=lt=1' })).json).toMatchObject({
      code: 'selection_invalid',
    });
  });

  it('ends those that stand ready to be told, and says of each of the others why it does not', async () => {
    const campaign = await inCampaign(0);
    const answer = await disposeSelected();
    expect(answer).toMatchObject({ status: 200, json: { done: 4, refused: 6, remaining: 0 } });
    expect(answer.json).not.toHaveProperty('next');
    expect(told(answer)).toEqual({
      [id(0)]: 'device_in_campaign',
      ...Object.fromEntries(ids(1, 2, 3, 4).map((one) => [one, 'not-confirmed'])),
      ...Object.fromEntries(ids(5, 6).map((one) => [one, 'disposal_unsupported'])),
      ...Object.fromEntries(ids(7, 8, 9).map((one) => [one, 'device_never_seen'])),
    });
    expect(answer.json.items[0].detail).toContain(`campaign ${campaign}`);
    expect(await inState('disposing')).toEqual(ids(1, 2, 3, 4));
    expect(await inState('active')).toEqual(ids(0, 5, 6, 7, 8, 9));
    expect((await server.send('GET', `campaigns/${campaign}/jobs`)).json.items[0].state).not.toBe('cancelled');
    expect(await show(1)).toMatchObject({ disposal: { reason: REASON, standing: 'not-confirmed' } });
  });

  it('ends the others, too, where the order says that they are meant', async () => {
    const campaign = await inCampaign(0);
    const answer = await disposeSelected({ also: ['never-seen', 'in-campaign', 'cannot-be-told'] });
    expect(answer.json).toMatchObject({ done: 10, refused: 0 });
    expect(told(answer)).toMatchObject({
      [id(0)]: 'not-confirmed',
      [id(5)]: 'cannot-be-told',
      [id(9)]: 'cannot-be-told',
    });
    expect((await server.send('GET', `campaigns/${campaign}/jobs`)).json.items[0].state).toBe('cancelled');
  });

  it.each([
    ['more', 11],
    ['fewer', 9],
  ])('begins nothing if %s devices were confirmed than there are', async (_, confirm) => {
    const also = ['never-seen', 'cannot-be-told'];
    expect(await disposeSelected({ confirm, also })).toMatchObject({
      status: 409,
      json: { code: 'confirmation_mismatch', facts: { devices: 10 } },
    });
    const devices = ids(0, 1).map((one) => ({ id: one }));
    expect(await send('dispose', { devices, confirm, reason: REASON })).toMatchObject({
      status: 409,
      json: { code: 'confirmation_mismatch', facts: { devices: 2 } },
    });
    expect(await inState('active')).toEqual(ids(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  });

  it('counts those whose end was ordered no more, and leaves them as they are', async () => {
    await disposeSelected({ filter: `id==${id(1)}`, confirm: 1 });
    const before = await show(1);
    expect(await disposeSelected()).toMatchObject({ status: 409, json: { facts: { devices: 9 } } });
    expect((await disposeSelected({ filter: `id==${id(1)}`, confirm: 1 })).json).toMatchObject({
      ...{ code: 'confirmation_mismatch', facts: { devices: 0 } },
    });
    const devices = ids(1, 2).map((one) => ({ id: one }));
    const answer = await send('dispose', { devices, confirm: 2, reason: 'another reason' });
    expect(answer.json).toMatchObject({ done: 2, refused: 0 });
    expect(answer.json.items).toMatchObject([
      { already: true, standing: 'not-confirmed' },
      { standing: 'not-confirmed' },
    ]);
    expect(answer.json.items[1]).not.toHaveProperty('already');
    expect(await show(1)).toEqual(before);
  });

  it('is done by id at the revision that was seen, and each for itself', async () => {
    const { revision } = await show(0);
    await server.send('PATCH', `devices/${id(1)}`, { body: { note: 'kept' } });
    const devices = [{ id: id(0), revision }, { id: id(1), revision }, { id: 'ghost' }, { id: id(2) }];
    const answer = await send('dispose', { devices, confirm: 4, reason: REASON });
    expect((answer.json.items as Item[]).map(({ status, code }) => code ?? status)).toEqual([
      ...[200, 'precondition_failed', 'device_unknown', 200],
    ]);
    expect(await inState('disposing')).toEqual(ids(0, 2));
  });

  it('leaves out a device that somebody changed between the look at the selection and its turn', async () => {
    const service = server.get(DevicesService);
    const dispose = service.dispose.bind(service);
    const spy = jest.spyOn(service, 'dispose').mockImplementation(async (one, ...rest) => {
      if (one === id(2)) await server.send('PATCH', `devices/${id(2)}`, { body: { note: 'it stays' } });
      return dispose(one, ...rest);
    });
    const answer = await disposeSelected();
    spy.mockRestore();
    expect(told(answer)).toMatchObject({ [id(1)]: 'not-confirmed', [id(2)]: 'precondition_failed' });
    expect((await show(2)).state).toBe('active');
  });

  it('goes on where the database stopped answering, with the number of those that follow', async () => {
    const service = server.get(DevicesService);
    const dispose = service.dispose.bind(service);
    const spy = jest
      .spyOn(service, 'dispose')
      .mockImplementation((one, ...rest) =>
        ids(3, 4).includes(one) ? Promise.reject(faultOf('overloaded')) : dispose(one, ...rest),
      );
    const filter = `id=in=(${ids(0, 1, 2, 3, 4).join(',')})`;
    const first = await disposeSelected({ filter, confirm: 5 });
    spy.mockRestore();
    expect(first.json).toMatchObject({ done: 3, refused: 2, remaining: 2, next: id(2) });
    const { next: after, remaining: confirm } = first.json;
    const rest = await disposeSelected({ filter, after, confirm });
    expect(rest.json).toMatchObject({ done: 2, refused: 0, remaining: 0 });
    expect(rest.json).not.toHaveProperty('next');
  });

  it('is carried out once under a key, and its answer given again', async () => {
    const { token } = await server.get(OperatorTokensService).issue({ name: 'k', roles: ['admin'], days: 1 }, SERVER);
    const headers = { ...bearer(token).headers, 'idempotency-key': randomUUID() };
    const first = await disposeSelected({}, { headers, scope: 'none' });
    expect(first.json).toMatchObject({ done: 5, refused: 5 });
    await reported([7], ['disposal']);
    const again = await disposeSelected({}, { headers, scope: 'none' });
    expect(again).toMatchObject({ status: 200, json: first.json, headers: { 'idempotent-replayed': 'true' } });
    expect((await show(7)).state).toBe('active');
    const other = await disposeSelected({ confirm: 5 }, { headers, scope: 'none' });
    expect(other.json.code).toBe('idempotency_key_reused');
  });

  it('is ordered by administrators only, with a reason, and leaves an entry for each device', async () => {
    for (const what of ['dispose', 'dispose-selected', 'dispose-preview'])
      expect(
        await send(
          what,
          { filter: selected(), ...(what !== 'dispose-preview' && { confirm: 1, reason: 'x' }) },
          { scope: 'operate' },
        ),
      ).toMatchObject({ status: 403, json: { facts: { action: 'device.dispose' } } });
    const { status, headers } = await disposeSelected({ filter: `id=in=(${ids(0, 9).join(',')})`, confirm: 2 });
    const request = headers['x-request-id'];
    expect(status).toBe(200);
    await server.seal();
    const of = async (index: number) =>
      (await server.send('GET', `audit?object=${encodeURIComponent(`devices/${id(index)}`)}`)).json.items as object[];
    expect(await of(0)).toContainEqual(
      expect.objectContaining({ outcome: 'done', actor: expect.objectContaining({ request }) }),
    );
    expect(await of(9)).toContainEqual(
      expect.objectContaining({
        outcome: 'refused',
        code: 'device_never_seen',
        actor: expect.objectContaining({ request }),
      }),
    );
  });

  it.each<[string, object]>([
    ['no number', { confirm: undefined }],
    ['a number that is none', { confirm: '10' }],
    ['no device', { confirm: 0 }],
    ['no reason', { reason: undefined }],
    ['a reason that nobody can see', { reason: '\u202e' }],
    ['an obstacle that is none', { also: ['offline'] }],
    ['no selection', { filter: '' }],
  ])('is refused as a whole for %s', async (_, wrong) => {
    expect(await disposeSelected(wrong)).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    expect(await inState('active')).toHaveLength(10);
  });

  it('goes through a large selection some at a time, and notices who comes in between', async () => {
    const provision = (from: number, count: number): Promise<Answer> => {
      const lines = Array.from(
        { length: count },
        (_, index) => `${JSON.stringify({ id: `${product}-x${from + index}`, product, hardware: 'A' })}\n`,
      ).join('');
      return server.send('POST', 'devices/bulk', { body: lines, headers: { 'content-type': 'application/x-ndjson' } });
    };
    await provision(1000, BULK_DEVICES_MAX);
    const order = { also: ['never-seen', 'cannot-be-told'], confirm: BULK_DEVICES_MAX + 10 };
    const first = await disposeSelected(order);
    expect(first.json).toMatchObject({ done: BULK_DEVICES_MAX, remaining: 10, next: `${product}-x1489` });
    await provision(9000, 1);
    const { next: after, remaining: confirm } = first.json;
    expect(await disposeSelected({ ...order, after, confirm })).toMatchObject({
      status: 409,
      json: { code: 'confirmation_mismatch', facts: { devices: 11 } },
    });
    expect((await disposeSelected({ ...order, after, confirm: 11 })).json).toMatchObject({ done: 11, remaining: 0 });
  }, 120_000);
});
