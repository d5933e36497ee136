import { describe, expect, it } from '@jest/globals';

import { NETS } from './nets.js';
import { SoundNets } from './sound-nets.js';

const [first, second] = NETS;
const quiet = { caught: undefined, whole: true, ms: 1 };

describe('nets that the unchanged sources pass', () => {
  it('are tried once each', async () => {
    const tried: string[] = [];
    const nets = new SoundNets((some) => {
      tried.push(...some.map(({ name }) => name));
      return Promise.resolve(quiet);
    });
    await nets.demand([first!]);
    await nets.demand([first!, second!]);
    await nets.demand([second!]);
    expect(tried).toEqual([first!.name, second!.name]);
  });

  it('are told from one that would catch every mutant', async () => {
    const caught = { net: first!.name, invariant: 'program-goes-on', detail: 'it does not even start' };
    const nets = new SoundNets(() => Promise.resolve({ ...quiet, caught }));
    await expect(nets.demand([first!])).rejects.toThrow(/the unchanged sources are caught: program-goes-on/);
    await expect(nets.demand([first!])).rejects.toThrow(/are caught/);
  });
});
