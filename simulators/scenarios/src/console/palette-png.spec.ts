import { describe, expect, it } from '@jest/globals';
import { crc32, deflateSync, inflateSync } from 'node:zlib';

import { withPalette } from './palette-png.js';

/** Two by three pixels; its rows have filters 0, 1 and 2. */
const RED = [255, 0, 0];
const BLUE = [0, 0, 255];
const NEARLY_RED = [250, 0, 0];
const FILTERED = [
  [0, ...RED, ...BLUE],
  [1, ...RED, 1, 0, 255],
  [2, 0, 0, 0, 250, 0, 1],
].flat();

const chunk = (type: string, body: Uint8Array): Buffer => {
  const named = Buffer.concat([Buffer.from(type), body]);
  const ends = [Buffer.alloc(4), Buffer.alloc(4)] as const;
  ends[0].writeUInt32BE(body.length);
  ends[1].writeUInt32BE(crc32(named));
  return Buffer.concat([ends[0], named, ends[1]]);
};
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const png = (kind: number, rows: Uint8Array): Buffer =>
  Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Uint8Array.from([0, 0, 0, 2, 0, 0, 0, 3, 8, kind, 0, 0, 0])),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ]);

function parts(file: Buffer): Record<string, Buffer> {
  const found: Record<string, Buffer> = {};
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const end = at + 8 + length;
    expect(file.readUInt32BE(end)).toBe(crc32(file.subarray(at + 4, end)));
    found[file.toString('latin1', at + 4, at + 8)] = file.subarray(at + 8, end);
    at = end + 4;
  }
  return found;
}

describe('withPalette', () => {
  it('keeps the most frequent colours, and gives every other pixel the nearest of them', () => {
    const { IHDR, PLTE, IDAT } = parts(withPalette(png(2, Uint8Array.from(FILTERED)), 2));
    expect([...IHDR!]).toEqual([0, 0, 0, 2, 0, 0, 0, 3, 8, 3, 0, 0, 0]);
    const [first, second] = [[...PLTE!.subarray(0, 3)], [...PLTE!.subarray(3, 6)]];
    const rows = [...inflateSync(IDAT!)];
    expect(rows.filter((_, at) => at % 3 === 0)).toEqual([0, 0, 0]);
    const shown = rows.filter((_, at) => at % 3 !== 0).map((index) => [first, second][index]);
    expect(shown.slice(0, 3)).toEqual([RED, shown[1], RED]);
    expect(PLTE!.length).toBe(6);
  });

  it('reads a picture with alpha, and refuses one that it would read wrongly', () => {
    const rows = Uint8Array.from([
      0,
      ...RED,
      255,
      ...NEARLY_RED,
      255,
      0,
      ...BLUE,
      255,
      ...BLUE,
      255,
      0,
      ...RED,
      255,
      ...BLUE,
      255,
    ]);
    const { PLTE } = parts(withPalette(png(6, rows)));
    expect([...PLTE!]).toEqual([...BLUE, ...RED, ...NEARLY_RED]);
    expect(() => withPalette(png(3, rows))).toThrow(RangeError);
  });
});
