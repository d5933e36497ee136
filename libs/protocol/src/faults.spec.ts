import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { Fault } from '@twinbank/primitives';

import { FAULT_CODES, faultCodeOf, faultOf, FAULTS, isFaultCode, type FaultCode } from './faults.js';
import { REFUSALS } from './transfer-codec.js';

const entries = Object.entries(FAULTS);

describe('the registry of faults', () => {
  it('gives each code in snake_case, with the status of an error and a sentence', () => {
    const odd = entries.filter(
      ([code, { status, meaning }]) =>
        !/^[a-z]+(?:_[a-z]+)*$/.test(code) || status < 400 || status > 599 || !/^[A-Z].*\.$/.test(meaning),
    );
    expect(odd).toEqual([]);
  });

  it('gives each code one meaning', () =>
    expect(new Set(entries.map(([, { meaning }]) => meaning)).size).toBe(entries.length));

  it('contains every refusal of the wire protocol', () => {
    for (const code of Object.keys(REFUSALS)) expect(isFaultCode(code)).toBe(true);
  });

  it('is what docs/faults.md says, code by code, in the same order (print it with tools/print-faults.mjs)', () => {
    const document = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');
    const rows = [...document.matchAll(/^\| `(\w+)` \| (\d+) \| (.+) \|$/gm)].map(([, code, status, meaning]) => [
      code,
      { status: Number(status), meaning },
    ]);
    expect(rows).toEqual(entries);
  });
});

describe('isFaultCode', () => {
  it('is true for codes of the registry only', () => {
    expect([isFaultCode('no_room'), isFaultCode('toString'), isFaultCode('__proto__'), isFaultCode(404)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('faultOf', () => {
  it('makes a fault with the registered meaning, unless a detail is given', () => {
    expect(faultOf('no_room')).toEqual(new Fault('no_room', FAULTS.no_room.meaning));
    expect(faultOf('no_room', 'one page too many', { pages: 1 })).toMatchObject({
      code: 'no_room' satisfies FaultCode,
      detail: 'one page too many',
      facts: { pages: 1 },
    });
  });

  it('keep their registered code when thrown or stored; an unknown code becomes that of a bug', () => {
    for (const code of FAULT_CODES) expect(faultCodeOf(faultOf(code).code)).toBe(code);
    expect(FAULT_CODES).toEqual(Object.keys(FAULTS));
    for (const code of ['', 'no_such_code', 'toString', '__proto__']) expect(faultCodeOf(code)).toBe('internal');
  });
});
