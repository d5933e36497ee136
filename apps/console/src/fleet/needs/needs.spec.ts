import { describe, expect, it } from '@jest/globals';

import { shortMoment } from '../../shell/moment-text.js';
import { campaignNeed, DEVICE_NEEDS, deviceNeed, partsOf, serverNeed, webhookNeed } from './needs.js';

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

  it('has the name that somebody gave by itself, whatever it is written in', () => {
    const parts = (name: string): unknown => partsOf(campaignNeed({ id: 8, name, state: 'draft' }));
    expect(parts('עדכון (3)')).toEqual(['Campaign ', 'עדכון (3)', ' needs an approval.']);
    expect(parts('C')).toEqual(['Campaign ', 'C', ' needs an approval.']);
    expect(partsOf(deviceNeed(DEVICE_NEEDS[4]!, 1, '1'))).toEqual(['1 device was not seen for a week.', '', '']);
  });

  it('names webhooks that get nothing, and parts of the server that do not work', () => {
    const webhook = { id: 3, name: 'chat' } as unknown as Parameters<typeof webhookNeed>[0];
    const failingSince = '2026-11-26T00:00:00Z';
    // In the zone of every other time of the page.
    expect(webhookNeed({ ...webhook, failingSince }).text).toContain(`since ${shortMoment(failingSince)}`);
    expect(webhookNeed({ ...webhook, disabled: 'failing' }).text).toContain('was switched off');
    const part = { name: 'Storage', word: 'full', meaning: 'Free some.' };
    expect(serverNeed(part)).toMatchObject({ text: 'Storage: full', wayOut: 'Free some.' });
  });
});
