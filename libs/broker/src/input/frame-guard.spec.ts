import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { FrameGuard, TOO_LONG, type PacketToll } from './frame-guard.js';

const publish = (bytes: number): Uint8Array =>
  generate({ cmd: 'publish', topic: 't', payload: Buffer.alloc(bytes), qos: 0, retain: false, dup: false });

const FREE: PacketToll = { mayBegin: () => true, pay: () => undefined };

function feed(guard: FrameGuard, bytes: Uint8Array, sizes: readonly number[]): boolean {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    if (guard.pass(bytes.subarray(at, at + size), FREE) === TOO_LONG) return false;
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

  it('refuses a longer packet at its header, before its body arrives, wherever it begins in the stream', () => {
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
    expect(new FrameGuard(1000).pass(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff), FREE)).toBe(TOO_LONG);
  });

  it('counts every packet once, with its first byte and length, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 12 }), chunkSizes, (lengths, sizes) => {
        const guard = new FrameGuard(1000);
        const paid: string[] = [];
        const toll: PacketToll = { mayBegin: () => true, pay: (first, length) => void paid.push(`${first} ${length}`) };
        const bytes = Buffer.concat(lengths.map(publish));
        for (let at = 0, turn = 0; at < bytes.length; at += sizes[turn++ % sizes.length]!)
          guard.pass(bytes.subarray(at, at + sizes[turn % sizes.length]!), toll);
        expect(paid).toEqual(lengths.map((length) => `48 ${length + 3}`));
      }),
    );
  });

  it('stops before a packet that may not begin, and continues there', () => {
    let may = 2;
    const toll: PacketToll = { mayBegin: () => may > 0, pay: () => void may-- };
    const [guard, bytes] = [new FrameGuard(1000), Buffer.concat([1, 2, 3, 4].map(publish))];
    const passed = guard.pass(bytes, toll);
    expect([passed, guard.pass(bytes.subarray(passed), toll)]).toEqual([publish(1).length + publish(2).length, 0]);
    may = 2;
    expect(passed + guard.pass(bytes.subarray(passed), toll)).toBe(bytes.length);
  });
});
