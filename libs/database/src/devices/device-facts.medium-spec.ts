import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { exclusionOf } from '@twinbank/campaign';

import type { Database } from '../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { aFleet, anOrder, idOf, mirroredStatus, NOW } from '../testing/test-fleet.js';

describe.each(TEST_DATABASES)('what a device says, as a fact by which it is judged, on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await open();
    database = test.database;
    await aFleet(database, 3);
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());

  it('is which other chips it has, however they stand, and leaves out those without one that a release is for', async () => {
    const said = [
      {},
      { companions: [{ target: 'radio', state: 'current' as const }] },
      {
        companions: [
          { target: 'gauge', state: 'failed' as const },
          { target: 'radio', state: 'pending' as const },
        ],
      },
    ];
    await database.devices.applyStatuses(
      said.map((given, at) => ({ deviceId: idOf(at), status: mirroredStatus(undefined, given), seenAtMs: NOW + 1 })),
    );
    const { groups } = await database.plans.groups({ product: 'pump', selection: {}, atMs: NOW }, { limit: 10 });
    const order = anOrder();
    const forGauge = { ...order, release: { ...order.release, companions: ['gauge'] } };
    const judged = new Map(
      groups.map(({ sample, facts }) => [sample[0], [facts.companions, exclusionOf(facts, forGauge)?.reason]]),
    );
    expect([0, 1, 2].map((at) => judged.get(idOf(at)))).toEqual([
      [undefined, 'companion_unknown'],
      [['radio'], 'companion_unknown'],
      [['gauge', 'radio'], undefined],
    ]);
  });
});
