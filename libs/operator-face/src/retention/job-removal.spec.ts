import { describe, expect, it } from '@jest/globals';

import type { JobRetention, Removal, RemovalStep } from '@twinbank/database';

import { removeJobs } from './job-removal.js';

const DAY_MS = 24 * 3600 * 1000;

/** Campaigns with so many jobs each, of which so many stay; remembers what was done with them, in order. */
class Campaigns {
  readonly done: string[] = [];
  readonly again = new Map<number, number | undefined>();
  taken = new Set<number>();

  constructor(
    private readonly closable: number[],
    private readonly jobs: Readonly<Record<number, { all: number; stay: number }>>,
  ) {}

  readonly close = (beforeMs: number): Promise<number | undefined> => {
    const id = this.closable.shift();
    if (id !== undefined) this.done.push(`close ${id} before ${beforeMs / DAY_MS}`);
    return Promise.resolve(id);
  };
  readonly due = (): Promise<readonly number[]> => Promise.resolve(Object.keys(this.jobs).map(Number));
  readonly remove = ({ campaignId, after, limit }: RemovalStep): Promise<Removal | undefined> => {
    if (this.taken.has(campaignId)) return Promise.resolve(undefined);
    const { all, stay } = this.jobs[campaignId]!;
    const looked = Math.min(limit, all - Number(after));
    const end = Number(after) + looked;
    this.done.push(`look at ${looked} of ${campaignId}`);
    const left = Math.max(0, end - Math.max(Number(after), all - stay));
    return Promise.resolve({ removed: looked - left, left, ...(looked === limit && { next: String(end) }) });
  };
  readonly walked = (campaignId: number, nextMs?: number): Promise<void> =>
    Promise.resolve(void this.again.set(campaignId, nextMs));
}

describe('the removal of old jobs', () => {
  /** Removes them; `pauses` says how many pauses it may take. */
  async function run(campaigns: Campaigns, pauses = Infinity): Promise<number> {
    let taken = 0;
    const pause = (): Promise<boolean> => {
      campaigns.done.push('pause');
      return Promise.resolve(++taken < pauses);
    };
    return removeJobs(campaigns as unknown as JobRetention, { nowMs: 100 * DAY_MS, keepMs: 30 * DAY_MS, pause });
  }

  it('closes what ended long enough ago, and looks at 200 jobs at a time, with a pause after each step', async () => {
    const campaigns = new Campaigns([7, 8], { 7: { all: 450, stay: 0 }, 8: { all: 0, stay: 0 } });
    expect(await run(campaigns)).toBe(450);
    expect(campaigns.done).toEqual([
      ...['close 7 before 70', 'pause', 'close 8 before 70', 'pause'],
      ...['look at 200 of 7', 'pause', 'look at 200 of 7', 'pause', 'look at 50 of 7', 'pause'],
      ...['look at 0 of 8', 'pause'],
    ]);
  });

  it('never comes back to a campaign of which nothing is left, and in a day to one of which something is', async () => {
    const campaigns = new Campaigns([], {
      7: { all: 250, stay: 0 },
      8: { all: 250, stay: 1 },
      9: { all: 400, stay: 400 },
    });
    expect(await run(campaigns)).toBe(499);
    expect([...campaigns.again]).toEqual([
      [7, undefined],
      [8, 101 * DAY_MS],
      [9, 101 * DAY_MS],
    ]);
  });

  it('leaves a campaign to the server that is at it, and goes on with the next one', async () => {
    const campaigns = new Campaigns([], { 7: { all: 10, stay: 0 }, 8: { all: 10, stay: 0 } });
    campaigns.taken = new Set([7]);
    expect(await run(campaigns)).toBe(10);
    expect([...campaigns.again.keys()]).toEqual([8]);
  });

  it.each([
    [1, 0, ['close 7 before 70', 'pause']],
    [2, 200, ['close 7 before 70', 'pause', 'look at 200 of 7', 'pause']],
  ])('stops at pause %i if the server stops, and calls nothing finished', async (pauses, removed, done) => {
    const campaigns = new Campaigns([7], { 7: { all: 450, stay: 0 }, 8: { all: 450, stay: 0 } });
    expect(await run(campaigns, pauses)).toBe(removed);
    expect(campaigns.done).toEqual(done);
    expect(campaigns.again.size).toBe(0);
  });
});
