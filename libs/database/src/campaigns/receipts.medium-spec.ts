import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { Offer } from '@twinbank/rollout';

import type { Database } from '../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { aFleet, aRunningCampaign, claimed, NOW } from '../testing/test-fleet.js';
import type { JudgedReceipt } from './receipts.js';

describe.each(TEST_DATABASES)('receipts on %s', (_kind, open) => {
  let test: TestDatabase;
  let database: Database;
  let offers: readonly Offer[];
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    const { releaseId } = await aFleet(database, 3);
    const { id } = await aRunningCampaign(database, releaseId);
    offers = await claimed(database, { campaignId: id, wave: 0, count: 3, nowMs: NOW });
  });

  const judged = ({ transfer, deviceId }: Offer, given: Partial<JudgedReceipt> = {}): JudgedReceipt => ({
    ...{ transfer, verdict: 'proven', said: Uint8Array.of(1, 2, 3), atMs: NOW },
    ...{ device: { id: deviceId, product: 'pump', keyEpoch: 1, keyGeneration: 0 }, ...given },
  });
  const unproven = (offer: Offer): JudgedReceipt =>
    judged(offer, { verdict: 'unproven', fault: 'receipt_invalid', said: Uint8Array.of(9) });
  const entries = async (): Promise<unknown[]> => {
    const found: unknown[] = [];
    await database.auditLog.seal(async (state, all) => {
      found.push(...all.filter(({ action }) => action === 'receipt_kept'));
      const checkpoint = { sequence: state.head.sequence, hash: 'a'.repeat(64), atMs: NOW, jws: 'j.w.s' };
      return { added: [], entries: [], checkpoint: { ...checkpoint, sequence: state.head.sequence + 1 } };
    });
    return found;
  };
  const receiptOf = async ({ jobId }: Offer): Promise<unknown> => (await database.jobs.attempts(jobId))[0]!.receipt;

  it('are kept with their attempts, and each is an entry of the audit log in its project', async () => {
    const [one, two] = offers;
    expect(await database.receipts.keep([judged(one!), unproven(two!)])).toBe(2);
    expect(await receiptOf(one!)).toEqual({ verdict: 'proven', atMs: NOW, said: Uint8Array.of(1, 2, 3) });
    expect(await receiptOf(two!)).toMatchObject({ verdict: 'unproven', fault: 'receipt_invalid' });
    expect(await receiptOf(offers[2]!)).toBeUndefined();
    expect(await entries()).toMatchObject([
      {
        ...{ object: `jobs/${one!.jobId}`, outcome: 'done', project: 'default', atMs: NOW },
        after: { device: one!.deviceId, job: one!.jobId, transfer: one!.transfer, receipt: '010203' },
      },
      { object: `jobs/${two!.jobId}`, outcome: 'refused', code: 'receipt_invalid', after: { receipt: '09' } },
    ]);
  });

  it('of one attempt are kept once for each verdict: the first one stays, told in one batch or in several', async () => {
    const [one] = offers;
    const later = judged(one!, { said: Uint8Array.of(7) });
    expect(await database.receipts.keep([judged(one!), later])).toBe(1);
    expect(await database.receipts.keep([later])).toBe(0);
    expect(await database.receipts.keep([unproven(one!), unproven(one!)])).toBe(1);
    expect(await receiptOf(one!)).toMatchObject({ verdict: 'proven', said: Uint8Array.of(1, 2, 3) });
    expect(await entries()).toHaveLength(2);
  });

  it('of one attempt are kept once by two servers that are told the same at once', async () => {
    const kept = await Promise.all(
      [offers, [...offers].reverse()].map((all) => database.receipts.keep(all.map((offer) => judged(offer)))),
    );
    expect(kept[0]! + kept[1]!).toBe(3);
    expect(await entries()).toHaveLength(3);
  });

  it('are held against the attempts as they were ordered', async () => {
    const [one] = offers;
    expect(await database.receipts.attempts([one!.transfer, 0x7fffffff, 0xffffffff])).toEqual(
      new Map([
        [
          one!.transfer,
          { transfer: one!.transfer, jobId: one!.jobId, deviceId: one!.deviceId, release: 'c'.repeat(64) },
        ],
      ]),
    );
  });
});
