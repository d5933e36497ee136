import { describe, expect, it } from '@jest/globals';

import { MemoryMedium } from '../testing/memory-medium.js';
import { STAGE_TABLE, type JobStage } from '../stage-table.js';
import { faultNumber, faultOfNumber, JOB_FAULTS } from './fault-numbers.js';
import { Journal, type BankRecord, type JobEnd, type JobRecord } from './journal.js';
import { NvmLog } from './nvm-log.js';

const bytesFrom = (first: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => first + i);

const JOB: JobRecord = {
  ...{ stage: 'accepted', job: 0x12345678, transfer: 0x87654321, ticketDigest: bytesFrom(0x81), target: 1 },
  ...{ policy: 'mirror', mode: 'live', onNoSlot: 'fail', slotDeadlineMs: 60_001, confirmTimeoutMs: 5002 },
};
const IMAGE: BankRecord = {
  ...{ version: '1.2.3-rc.4', length: 6208, digest: bytesFrom(0x41), crc32: 0xfedcba98, counter: 17 },
};

/** What a journal says of a job after a restart. */
function kept(job: JobRecord): JobRecord | undefined {
  const medium = new MemoryMedium();
  new Journal(medium).begin(job, 1);
  return new Journal(medium).job();
}

describe('the journal of a new device', () => {
  it('holds nothing', () => {
    const journal = new Journal(new MemoryMedium());
    expect([journal.job(), journal.bank(1), journal.bank(2)]).toEqual([undefined, undefined, undefined]);
    expect([journal.counter, journal.sequence]).toEqual([0, 0]);
  });
});

describe('the record of a job', () => {
  it('is read as it was written', () => {
    expect(kept(JOB)).toStrictEqual(JOB);
  });

  it.each<[string, Partial<JobRecord>]>([
    ['bank 2', { target: 2 }],
    ['no mirror', { policy: 'keep-previous' }],
    ['a reset', { mode: 'reset' }],
    ['force without a slot', { onNoSlot: 'force' }],
    ['a window', { window: { opensMs: 1_795_348_861_500, closesMs: 2 ** 52 + 12_345 } }],
    ['a swap that may be put off', { postponable: { untilMs: 1_795_348_861_501, forMs: 86_400_000 } }],
    ['a download only', { downloadOnly: true }],
    ['who signed its release', { manifestKey: bytesFrom(0xc1).slice(0, 8) }],
    ['its release', { release: bytesFrom(0xa1) }],
    ['a fault', { stage: 'failed', fault: 'slot_not_found' }],
  ])('is read as it was written with %s', (_, terms) => {
    expect(kept({ ...JOB, ...terms })).toStrictEqual({ ...JOB, ...terms });
  });

  it.each<[string, JobEnd]>([
    ['by no time', { active: 1, held: [false, false], time: { kind: 'none' } }],
    ['with bank 1', { active: 1, held: [true, false], time: { kind: 'none' } }],
    ['with bank 2', { active: 2, held: [false, true], time: { kind: 'none' } }],
    ['by the clock', { active: 2, held: [true, true], time: { kind: 'clock', unixMs: 1_795_348_861_500 } }],
    ['by its starts', { active: 1, held: [true, true], time: { kind: 'start', start: 2 ** 40 + 3 } }],
  ])('keeps how things were at its end: %s', (_, end) => {
    expect(kept({ ...JOB, stage: 'done', end })).toStrictEqual({ ...JOB, stage: 'done', end });
  });

  it.each(Object.keys(STAGE_TABLE) as JobStage[])('has its stage: %s', (stage) => {
    expect(kept({ ...JOB, stage })?.stage).toBe(stage);
  });

  it('forgets what an earlier job had and this one has not', () => {
    const medium = new MemoryMedium();
    const journal = new Journal(medium);
    journal.begin(
      {
        ...{ ...JOB, stage: 'failed', fault: 'flash_error', target: 2, policy: 'keep-previous', mode: 'reset' },
        ...{ onNoSlot: 'force', window: { opensMs: 1, closesMs: 2 }, postponable: { untilMs: 3, forMs: 4 } },
        ...{ downloadOnly: true, release: bytesFrom(1), ticketDigest: bytesFrom(2) },
        end: { active: 2, held: [true, true], time: { kind: 'clock', unixMs: 9 } },
      },
      1,
    );
    journal.begin(JOB, 2);
    expect(new Journal(medium).job()).toStrictEqual(JOB);
  });
});

describe('a job that enters a stage', () => {
  const end: JobEnd = { active: 2, held: [true, false], time: { kind: 'clock', unixMs: 2 ** 41 + 7 } };

  it('keeps its terms, and the time and the fault of its end', () => {
    const medium = new MemoryMedium();
    const journal = new Journal(medium);
    journal.begin({ ...JOB, target: 2, release: bytesFrom(3) }, 1);
    expect(journal.enter(journal.job()!, 'downloading')).toStrictEqual(journal.job());
    const ended = journal.enter(journal.job()!, 'failed', 'download_stalled', end);
    expect(ended).toStrictEqual({
      ...{ ...JOB, target: 2, release: bytesFrom(3), stage: 'failed', fault: 'download_stalled', end },
    });
    expect(new Journal(medium).job()).toStrictEqual(ended);
  });

  it('has no fault from the stage before', () => {
    const medium = new MemoryMedium();
    const journal = new Journal(medium);
    journal.begin({ ...JOB, stage: 'reverting', fault: 'self_test_failed' }, 1);
    expect(journal.enter(journal.job()!, 'reverted')).toStrictEqual({ ...JOB, stage: 'reverted' });
    expect(new Journal(medium).job()).toStrictEqual({ ...JOB, stage: 'reverted' });
  });

  it('is one unit of memory; its end at most two more, in the same change', () => {
    const medium = new MemoryMedium();
    const journal = new Journal(medium);
    journal.begin(JOB, 1);
    medium.writes.length = 0;
    journal.enter(JOB, 'downloading');
    journal.enter({ ...JOB, stage: 'downloading' }, 'cancelled', undefined, { ...end, time: { kind: 'none' } });
    journal.enter({ ...JOB, stage: 'downloading' }, 'failed', 'flash_error', end);
    expect(medium.writes.map((write) => ('programmed' in write ? write.programmed[3] : write))).toEqual([1, 1, 3]);
  });
});

describe('the sequence of the tickets that were taken', () => {
  it('is the highest', () => {
    const medium = new MemoryMedium();
    const journal = new Journal(medium);
    for (const [sequence, highest] of [[5, 5] as const, [3, 5] as const, [9, 9] as const]) {
      journal.begin(JOB, sequence);
      expect([journal.sequence, new Journal(medium).sequence]).toEqual([highest, highest]);
    }
  });
});

describe('the security counter', () => {
  it('rises only', () => {
    const medium = new MemoryMedium();
    const journal = new Journal(medium);
    for (const [to, is] of [[4, 4] as const, [2, 4] as const, [4, 4] as const, [6, 6] as const]) {
      journal.raiseCounter(to);
      expect([journal.counter, new Journal(medium).counter]).toEqual([is, is]);
    }
  });

  it('of zero is written once, and never again', () => {
    const medium = new MemoryMedium();
    new Journal(medium).raiseCounter(0);
    expect(medium.writes.length).toBeGreaterThan(0);
    medium.writes.length = 0;
    new Journal(medium).raiseCounter(0);
    expect(medium.writes).toEqual([]);
  });
});

describe('the record of a bank', () => {
  it('is kept for each bank', () => {
    const medium = new MemoryMedium();
    const journal = new Journal(medium);
    const other = { ...IMAGE, version: '2.0.0', counter: 18, digest: bytesFrom(0x61), crc32: 1, length: 64 };
    journal.recordBank(1, IMAGE);
    expect([new Journal(medium).bank(1), new Journal(medium).bank(2)]).toStrictEqual([IMAGE, undefined]);
    journal.recordBank(2, other);
    expect([new Journal(medium).bank(1), new Journal(medium).bank(2)]).toStrictEqual([IMAGE, other]);
  });

  it('is written with the job that fills the bank', () => {
    const medium = new MemoryMedium();
    new Journal(medium).begin({ ...JOB, target: 2 }, 1, IMAGE);
    const journal = new Journal(medium);
    expect([journal.bank(1), journal.bank(2), journal.job()?.job]).toStrictEqual([undefined, IMAGE, JOB.job]);
  });

  it.each(['', '1', '1.2', '1.23', '1.2.3', '12.34.56', 'v'.repeat(63), 'v'.repeat(64)])(
    'has its version, after a longer one too: "%s"',
    (version) => {
      const medium = new MemoryMedium();
      const journal = new Journal(medium);
      journal.recordBank(1, { ...IMAGE, version: 'w'.repeat(64) });
      journal.recordBank(1, { ...IMAGE, version });
      expect(new Journal(medium).bank(1)?.version).toBe(version);
    },
  );

  it('cuts a version of more than 64 characters, and spoils nothing beside it', () => {
    const medium = new MemoryMedium();
    const journal = new Journal(medium);
    journal.recordBank(2, { ...IMAGE, version: '2' });
    journal.recordBank(1, { ...IMAGE, version: 'v'.repeat(128) });
    const again = new Journal(medium);
    expect(again.bank(1)).toStrictEqual({ ...IMAGE, version: 'v'.repeat(64) });
    expect(again.bank(2)).toStrictEqual({ ...IMAGE, version: '2' });
  });
});

/** The variables of a journal, by address, as agents in the field have them. */
describe('the layout in memory', () => {
  const read = (medium: MemoryMedium, addresses: readonly number[]): number[] => {
    const log = new NvmLog(medium);
    return addresses.map((address) => log.get(address));
  };

  it('is that of earlier agents for a job', () => {
    const medium = new MemoryMedium();
    new Journal(medium).begin(
      {
        ...{ ...JOB, stage: 'failed', fault: 'flash_error', target: 2, release: bytesFrom(0xa1) },
        ...{ window: { opensMs: 2 ** 32 + 5, closesMs: 2 ** 33 + 6 }, postponable: { untilMs: 2 ** 34 + 7, forMs: 8 } },
        end: { active: 2, held: [true, true], time: { kind: 'start', start: 2 ** 35 + 9 } },
      },
      11,
    );
    const flags = (1 << 16) | (0xf << 20) | (1 << 25) | (1 << 26) | (1 << 28);
    expect(read(medium, [1, 2, 3, 4, 6, 7, 8])).toEqual([
      flags | (22 << 8) | 13,
      ...[0x12345678, 0x87654321, 11, 60_001, 5002, 0x81828384],
    ]);
    expect(read(medium, [9, 10, 0x0c, 0x0d, 0x0e, 0x0f])).toEqual([8, 9, 1, 5, 2, 6]);
    expect(read(medium, [0x10, 0x17, 0x18, 0x1f])).toEqual([0x81828384, 0x9d9e9fa0, 0xa1a2a3a4, 0xbdbebfc0]);
    expect(read(medium, [0x20, 0x21, 0x22])).toEqual([4, 7, 8]);
  });

  it('is that of earlier agents for a bank', () => {
    const medium = new MemoryMedium();
    const journal = new Journal(medium);
    journal.raiseCounter(3);
    journal.recordBank(1, IMAGE);
    journal.recordBank(2, { ...IMAGE, length: 64 });
    expect(read(medium, [5, 0x40, 0x41, 0x42, 0x43, 0x4a, 0x4b, 0x4d, 0x4e])).toEqual([
      ...[3, 6208, 0xfedcba98, 17, 0x41424344, 0x5d5e5f60, 0x312e322e, 0x2e340000, 0],
    ]);
    expect(read(medium, [0x60, 0x61, 0x6b])).toEqual([64, 0xfedcba98, 0x312e322e]);
  });

  it('of a stage that only a newer agent knows reads as a job that was dropped', () => {
    const medium = new MemoryMedium();
    new Journal(medium).begin(JOB, 1);
    new NvmLog(medium).put([[1, 0xff]]);
    expect(new Journal(medium).job()?.stage).toBe('dropped');
  });

  it('of a release that an earlier job left is none of this job’s', () => {
    const medium = new MemoryMedium();
    new Journal(medium).begin({ ...JOB, release: bytesFrom(0xa1) }, 1);
    new NvmLog(medium).put([[0x10, 7]]);
    expect(new Journal(medium).job()).not.toHaveProperty('release');
    // A ticket that begins with a word of zero, and a journal without a release.
    const bare = new MemoryMedium();
    new Journal(bare).begin({ ...JOB, ticketDigest: new Uint8Array(32) }, 1);
    expect(new Journal(bare).job()).not.toHaveProperty('release');
  });
});

describe('the numbers of faults', () => {
  it('are the places in the list, from one', () => {
    expect([faultNumber('signature_invalid'), faultNumber('flash_error'), faultNumber('revert_image_missing')]).toEqual(
      [1, 22, 37],
    );
    for (const code of JOB_FAULTS) expect(faultOfNumber(faultNumber(code))).toBe(code);
  });

  it('are none for no fault and for a fault that a newer list has', () => {
    expect([faultNumber(undefined), faultOfNumber(0), faultOfNumber(255)]).toEqual([0, undefined, undefined]);
  });

  it('are that of a flash error for a fault that is not in the list', () => {
    expect(faultOfNumber(faultNumber('internal'))).toBe('flash_error');
  });
});
