import { describe, expect, it } from '@jest/globals';

import { changesOf, changesOfCampaign, changesOfProject, conflictOf, lastOf, type ChangeTold } from './conflict.js';

const GROUP = { revision: '1', name: 'canaries', description: 'first', filter: 'tags==canary' };
const shown = ({ description, filter }: typeof GROUP) => ({ description, filter });

describe('a conflict', () => {
  const seen: (typeof GROUP)[] = [];
  const changes = changesOf(['group_changed'], { group: '7' });
  const conflict = (now: typeof GROUP, typed?: object) =>
    conflictOf({ seen: GROUP, now, see: (next) => seen.push(next), shown, changes, ...(typed && { typed }) });

  it('says what they changed, and what is to be changed, each from what both had seen', () => {
    const theirs = { ...GROUP, revision: '2', filter: 'tags==pilot' };
    expect(conflict(theirs, { description: 'mine' })).toMatchObject({
      isKnown: true,
      before: { description: 'first', filter: 'tags==canary' },
      theirs: { description: 'first', filter: 'tags==pilot' },
      yours: { description: 'mine', filter: 'tags==canary' },
    });
    conflict(theirs).onMine();
    expect(seen).toEqual([theirs]);
  });

  it('is not known before what they made of it is here, and has nothing of one’s own for an order', () => {
    expect(conflict(GROUP)).toMatchObject({ isKnown: false, yours: undefined });
  });
});

describe('who changed it', () => {
  const by = (name: string) => ({ at: '2026-11-29T10:00:00Z', actor: { name } });
  const events: ChangeTold[] = [
    { ...by('eve'), data: { group: '8' } },
    { at: '2026-11-29T10:00:00Z', data: { group: '7' } },
    { ...by('ben'), data: { group: '7', name: 'canaries' } },
    { ...by('ann'), data: { group: '7' } },
    { ...by('pat'), project: 'pumps', data: {} },
    { ...by('cam'), campaign: 3, data: {} },
  ];
  it('is the last one whom the events name with that very thing', () => {
    expect(lastOf(events, changesOf(['group_changed'], { group: '7' }))?.actor?.name).toBe('ben');
    expect(lastOf(events, changesOf(['release_changed'], { product: 'drive', version: '1.0.0' }))).toBeUndefined();
    expect(lastOf(events, changesOfProject('pumps'))?.actor?.name).toBe('pat');
    expect(lastOf(events, changesOfCampaign(3))?.actor?.name).toBe('cam');
    expect(lastOf(events, changesOfCampaign(4))).toBeUndefined();
  });
});
