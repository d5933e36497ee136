import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import {
  changesOf,
  changesOfCampaign,
  changesOfProject,
  lastChangeKey,
  lastOf,
  REVISED_BY,
  type ChangeTold,
} from './changes.js';

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
    expect(lastOf(events, changesOf('group', { group: '7' }))?.actor?.name).toBe('ben');
    expect(lastOf(events, changesOf('release', { product: 'drive', version: '1.0.0' }))).toBeUndefined();
    expect(lastOf(events, changesOfProject('pumps'))?.actor?.name).toBe('pat');
    expect(lastOf(events, changesOfCampaign(3))?.actor?.name).toBe('cam');
    expect(lastOf(events, changesOfCampaign(4))).toBeUndefined();
  });
});

describe('the events that tell of a new revision', () => {
  /** The page that is printed from the server's catalogue: kind, and what its data say. */
  const EVENTS = new Map(
    readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8')
      .split('\n')
      .flatMap((line) => (/^\| `([a-z_]+)`/.test(line) ? [line.split(' | ')] : []))
      .map(([kind, , , data]) => [kind!.replaceAll(/[|` *]/g, ''), data!] as const),
  );
  /** What happens to a thing and leaves its revision as it is, or begins or ends it. */
  const OTHERS: Readonly<Record<keyof typeof REVISED_BY, readonly string[]>> = {
    product: ['product_created', 'product_deleted'],
    release: ['release_created'],
    project: ['project_created', 'project_deleted'],
    group: ['group_created', 'group_deleted'],
    webhook: ['webhook_created', 'webhook_deleted', 'webhook_tested', 'webhook_replayed', 'webhook_disabled'],
    user: ['user_created', 'user_deleted'],
  };
  const BEGINS: Readonly<Record<keyof typeof REVISED_BY, RegExp>> = {
    ...{ product: /^(product|key_set)_/, release: /^release_/, project: /^project_/ },
    ...{ group: /^group_/, webhook: /^webhook_/, user: /^(user|password)_/ },
  };

  it.each(Object.keys(REVISED_BY) as (keyof typeof REVISED_BY)[])('of a %s are all that there are', (thing) => {
    const kinds = [...EVENTS.keys()].filter((kind) => BEGINS[thing].test(kind));
    expect([...REVISED_BY[thing], ...OTHERS[thing]].sort()).toEqual(kinds.sort());
  });

  it('name the thing, so that it can be found in them', () => {
    const names = {
      ...{ product: ['product'], release: ['product', 'version'] },
      group: ['group'],
      webhook: ['webhook'],
    };
    for (const [thing, fields] of Object.entries({ ...names, user: ['user'] }))
      for (const kind of REVISED_BY[thing as keyof typeof REVISED_BY])
        for (const field of fields)
          expect([kind, EVENTS.get(kind)]).toEqual([kind, expect.stringContaining(`\`${field}\` (`)]);
  });

  it('are looked through anew for each revision, and for each thing', () => {
    const [one, other] = [changesOf('webhook', { webhook: '7' }), changesOf('webhook', { webhook: '8' })];
    const keys = [lastChangeKey(one, 'x.2'), lastChangeKey(one, 'x.3'), lastChangeKey(other, 'x.2')];
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(3);
  });
});
