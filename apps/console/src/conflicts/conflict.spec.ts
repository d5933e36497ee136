import { describe, expect, it } from '@jest/globals';

import { readdirSync, readFileSync } from 'node:fs';

import { changesOf, changesOfProject } from './changes.js';
import { conflictOf } from './conflict.js';
import { overTheirs, typedField } from './keeping-mine.js';

const GROUP = { revision: '1', name: 'canaries', description: 'first', filter: 'tags==canary' };
const shown = ({ description, filter }: typeof GROUP) => ({ description, filter });

describe('a conflict', () => {
  const seen: (typeof GROUP)[] = [];
  const changes = changesOf('group', { group: '7' });
  const conflict = (now: typeof GROUP, typed?: object) =>
    conflictOf({ seen: GROUP, now, see: (next) => seen.push(next), shown, changes, ...(typed && { typed }) });

  it('says what they changed, and what is to be changed, each from what both had seen', () => {
    const theirs = { ...GROUP, revision: '2', filter: 'tags==pilot' };
    expect(conflict(theirs, { description: 'mine' })).toMatchObject({
      isKnown: true,
      // By it, and not by what theirs say, it is known who made them: somebody else may make the same of it later.
      revision: '2',
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

describe('one’s own, kept over theirs', () => {
  const PROJECT = { revision: '1', title: 'Drives', campaignsNeedApproval: false };
  type Project = typeof PROJECT;

  it('is what was typed, and nothing else: a field that nobody typed into follows theirs', () => {
    const form = { title: 'As ann calls it', needsApproval: false };
    const seen: Project[] = [];
    conflictOf<Project>({
      seen: PROJECT,
      now: { revision: '2', title: 'As ben calls it', campaignsNeedApproval: true },
      see: (next) => seen.push(next),
      shown: ({ title, campaignsNeedApproval }) => ({ title, campaignsNeedApproval }),
      typed: form,
      fields: [
        typedField(
          form.title,
          (title) => (form.title = title),
          (one: Project) => one.title,
        ),
        typedField(
          form.needsApproval,
          (isNeeded) => (form.needsApproval = isNeeded),
          (one: Project) => one.campaignsNeedApproval,
        ),
      ],
      changes: changesOfProject('drives'),
    }).onMine();
    expect(form).toEqual({ title: 'As ann calls it', needsApproval: true });
    expect(seen.map(({ revision }) => revision)).toEqual(['2']);
  });

  it('goes as deep as the differences that are shown: objects field by field, lists as a whole', () => {
    const seen = {
      name: 'a',
      schedule: { startAt: 'x' },
      waves: [{ percent: 10 }, { percent: 100 }],
      rate: { perHour: 5 },
    };
    const now = { ...seen, schedule: { startAt: 'x', endAt: 'y' }, waves: [{ percent: 100 }], retry: { most: 3 } };
    const mine = { ...seen, name: 'b', schedule: { startAt: 'z' }, rate: undefined, soak: { ms: 1 } };
    expect(overTheirs<object>(mine, { seen, now })).toEqual({
      ...{ name: 'b', schedule: { startAt: 'z', endAt: 'y' }, waves: [{ percent: 100 }] },
      ...{ rate: {}, retry: { most: 3 }, soak: { ms: 1 } },
    });
    const list = [{ percent: 5 }];
    expect(overTheirs<object>({ ...seen, waves: list }, { seen, now })).toMatchObject({ waves: list });
  });

  it('is so in every form: what a field begins with is a field of the conflict, by the revision that was seen', () => {
    const SRC = new URL('../', import.meta.url);
    const forms = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.tsx'))
      .map((path) => ({ path, text: readFileSync(new URL(path, SRC), 'utf8') }))
      .filter(({ text }) => /\buseSeen\(/.test(text));
    expect(forms.length).toBeGreaterThan(7);
    let fields = 0;
    for (const { path, text } of forms) {
      const kept = [...text.matchAll(/const \[(\w+), \w+\] = useKept(?:<[^(]*>)?\(draft, '\w+', ([^\n]+)/g)];
      for (const [, name, begin] of kept) {
        if (/^(?:''|false|undefined|\[\]|NO_ROOTS|reach\b|'dynamic'|BLANK)/.test(begin!)) continue;
        expect([path, name, begin]).toEqual([path, name, expect.stringMatching(/\bseen\b/)]);
        expect([path, text.includes(`typedField(${name}, `)]).toEqual([path, true]);
        fields += 1;
      }
    }
    expect(fields).toBe(18);
  });
});
