import { describe, expect, it } from '@jest/globals';

import type { Campaign, Counts } from '@twinbank/campaign';
import type { Campaigns } from '@twinbank/database';
import type { EventBus } from '@twinbank/ports';
import { faultOf } from '@twinbank/protocol';

import { CampaignDriver } from './campaign-driver.js';
import type { Planner } from './planner.js';
import type { TicketRound } from './ticket-round.js';

const aCampaign = (given: Partial<Campaign>): Campaign =>
  ({ id: 7, state: 'paused', pauseReason: 'operator', config: { waves: [{ percent: 100 }] }, ...given }) as Campaign;

/** A driver over one campaign, with records of what it asked the database and of what it had done. */
function driverOf(
  campaign: Campaign,
  {
    open,
    problem,
    refused,
    planned,
  }: { open: boolean; problem?: string; refused?: string; planned?: () => Promise<boolean> },
) {
  const did: string[] = [];
  const campaigns = {
    get: async () => campaign,
    hasOpenJobs: async () => (did.push('looked'), open),
    counted: async (): Promise<Counts> => (did.push('counted'), { waves: [], cells: [] }),
    save: async (_before: Campaign, step: { campaign: Campaign }) => (did.push(step.campaign.state), step.campaign),
  };
  const round = {
    imageProblem: async () => problem,
    ticketProblem: async () => refused,
    endDownloads: async (_id: number, reason: string) => void did.push(`ended: ${reason}`),
    forget: () => undefined,
  };
  const driver = new CampaignDriver(
    campaigns as unknown as Campaigns,
    { goOn: planned, callUp: async () => undefined } as unknown as Planner,
    round as unknown as TicketRound,
    { recorded: () => undefined } as EventBus,
    { nowMs: () => 5000 },
  );
  return { driver, did };
}

describe('a check of a paused campaign', () => {
  it('counts no jobs while any is open', async () => {
    const { driver, did } = driverOf(aCampaign({}), { open: true });
    expect(await driver.bringForward(7)).toBe(false);
    expect(did).toEqual(['looked']);
  });

  it('counts none either if its image is lost, and ends the downloads', async () => {
    const { driver, did } = driverOf(aCampaign({ pauseReason: 'image_unreadable' }), { open: true, problem: 'gone' });
    await driver.bringForward(7);
    expect(did).toEqual(['looked', 'ended: gone']);
  });

  it('counts them once when the last one has ended, and finishes the campaign', async () => {
    const { driver, did } = driverOf(aCampaign({}), { open: false });
    await driver.bringForward(7);
    expect(did).toEqual(['looked', 'counted', 'finished']);
  });
});

describe('a campaign that runs while the key set does not name the key of tickets', () => {
  const running = aCampaign({ state: 'running', currentWave: 0, acknowledged: { failed: 0, ended: 0, wave: -1 } });

  it('pauses, and says so; a paused one is left as it is', async () => {
    const one = driverOf(running, { open: true, refused: 'key set 2 does not name it' });
    await one.driver.bringForward(7);
    expect(one.did).toEqual(['counted', 'paused']);
    const other = driverOf(aCampaign({}), { open: true, refused: 'key set 2 does not name it' });
    await other.driver.bringForward(7);
    expect(other.did).toEqual(['looked']);
  });
});

describe('a campaign whose devices are determined', () => {
  const starting = aCampaign({ state: 'starting', plan: { phase: 'choosing', chosen: 0, excluded: 0, placed: 0 } });
  const driverThat = (planned: () => Promise<boolean>) => driverOf(starting, { open: false, planned });

  it('pauses if its filter cannot be read, and does not come back by itself', async () => {
    const lost = faultOf('selection_invalid', 'there is no group canaries, at position 1 of filter');
    const { driver, did } = driverThat(() => Promise.reject(lost));
    expect(await driver.bringForward(7)).toBe(false);
    expect(did).toEqual(['paused']);
  });

  it('pauses if another campaign has a device that it refuses to share', async () => {
    const { driver, did } = driverThat(() => Promise.reject(faultOf('devices_in_campaigns')));
    expect([await driver.bringForward(7), did]).toEqual([false, ['paused']]);
  });

  it('goes on, and is tried again after any other error', async () => {
    const going = driverThat(async () => true);
    expect([await going.driver.bringForward(7), going.did]).toEqual([true, []]);
    const broken = driverThat(() => Promise.reject(faultOf('overloaded')));
    await expect(broken.driver.bringForward(7)).rejects.toMatchObject({ code: 'overloaded' });
    expect(broken.did).toEqual([]);
  });
});
