import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FINISH_POLICIES, STAGES, type BankReport, type DeviceStatus } from '@twinbank/protocol';

import { deriveOutcome, type Outcome, type OutcomeFacts } from './outcome.js';
import { aBank, aStatus, FOREIGN, NEW, OLD } from '@twinbank/testkit/campaign-specimens';

const outcome = (status: DeviceStatus, given: Partial<OutcomeFacts> = {}): Outcome =>
  deriveOutcome({ expected: NEW, previous: OLD, status, policy: 'mirror', ...given });

describe('deriveOutcome', () => {
  describe('under mirror', () => {
    it('has succeeded when both banks hold the release, bank 1 runs, is confirmed, and BFB2 is cleared', () => {
      expect(outcome(aStatus([NEW, NEW]))).toBe('succeeded');
    });

    it.each([
      ['the other bank still holds the old image', aStatus([NEW, OLD])],
      ['the other bank is being rewritten', aStatus([NEW, undefined])],
      ['bank 2 runs', aStatus([NEW, NEW], { active: 2 })],
      ['BFB2 is set', aStatus([NEW, NEW], { bfb2: 1 })],
      ['it is not confirmed', aStatus([NEW, NEW], { confirmed: false })],
    ])('is running while %s', (_what, status) => {
      expect(outcome(status)).toBe('running');
    });
  });

  describe('under keep-previous', () => {
    it('has succeeded when the active bank holds the release and is confirmed, whatever the other bank holds', () => {
      expect(outcome(aStatus([OLD, NEW], { active: 2, bfb2: 1 }), { policy: 'keep-previous' })).toBe('succeeded');
      expect(outcome(aStatus([NEW, undefined]), { policy: 'keep-previous' })).toBe('succeeded');
    });

    it('is running until it is confirmed', () => {
      expect(outcome(aStatus([OLD, NEW], { active: 2, confirmed: false }), { policy: 'keep-previous' })).toBe(
        'running',
      );
    });
  });

  it('has not started while the old image runs and nothing is known of the new one', () => {
    expect(outcome(aStatus([OLD, undefined]))).toBe('not-started');
    expect(outcome(aStatus([OLD, OLD]))).toBe('not-started');
  });

  it('is running while the old image runs and the new one is being downloaded or waits for its swap', () => {
    expect(outcome(aStatus([OLD, undefined]), { stage: 'downloading' })).toBe('running');
    expect(outcome(aStatus([OLD, NEW]))).toBe('running');
  });

  it.each(['swapped', 'confirmed', 'mirroring', 'done', 'reverted'] as const)(
    'was reverted if the old image runs after the stage %s',
    (stage) => {
      expect(outcome(aStatus([OLD, NEW]), { stage })).toBe('reverted');
    },
  );

  it.each(['rejected', 'failed', 'cancelled'] as const)(
    'has not started if the device ended with %s on the old image',
    (stage) => {
      expect(outcome(aStatus([OLD, undefined]), { stage })).toBe('not-started');
    },
  );

  it('is unexpected if something else runs, or nothing valid', () => {
    expect(outcome(aStatus([FOREIGN, NEW]))).toBe('unexpected');
    expect(outcome(aStatus([undefined, NEW]))).toBe('unexpected');
    expect(outcome(aStatus([undefined, NEW]), { previous: undefined })).toBe('unexpected');
  });

  it('takes any valid image for the old one if the device had never reported', () => {
    expect(outcome(aStatus([FOREIGN, undefined]), { previous: undefined })).toBe('not-started');
  });

  it('does not take a version for the release if its digest differs, or if its bank is incomplete', () => {
    expect(outcome(aStatus([{ ...NEW, digest: OLD.digest }, undefined]))).toBe('unexpected');
    const torn: BankReport = { ...aBank(1, NEW), state: 'partial' };
    expect(outcome({ ...aStatus([NEW, NEW]), banks: [torn, aBank(2, NEW)] })).toBe('unexpected');
  });

  const image = fc.constantFrom(undefined, OLD, NEW, FOREIGN);
  const statuses = fc
    .record({
      one: image,
      two: image,
      active: fc.constantFrom<1 | 2>(1, 2),
      bfb2: fc.constantFrom<0 | 1>(0, 1),
      confirmed: fc.boolean(),
    })
    .map(({ one, two, ...given }) => aStatus([one, two], given));
  const facts = fc.record({
    expected: fc.constant(NEW),
    previous: fc.constantFrom(undefined, OLD),
    status: statuses,
    stage: fc.option(fc.constantFrom(...STAGES), { nil: undefined }),
    policy: fc.constantFrom(...FINISH_POLICIES),
  });

  it('never succeeds unless the active bank holds the release, confirmed', () => {
    fc.assert(
      fc.property(facts, (given) => {
        if (deriveOutcome(given) !== 'succeeded') return;
        const active = given.status.banks[given.status.active - 1]!;
        expect(active).toMatchObject({ state: 'valid', ...NEW });
        expect(given.status.confirmed).toBe(true);
      }),
    );
  });

  it('does not depend on the reported stage once the release runs', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...STAGES), (given, stage) => {
        const active = given.status.banks[given.status.active - 1]!;
        if (active.digest !== NEW.digest) return;
        expect(deriveOutcome({ ...given, stage })).toBe(deriveOutcome({ ...given, stage: undefined }));
      }),
    );
  });

  it('depends only on which bank is active and which is the other, except for the bank in which mirror ends', () => {
    fc.assert(
      fc.property(facts, ({ status, ...rest }) => {
        const [one, two] = status.banks;
        const turned: DeviceStatus = {
          ...status,
          active: status.active === 1 ? 2 : 1,
          banks: [
            { ...two, bank: 1 },
            { ...one, bank: 2 },
          ],
        };
        const given = { ...rest, policy: 'keep-previous' as const };
        expect(deriveOutcome({ ...given, status: turned })).toBe(deriveOutcome({ ...given, status }));
      }),
    );
  });
});
