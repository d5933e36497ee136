import { describe, expect, it } from '@jest/globals';

import type { BankSight } from '../device/device-outcome.js';
import { verdictOn, type Evidence } from './verdict.js';

const holding = (bank: 1 | 2, version: string): BankSight => ({ bank, state: 'image', version, sha256: version });
const other = (bank: 1 | 2): BankSight => ({ bank, state: 'other', sha256: 'x' });

/** A device that was updated from 1.0.0 to 1.1.0 with the old image kept. */
const updated: Evidence = {
  active: 2,
  banks: [holding(1, '1.0.0'), holding(2, '1.1.0')],
  stage: 'done',
  before: '1.0.0',
  ordered: '1.1.0',
  policy: 'keep-previous',
  keyHeld: true,
  selfTestFails: false,
  allEnded: true,
};
const radio = { target: 'radio' };
const swap = { slotStartUs: 0, slotLengthUs: 20, swapUs: 1, addedLatencyUs: 1, deadlinesMissed: 0 };

describe('the verdict on a device', () => {
  it.each<[string, Partial<Evidence>]>([
    ['updated, old image kept', {}],
    ['updated and mirrored', { policy: 'mirror', active: 1, banks: [holding(1, '1.1.0'), holding(2, '1.1.0')] }],
    [
      'reverted to the old image',
      { stage: 'reverted', active: 1, banks: [holding(1, '1.0.0'), holding(2, '1.1.0')], selfTestFails: true },
    ],
    ['failed halfway through the download', { stage: 'failed', active: 1, banks: [holding(1, '1.0.0'), other(2)] }],
    [
      'never given a job',
      { stage: 'idle', active: 1, banks: [holding(1, '1.0.0'), { bank: 2, state: 'erased', sha256: 'e' }] },
    ],
    [
      'still downloading, where that is allowed',
      { stage: 'downloading', active: 1, banks: [holding(1, '1.0.0'), other(2)], allEnded: false },
    ],
    ['swapped in time', { swap }],
    ['ordered to forget its key, which nobody has acknowledged', { disposal: 'ordered' }],
    ['disposed of', { disposal: 'forgotten', keyHeld: false }],
    ['with a chip that runs what the image brings', { chips: [{ ...radio, runs: 'b', brought: 'b' }] }],
    ['with a chip of which the image says nothing', { chips: [{ ...radio, runs: 'a' }], chipsBefore: { radio: 'a' } }],
    [
      'never given a job, with a chip as its factory made it',
      { stage: 'idle', active: 1, chips: [{ ...radio, runs: 'a' }] },
    ],
    [
      'with a chip that is not started yet, where that is allowed',
      { stage: 'swapped', allEnded: false, chips: [{ ...radio, runs: 'a', brought: 'b' }] },
    ],
  ])('finds nothing wrong: %s', (_, difference) => expect(verdictOn({ ...updated, ...difference })).toEqual([]));

  it.each<[string, Partial<Evidence>, RegExp]>([
    ['a half-written active bank', { banks: [holding(1, '1.0.0'), other(2)] }, /holds no whole known image/],
    ['an image from elsewhere', { banks: [holding(1, '1.0.0'), holding(2, '9.9.9')] }, /neither 1\.0\.0 nor/],
    ['done without the new image', { active: 1 }, /does not run 1\.1\.0/],
    [
      'mirrored banks that differ',
      { policy: 'mirror', active: 1, banks: [holding(1, '1.1.0'), other(2)] },
      /banks differ/,
    ],
    [
      'mirrored but running from bank 2',
      { policy: 'mirror', banks: [holding(1, '1.1.0'), holding(2, '1.1.0')] },
      /bank 1/,
    ],
    ['reverted but still new', { stage: 'reverted' }, /does not run 1\.0\.0/],
    ['a failed self-test that was ignored', { selfTestFails: true }, /failed its self-test/],
    ['a disposal that left the key', { disposal: 'forgotten' }, /disposed of, and has its root key/],
    ['a disposal that does not come to its end', { disposal: 'acknowledged' }, /has not forgotten its keys/],
    ['a key that went too early', { disposal: 'ordered', keyHeld: false }, /is not acknowledged/],
    ['a key that went without an order', { keyHeld: false }, /is not acknowledged/],
    ['a missed deadline', { swap: { ...swap, deadlinesMissed: 1 } }, /missed 1 deadlines/],
    [
      'a chip that does not run what the image brings',
      { chips: [{ ...radio, runs: 'a', brought: 'b' }] },
      /radio does not run/,
    ],
    ['a chip that runs nothing whole', { chips: [{ ...radio, brought: 'b' }] }, /radio holds nothing whole/],
    [
      'a chip that kept what a failed image brought',
      { stage: 'reverted', active: 1, chips: [{ ...radio, runs: 'b' }], chipsBefore: { radio: 'a' } },
      /radio was changed/,
    ],
    ['a job that never ended', { stage: 'waiting', active: 1 }, /still stands at waiting/],
  ])('finds %s', (_, difference, refusal) =>
    expect(verdictOn({ ...updated, ...difference }).join('; ')).toMatch(refusal),
  );
});
