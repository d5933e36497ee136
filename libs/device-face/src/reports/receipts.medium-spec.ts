import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import type { Attempt } from '@twinbank/database';
import { aCommand } from '@twinbank/database/testing/test-database';
import {
  currentMaster,
  deriveAuthKey,
  deriveDeviceRoot,
  deriveReceiptKey,
  receiptMac,
  type KeyRing,
} from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';
import { toHex } from '@twinbank/primitives';
import { encodeReceipt, joinReceipt, type FaultCode, type Receipt } from '@twinbank/protocol';
import type { DeviceIdentity } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceDirectory } from '../admission/device-directory.js';
import { DeviceFaultLog } from '../admission/device-fault-log.js';
import { DeviceFaceUnderTest, PRODUCT, type StoredRelease } from '../testing/device-face-under-test.js';

describe('receipts', () => {
  let face: DeviceFaceUnderTest;
  let made = 0;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  /** Over a connection of its own: an embedded database has one at a time. */
  async function sql<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client(face.connection);
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  const faultsOf = (code: FaultCode): number => face.get(DeviceFaultLog).faults[code] ?? 0;
  const receiptOf = (receipt: Receipt, key: Uint8Array): string => {
    const bytes = encodeReceipt(receipt);
    return joinReceipt(bytes, receiptMac(key, bytes));
  };
  const entries = (job: number) =>
    sql<{ outcome: string; code: string | null; after: { receipt: string } }>(
      `SELECT outcome, code, after FROM audit_entries WHERE action = 'receipt_kept' AND object = $1 ORDER BY id`,
      [`jobs/${job}`],
    );
  const attemptOf = async (job: number): Promise<Attempt> => (await face.database.jobs.attempts(job)).at(-1)!;

  /** A device that has its order, and the receipt that it would make of a success. */
  async function ordered() {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const stored = await face.aRelease(`3.${made++}.0`);
    await face.aCampaign(stored, [identity]);
    const { job, transfer } = await device.order();
    return { identity, device, stored, job, transfer, receipt: successOf(stored, identity, { job, transfer }) };
  }
  const successOf = (
    { release }: StoredRelease,
    { deviceId: device }: DeviceIdentity,
    order: { job: number; transfer: number },
  ): Receipt => ({
    ...{ device, ...order, stage: 'done', release: release.manifestDigest, banks: [release.codeDigest, undefined] },
    ...{ active: 1, counter: 1, time: { kind: 'clock', unixMs: 1_795_348_861_500 } },
  });
  const resultOf = (stored: StoredRelease, { job, transfer }: Receipt, receipt?: string) => ({
    ...{ type: 'result' as const, job, transfer, stage: 'done' as const, status: face.statusRunning(stored) },
    ...(receipt !== undefined && { receipt }),
  });
  const succeeded = (job: number) =>
    until(async () => (await face.database.jobs.find(job))?.state === 'succeeded', 'the job to succeed');

  it('that hold are kept with their attempt and in the audit log, byte for byte, before the job is seen to end', async () => {
    const { identity, device, stored, job, receipt } = await ordered();
    const text = receiptOf(receipt, deriveReceiptKey(identity.root));
    await device.report(resultOf(stored, receipt, text));
    await succeeded(job);
    const said = toHex(new Uint8Array(Buffer.from(text, 'base64url')));
    const attempt = await attemptOf(job);
    expect(attempt.receipt).toMatchObject({ verdict: 'proven' });
    expect(toHex(attempt.receipt!.said)).toBe(said);
    expect(await entries(job)).toMatchObject([
      {
        outcome: 'done',
        code: null,
        after: { device: identity.deviceId, product: 'pump', keyEpoch: 1, receipt: said },
      },
    ]);
  });

  it('that are told again are kept once', async () => {
    const { identity, device, stored, job, receipt } = await ordered();
    const text = receiptOf(receipt, deriveReceiptKey(identity.root));
    for (let times = 0; times < 3; times++) await device.report(resultOf(stored, receipt, text));
    await succeeded(job);
    expect(await entries(job)).toHaveLength(1);
  });

  it('are not asked for: a result of an older agent counts, and shows none', async () => {
    const { device, stored, job, receipt } = await ordered();
    await device.report(resultOf(stored, receipt));
    await succeeded(job);
    expect((await attemptOf(job)).receipt).toBeUndefined();
    expect(await entries(job)).toEqual([]);
  });

  it.each<[string, FaultCode, (of: Awaited<ReturnType<typeof ordered>>, other: DeviceIdentity) => string]>([
    [
      'the key of another device',
      'receipt_invalid',
      ({ receipt }, { root }) => receiptOf(receipt, deriveReceiptKey(root)),
    ],
    ['the auth key', 'receipt_invalid', ({ receipt, identity }) => receiptOf(receipt, deriveAuthKey(identity.root))],
    ['bytes that are no receipt', 'receipt_invalid', () => 'AAAA'],
    [
      'the release of another campaign',
      'receipt_mismatch',
      ({ receipt, identity }) => receiptOf({ ...receipt, release: 'a'.repeat(64) }, deriveReceiptKey(identity.root)),
    ],
    [
      'the image in the other bank',
      'receipt_mismatch',
      ({ receipt, identity }) =>
        receiptOf({ ...receipt, banks: [undefined, receipt.banks[0]] }, deriveReceiptKey(identity.root)),
    ],
  ])('with %s take nothing from the result, are counted, and show it as unproven', async (_, code, forge) => {
    const of = await ordered();
    const before = faultsOf(code);
    const text = forge(of, await face.aDevice());
    await of.device.report(resultOf(of.stored, of.receipt, text));
    await succeeded(of.job);
    expect((await attemptOf(of.job)).receipt).toMatchObject({ verdict: 'unproven', fault: code });
    expect(await entries(of.job)).toMatchObject([{ outcome: 'refused', code }]);
    await until(() => faultsOf(code) === before + 1, 'the fault to be counted');
    expect(face.logged.some((line) => line.includes(code) && line.includes(of.identity.deviceId))).toBe(true);
  });

  it('under a new key are proven by a server that has not heard of it yet, and recorded with its generation', async () => {
    const { identity, device, stored, job, receipt } = await ordered();
    const { deviceId } = identity;
    const directory = face.get(DeviceDirectory);
    expect(await directory.find(deviceId)).toMatchObject({ keyGeneration: 0 });
    const { epoch, secret: master } = currentMaster(face.get(KEY_RING as never) as KeyRing);
    const rekeying = { epoch, oldUntilMs: Date.now() + 3_600_000, activeIn: 'everywhere' } as const;
    const { generation } = await face.database.devices.rekey(deviceId, rekeying, aCommand());
    // As another server does when the device signs in there.
    await face.database.devices.takeKey(deviceId, { epoch, generation }, Date.now());
    expect(directory.remembered(deviceId)).toMatchObject({ keyGeneration: 0 });
    const root = deriveDeviceRoot({ master, product: PRODUCT, deviceId, generation });
    await device.report(resultOf(stored, receipt, receiptOf(receipt, deriveReceiptKey(root))));
    await succeeded(job);
    expect((await attemptOf(job)).receipt).toMatchObject({ verdict: 'proven' });
    expect(await entries(job)).toMatchObject([{ outcome: 'done', after: { keyGeneration: generation } }]);
  });

  it('that hold outweigh one that does not, which is kept beside it', async () => {
    const { identity, device, stored, job, receipt } = await ordered();
    await device.report(resultOf(stored, receipt, 'AAAA'));
    await device.report(resultOf(stored, receipt, receiptOf(receipt, deriveReceiptKey(identity.root))));
    await until(async () => (await entries(job)).length === 2, 'both receipts');
    expect((await attemptOf(job)).receipt).toMatchObject({ verdict: 'proven' });
  });

  it('are kept with no attempt of another device, although its own key made them', async () => {
    const mine = await ordered();
    const theirs = await ordered();
    const before = faultsOf('receipt_mismatch');
    const key = deriveReceiptKey(mine.identity.root);
    for (const device of [mine.identity.deviceId, theirs.identity.deviceId])
      await mine.device.report(resultOf(theirs.stored, theirs.receipt, receiptOf({ ...theirs.receipt, device }, key)));
    await until(() => faultsOf('receipt_mismatch') === before + 2, 'the faults to be counted');
    expect((await attemptOf(theirs.job)).receipt).toBeUndefined();
    expect([await entries(theirs.job), await entries(mine.job)]).toEqual([[], []]);
    expect((await face.database.jobs.find(theirs.job))?.state).not.toBe('succeeded');
  });

  it('come late too: one about an attempt that is over is kept with that attempt', async () => {
    const { identity, device, stored, job, receipt } = await ordered();
    await device.report({ type: 'hello', status: face.statusRunning(stored) });
    await succeeded(job);
    await device.report(resultOf(stored, receipt, receiptOf(receipt, deriveReceiptKey(identity.root))));
    await until(async () => (await attemptOf(job)).receipt?.verdict === 'proven', 'the receipt');
  });

  it('are never changed, and removed by nobody but the retention', async () => {
    await expect(sql(`UPDATE receipts SET verdict = 'proven'`)).rejects.toThrow('append-only');
    await expect(sql('DELETE FROM receipts')).rejects.toThrow('append-only');
    await expect(sql('TRUNCATE receipts')).rejects.toThrow('append-only');
  });
});
