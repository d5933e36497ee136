import { describe, expect, it } from '@jest/globals';

import { EVENT_KINDS, eventEntry, EVENTS, KEPT_EVENT_KINDS, PROJECT_OF } from './catalogue.js';

describe('the catalogue of events', () => {
  it('names each event by a word that can stand in addresses and in code', () => {
    for (const kind of EVENT_KINDS) expect(kind).toMatch(/^[a-z]+(?:_[a-z]+)+$/);
    expect(EVENT_KINDS.length).toBeGreaterThan(35);
  });

  it('says of each what happened, in a sentence, and of each fact what it is', () => {
    for (const kind of EVENT_KINDS) {
      const { what, data, subject } = eventEntry(kind);
      expect([kind, what]).toEqual([kind, expect.stringMatching(/^[A-Z].*\.$|^[A-Z].*\w$/)]);
      expect([kind, PROJECT_OF[subject]]).toEqual([kind, expect.any(String)]);
      for (const [name, fact] of Object.entries(data.properties))
        expect([kind, name, fact.description]).toEqual([kind, name, expect.any(String)]);
      expect(data.additionalProperties).toBe(false);
      expect(Object.keys(data.properties)).toEqual(expect.arrayContaining([...data.required]));
    }
  });

  it('knows which are only shown and not kept', () => {
    expect(EVENT_KINDS.filter((kind) => !KEPT_EVENT_KINDS.includes(kind))).toEqual([
      'job_progress',
      'device_online',
      'device_offline',
    ]);
  });

  it('requires what is always there', () => {
    expect(EVENTS.campaign_started.data.required).toEqual(['reason', 'jobs', 'excluded', 'waves']);
    expect(EVENTS.device_fault.data.required).toEqual(['code', 'detail']);
  });
});
