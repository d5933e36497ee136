import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { type PartName } from '@twinbank/parts';
import { seededRng } from '@twinbank/primitives';

import { inspectImage } from './inspect-image.js';
import { linkedElsewhere } from './link-address.js';
import { parseVectorTable, type VectorTable } from './vector-table.js';

const FAMILIES = [
  ['l0', 'STM32L073'],
  ['l4', 'STM32L476'],
  ['g4', 'STM32G484'],
] as const;
const BASES = ['2000', '4000', '5800', '8000', 'c000'];
const built = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../simulators/firmware/build/${path}`, import.meta.url)));
const firmware = (family: string, version = '1.1.0'): Uint8Array =>
  built(`${family}/twinbank-${family}-${version}.bin`);

/** As a linker makes the image for another address: calls are relative, and absolute addresses move. */
function movedBy(base: number, code: Uint8Array): Uint8Array {
  const moved = code.slice();
  const view = new DataView(moved.buffer);
  for (let at = 0; at + 4 <= moved.length; at += 4) {
    const word = view.getUint32(at, true);
    if (word >= 0x08000000 && word < 0x08000000 + moved.length) view.setUint32(at, word + base, true);
  }
  return moved;
}

const handlersOf = ({ resetHandler, handlers }: VectorTable): number[] => [resetHandler, ...handlers];
const look = (code: Uint8Array, family: 'l0' | 'l4' | 'g4', part: PartName) =>
  linkedElsewhere(code, part, handlersOf(parseVectorTable(code, family.toUpperCase() as 'L0' | 'L4' | 'G4')));

describe.each(FAMILIES)(
  'an image for %s that is linked for behind a boot loader, and longer than the loader',
  (family, part) => {
    it.each(BASES)('is refused with the address for which it is linked: 0x0800%s', (base) => {
      expect(
        inspectImage(movedBy(parseInt(base, 16), firmware(family)), part).faults.map(
          ({ code, detail }) => `${code}: ${detail}`,
        ),
      ).toEqual([
        expect.stringMatching(
          new RegExp(
            `^image_linked_elsewhere: .* for 0x0800${base}: \\d+ of its \\d+ pointers .* behind a boot loader`,
          ),
        ),
      ]);
    });
  },
);

describe('an image that is linked for the start of a bank', () => {
  it.each(FAMILIES.flatMap(([family, part]) => ['1.0.0', '1.1.0'].map((version) => [family, part, version] as const)))(
    'is not suspected: %s for %s, %s',
    (family, part, version) => expect(look(firmware(family, version), family, part)).toBeUndefined(),
  );

  it.each(FAMILIES)('is not suspected if it is so small that nothing is clear: %s for %s', (family, part) => {
    expect(look(built(`foreign/${family}.bin`), family, part)).toBeUndefined();
  });

  it('is not suspected while one handler meets a function, whatever else its pointers say', () => {
    const [code, rightly] = [movedBy(0x4000, firmware('l4')), firmware('l4')];
    const [moved, right] = [code, rightly].map((one) => handlersOf(parseVectorTable(one, 'L4')));
    expect(linkedElsewhere(code, 'STM32L476', moved!)?.address).toBe(0x08004000);
    expect(linkedElsewhere(code, 'STM32L476', [...moved!, ...right!])).toBeUndefined();
  });

  it('is not suspected because of bytes that happen to look like code and addresses', () => {
    const rng = seededRng('noise');
    for (let image = 0; image < 20; image++) {
      const code = rng.bytes(65_536);
      const view = new DataView(code.buffer);
      // As many constants that look like addresses of code as a large program has.
      for (let at = 0; at < 65_536; at += 256) view.setUint32(at, 0x08000001 + 2 * rng.below(32_768), true);
      const handlers = Array.from({ length: 40 }, () => 0x08000001 + 0x200 + 2 * rng.below(32_000));
      expect(linkedElsewhere(code, 'STM32L476', handlers)).toBeUndefined();
    }
  });
});
