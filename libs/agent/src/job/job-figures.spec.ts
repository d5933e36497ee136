import { describe, expect, it } from '@jest/globals';

import { Mcu } from '@twinbank/mcu';

import { RetainedFigures } from '../journal/retained-figures.js';
import { JobFigures } from './job-figures.js';

const SWAP = { slotStartUs: 1000.5, slotLengthUs: 80, swapUs: 12.25, addedLatencyUs: 9, deadlinesMissed: 1 };
const PHASES = ['erase', 'download', 'check', 'wait', 'mirror'] as const;

function running(): Mcu {
  const mcu = new Mcu({ part: 'STM32G474', bankBytes: 32 * 1024 });
  mcu.powerOn();
  return mcu;
}

/** Figures with another time in each phase. */
function measured(mcu: Mcu): JobFigures {
  const figures = new JobFigures(mcu);
  PHASES.forEach((phase, i) => figures.spend(phase, 1000 * (i + 1)));
  return figures;
}

const NO_TIME = { eraseMs: 0, downloadMs: 0, checkMs: 0, waitMs: 0, mirrorMs: 0, totalMs: 0 };
const TIMES = { eraseMs: 1, downloadMs: 2, checkMs: 3, waitMs: 4, mirrorMs: 5 };

describe('the times of a job', () => {
  it('are none before it, and are told in milliseconds by phase', () => {
    const mcu = running();
    expect(new JobFigures(mcu).timings).toEqual(NO_TIME);
    expect(measured(mcu).timings).toEqual({ ...TIMES, totalMs: 0 });
  });

  it('add up within a phase, to the microsecond', () => {
    const figures = new JobFigures(running());
    figures.spend('download', 1500.4);
    figures.spend('download', 1000);
    expect(figures.timings).toEqual({ ...NO_TIME, downloadMs: 2.5 });
  });

  it('are together what the clock of the device says since the job began', () => {
    const mcu = running();
    mcu.clock.advanceUs(5000);
    const figures = new JobFigures(mcu);
    mcu.clock.advanceUs(7000);
    expect(figures.timings.totalMs).toBe(7);
    figures.begin();
    mcu.clock.advanceUs(250);
    expect(figures.timings.totalMs).toBe(0.25);
  });

  it('are forgotten with what the swap cost when the next job begins', () => {
    const figures = measured(running());
    figures.swapped(SWAP);
    figures.begin();
    expect([figures.timings, figures.swap]).toEqual([NO_TIME, undefined]);
  });
});

describe('what swaps cost', () => {
  it('is what one swap cost', () => {
    const figures = new JobFigures(running());
    expect(figures.swap).toBeUndefined();
    figures.swapped(SWAP);
    expect(figures.swap).toEqual(SWAP);
  });

  it.each([
    ['second', 20, 20],
    ['first', 5, 9],
  ])(
    'has of two swaps the higher latency, here of the %s, all missed deadlines and the first slot',
    (_, next, high) => {
      const figures = new JobFigures(running());
      figures.swapped(SWAP);
      figures.swapped({ slotStartUs: 5, slotLengthUs: 6, swapUs: 7, addedLatencyUs: next, deadlinesMissed: 2 });
      expect(figures.swap).toEqual({ ...SWAP, addedLatencyUs: high, deadlinesMissed: 3 });
    },
  );
});

describe('figures that are kept over a reset', () => {
  it('are those of the job, once', () => {
    const mcu = running();
    mcu.clock.advanceUs(2000);
    const before = measured(mcu);
    before.swapped(SWAP);
    before.keep(7);
    mcu.clock.advanceUs(1000);
    const after = new JobFigures(mcu);
    after.recall(7);
    expect([after.swap, after.timings]).toEqual([SWAP, { ...TIMES, totalMs: 1 }]);
    const again = new JobFigures(mcu);
    again.recall(7);
    expect([again.swap, again.timings]).toEqual([undefined, NO_TIME]);
  });

  it('are told as no swap where none was yet', () => {
    const mcu = running();
    measured(mcu).keep(7);
    const after = new JobFigures(mcu);
    after.recall(7);
    expect([after.swap, after.timings]).toEqual([undefined, { ...TIMES, totalMs: 0 }]);
  });

  it('are none of another job’s', () => {
    const mcu = running();
    measured(mcu).keep(7);
    const after = new JobFigures(mcu);
    after.recall(8);
    expect(after.timings).toEqual(NO_TIME);
    after.recall(7);
    expect(after.timings).toMatchObject(TIMES);
  });
});

describe('figures in RAM', () => {
  const FIGURES = { job: 7, swap: SWAP, times: [1, 2, 3, 4, 5, 6] };
  /** Where they lie: the last bytes of the first RAM area. */
  const BYTES = 16 + 8 * 11 + 2 * 32;
  const placeIn = ({ spec }: Mcu): number => spec.ram[0]!.address + spec.ram[0]!.bytes - BYTES;

  it('lie at the end of the first RAM area', () => {
    const mcu = running();
    const at = placeIn(mcu);
    const before = mcu.sram.read(at - 64, 64);
    new RetainedFigures(mcu).save(FIGURES);
    expect(mcu.sram.read(at - 64, 64)).toEqual(before);
    expect(new RetainedFigures(mcu).take(7)).toEqual(FIGURES);
    const named = { ...FIGURES, swap: { ...SWAP, taskBefore: 'a'.repeat(32), taskAfter: 'loop' } };
    new RetainedFigures(mcu).save(named);
    expect(new RetainedFigures(mcu).take(7)).toEqual(named);
    expect(new RetainedFigures(mcu).take(7)).toBeUndefined();
  });

  it('count only if none of their bytes changed', () => {
    const mcu = running();
    for (let byte = 0; byte < BYTES; byte++) {
      new RetainedFigures(mcu).save(FIGURES);
      const bytes = mcu.sram.read(placeIn(mcu), BYTES);
      bytes[byte]! ^= 0x10;
      mcu.sram.write(placeIn(mcu), bytes);
      expect([byte, new RetainedFigures(mcu).take(7)]).toEqual([byte, undefined]);
    }
  });

  it('are none in RAM that is empty, or random after a power-on', () => {
    const mcu = running();
    expect(new RetainedFigures(mcu).take(7)).toBeUndefined();
    mcu.sram.write(placeIn(mcu), new Uint8Array(BYTES));
    expect(new RetainedFigures(mcu).take(0)).toBeUndefined();
    new RetainedFigures(mcu).save(FIGURES);
    mcu.powerOff();
    mcu.powerOn();
    expect(new RetainedFigures(mcu).take(7)).toBeUndefined();
  });
});
