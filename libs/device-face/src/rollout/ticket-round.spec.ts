import { describe, expect, it } from '@jest/globals';

import type { Jobs } from '@twinbank/database';
import { EventBus } from '@twinbank/ports';
import { ManualClock } from '@twinbank/primitives';
import type { UpdateOrders } from '@twinbank/stored-releases';

import type { JobAttempts } from './job-attempts.js';
import { TicketRound } from './ticket-round.js';

const AGAIN_MS = 15_000;

/** A round for a campaign on whose jobs these devices work. */
function roundOver(running: readonly string[]) {
  const asked: string[] = [];
  const cut: number[] = [];
  const jobs = {
    soaks: { cutShort: async () => cut.push(0) < 3 },
    cancelIdle: async () => ({ withdrawn: [], more: false }),
    runningOf: async () => ({ items: running.map((deviceId, id) => ({ job: { deviceId, id } })) }),
  } as unknown as Jobs;
  const attempts = {
    cancel: ({ deviceId }: { deviceId: string }) => void asked.push(deviceId),
  } as unknown as JobAttempts;
  const clock = new ManualClock(1_000_000);
  return { round: new TicketRound(jobs, attempts, {} as UpdateOrders, new EventBus(), clock), asked, cut, clock };
}

describe('a round that cancels', () => {
  it('asks working devices to stop, and again only after a while, however often it runs', async () => {
    const { round, asked, clock } = roundOver(['d1', 'd2']);
    for (let looks = 0; looks < 5; looks++) await round.cancel(1, 'cancel_running');
    expect(asked).toEqual(['d1', 'd2']);
    clock.advance(AGAIN_MS - 1);
    await round.cancel(1, 'cancel_running');
    expect(asked).toHaveLength(2);
    clock.advance(1);
    await round.cancel(1, 'cancel_running');
    expect(asked).toEqual(['d1', 'd2', 'd1', 'd2']);
  });

  it('ends the soaks of all watched devices, in portions', async () => {
    const { round, cut } = roundOver([]);
    await round.cancel(1, 'stop_offering');
    expect(cut).toHaveLength(3);
  });

  it('asks at once for another campaign, and for one that was stopped anew', async () => {
    const { round, asked } = roundOver(['d1']);
    await round.cancel(1, 'cancel_running');
    await round.cancel(2, 'cancel_running');
    expect(asked).toHaveLength(2);
    round.forget(1);
    await round.cancel(1, 'cancel_running');
    expect(asked).toHaveLength(3);
  });
});
