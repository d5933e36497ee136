import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { compareRamLayouts, isrPairOf, type RamVariable } from './index.js';

const variable = (name: string, address: number, type = 'int', bytes = 4): RamVariable => ({
  name,
  address,
  bytes,
  type,
});
const a = variable('a', 0x20001000);
const b = variable('b', 0x20001004);

describe('the difference of two RAM layouts', () => {
  it('is empty if they are equal: severity 0', () => {
    expect(compareRamLayouts([a, b], [b, a])).toEqual({ severity: 0, changes: [], removed: [] });
  });

  it('requires nothing if variables were removed: severity 1', () => {
    expect(compareRamLayouts([a, b], [a])).toEqual({ severity: 1, changes: [], removed: [b] });
  });

  it('initialises new variables: severity 2', () => {
    expect(compareRamLayouts([a], [a, b])).toMatchObject({
      severity: 2,
      changes: [{ kind: 'initialise', variable: b }],
    });
  });

  it('moves variables with a new address: severity 3', () => {
    const moved = variable('b', 0x20001010);
    expect(compareRamLayouts([a, b], [a, moved])).toMatchObject({
      severity: 3,
      changes: [{ kind: 'move', from: b, variable: moved }],
    });
  });

  it('converts variables with a new structure: severity 4, above all others', () => {
    const converted = variable('a', 0x20001000, 'long', 8);
    expect(compareRamLayouts([a, b], [converted, variable('c', 0)])).toMatchObject({
      severity: 4,
      changes: [{ kind: 'convert' }, { kind: 'initialise' }],
      removed: [b],
    });
  });
});

describe('the interrupt code for RAM', () => {
  const image = new Uint8Array(
    readFileSync(new URL('../../../simulators/firmware/build/g4/twinbank-g4-1.1.0.bin', import.meta.url)),
  );

  it('is copy A in bank 1 and copy B in bank 2, each for its own addresses', () => {
    expect(isrPairOf(image, 1)).toMatchObject({ address: 0x10000000 });
    expect(isrPairOf(image, 2)).toMatchObject({ address: 0x10000800 });
    const pair = isrPairOf(image, 2)!;
    const nmi = new DataView(image.buffer, image.byteOffset + pair.offset).getUint32(8, true);
    expect(nmi).toBeGreaterThanOrEqual(pair.address);
    expect(nmi).toBeLessThan(pair.address + pair.bytes);
  });

  it('is undefined if the image’s numbers contradict one another', () => {
    const broken = image.slice();
    new DataView(broken.buffer).setUint32(0x518, 0x09000000, true);
    expect(isrPairOf(broken, 1)).toBeUndefined();
    expect(isrPairOf(image.subarray(0, 0x500), 1)).toBeUndefined();
  });
});
