import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { COMPLETION_SCRIPTS } from './scripts.js';

/** With TEST_SHELLS the shells must be there. */
function has(shell: string): boolean {
  const found = spawnSync(shell, ['--version']).status === 0;
  if (!found && process.env['TEST_SHELLS']) throw new Error(`TEST_SHELLS is set, but ${shell} is missing`);
  return found;
}

(has('zsh') ? describe : describe.skip)('the script for zsh (skipped where there is none)', () => {
  it('asks the program, and leaves files to the shell', () => {
    const script = `
compdef() { print -r "compdef $*" }
_describe() { print -rl -- "\${(@P)2}" }
_files() { print files }
twinbank() { [[ $4 == st ]] && printf 'start\\tgo: on\\nstop\\tend\\n' }
${COMPLETION_SCRIPTS.zsh}
words=(twinbank campaigns st)
CURRENT=3
_twinbank
words=(twinbank inspect f)
_twinbank`;
    const out = execFileSync('zsh', ['-f', '-c', script], { encoding: 'utf8' });
    expect(out.trimEnd().split('\n')).toEqual(['compdef _twinbank twinbank', 'start:go: on', 'stop:end', 'files']);
  });
});

(has('fish') ? describe : describe.skip)('the script for fish (skipped where there is none)', () => {
  it('asks the program, and offers files only where it has no answer', () => {
    const script = `
function twinbank; test "$argv[4]" = st; and printf 'start\\tgo\\nstop\\tend\\n'; end
${COMPLETION_SCRIPTS.fish}
touch motor.elf stale.elf
complete -C 'twinbank campaigns st'
complete -C 'twinbank inspect mot'
complete -C 'twinbank inspect st'`;
    // It makes folders where it is at home, whatever it is told.
    const home = mkdtempSync(join(tmpdir(), 'completions-'));
    try {
      const env = { PATH: process.env['PATH'], HOME: home };
      const out = execFileSync('fish', ['--no-config', '-c', script], { encoding: 'utf8', env, cwd: home });
      expect(out).toBe('start\tgo\nstop\tend\nmotor.elf\nstart\tgo\nstop\tend\n');
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
