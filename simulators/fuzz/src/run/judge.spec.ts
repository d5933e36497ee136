import { describe, expect, it } from '@jest/globals';
import { Fault, utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { judged } from './judge.js';
import { smaller } from './smaller.js';

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
});

describe('a smaller input', () => {
  it('has nothing that the problem does not need', () => {
    const isStill = (bytes: Uint8Array) => bytes.includes(7) && bytes.includes(9);
    const large = Uint8Array.from({ length: 500 }, (_, index) => index % 17);
    expect([...smaller(large, isStill)].sort()).toEqual([7, 9]);
  });
});
