import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@twinbank/primitives';
import type { UpdateOrders } from '@twinbank/stored-releases';
import { anOrder } from '@twinbank/testkit/campaign-specimens';

import type { OperatorData } from '../../auth/operator-data.js';
import { PathsService } from './paths.service.js';

/** Ways to 1.0.0 over a fleet of two slices, with these releases to be had. */
function waysWith(available: readonly string[]) {
  const looked: (string | undefined)[] = [];
  const data = {
    products: { get: () => Promise.resolve({ name: 'motor', part: 'STM32G484', finishPolicy: 'mirror' }) },
    releases: { get: () => Promise.resolve({ id: 1, state: 'available' }) },
    plans: {
      groups: (_: unknown, { after }: { after?: string }) => {
        looked.push(after);
        return Promise.resolve({ groups: [], after: after === undefined ? 'one' : undefined });
      },
    },
  } as unknown as OperatorData;
  const { release } = anOrder();
  const orders = {
    available: () => Promise.resolve(available.map((version) => ({ version, facts: release }))),
    known: () => Promise.resolve(new Map()),
    liveLook: () => Promise.resolve({ notLive: () => undefined, settle: () => Promise.resolve(false) }),
  } as unknown as UpdateOrders;
  const ways = new PathsService(data, orders, new ManualClock(1));
  const of = (signal = new AbortController().signal) => ways.of('motor', '1.0.0', { mode: 'live', signal });
  return { of, looked };
}

describe('the ways of a fleet', () => {
  it('are looked for slice by slice', async () => {
    const { of, looked } = waysWith(['1.0.0']);
    expect(await of()).toEqual({ installed: 0, paths: [], without: [] });
    expect(looked).toEqual([undefined, 'one']);
  });

  it('do not lead to a release that is withdrawn while it is looked up', () =>
    expect(waysWith([]).of()).rejects.toMatchObject({ code: 'release_withdrawn' }));

  it('are not looked for further when nobody waits for them', async () => {
    const { of, looked } = waysWith(['1.0.0']);
    await expect(of(AbortSignal.abort(new Error('nobody waits')))).rejects.toThrow('nobody waits');
    expect(looked).toEqual([]);
  });
});
