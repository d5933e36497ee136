import { describe, expect, it } from '@jest/globals';

import { campaignNeed, DEVICE_NEEDS, deviceNeed, serverNeed, webhookNeed } from './needs.js';

describe('what needs a person', () => {
  it('counts devices in words, and leads to them', () => {
    const need = DEVICE_NEEDS[0]!;
    expect(deviceNeed(need, 1, '1').text).toBe('1 device shares its identity with another device');
    expect(deviceNeed(need, 1200, '1,200+')).toMatchObject({
      text: '1,200+ devices share their identity with another device',
      place: { is: 'devices', filter: need.filter },
    });
  });

  it('says of a campaign why it waits, and what can be done', () => {
    const paused = { id: 7, name: 'pump to 1.1.0', state: 'paused' as const };
    expect(campaignNeed({ ...paused, pauseReason: 'rule_broken' })).toMatchObject({
      text: 'Campaign pump to 1.1.0 is paused: rule_broken',
      wayOut: expect.stringContaining('resume or stop'),
      place: { is: 'campaign', id: '7' },
    });
    expect(campaignNeed({ ...paused, pauseReason: 'image_unreadable' }).wayOut).toContain('upload the release again');
    expect(campaignNeed({ id: 8, name: 'x', state: 'draft' }).text).toBe('Campaign x needs an approval');
  });

  it('names webhooks that get nothing, and parts of the server that do not work', () => {
    const webhook = { id: 3, name: 'chat' } as unknown as Parameters<typeof webhookNeed>[0];
    expect(webhookNeed({ ...webhook, failingSince: '2026-11-26T00:00:00Z' }).text).toContain(
      'since 2026-11-26 00:00 UTC',
    );
    expect(webhookNeed({ ...webhook, disabled: 'failing' }).text).toContain('was switched off');
    const part = { name: 'Storage', word: 'full', meaning: 'Free some.' };
    expect(serverNeed(part)).toMatchObject({ text: 'Storage: full', wayOut: 'Free some.' });
  });
});
