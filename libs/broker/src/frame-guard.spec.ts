import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { FrameGuard } from './frame-guard.js';

const publish = (bytes: number): Uint8Array =>
  generate({ cmd: 'publish', topic: 't', payload: Buffer.alloc(bytes), qos: 0, retain: false, dup: false });

function feed(guard: FrameGuard, bytes: Uint8Array, sizes: readonly number[]): boolean {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    if (!guard.accept(bytes.subarray(at, at + size))) return false;
    at += size;
  }
  return true;
}

const chunkSizes = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 });

describe('FrameGuard', () => {
  it('accepts packets within the limit however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 12 }), chunkSizes, (lengths, sizes) => {
        expect(feed(new FrameGuard(1000), Buffer.concat(lengths.map(publish)), sizes)).toBe(true);
      }),
    );
  });

  it('refuses a longer packet at its header, before its body comes, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 5 }),
        fc.integer({ min: 1000, max: 300_000 }),
        chunkSizes,
        (before, tooLong, sizes) => {
          const header = publish(tooLong).subarray(0, 4);
          expect(feed(new FrameGuard(1000), Buffer.concat([...before.map(publish), header]), sizes)).toBe(false);
        },
      ),
    );
  });

  it('refuses a length field without an end', () => {
    expect(new FrameGuard(1000).accept(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff))).toBe(false);
  });
});
