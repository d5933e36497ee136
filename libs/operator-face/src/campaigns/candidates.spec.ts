import { describe, expect, it } from '@jest/globals';

import { PLACES_COUNTED_MAX, type DeviceGroup, type Spread } from '@twinbank/campaign';
import { aCampaign, aConfig, aFact, anOrder } from '@twinbank/testkit/campaign-specimens';

import { Candidates } from './candidates.js';

/** Devices of so many places, one each, in slices of a thousand. */
function candidatesOf(places: number, order = anOrder(), facts = aFact()): Candidates {
  const groups = (_selected: unknown, { after = '0' }: { readonly after?: string }) => {
    const from = Number(after);
    const upTo = Math.min(places, from + 1000);
    const slice = Array.from({ length: upTo - from }, (_, at): DeviceGroup => ({
      facts,
      devices: 1,
      sample: [],
      place: `p${from + at}`,
    }));
    return Promise.resolve({ groups: slice, ...(upTo < places && { after: String(upTo) }) });
  };
  const orders = { of: () => Promise.resolve(order), known: () => Promise.resolve(new Map()) };
  return new Candidates(
    { plans: { groups } } as never,
    orders as never,
    { require: () => Promise.resolve() } as never,
    { nowMs: () => 0 },
  );
}

describe('the devices of a draft', () => {
  const spread: Spread = { by: 'serial', percent: 20 };
  const refusal = {
    code: 'request_invalid',
    detail: `spread.by: serial divides the devices over more than ${PLACES_COUNTED_MAX} places, which is more than are counted: name something that several share, such as site`,
    facts: { field: 'spread.by' },
  };

  it('are looked at no longer than somebody wants to know', async () => {
    const ended = new AbortController();
    const draft = aCampaign({ config: aConfig({ spread }) });
    const counting = candidatesOf(5000).tally(draft, ended.signal);
    ended.abort(new Error('nobody waits'));
    await expect(counting).rejects.toThrow('nobody waits');
    expect((await candidatesOf(5000).tally(draft, new AbortController().signal)).eligible).toBe(5000);
  });

  it('are counted that have to take a newer key set first', async () => {
    const sets = new Map([
      [1, { manifest: ['old'], ticket: ['t'] }],
      [2, { manifest: ['new'], ticket: ['t'] }],
    ]);
    const signed = { manifest: 'new', ticket: 't', sets, newest: 2, leadsTo: () => 2 };
    const lagging = candidatesOf(1500, { ...anOrder(), signed }, aFact({ keySet: 1 }));
    expect(await lagging.tally(aCampaign())).toMatchObject({ eligible: 1500, keysAwaited: 1500, excluded: [] });
    const ready = candidatesOf(1500, { ...anOrder(), signed }, aFact({ keySet: 2 }));
    expect(await ready.tally(aCampaign())).toMatchObject({ eligible: 1500, keysAwaited: 0 });
  });

  it('may be at so many places as can be counted, when it is written and when it is started', async () => {
    const few = candidatesOf(PLACES_COUNTED_MAX);
    const many = candidatesOf(PLACES_COUNTED_MAX + 1);
    for (const config of [aConfig({ spread }), aConfig({ spread, dynamic: true })]) {
      const draft = aCampaign({ config });
      few.requireAny(config, await few.tally(draft));
      const tally = await many.tally(draft);
      expect(() => many.requireAny(config, tally)).toThrow(expect.objectContaining(refusal));
    }
    const draft = aCampaign({ config: aConfig({ spread }) });
    await few.checkAny(draft);
    await expect(many.checkAny(draft)).rejects.toMatchObject(refusal);
    await many.checkAny(aCampaign({ config: aConfig() }));
  });
});
