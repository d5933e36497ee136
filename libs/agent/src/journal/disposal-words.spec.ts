import { describe, expect, it } from '@jest/globals';

import type { DeviceTime } from '@twinbank/protocol';

import { MemoryMedium } from '../testing/memory-medium.js';
import type { DisposalRecord } from './disposal-words.js';
import { Journal, type BankRecord, type JobRecord } from './journal.js';

const bytesFrom = (first: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => first + i);
const RECORD: DisposalRecord = {
  ...{ state: 'ordered', sequence: 0x12345678, order: bytesFrom(0x81), active: 2 },
  time: { kind: 'clock', unixMs: 2 ** 40 + 5 },
};
const JOB: JobRecord = {
  ...{ stage: 'done', job: 7, transfer: 9, ticketDigest: bytesFrom(0x41), release: bytesFrom(1), target: 1 },
  ...{ policy: 'mirror', mode: 'live', onNoSlot: 'fail', slotDeadlineMs: 1, confirmTimeoutMs: 2 },
};
const IMAGE: BankRecord = { version: '1.2.3', length: 64, digest: bytesFrom(3), crc32: 5, counter: 17 };

/** A journal with a life in it, and the medium that it lies on. */
function lived(): { readonly medium: MemoryMedium; readonly journal: Journal } {
  const medium = new MemoryMedium();
  const journal = new Journal(medium);
  journal.begin(JOB, 4, IMAGE);
  journal.recordBank(2, { ...IMAGE, version: '1.2.4' });
  journal.raiseCounter(17);
  return { medium, journal };
}

describe('the journal of a disposal', () => {
  it('holds none as long as nobody ordered it', () => expect(lived().journal.disposal()).toBeUndefined());

  it.each<[string, Partial<DisposalRecord>]>([
    ['as it is', {}],
    ['from bank 1', { active: 1 }],
    ['without a time', { time: { kind: 'none' } satisfies DeviceTime }],
    ['by the number of its start', { time: { kind: 'start', start: 2 ** 45 + 1 } }],
  ])('reads an order as it was written: %s', (_, change) => {
    const { medium, journal } = lived();
    journal.orderDisposal({ ...RECORD, ...change });
    expect(new Journal(medium).disposal()).toStrictEqual({ ...RECORD, ...change });
    expect(new Journal(medium).sequence).toBe(RECORD.sequence);
    expect(new Journal(medium).job()?.job).toBe(JOB.job);
  });

  it('takes an order in one change: everything or nothing', () => {
    const { medium, journal } = lived();
    medium.writes.length = 0;
    journal.orderDisposal(RECORD);
    expect(medium.writes).toHaveLength(1);
  });

  it('never lowers the sequence of tickets', () => {
    const { medium, journal } = lived();
    journal.orderDisposal({ ...RECORD, sequence: 2 });
    expect([new Journal(medium).sequence, new Journal(medium).disposal()?.sequence]).toEqual([4, 2]);
  });

  it('says that it is acknowledged by one unit, and keeps the rest', () => {
    const { medium, journal } = lived();
    journal.orderDisposal(RECORD);
    medium.writes.length = 0;
    journal.acknowledgeDisposal();
    expect(medium.writes).toEqual([{ programmed: [2, expect.any(Number), expect.any(Number), 1] }]);
    expect(new Journal(medium).disposal()).toStrictEqual({ ...RECORD, state: 'acknowledged' });
  });

  it('forgets the life and keeps what a start needs: the mark, the security counter, what the banks hold', () => {
    const { medium, journal } = lived();
    journal.orderDisposal(RECORD);
    journal.acknowledgeDisposal();
    journal.forget();
    const after = new Journal(medium);
    expect(after.disposal()).toMatchObject({ state: 'forgotten', sequence: 0, order: new Uint8Array(32) });
    expect([after.job(), after.sequence, after.counter]).toEqual([undefined, 0, 17]);
    expect([after.bank(1), after.bank(2)?.version]).toStrictEqual([IMAGE, '1.2.4']);
  });

  it('takes a state that only a newer agent writes for the furthest one', () => {
    const { medium, journal } = lived();
    journal.orderDisposal({ ...RECORD, state: 'beyond' as 'ordered' });
    expect(new Journal(medium).disposal()?.state).toBe('forgotten');
  });
});
