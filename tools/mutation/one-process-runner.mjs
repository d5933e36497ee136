// A test runner for Stryker that loads a room once and then only switches from mutant to mutant. Starting Jest for each one costs a second; this
// costs what the tests themselves take. It needs code that keeps no state between tests; where some is kept, it is noticed (see `checkSound`).
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';

import { collect, preparationsOf } from './test-collection.mjs';

/** Properties draw the same values for each mutant. That a property fails is enough: the smallest example is not sought. */
const SEED = 124;
const NO_COVERAGE = { static: {}, perTest: {} };

export class OneProcessRunner {
  tests = [];
  stryker = (globalThis.__stryker__ ??= {});
  /** How long the tests of one mutant may take together, by what they take without it. Slow ones that do not fit are left out. */
  budgetMs = Number(process.env['MUTANT_BUDGET_MS'] ?? Infinity);

  capabilities() {
    // Each run begins with code that was loaded without a mutant.
    return { reloadEnvironment: true };
  }

  /** Loads the room's unit specs from the copy that is broken, which is the working directory. */
  async init() {
    fc.configureGlobal({ seed: SEED, endOnFailure: true });
    register('./typescript-hooks.mjs', import.meta.url, {
      data: { checkout: process.cwd(), jestGlobals: new URL('test-collection.mjs', import.meta.url).href },
    });
    const folder = join(process.cwd(), 'libs', process.env['MUTATED_ROOM'], 'src');
    const files = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.spec.ts'));
    for (const file of files.sort())
      this.tests.push(...(await collect(join(folder, file), () => import(pathToFileURL(join(folder, file)).href))));
  }

  /** All tests with the code as it is, noting which mutants each one runs through. */
  async dryRun() {
    const tests = [];
    for (const test of this.tests) {
      this.stryker.currentTestId = test.id;
      const [startMs, started] = [performance.now(), process.cpuUsage()];
      const failure = await this.run(test);
      test.spentMs = cpuMsSince(started);
      tests.push(resultOf(test, failure, performance.now() - startMs));
    }
    this.stryker.currentTestId = undefined;
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.stryker.mutantCoverage ?? NO_COVERAGE };
  }

  /** The tests that run through a mutant, quick ones first, up to the first that notices it. */
  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    if (mutantActivation !== 'runtime') throw new Error('Only mutants that can be switched on later are tried.');
    const chosen = new Set(testFilter);
    const prepared = new Set();
    const tests = [];
    let spentMs = 0;
    Object.assign(this.stryker, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    for (const test of this.tests.filter(({ id }) => chosen.has(id)).sort((a, b) => a.spentMs - b.spentMs)) {
      spentMs += test.spentMs;
      if (tests.length > 0 && spentMs > this.budgetMs) break;
      this.stryker.activeMutant = activeMutant.id;
      const started = process.cpuUsage();
      const failure = await this.run(test, prepared);
      test.spentMs ||= cpuMsSince(started);
      this.stryker.activeMutant = undefined;
      tests.push(resultOf(test, failure));
      const outOfHits = determineHitLimitReached(this.stryker.hitCount, this.stryker.hitLimit);
      if (outOfHits !== undefined || failure !== undefined) {
        await this.checkSound(test);
        return toMutantRunResult(outOfHits ?? { status: DryRunStatus.Complete, tests }, false);
      }
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests }, false);
  }

  /**
   * A verdict counts only if the same test passes again without the mutant. Otherwise something was left behind, by this mutant
   * or one before; Stryker then tries this one again in a new process.
   */
  async checkSound(test) {
    Object.assign(this.stryker, { hitLimit: undefined, hitCount: undefined });
    const failure = await this.run(test);
    if (failure !== undefined) throw new Error(`"${test.name}" fails without a mutant: ${textOf(failure)}`);
  }

  /** Runs a test with what prepares it; how it failed, or undefined. */
  async run(test, prepared = new Set()) {
    try {
      for (const prepare of preparationsOf(test.block)) {
        if (prepared.has(prepare)) continue;
        prepared.add(prepare);
        await prepare();
      }
      await test.body();
      return undefined;
    } catch (failure) {
      return failure ?? new Error('nothing was thrown');
    }
  }
}

const resultOf = ({ id, name, file }, failure, timeSpentMs = 0) => ({
  ...{ id, name, fileName: file, timeSpentMs },
  ...(failure === undefined
    ? { status: TestStatus.Success }
    : { status: TestStatus.Failed, failureMessage: textOf(failure) }),
});

/** What a test costs, however busy the machine is. */
const cpuMsSince = (started) => {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
};

const textOf = (failure) => String(failure instanceof Error ? failure.message : failure);

export const strykerPlugins = [{ kind: 'TestRunner', name: 'one-process', injectableClass: OneProcessRunner }];
