import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAMS = [
  'apps/cli/dist/main.js',
  'apps/server/dist/main.js',
  ...['demo', 'bench', 'main'].map((name) => `simulators/fleet/dist/${name}.js`),
  ...['prove', 'simulate', 'isr'].map((name) => `simulators/proofs/dist/${name}.js`),
  'simulators/board/dist/main.js',
  'simulators/fuzz/dist/fuzz.js',
];
/** Those that are used beyond this repository, and one that begins before anything is built. */
const TOOLS = ['check', 'print-vectors', 'rotate-key-ring', 'verify-audit'].map((name) => `tools/${name}.mjs`);

/** Runs `node PROGRAM WORDS` with an output whose reader has gone before it begins. */
function withoutReader(program: string, ...words: string[]): { exit: number | null; said: string } {
  const script = 'exec 3> >(exec true); wait $!; exec "$@" >&3';
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, program, ...words], {
    ...{ cwd: ROOT, encoding: 'utf8' },
  });
  return { exit: status, said: stderr };
}

describe('a program whose output nobody reads any more', () => {
  it.each([...PROGRAMS, ...TOOLS])('%s ends without a word, as others do by SIGPIPE', (program) => {
    const { exit, said } = withoutReader(program, '--help');
    expect([said.includes('EPIPE') || said.includes('    at '), said]).toEqual([false, expect.any(String)]);
    expect([0, 2, 141]).toContain(exit);
  });

  it('prints long texts only as far as they are read, without a word', () =>
    expect(withoutReader('tools/print-cli.mjs')).toEqual({ exit: 141, said: '' }));
});
