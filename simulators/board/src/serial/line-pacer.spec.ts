import { describe, expect, it } from '@jest/globals';
import { concatBytes, seededRng } from '@twinbank/primitives';
import fc from 'fast-check';

import { bytesPerSecond, LinePacer } from './line-pacer.js';

function drain(line: LinePacer, nowUs: number): Uint8Array {
  const taken: Uint8Array[] = [];
  for (let piece = line.take(nowUs); piece; piece = line.take(nowUs)) taken.push(piece);
  return concatBytes(...taken);
}

describe('a serial line', () => {
  it('carries 11 520 bytes a second at 115200 8N1', () => {
    const line = new LinePacer(bytesPerSecond(115200));
    line.put(new Uint8Array(11520), 1_000_000);
    const half = drain(line, 1_500_000).length;
    expect(half).toBeGreaterThan(5700);
    expect(half).toBeLessThanOrEqual(5760);
    drain(line, 1_999_999);
    expect(line.backlog).toBeGreaterThan(0);
    drain(line, 2_000_001);
    expect(line.backlog).toBe(0);
    expect(line.dueUs).toBe(Infinity);
  });

  it('needs 89 ms for a block of 1024 bytes and 87 us for its acknowledgement', () => {
    const line = new LinePacer(bytesPerSecond(115200));
    line.put(new Uint8Array(1029), 0);
    drain(line, 89_300);
    expect(line.backlog).toBe(1029 % 57);
    expect(line.dueUs).toBeCloseTo(89_322.9, 1);
    drain(line, 89_400);
    line.put(Uint8Array.of(6), 100_000);
    expect(line.dueUs).toBeCloseTo(100_086.8, 1);
  });

  it('passes only few bytes at once if it is slow', () => {
    const line = new LinePacer(bytesPerSecond(300));
    line.put(new Uint8Array(3), 0);
    expect(line.take(33_334)?.length).toBe(1);
  });

  it('has no limit at max', () => {
    const line = new LinePacer(bytesPerSecond('max'));
    line.put(new Uint8Array(100_000), 5);
    expect(line.dueUs).toBe(5);
    expect(line.take(5)?.length).toBe(100_000);
  });

  it('drops what waits when it is cleared', () => {
    const line = new LinePacer(1000);
    line.put(new Uint8Array(100), 0);
    line.clear();
    expect([line.backlog, line.dueUs]).toEqual([0, Infinity]);
    line.put(Uint8Array.of(1), 0);
    expect(line.dueUs).toBe(1000);
  });

  it('delivers everything in order, never before its time and never faster than its rate', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 50_000 }))), (puts) => {
        const line = new LinePacer(10_000);
        const sent: Uint8Array[] = [];
        let nowUs = 0;
        for (const [length, gapUs] of puts) {
          const bytes = seededRng(sent.length).bytes(length);
          line.put(bytes, nowUs);
          sent.push(bytes);
          nowUs += gapUs;
        }
        const whole = concatBytes(...sent);
        const received: Uint8Array[] = [];
        for (let count = 0; line.backlog > 0;) {
          const due = line.dueUs;
          const piece = line.take(due)!;
          received.push(piece);
          count += piece.length;
          expect(due).toBeGreaterThanOrEqual((count * 1e6) / 10_000 - 1e-3);
        }
        expect(concatBytes(...received)).toEqual(whole);
      }),
    );
  });
});
