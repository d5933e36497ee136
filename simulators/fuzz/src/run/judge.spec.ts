import { describe, expect, it } from '@jest/globals';
import { Fault, utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { judged, READ_CPU_MS_MAX } from './judge.js';
import { smaller, SMALLER_MS_MAX } from './smaller.js';

const input = utf8('some input');

describe('the judge of a decoder', () => {
  it('takes a value and a fault', () => {
    expect(judged({ read: () => undefined }, input)).toEqual({ problem: undefined, isTaken: true });
    expect(judged({ read: () => false }, input)).toEqual({ problem: undefined, isTaken: false });
    const read = () => {
      throw faultOf('message_malformed');
    };
    expect(judged({ read }, input)).toEqual({ problem: undefined, isTaken: false });
  });

  it('does not take another error, a fault that is none, or a change of the input', () => {
    const readings = [
      () => void ([] as number[][])[0]![0],
      () => {
        throw new Fault('made_up', 'a fault of its own');
      },
      (bytes: Uint8Array) => void bytes.reverse(),
    ];
    expect(readings.map((read) => judged({ read }, Buffer.from(input)).problem)).toEqual([
      expect.stringContaining('TypeError'),
      'refuses with made_up, which is no fault that there is',
      'changes the bytes that it reads',
    ]);
  });

  it('does not take what computes for too long', () => {
    let ms = 0;
    const computing = (forMs: number) => judged({ read: () => void (ms += forMs) }, input, () => ms).problem;
    expect(computing(READ_CPU_MS_MAX)).toBeUndefined();
    expect(computing(READ_CPU_MS_MAX + 1)).toBe('computes for longer than 2000 ms');
  });
});

describe('a smaller input', () => {
  it('has nothing that the problem does not need', () => {
    const isStill = (bytes: Uint8Array) => bytes.includes(7) && bytes.includes(9);
    const large = Uint8Array.from({ length: 500 }, (_, index) => index % 17);
    expect([...smaller(large, isStill)].sort()).toEqual([7, 9]);
  });

  it('is looked for no longer than half a minute', () => {
    let ms = 0;
    let tries = 0;
    const isStill = () => {
      ms += 2500;
      return ++tries > 0;
    };
    expect(smaller(new Uint8Array(1 << 16), isStill, () => ms)).toHaveLength(0);
    [ms, tries] = [0, 0];
    const never = () => !isStill();
    expect(smaller(new Uint8Array(1 << 16), never, () => ms)).toHaveLength(1 << 16);
    expect([tries, ms]).toEqual([SMALLER_MS_MAX / 2500, SMALLER_MS_MAX]);
  });
});
