import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import type { TakenReport } from '@twinbank/rollout';

import type { Delivery } from '../delivery/delivery.service.js';
import type { KeySetSender } from '../key-sets/key-set-sender.js';
import type { ReceiptKeeper } from './receipt-keeper.js';
import { ReportBatches } from './report-batches.js';
import type { ReportWriter } from './report-writer.js';

const BATCH: TakenReport[] = [{ deviceId: 'd1', atMs: 1, report: { type: 'stage', seq: 1, job: 7, stage: 'checked' } }];

/** A writer and a keeper of receipts that fail so often before they do what they are told. */
function batchesThatFail({ writes = 0, receipts = 0 }: { writes?: number; receipts?: number }) {
  const done: string[] = [];
  const failing = (name: string, times: number) => async (batch: readonly TakenReport[]) => {
    if (times-- > 0) throw new Error('the database is away');
    done.push(`${name} ${batch.length}`);
  };
  const keeper = { keep: failing('receipts', receipts) } as unknown as ReceiptKeeper;
  const writer = { write: failing('reports', writes) } as unknown as ReportWriter;
  const sender = { heard: () => void done.push('key sets') } as unknown as KeySetSender;
  const delivery = { crowded: false } as Delivery;
  return { done, batches: new ReportBatches(keeper, writer, sender, delivery, pino({ level: 'silent' })) };
}

describe('ReportBatches', () => {
  it('keeps the receipts of a batch before its reports count', async () => {
    const { done, batches } = batchesThatFail({});
    await Promise.all(BATCH.map((report) => batches.add(report)));
    expect(done).toEqual(['receipts 1', 'reports 1', 'key sets']);
  });

  it('lets no report count as long as its receipt cannot be kept', async () => {
    const { done, batches } = batchesThatFail({ receipts: 1 });
    await batches.write(BATCH);
    expect(done).toEqual(['receipts 1', 'reports 1', 'key sets']);
  });

  it('retries for a while when the database is away', async () => {
    const short = batchesThatFail({ writes: 2 });
    await short.batches.write(BATCH);
    expect(short.done.at(-1)).toBe('key sets');
    const long = batchesThatFail({ writes: 4 });
    await expect(long.batches.write(BATCH)).rejects.toThrow('the database is away');
    expect(long.done).not.toContain('reports 1');
  });
});
