import { beforeEach, describe, expect, it } from '@jest/globals';

import { anew } from './anew.js';
import { KeptDrafts, type DraftPlace } from './kept-drafts.js';
import { OpenDraft } from './open-draft.js';

const PLACE: DraftPlace = { person: 'ann', project: 'motors', form: 'campaign/new' };
const OTHER: DraftPlace = { ...PLACE, project: 'pumps' };

describe('the draft of a form that is open', () => {
  let kept: KeptDrafts;
  beforeEach(() => {
    kept = new KeptDrafts(undefined);
  });
  const opened = (place = PLACE): OpenDraft => new OpenDraft(kept, place);

  it('says when it was typed until it was sent, or begun anew', () => {
    kept.write(PLACE, 'name', 'canaries', 1000);
    const draft = opened();
    let told = 0;
    const unwatch = draft.watch(() => (told += 1));
    expect(draft.shown()).toEqual({ generation: 0, foundAtMs: 1000 });
    expect(draft.shown()).toBe(draft.shown());
    draft.drop();
    expect([draft.shown(), told]).toEqual([{ generation: 0, foundAtMs: undefined }, 1]);
    draft.write('name', 'more', 2000);
    draft.beginAnew();
    expect([draft.shown(), told]).toEqual([{ generation: 1, foundAtMs: undefined }, 2]);
    expect(kept.typedAtMs(PLACE)).toBeUndefined();
    unwatch();
    draft.beginAnew();
    expect(told).toBe(2);
  });

  it('keeps what accompanies a field once something is typed', () => {
    const draft = opened();
    draft.accompany('seen', { revision: '1' });
    expect(kept.typedAtMs(PLACE)).toBeUndefined();
    draft.write('name', 'canaries', 1000);
    expect(draft.read('seen')).toEqual({ value: { revision: '1' } });
  });

  it('goes along where another project is chosen: what is typed after that and before is found there', () => {
    kept.write(OTHER, 'note', 'of another form', 500);
    const draft = opened();
    draft.write('name', 'canaries', 1000);
    draft.goTo('pumps');
    draft.write('note', 'typed there', 2000);
    expect(kept.typedAtMs(PLACE)).toBeUndefined();
    const again = opened(OTHER);
    expect([again.read('name'), again.read('note')]).toEqual([{ value: 'canaries' }, { value: 'typed there' }]);
    expect(again.shown().foundAtMs).toBe(2000);
  });

  it('is what is kept there where nothing was typed, as if the form were opened now', () => {
    kept.write(OTHER, 'name', 'in pumps', 500);
    const draft = opened();
    draft.goTo('motors');
    expect(draft.shown().generation).toBe(0);
    draft.goTo('pumps');
    expect([draft.shown(), draft.read('name')]).toEqual([{ generation: 1, foundAtMs: 500 }, { value: 'in pumps' }]);
    draft.goTo('fans');
    draft.goTo('motors');
    expect([draft.shown().foundAtMs, kept.typedAtMs(OTHER), draft.read('name')]).toEqual([
      500,
      undefined,
      { value: 'in pumps' },
    ]);
  });

  it('is begun anew together with what was said of its order, and not while one is under way', () => {
    const draft = opened();
    draft.write('name', 'canaries', 1000);
    let cleared = 0;
    const clear = (): void => void (cleared += 1);
    expect(anew(draft, { isUnderWay: true, clear })).toBeUndefined();
    anew(draft, { isUnderWay: false, clear })!();
    expect([draft.shown().generation, draft.read('name'), cleared]).toEqual([1, undefined, 1]);
  });
});
