import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { TestEnvironment } = require('jest-environment-node');

/** Node's globals, and what a worker of Jest makes once for all its test files. */
export default class Environment extends TestEnvironment {
  async setup() {
    await super.setup();
    // Loaded by the first test that needs it: most unit specs do not.
    this.global.answersOfWorker = async (text) => (await import('./answers-of-worker.mjs')).answersOfWorker(text);
  }
}
