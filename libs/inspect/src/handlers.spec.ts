import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';

import { PART_NAMES, type PartName, PARTS } from '@twinbank/parts';
import { isFault, seededRng } from '@twinbank/primitives';

import { DESCRIPTOR_OFFSET, inspectImage, isrPairOf, VECTOR_WORDS } from './index.js';

const built = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../simulators/firmware/build/${path}`, import.meta.url)));
const said = (code: Uint8Array, part: PartName, declared = {}): string[] =>
  inspectImage(code, part, declared).faults.map((fault) => `${fault.code}: ${fault.detail}`);
const edited = (code: Uint8Array, edit: (view: DataView) => unknown): Uint8Array => {
  const copy = code.slice();
  edit(new DataView(copy.buffer));
  return copy;
};

describe('a program built without Twinbank', () => {
  it.each<[string, PartName]>([
    ['l0', 'STM32L073'],
    ['l4', 'STM32L476'],
    ['g4', 'STM32G484'],
  ])('%s is accepted for %s, for mode reset', (name, part) => {
    expect(inspectImage(built(`foreign/${name}.bin`), part)).toMatchObject({
      faults: [],
      findings: [{ code: 'no_descriptor' }],
    });
  });

  it.each<[string, PartName, string]>([
    [
      'g4-behind-boot-loader',
      'STM32G484',
      "the reset handler 0x08004259 lies beyond the image's end 0x0800029c: linked for behind a boot loader",
    ],
    [
      'l0-behind-boot-loader',
      'STM32L083',
      "the reset handler 0x0800314d lies beyond the image's end 0x08000188: linked for behind a boot loader",
    ],
  ])('%s is refused for %s, because its vectors point to addresses where none of it would be', (name, part, detail) => {
    expect(said(built(`foreign/${name}.bin`), part)[0]).toContain(`image_linked_elsewhere: ${detail}`);
  });

  it('with code for a Cortex-M4 is refused for a Cortex-M0+, by the first instruction that the core lacks', () => {
    expect(said(built('foreign/l0-with-m4-code.bin'), 'STM32L083')).toEqual([
      'image_mismatch: the instruction f5b3 7f7a at 0x080000da is none of a Cortex-M0+: built for another core?',
    ]);
  });

  it('for a part with fewer interrupts is refused: its code begins where the longer table is read', () => {
    const l0 = Buffer.concat([built('foreign/l0.bin'), new Uint8Array(1000).fill(0x70)]);
    const l4 = Buffer.concat([built('foreign/l4.bin'), new Uint8Array(1000).fill(0x70)]);
    expect(said(l0, 'STM32L476')[0]).toMatch(
      /image_not_bootable: .* lies in the vector table, which takes 98 words on STM32L476: built for a part with fewer interrupts/,
    );
    expect(said(l4, 'STM32G474')[0]).toMatch(/image_not_bootable: .* lies in the vector table, which takes 118 words/);
  });

  it('for a part with more RAM is refused because of its stack', () => {
    expect(said(built('foreign/l4.bin'), 'STM32L083')[0]).toContain(
      'stack pointer 0x20018000 is no aligned address in the RAM of STM32L083',
    );
    expect(said(built('foreign/g4.bin'), 'STM32L476')[0]).toContain('stack pointer 0x20020000');
  });

  it('may have a handler in RAM, which is a finding; but not reset, NMI and HardFault', () => {
    const code = built('foreign/g4-timer-in-ram.bin');
    const { faults, findings } = inspectImage(code, 'STM32G484');
    expect(faults).toEqual([]);
    expect(findings.map(({ code: finding }) => finding)).toEqual(['no_descriptor', 'handler_in_ram']);
    expect(findings[1]!.detail).toMatch(/interrupt 101 handler 0x200000/);
    for (const vector of [1, 2, 3]) {
      const early = edited(code, (view) => view.setUint32(vector * 4, 0x20000101, true));
      expect(said(early, 'STM32G484')[0]).toMatch(/lies in RAM, which holds nothing at a reset/);
    }
  });
});

describe.each(['l0', 'l4', 'g4'] as const)('the reference firmware for %s', (family) => {
  const part = PART_NAMES.find((name) => PARTS[name].family === family.toUpperCase())!;
  const code = built(`${family}/twinbank-${family}-1.1.0.bin`);
  const words = VECTOR_WORDS[PARTS[part].family];
  const at = (vector: number, address: number): string[] =>
    said(
      edited(code, (view) => view.setUint32(vector * 4, address, true)),
      part,
    );
  const reserved = PARTS[part].family === 'L0' ? [4, 5, 6, 7, 8, 9, 10, 12, 13] : [7, 8, 9, 10, 13];
  const used = Array.from({ length: words - 1 }, (_, index) => index + 1).filter(
    (vector) => !reserved.includes(vector),
  );

  it('has a handler in code for every exception that the part has', () => {
    expect(inspectImage(code, part)).toMatchObject({ faults: [], findings: [] });
  });

  it('is refused with any one handler beyond its end, in its vector table, on erased bytes or without the Thumb bit', () => {
    const end = 0x08000000 + code.length;
    for (const vector of used) {
      expect(at(vector, end + 1)).toEqual([
        expect.stringMatching(/^image_linked_elsewhere: .* lies beyond the image's end/),
      ]);
      expect(at(vector, 0x08000000 + words * 4 - 1)).toEqual([
        expect.stringMatching(/^image_not_bootable: .* lies in the vector table/),
      ]);
      expect(at(vector, 0x08000600)).toEqual([expect.stringMatching(/^image_not_bootable: .* lacks the Thumb bit/)]);
    }
    for (const erased of [0x00000000, 0xffffffff]) {
      const hole = edited(code, (view) => [
        view.setUint32(0x800, erased, true),
        view.setUint32(15 * 4, 0x08000801, true),
      ]);
      expect(said(hole, part)).toEqual(['image_not_bootable: the SysTick handler 0x08000801 lies on erased bytes']);
    }
  });

  it('may leave interrupts without a handler, and hold anything in vectors that the CPU never reads', () => {
    for (const vector of used.slice(3)) expect(at(vector, 0)).toEqual([]);
    for (const vector of used.slice(0, 3)) expect(at(vector, 0)).toHaveLength(1);
    for (const vector of reserved) expect(at(vector, 0x12345678)).toEqual([]);
  });

  it('may have handlers in RAM only in the copies that its descriptor names', () => {
    const view = new DataView(code.buffer, code.byteOffset + DESCRIPTOR_OFFSET);
    const copy = view.getUint32(0x30, true);
    expect(at(15, copy + 1)).toEqual([]);
    const outside = copy + view.getUint32(0x34, true) + 0x41;
    expect(at(15, outside)).toEqual([expect.stringMatching(/outside the copies of interrupt code/)]);
  });

  it('is refused if a table that it copies to RAM points elsewhere, or lies outside the image', () => {
    for (const bank of [1, 2] as const) {
      const { offset } = isrPairOf(code, bank)!;
      const lost = edited(code, (view) => view.setUint32(offset + 15 * 4, 0x08000000 + code.length + 1, true));
      expect(said(lost, part)[0]).toContain(`of the copy for bank ${bank} lies beyond the image's end`);
    }
    const cut = edited(code, (view) => view.setUint32(DESCRIPTOR_OFFSET + 0x48, 0xffffffff, true)).subarray(0, 0x8000);
    expect(said(cut, part).length).toBeGreaterThan(0);
  });
});

describe('any bytes with a vector table or a descriptor', () => {
  it('give findings, never an exception, and no more faults than people can read', () => {
    const base = built('g4/twinbank-g4-1.1.0.bin').subarray(0, 0x2000);
    const word = fc.oneof(
      fc.nat(0xffffffff),
      fc.constantFrom(0, 0xffffffff, 0x08000001, 0x08000201, 0x20000001, 0x10000801),
    );
    const spots = fc.array(fc.tuple(fc.integer({ min: 0, max: 0x180 }), word), { maxLength: 40 });
    fc.assert(
      fc.property(
        spots,
        fc.integer({ min: 1, max: 0x2000 }),
        fc.constantFrom(...PART_NAMES),
        (changes, length, part) => {
          const code = edited(base, (view) =>
            changes.forEach(([at, value]) => view.setUint32(at * 4, value, true)),
          ).subarray(0, length);
          const { faults } = inspectImage(code, part, { version: '1.1.0', counter: 2 });
          return faults.every((fault) => isFault(fault)) && faults.length <= 16;
        },
      ),
      { numRuns: 400 },
    );
  });

  it('of a whole bank are checked only once: 118 handlers that all point to the worst place', () => {
    const code = seededRng('worst').bytes(PARTS.STM32L083.bankBytes);
    const view = new DataView(code.buffer);
    view.setUint32(0, 0x20001000, true);
    for (let vector = 1; vector < 48; vector++) view.setUint32(vector * 4, 0x08001001 + vector * 2, true);
    for (let at = 0x1000; at < 0x2000; at += 2) view.setUint16(at, 0x46c0, true);
    expect(inspectImage(code, 'STM32L083').faults).toEqual([]);
  });
});
