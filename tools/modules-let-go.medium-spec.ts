import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** One that imports modules which import others, and one that asks for what is made once for each worker. */
const FILES = ['libs/elf/src/place.spec.ts', 'tools/test-environment.spec.ts'];
const CONTEXTS = 10;

/** Loads the same modules in one context after another, as Jest does, and prints of how many contexts nothing is left. */
const LOAD = `
  import vm from 'node:vm';
  import { letGo } from './tools/jest/modules-let-go.mjs';

  const SOURCES = { root: "import 'a'; export const made = {};", a: "import 'b';", b: "import 'a';" };
  let gone = 0;
  const registry = new FinalizationRegistry(() => gone++);
  async function load() {
    const context = vm.createContext({});
    const module = (name) => new vm.SourceTextModule(SOURCES[name], { context, importModuleDynamically: () => modules[name] });
    const modules = { root: module('root'), a: module('a'), b: module('b') };
    await modules.root.link((name) => modules[name]);
    await modules.root.evaluate();
    registry.register(modules.root.namespace.made);
    registry.register(context);
    letGo(context);
  }
  for (let loaded = 0; loaded < ${CONTEXTS}; loaded++) await load();
  for (let tries = 0; tries < 20 && gone < ${2 * CONTEXTS}; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    gc();
  }
  console.log(gone / 2);
`;

function node(...words: string[]): { exit: number | null; printed: string; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' });
  return { exit: status, printed: stdout, said: stderr };
}

describe('the modules of a test file that has been run', () => {
  it('are let go', () => {
    const flags = ['--experimental-vm-modules', '--no-warnings', '--expose-gc', '--input-type=module'];
    const { printed, said } = node(...flags, '--eval', LOAD);
    expect([said, Number(printed)]).toEqual(['', expect.any(Number)]);
    // What was done last may still be on the stack.
    expect(Number(printed)).toBeGreaterThanOrEqual(CONTEXTS - 1);
  });

  it('are found by Jest to have been let go', () => {
    const jest = ['node_modules/jest/bin/jest.js', '--runInBand', '--selectProjects', 'unit', '--detectLeaks'];
    const { exit, said } = node(...jest, '--runTestsByPath', ...FILES);
    expect(said).toContain(`Test Suites: ${FILES.length} passed, ${FILES.length} total`);
    expect(exit).toBe(0);
  });
});
