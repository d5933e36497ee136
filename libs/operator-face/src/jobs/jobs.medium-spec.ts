import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { EndedCampaigns } from '@twinbank/database/testing/ended-campaigns';
import { aFleet, idOf } from '@twinbank/database/testing/test-fleet';
import { deriveReceiptKey, receiptMac } from '@twinbank/keys';
import { encodeReceipt, joinReceipt, type Receipt } from '@twinbank/protocol';

import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

const AT_MS = Date.UTC(2026, 10, 27);
const [proved, doubted, silent] = [0, 1, 2].map(idOf) as [string, string, string];

describe('jobs with receipts', () => {
  let server: ServerUnderTest;
  let campaign: number;
  const jobs = new Map<string, { readonly job: number; readonly transfer: number }>();
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    const sql = new pg.Client(server.connection);
    await sql.connect();
    const { releaseId } = await aFleet(server.database, 3);
    const devices = [proved, doubted, silent];
    campaign = await new EndedCampaigns(sql, releaseId).add(
      1,
      devices.map((device) => ({ device, attempts: 2 })),
    );
    const { rows } = await sql.query<{ device: string; job: number; transfer: number }>(
      'SELECT device_id AS device, id AS job, transfer FROM jobs',
    );
    for (const { device, ...job } of rows) jobs.set(device, job);
    await sql.end();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const receiptOf = (device: string): Receipt => ({
    ...{ device, ...jobs.get(device)!, stage: 'failed', fault: 'image_digest', release: 'c'.repeat(64) },
    ...{ banks: ['a'.repeat(64), undefined], active: 1, counter: 7, time: { kind: 'clock', unixMs: AT_MS } },
  });
  /** The receipt with its MAC, as it came. */
  function saidBy(device: string): Uint8Array {
    const bytes = encodeReceipt(receiptOf(device));
    const mac = receiptMac(deriveReceiptKey(new Uint8Array(32).fill(1)), bytes);
    return new Uint8Array(Buffer.from(joinReceipt(bytes, mac), 'base64url'));
  }
  const keep = (device: string, verdict: 'proven' | 'unproven', said = saidBy(device)): Promise<number> =>
    server.database.receipts.keep([
      {
        ...{ transfer: jobs.get(device)!.transfer, verdict, said, atMs: AT_MS },
        ...(verdict === 'unproven' && { fault: 'receipt_mismatch' as const }),
        device: { id: device, product: 'pump', keyEpoch: 1, keyGeneration: 0 },
      },
    ]);
  const get = async (path: string) => (await server.send('GET', path)).json;
  const verdicts = async (path: string): Promise<unknown> =>
    (await get(path)).items.map(({ device, receipt }: { device: string; receipt?: string }) => [device, receipt]);

  it('show what the receipt of each attempt says, and whether it holds', async () => {
    await keep(proved, 'unproven', Uint8Array.of(1, 2, 3));
    await keep(proved, 'proven');
    const { job, transfer } = jobs.get(proved)!;
    const answer = await get(`jobs/${job}`);
    expect(answer).toMatchObject({ id: job, device: proved, receipt: 'proven', attempts: 2 });
    expect(answer.history).toEqual([
      { number: 1, transfer: expect.any(Number), at: expect.any(String) },
      {
        ...{ number: 2, transfer, at: expect.any(String) },
        receipt: {
          ...{ verdict: 'proven', at: new Date(AT_MS).toISOString() },
          said: Buffer.from(saidBy(proved)).toString('base64url'),
          ...{ stage: 'failed', bank1: 'a'.repeat(64), active: 1, counter: 7, clockMs: AT_MS },
        },
      },
    ]);
  });

  it('show a receipt that does not hold with its fault, and nothing where none came', async () => {
    await keep(doubted, 'unproven');
    const answer = await get(`jobs/${jobs.get(doubted)!.job}`);
    expect(answer.receipt).toBe('unproven');
    expect(answer.history[1].receipt).toMatchObject({ verdict: 'unproven', fault: 'receipt_mismatch', counter: 7 });
    const without = await get(`jobs/${jobs.get(silent)!.job}`);
    expect([without.receipt, without.history[1].receipt]).toEqual([undefined, undefined]);
  });

  it('show the verdict in the lists of their campaign and device, which can be filtered by it', async () => {
    expect(await verdicts(`campaigns/${campaign}/jobs`)).toEqual([
      [proved, 'proven'],
      [doubted, 'unproven'],
      [silent, undefined],
    ]);
    for (const [device, receipt] of [
      [proved, 'proven'],
      [doubted, 'unproven'],
      [silent, undefined],
    ] as const)
      expect(await verdicts(`devices/${device}/jobs`)).toEqual([[device, receipt]]);
    for (const [filter, devices] of [
      ['receipt==proven', [proved]],
      ['receipt==unproven', [doubted]],
      ['receipt=null=true', [silent]],
    ] as const)
      expect(await verdicts(`campaigns/${campaign}/jobs?fields=device&filter=${filter}`)).toEqual(
        devices.map((device) => [device, undefined]),
      );
  });
});
