import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { stepCampaign } from '@twinbank/campaign';
import { aCommand, OPERATOR } from '@twinbank/database/testing/test-database';
import { CampaignRunner } from '@twinbank/ports';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';

describe('A campaign whose filter cannot be read any more', () => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  it('pauses while it is planned, says why, and goes on with the planning when it is resumed', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const stored = await face.aRelease('5.0.0');
    const { id } = await face.aCampaign(stored, [identity], { selection: { filter: 'name!=x;group==canaries' } });
    await until(async () => (await face.database.campaigns.get(id)).state === 'paused', 'the campaign to be paused');
    expect(await face.database.campaigns.get(id)).toMatchObject({
      pauseReason: 'selection_unreadable',
      plan: { phase: 'choosing' },
    });
    const { items } = await face.database.events.list({ campaignId: id }, { limit: 10 });
    expect(items.find(({ kind }) => kind === 'campaign_paused')?.data).toEqual({
      reason: expect.stringContaining('there is no group canaries, at position 9'),
      rule: 'selection_unreadable',
    });
    const group = { id: randomUUID(), project: 'default', name: 'canaries', description: '', filter: 'name!=y' };
    await face.database.groups.add(group, aCommand());
    const nowMs = Date.now();
    const before = await face.database.campaigns.get(id);
    const counts = await face.database.campaigns.counted(id, nowMs);
    const resumed = stepCampaign(before, { type: 'resume', by: OPERATOR, ...counts }, nowMs);
    expect(resumed.campaign.state).toBe('starting');
    await face.database.campaigns.save(before, resumed, nowMs);
    face.get(CampaignRunner).wake(id);
    await until(() => device.tickets.at(-1)?.type === 'order', 'a ticket');
    expect(await face.database.campaigns.get(id)).toMatchObject({ state: 'running' });
  }, 40_000);
});
