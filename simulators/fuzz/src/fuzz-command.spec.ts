import { describe, expect, it } from '@jest/globals';

import { fuzzCommand, type FuzzOptions } from './fuzz-command.js';

function parse(...words: string[]): FuzzOptions | string {
  let told: FuzzOptions | undefined;
  const command = fuzzCommand(['elf', 'want'], (options) => void (told = options));
  command.configureOutput({ writeErr: () => undefined });
  try {
    command.parse(words, { from: 'user' });
  } catch (error) {
    return (error as Error).message;
  }
  return told!;
}

describe('the command line', () => {
  it('tries everything with a million inputs unless told', () =>
    expect(parse()).toEqual({ inputs: 1_000_000, seed: 'twinbank' }));

  it('takes several targets', () =>
    expect(parse('--target', 'elf', 'want', '--inputs', '5')).toMatchObject({ target: ['elf', 'want'], inputs: 5 }));

  it.each([
    ['a target that is none', ['--target', 'dwarf'], 'There is no such target.'],
    ['no inputs', ['--inputs', '0'], 'It is a whole number from 1 to 10000000000.'],
    ['half an input', ['--inputs', '0.5'], 'It is a whole number'],
    ['another option', ['--seconds', '5'], "unknown option '--seconds'"],
  ])('refuses %s', (_what, words, message) => expect(parse(...words)).toContain(message));
});
