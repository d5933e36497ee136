import { beforeAll, describe, expect, it } from '@jest/globals';

import { sceneKeys, type SceneKeys } from '../scene/orders.js';
import { BROKEN_ENGINES } from './testing/broken-engines.js';
import { violationIn } from './campaign-violation.js';
import { USUAL_FAULTS } from './fault-rates.js';
import { World } from './world.js';

/** Most seeds that are tried until one shows the fault; each runs a few campaigns. */
const SEEDS = 12;

let keys: SceneKeys;
beforeAll(async () => {
  keys = await sceneKeys();
});

describe('an engine that is broken on purpose', () => {
  it.each(BROKEN_ENGINES.map((broken) => [broken.name, broken] as const))('is caught: %s', async (_name, broken) => {
    const { replaced, caughtBy, rates = USUAL_FAULTS, size = 48 } = broken;
    for (let seed = 1; seed <= SEEDS; seed++) {
      try {
        await new World({ updates: size, devices: size, seed, rates }, keys, undefined, replaced).run();
      } catch (error) {
        expect(caughtBy).toContain(violationIn(error)?.invariant ?? String(error));
        return;
      }
    }
    throw new Error(`nothing was noticed in ${SEEDS} seeds`);
  });
});
