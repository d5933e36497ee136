import { describe, expect, it } from '@jest/globals';

import { OneProcessRunner } from './mutation/one-process-runner.mjs';
import * as specs from './mutation/test-collection.mjs';

interface Stryker {
  activeMutant?: string | undefined;
  hitCount?: number | undefined;
}

/** A runner with the tests that `describeAll` describes, apart from the one Stryker that this process might have. */
async function aRunner(describeAll: () => void): Promise<{ runner: OneProcessRunner; stryker: Stryker }> {
  const runner = new OneProcessRunner();
  const stryker: Stryker = {};
  Object.assign(runner, { stryker, tests: await specs.collect('a.spec.ts', async () => describeAll()) });
  return { runner, stryker };
}

/** Tries one mutant with all tests. */
const tryOne = (runner: OneProcessRunner, id: string, more: object = {}) =>
  runner.mutantRun({
    activeMutant: { id },
    testFilter: runner.tests.map((test: { id: string }) => test.id),
    mutantActivation: 'runtime',
    hitLimit: undefined,
    ...more,
  });

describe('tests that stay in memory', () => {
  it('have the names of all blocks around them, and are told apart where names are equal', async () => {
    const tests = await specs.collect('a.spec.ts', async () =>
      specs.describe('a device', () => {
        specs.it('starts', () => undefined);
        specs.it.each([1, 2])('counts to %i', () => undefined);
        specs.it('starts', () => undefined);
      }),
    );
    const names = tests.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['a device starts', 'a device counts to 1', 'a device counts to 2', 'a device starts']);
    expect(new Set(tests.map(({ id }: { id: string }) => id)).size).toBe(4);
  });
});

describe('a mutant', () => {
  it('is noticed by a test that fails with it, and not by one that passes', async () => {
    const { runner, stryker } = await aRunner(() => {
      specs.it('adds', () => specs.expect(stryker.activeMutant === 'minus' ? 0 : 2).toBe(2));
    });
    expect(await tryOne(runner, 'minus')).toMatchObject({ status: 'killed', failureMessage: expect.any(String) });
    expect(await tryOne(runner, 'other')).toMatchObject({ status: 'survived', nrOfTests: 1 });
  });

  it('is active while a block is prepared too, and what was prepared with it is not kept', async () => {
    let sum = 0;
    const { runner, stryker } = await aRunner(() => {
      specs.beforeAll(() => {
        sum = stryker.activeMutant === 'minus' ? 0 : 2;
      });
      specs.it('adds', () => specs.expect(sum).toBe(2));
    });
    expect(await tryOne(runner, 'minus')).toMatchObject({ status: 'killed' });
    expect(await tryOne(runner, 'other')).toMatchObject({ status: 'survived' });
  });

  it('has run without end if it was hit more often than allowed', async () => {
    const { runner, stryker } = await aRunner(() => {
      specs.it('ends', () => {
        stryker.hitCount = 101;
      });
    });
    expect(await tryOne(runner, 'loop', { hitLimit: 100 })).toMatchObject({ status: 'timeout' });
  });

  it('gets no more time than its budget, by what tests took without it, and at least one test', async () => {
    const ran: string[] = [];
    const { runner } = await aRunner(() => {
      for (const name of ['slow', 'quick', 'slower']) specs.it(name, () => void ran.push(name));
    });
    const spentMs: Record<string, number> = { quick: 10, slow: 50, slower: 60 };
    for (const test of runner.tests as { name: string; spentMs: number }[]) test.spentMs = spentMs[test.name]!;
    runner.budgetMs = 100;
    expect(await tryOne(runner, 'minus')).toMatchObject({ status: 'survived', nrOfTests: 2 });
    runner.budgetMs = 1;
    expect(await tryOne(runner, 'minus')).toMatchObject({ status: 'survived', nrOfTests: 1 });
    expect(ran).toEqual(['quick', 'slow', 'quick']);
  });

  it('gets no verdict from a test that fails afterwards without it', async () => {
    let isBroken = false;
    const { runner, stryker } = await aRunner(() => {
      specs.it('leaves nothing behind', () => {
        isBroken ||= stryker.activeMutant === 'memo';
        specs.expect(isBroken).toBe(false);
      });
    });
    await expect(tryOne(runner, 'memo')).rejects.toThrow('fails without a mutant');
  });

  it('that had to be active while modules are loaded is refused', async () => {
    const { runner } = await aRunner(() => specs.it('passes', () => undefined));
    await expect(tryOne(runner, 'table', { mutantActivation: 'static' })).rejects.toThrow('switched on later');
  });
});
