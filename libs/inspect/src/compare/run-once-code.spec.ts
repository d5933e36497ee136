import { describe, expect, it } from '@jest/globals';

import type { ProgramVariable } from '@twinbank/dwarf';

import { compareVariables, runOnceCode, runOncePlan } from '../index.js';
import { callback, int, pointerTo, structure, variable } from './testing/variables.js';

const flash = { start: 0x08000000, end: 0x08010000 };
const codeOf = (from: ProgramVariable[], to: ProgramVariable[], versions = { from: '1.0.0', to: '1.1.0' }): string =>
  runOnceCode(runOncePlan(compareVariables({ from, to, flash }), { flash }), versions);

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

  it('copies no address in flash of a new variable that code which is pasted would move', () => {
    const word = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24];
    const initial = Uint8Array.from([...word(100), ...word(0x08000701), ...word(0x0800f000)]);
    const code = codeOf([], [variable('route', 0x20001000, { bytes: 12, type: undefined, initial })]);
    expect(code).toContain(' at 4: 0x08000701u\n   * at 8: 0x0800f000u\n');
    expect(code).toContain('memcpy(AT(0x20001000u), value, 12)');
    expect(code.match(/#error.*/g)).toEqual(['#error "set the addresses in route by their names"']);
    const beyond = codeOf([], [variable('limit', 0, { initial: Uint8Array.from(word(0x08010000)) })]);
    expect(beyond).not.toContain('#error');
  });

  it('finds such an address where the memory has it aligned, not where the variable begins', () => {
    const initial = Uint8Array.of(7, 7, 0x01, 0x07, 0x00, 0x08, 7, 7);
    const at = (address: number): string =>
      codeOf([], [variable('packed', address, { bytes: 8, type: undefined, initial })]);
    expect(at(0x20001002)).toContain('#error');
    expect(at(0x20001000)).not.toContain('#error');
  });

  it('says of a value that is converted which of its addresses are not to be copied', () => {
    const object = (members: Parameters<typeof structure>[0]) =>
      variable('motor', 0x20001000, { type: structure({ _vptr$Motor: pointerTo('int (void)'), ...members }, 'Motor') });
    const code = codeOf(
      [object({ speed: int(4), self: pointerTo('Motor') })],
      [object({ speed: int(8), self: pointerTo('Motor') })],
    );
    expect(code).toMatch(/do not copy them\.\n +\* \._vptr\$Motor: at 0, address of a function\n/);
    expect(code).toContain(' * .self: at 12, may be the address of a variable that is elsewhere now');
    expect(code.match(/#error.*/g)).toEqual(['#error "convert saved_1 to motor"']);
  });

  it('does not compile where something is to be done that no step says', () => {
    const detail = 'functions in RAM that are new, moved or changed: flash_write (0x20003000) */ evil';
    const plan = runOncePlan([], { beyond: [{ code: 'ram_function_changed', weight: 'run-once', detail }] });
    expect(plan).toMatchObject({ steps: [], needsCode: true });
    const code = runOnceCode(plan, { from: '1.0.0', to: '1.1.0' });
    expect(code).toContain('flash_write (0x20003000) * / evil */\n#error "copy these functions into RAM');
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
