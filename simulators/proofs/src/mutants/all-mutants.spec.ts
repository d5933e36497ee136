import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { MUTANTS, mutantNamed } from './all-mutants.js';
import { mutate } from './mutant.js';
import { NETS } from './nets.js';

const source = (file: string): string => readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');

describe('a mutant', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    '%s replaces a text that its source has exactly once',
    (_, mutant) => {
      const text = source(mutant.file);
      expect(mutate(text, mutant)).not.toBe(text);
    },
  );

  it('has a name of its own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it('names a net that exists, a witness that is a mutant of the agent, or why it is equivalent', () => {
    for (const { net, witness, equivalent } of MUTANTS) {
      expect([net, witness, equivalent].filter((one) => one !== undefined)).toHaveLength(1);
      if (net !== undefined) expect(NETS.some(({ name }) => name.includes(net))).toBe(true);
      if (witness !== undefined) expect(mutantNamed(witness).file).toMatch(/^libs\/agent\//);
    }
  });

  it('is refused where its text is not there, or twice', () => {
    expect(() => mutate('a b', { name: 'one', from: 'c', to: '' })).toThrow(/0 times/);
    expect(() => mutate('a b a', { name: 'one', from: 'a', to: '' })).toThrow(/2 times/);
    expect(mutate('a b', { name: 'one', from: 'b', to: 'c' })).toBe('a c');
  });
});
