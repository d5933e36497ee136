import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';

import { databaseOfWorker } from './database-of-worker.mjs';
import { letGo } from './modules-let-go.mjs';

const require = createRequire(import.meta.url);
const { TestEnvironment } = require('jest-environment-node');

/** Runs a function as if no test had called it: what Node remembers of a module that it loads would keep the test that loaded it first. */
const outsideOfTests = AsyncLocalStorage.snapshot();

/** Node's globals, and what a worker of Jest makes once for all its test files. */
export default class Environment extends TestEnvironment {
  async setup() {
    await super.setup();
    // Loaded by the first test that needs it: most unit specs do not.
    this.global.answersOfWorker = async (text) =>
      (await outsideOfTests(() => import('./answers-of-worker.mjs'))).answersOfWorker(text);
    this.global.databaseOfWorker = () => outsideOfTests(databaseOfWorker);
  }

  async teardown() {
    try {
      letGo(this.getVmContext());
    } finally {
      await super.teardown();
    }
  }
}
