import { beforeEach, describe, expect, it } from '@jest/globals';

import { KeptDrafts, type DraftPlace, type DraftStorage } from './kept-drafts.js';

/** What a tab stores, without a browser. */
class TabStorage implements DraftStorage {
  readonly texts = new Map<string, string>();
  get length(): number {
    return this.texts.size;
  }
  getItem(key: string): string | null {
    return this.texts.get(key) ?? null;
  }
  setItem(key: string, text: string): void {
    this.texts.set(key, text);
  }
  removeItem(key: string): void {
    this.texts.delete(key);
  }
  key(at: number): string | null {
    return [...this.texts.keys()][at] ?? null;
  }
}

const ANN: DraftPlace = { person: 'ann', project: 'motors', form: 'webhook/new' };

describe('what was typed into a form', () => {
  let storage: TabStorage;
  let drafts: KeptDrafts;
  /** The same tab after a reload. */
  const reloaded = (): KeptDrafts => new KeptDrafts(storage);
  beforeEach(() => {
    storage = new TabStorage();
    drafts = new KeptDrafts(storage);
    drafts.write(ANN, 'name', 'tickets', 1000);
    drafts.write(ANN, 'events', ['job_failed'], 2000);
    drafts.write(ANN, 'project', undefined, 3000);
  });

  it('is there again, also after a reload, with fields that were emptied', () => {
    for (const again of [drafts, reloaded()]) {
      expect(again.typedAtMs(ANN)).toBe(3000);
      expect(again.read(ANN, 'name')).toEqual({ value: 'tickets' });
      expect(again.read(ANN, 'events')).toEqual({ value: ['job_failed'] });
      expect(again.read(ANN, 'project')).toEqual({ value: undefined });
      expect(again.read(ANN, 'url')).toBeUndefined();
    }
  });

  it.each<[string, Partial<DraftPlace>]>([
    ['another person', { person: 'ben' }],
    ['another project', { project: 'pumps' }],
    ['another form', { form: 'webhook/7' }],
    ['names that together read the same', { person: 'ann","motors', project: '' }],
  ])('is of its place, and not of %s', (_which, other) => {
    for (const again of [drafts, reloaded()]) {
      expect(again.typedAtMs({ ...ANN, ...other })).toBeUndefined();
      expect(again.read({ ...ANN, ...other }, 'name')).toBeUndefined();
    }
  });

  it('is gone once it was sent or given up, and nothing else with it', () => {
    const group = { ...ANN, form: 'group/new' };
    drafts.write(group, 'name', 'canaries', 4000);
    drafts.drop(ANN);
    for (const again of [drafts, reloaded()])
      expect([again.typedAtMs(ANN), again.typedAtMs(group)]).toEqual([undefined, 4000]);
  });

  it('is kept for whoever typed it when they sign in again, and gone when somebody else does', () => {
    reloaded().keepOnly('ann');
    expect(reloaded().read(ANN, 'name')).toEqual({ value: 'tickets' });
    drafts.keepOnly('ben');
    expect([drafts.typedAtMs(ANN), storage.texts.size]).toEqual([undefined, 0]);
  });

  it('is gone when they sign out, and what else is stored stays', () => {
    storage.setItem('other', 'x');
    drafts.clear();
    expect([drafts.typedAtMs(ANN), [...storage.texts.keys()]]).toEqual([undefined, ['other']]);
  });

  it('is in no storage where it is a secret, before and after other fields are typed', () => {
    drafts.write(ANN, 'url', 'https://hooks.example.org/s3cret', 4000, { isMemoryOnly: true });
    drafts.write(ANN, 'name', 'other tickets', 5000);
    expect(drafts.read(ANN, 'url')).toEqual({ value: 'https://hooks.example.org/s3cret' });
    expect(JSON.stringify([...storage.texts])).not.toContain('s3cret');
    expect(reloaded().read(ANN, 'url')).toBeUndefined();
    expect(reloaded().read(ANN, 'name')).toEqual({ value: 'other tickets' });
  });

  it('is in the memory of the page alone where it is too long, and nothing older stays stored in its place', () => {
    drafts.write(ANN, 'name', 'x'.repeat(600_000), 4000);
    expect([storage.texts.size, drafts.typedAtMs(ANN)]).toEqual([0, 4000]);
  });

  it('makes room for what is typed now by what was typed longest ago', () => {
    for (let at = 0; at < 40; at++) drafts.write({ ...ANN, form: `group/${at}` }, 'name', 'x', 4000 + at);
    expect(storage.texts.size).toBe(32);
    expect(reloaded().typedAtMs(ANN)).toBeUndefined();
    expect(reloaded().typedAtMs({ ...ANN, form: 'group/39' })).toBe(4039);
  });

  it.each(['', 'no JSON', 'null', '7', '{"atMs":1}', '{"atMs":"1","fields":[]}', '{"atMs":1,"fields":[[7]]}'])(
    'is not read from what something else wrote: %s',
    (text) => {
      for (const key of [...storage.texts.keys()]) storage.setItem(key, text);
      expect([reloaded().typedAtMs(ANN), reloaded().read(ANN, 'name')]).toEqual([undefined, undefined]);
    },
  );

  it('lasts as long as the page where the browser stores nothing', () => {
    const refusing = new Proxy(storage, {
      get: () => () => {
        throw new Error('QuotaExceededError');
      },
    });
    for (const kept of [new KeptDrafts(undefined), new KeptDrafts(refusing)]) {
      kept.write(ANN, 'name', 'tickets', 1000);
      expect(kept.read(ANN, 'name')).toEqual({ value: 'tickets' });
      kept.clear();
      expect(kept.read(ANN, 'name')).toBeUndefined();
    }
  });
});
