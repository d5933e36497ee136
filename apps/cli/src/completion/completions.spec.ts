import { execFileSync } from 'node:child_process';

import { describe, expect, it } from '@jest/globals';

import { documentedProgram } from '../page/documented-program.js';
import { runInMemory } from '../testing/run-in-memory.js';
import { completionsOf } from './completions.js';
import { COMPLETION_SCRIPTS, SHELLS } from './scripts.js';

const PROGRAM = documentedProgram();
/** The words that the last one may become. */
const words = (line: string): string[] => completionsOf(PROGRAM, line.split(' ')).map(({ word }) => word);

describe('a word', () => {
  it('becomes a command, or one of its group', () => {
    expect(words('rel')).toEqual(['releases']);
    expect(words('campaigns st')).toEqual(['start', 'stop']);
    expect(words('')).toEqual(expect.arrayContaining(['login', 'devices', 'inspect', 'completion']));
    expect(words('campaigns')).toEqual(['campaigns']);
    expect(words('nothing x')).toEqual([]);
  });

  it('becomes an option of its command', () => {
    expect(words('devices list --fi')).toEqual(['--filter', '--fields']);
    expect(words('releases upload motor f.elf --version-')).toEqual(['--version-at']);
    expect(words('devices list -')).toContain('--help');
  });

  it('becomes a value, where there are only some', () => {
    expect(words('devices list --output ')).toEqual(['table', 'json', 'ndjson', 'csv']);
    expect(words('devices list -o n')).toEqual(['ndjson']);
    expect(words('inspect x --part STM32L4')).toEqual(['STM32L476', 'STM32L486']);
    expect(words('devices list --filter ')).toEqual([]);
    expect(words('devices list --filter list --st')).toEqual(['--state']);
  });

  it('becomes an argument, where there are only some of these', () => {
    expect(words('completion ')).toEqual(['bash', 'zsh', 'fish']);
    expect(words('completion z')).toEqual(['zsh']);
    expect(words('completion zsh ')).toEqual([]);
    expect(words('inspect ')).toEqual([]);
  });

  it('is told with its meaning, a line each', async () => {
    const { exit, stdout } = await runInMemory(['__complete', '--', 'campaigns', 'watch', '--until']);
    expect([exit, stdout]).toEqual([0, '--until-paused\tend, with exit code 3, when it is paused, too\n']);
  });
});

describe('the script', () => {
  it.each(SHELLS)('for %s is printed', async (shell) => {
    expect(await runInMemory(['completion', shell])).toEqual({
      exit: 0,
      stdout: COMPLETION_SCRIPTS[shell],
      stderr: '',
    });
    expect(COMPLETION_SCRIPTS[shell]).toMatch(/__complete --/);
  });

  it('for an unknown shell is not', async () => {
    expect(await runInMemory(['completion', 'tcsh'])).toMatchObject({ exit: 1, stdout: '' });
  });

  it('for bash asks the program, and may be read twice', () => {
    const script = `
twinbank() { printf 'start\\tgo\\nstop\\tend\\n'; printf '%s|' "$@" >&3; }
${COMPLETION_SCRIPTS.bash}
${COMPLETION_SCRIPTS.bash}
COMP_WORDS=(twinbank campaigns st)
COMP_CWORD=2
exec 3>&1
_twinbank
printf '%s,' "\${COMPREPLY[@]}"
complete -p twinbank`;
    const out = execFileSync('bash', ['--noprofile', '--norc', '-c', script], { encoding: 'utf8' });
    expect(out).toBe('__complete|--|campaigns|st|start,stop,complete -o default -F _twinbank twinbank\n');
  });
});
