import { describe, expect, it } from '@jest/globals';

import type { ProgramVariable } from '@twinbank/dwarf';

import { compareVariables, runOnceCode, runOncePlan } from '../index.js';
import { callback, int, structure, variable } from './testing/variables.js';

const codeOf = (from: ProgramVariable[], to: ProgramVariable[], versions = { from: '1.0.0', to: '1.1.0' }): string =>
  runOnceCode(runOncePlan(compareVariables({ from, to, flash: { start: 0x08000000, end: 0x08010000 } })), versions);

describe('the C code of a plan', () => {
  it('does what needs no thought, and does not compile where somebody must think', () => {
    const from = [
      variable('state', 0x20001000, { type: structure({ a: int(4), b: int(4) }) }),
      variable('speed', 0x20001010),
      variable('handler', 0x20001020, { type: callback }),
    ];
    const to = [
      variable('state', 0x20001000, { type: structure({ a: int(8), c: int(4) }) }),
      variable('speed', 0x20001014),
      variable('handler', 0x20001020, { type: callback }),
      variable('gains', 0x20001030, { initial: Uint8Array.of(1, 2, 3, 255) }),
      variable('count', 0x20001034, { unit: 'src/main.c', scope: 'tick' }),
    ];
    const code = codeOf(from, to);
    const lines = code.split('\n').map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'void run_once_from_1_0_0(void) {',
        'memcpy(saved_1, AT(0x20001000u), 8);',
        'memmove(AT(0x20001014u), AT(0x20001010u), 4); /* speed */',
        '* .a: at 0, int32_t (4 bytes) -> at 0, int64_t (8 bytes)',
        '* .b: gone; it was at 4, int32_t (4 bytes)',
        '* .c: new, at 8, int32_t (4 bytes)',
        '#error "convert saved_1 to state"',
        '0x01, 0x02, 0x03, 0xff,',
        'memset(AT(0x20001034u), 0, 4); /* count */',
        '#error "set the addresses in handler anew"',
      ]),
    );
    expect(code.match(/#error/g)).toHaveLength(2);
    expect(code).toContain('It takes 8 bytes of the stack');
  });

  it('lets no name of a file end a comment or a text, or become code', () => {
    const evil = '*/ system("x"); /* \\ \n#define a';
    const code = codeOf([variable(evil, 0, { type: callback })], [variable(evil, 4, { type: callback })], {
      from: '*/evil',
      to: '1.0.0\n',
    });
    const bare = code.replace(/\/\*[^]*?\*\//g, '').split('\n');
    expect(bare.filter((line) => /evil|define a|system/.test(line))).toEqual([
      'void run_once_from___evil(void) {',
      expect.stringMatching(/^#error "[^"]*"$/),
    ]);
  });

  it('writes out no initial value that is longer than people read', () => {
    const code = codeOf(
      [],
      [variable('table', 0, { bytes: 5000, type: undefined, initial: new Uint8Array(5000).fill(1) })],
    );
    expect(code).toContain('#error "copy the initial value of table"');
  });
});
