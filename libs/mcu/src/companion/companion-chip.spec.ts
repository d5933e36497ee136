import { describe, expect, it } from '@jest/globals';

import { sha256 } from '@twinbank/keys';
import { toHex } from '@twinbank/primitives';

import { Mcu } from '../mcu.js';
import { Interruption, type CutMoment } from '../power.js';
import type { CompanionChip, CompanionFlaw } from './companion-chip.js';

const OLD = Uint8Array.of(1, 2, 3);
const NEW = Uint8Array.of(4, 5, 6, 7, 8);

function chipOf(timing: { eraseUs?: number; bytesPerSecond?: number } = {}): { mcu: Mcu; chip: CompanionChip } {
  const mcu = new Mcu({ part: 'STM32G484', companions: [{ target: 'radio', slotBytes: 16, ...timing }] });
  mcu.powerOn();
  const chip = mcu.companions[0]!;
  chip.install(OLD);
  return { mcu, chip };
}

const bring = (chip: CompanionChip): string[] => [
  chip.erase(),
  chip.write(0, NEW.subarray(0, 2)),
  chip.write(2, NEW.subarray(2)),
  chip.seal(NEW.length, sha256(NEW)),
];
const held = (chip: CompanionChip): (string | undefined)[] => {
  const { active, spare } = chip.look()!;
  return [active, spare]
    .map((digest) => [OLD, NEW].find((one) => digest && toHex(sha256(one)) === toHex(digest)))
    .map((bytes) => (bytes === OLD ? 'old' : bytes && 'new'));
};

describe('a chip beside the microcontroller', () => {
  it('runs on while its other slot is written, and changes slots in one step, back too', () => {
    const { chip } = chipOf();
    expect(bring(chip)).toEqual(['done', 'done', 'done', 'done']);
    expect(held(chip)).toEqual(['old', 'new']);
    expect([chip.activate(), held(chip)]).toEqual(['done', ['new', 'old']]);
    expect([chip.activate(), held(chip)]).toEqual(['done', ['old', 'new']]);
  });

  it('starts nothing that is not whole, and takes no bytes out of order, beyond its slot, or behind a seal', () => {
    const { chip } = chipOf();
    expect(chip.activate()).toBe('failed');
    chip.erase();
    expect([chip.write(1, NEW), chip.write(0, new Uint8Array(17)), chip.activate()]).toEqual([
      'failed',
      'failed',
      'failed',
    ]);
    chip.write(0, NEW);
    expect([chip.seal(NEW.length, sha256(OLD)), chip.seal(2, sha256(NEW)), chip.activate()]).toEqual([
      'failed',
      'failed',
      'failed',
    ]);
    chip.seal(NEW.length, sha256(NEW));
    expect(chip.write(NEW.length, OLD)).toBe('failed');
  });

  it.each<CutMoment>(['before', 'torn', 'after'])(
    'runs something whole after a cut %s any of its operations',
    (moment) => {
      for (let at = 1; at <= 5; at++) {
        for (const seed of [1, 2, 3, 4]) {
          const { mcu, chip } = chipOf();
          mcu.power.cutAt(mcu.power.count + at, moment, seed);
          expect(() => (bring(chip), chip.activate())).toThrow(Interruption);
          mcu.powerOn();
          expect(['old', 'new']).toContain(held(chip)[0]);
          if (at < 5) expect(held(chip)[0]).toBe('old');
        }
      }
    },
  );

  it('is busy while it erases, and takes its time on the bus', () => {
    const { mcu, chip } = chipOf({ eraseUs: 1000, bytesPerSecond: 1_000_000 });
    expect([chip.erase(), chip.erase()]).toEqual(['busy', 'busy']);
    mcu.clock.advanceUs(1000);
    const beganUs = mcu.clock.nowUs;
    expect([chip.erase(), chip.write(0, NEW)]).toEqual(['done', 'done']);
    expect(mcu.clock.nowUs - beganUs).toBeCloseTo(5);
  });

  it.each<[CompanionFlaw, (chip: CompanionChip) => unknown, unknown]>([
    ['silent', (chip) => [chip.look(), chip.erase(), chip.activate()], [undefined, 'failed', 'failed']],
    ['refuses-writes', bring, ['failed', 'failed', 'failed', 'failed']],
    ['loses-a-bit', bring, ['done', 'done', 'done', 'failed']],
    ['refuses-activation', (chip) => [...bring(chip), chip.activate()], ['done', 'done', 'done', 'done', 'failed']],
  ])('can be made %s', (flaw, act, answers) => {
    const { chip } = chipOf();
    chip.flaw = flaw;
    expect(act(chip)).toEqual(answers);
    chip.flaw = undefined;
    expect(held(chip)[0]).toBe('old');
  });

  it('is part of the state of its device', () => {
    const { mcu, chip } = chipOf();
    const before = mcu.saveState();
    bring(chip);
    chip.activate();
    mcu.restoreState(before);
    expect(held(chip)).toEqual(['old', undefined]);
  });
});
