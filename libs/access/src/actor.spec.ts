import { describe, expect, it } from '@jest/globals';

import { ACTOR_KINDS, CAMPAIGN_ENGINE, SERVER, SYSTEM_NAMES, type Actor } from './actor.js';

describe('an actor', () => {
  it('of the server has a name from the list, and no token, address or request', () => {
    for (const actor of [CAMPAIGN_ENGINE, SERVER]) {
      expect(Object.keys(actor)).toEqual(['kind', 'name']);
      expect(SYSTEM_NAMES).toContain(actor.name);
    }
    expect(new Set(SYSTEM_NAMES).size).toBe(SYSTEM_NAMES.length);
  });

  it('is the same after it was stored as JSON, whichever fields are known', () => {
    const seen: Actor = { kind: 'operator', name: 'build', tokenId: 't', address: '::1', requestId: 'r' };
    const old: Actor = { kind: 'operator', name: 'build', address: '::1', requestId: 'r' };
    for (const actor of [seen, old, SERVER]) expect(JSON.parse(JSON.stringify(actor))).toEqual(actor);
    expect(ACTOR_KINDS).toEqual(['operator', 'stranger', 'system']);
  });
});
