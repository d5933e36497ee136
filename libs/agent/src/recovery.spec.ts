import { describe, expect, it } from '@jest/globals';

import { PowerCut } from '@twinbank/mcu';

import type { JobStage } from './stage-table.js';
import { Recovery } from './recovery.js';
import { PreparedDevice, type Prepared } from './testing/prepared-device.js';

const start = (device: PreparedDevice): string => new Recovery(device.own).run();
const stageOf = ({ journal }: PreparedDevice): JobStage | undefined => journal.job()?.stage;

describe('a start after a change of the option bytes was torn', () => {
  /** The power failed within a change of the option bytes; with it, the forced values act. */
  function torn(prepared: Prepared): PreparedDevice {
    const device = new PreparedDevice(prepared);
    const { mcu } = device;
    mcu.optionBytes.unlock(false);
    for (let seed = 0; mcu.optionBytes.stored; seed++) {
      mcu.power.cutAt(mcu.power.count + 1, 'torn', seed);
      expect(() => mcu.optionBytes.program({ bfb2: 1 })).toThrow(PowerCut);
      mcu.powerOn();
      mcu.flash.unlock();
      mcu.optionBytes.unlock(false);
    }
    expect(mcu.optionBytes.optverr).toBe(true);
    return device;
  }

  it.each([
    ['for the bank that runs', undefined, 1],
    ['for the bank that runs, if the image in the other one is not confirmed', 'swapped', 1],
    ['for the confirmed image', 'confirmed', 0],
  ] as const)('stores sound ones and has them loaded, and does nothing else: %s', (_name, stage, bfb2) => {
    const device = torn(stage ? { job: { stage, target: 1 } } : {});
    // By the forced values of this part.
    expect(device.mcu.flash.activeBank).toBe(2);
    expect(start(device)).toBe('idle');
    expect(device.mcu.optionBytes.stored).toMatchObject({ bfb2 });
    expect(device.told()).toEqual(['reset option-bytes']);
    expect(stageOf(device)).toBe(stage);
  });
});

describe('a start with option bytes that are stored, but not loaded', () => {
  it.each(['waiting', 'swapped', 'confirmed'] as const)('has them loaded before it goes on: %s', (stage) => {
    const device = new PreparedDevice({ job: { stage } });
    device.own.boot.store(2);
    expect(start(device)).toBe('idle');
    expect(device.told()).toEqual(['reset option-bytes']);
    expect(stageOf(device)).toBe(stage);
  });
});

describe('a start with nothing to go on with', () => {
  it.each([undefined, 'accepted', 'downloading', 'mirroring', 'done', 'failed', 'dropped'] as const)(
    'changes nothing: %s',
    (stage) => {
      const device = new PreparedDevice(stage ? { job: { stage } } : {});
      const key = device.mcu.nvmKey();
      expect(start(device)).toBe('idle');
      expect(device.told()).toEqual([]);
      expect(device.mcu.nvmKey()).toBe(key);
    },
  );
});

describe('a start while an image waits for its slot', () => {
  it.each(['checked', 'waiting'] as const)('waits again: %s', (stage) => {
    const device = new PreparedDevice({ job: { stage } });
    expect(start(device)).toBe('take-over');
    expect(device.told()).toEqual([]);
  });

  it.each(['checked', 'waiting'] as const)('ends the job if the image is damaged: %s', (stage) => {
    const device = new PreparedDevice({ job: { stage } });
    device.mcu.flash.decay({ bank: 2, offset: 4096 });
    expect(start(device)).toBe('idle');
    expect(device.reports()).toMatchObject([
      { stage: 'failed', fault: 'image_digest_mismatch', detail: expect.stringContaining('no longer whole') },
    ]);
  });
});

describe('a start while the banks are being swapped', () => {
  it.each(['swapping', 'swapped'] as const)('goes on with the trial if the new image runs: %s', (stage) => {
    for (const mode of ['live', 'reset'] as const)
      expect(start(new PreparedDevice({ job: { stage, mode }, running: 2 }))).toBe('trial');
  });

  it.each([
    ['swapping', 'live'],
    ['swapped', 'live'],
    ['swapped', 'reset'],
  ] as const)('gives the new image up if the old one runs again: %s, mode %s', (stage, mode) => {
    const device = new PreparedDevice({ job: { stage, mode } });
    device.mcu.reset('watchdog');
    device.mcu.flash.unlock();
    expect(start(device)).toBe('idle');
    expect(device.reports()).toMatchObject([
      {
        stage: 'reverted',
        fault: 'reset_before_confirm',
        detail: 'the device was reset (watchdog) before the new image was confirmed',
      },
    ]);
    expect(device.mcu.flash.activeBank).toBe(1);
  });

  it('takes a start for one by power-on if nothing says how it came', () => {
    const device = new PreparedDevice({ job: { stage: 'swapped' } });
    device.mcu.lastBoot = undefined;
    start(device);
    expect(device.reports()).toMatchObject([{ stage: 'reverted', detail: expect.stringContaining('(power-on)') }]);
  });
});

describe('a start in mode reset', () => {
  const job = { stage: 'swapping', mode: 'reset' } as const;

  it('hands over to the new image, which BFB2 does not select yet', () => {
    const device = new PreparedDevice({ job });
    expect(start(device)).toBe('trial');
    expect(device.mcu.flash.activeBank).toBe(2);
    expect(device.own.boot.certain(1)).toBe(true);
    expect(stageOf(device)).toBe('swapped');
  });

  it('stays with the old image if the new one is damaged', () => {
    const device = new PreparedDevice({ job });
    device.mcu.flash.decay({ bank: 2, offset: 4096 });
    expect(start(device)).toBe('idle');
    expect(device.mcu.flash.activeBank).toBe(1);
    expect(device.reports()).toMatchObject([
      { stage: 'reverted', fault: 'image_digest_mismatch', detail: expect.stringContaining('no longer whole') },
    ]);
  });

  describe('with a maintenance window', () => {
    const window = { opensMs: 1000, closesMs: 2000 };

    it.each([
      ['before it opens', 999, 'take-over'],
      ['as it opens', 1000, 'trial'],
      ['before it closes', 1999, 'trial'],
      ['as it closes', 2000, 'take-over'],
    ] as const)('starts the new image only within it: %s', (_name, nowMs, next) => {
      const device = new PreparedDevice({ job: { ...job, window }, config: { unixMs: () => nowMs } });
      // Nothing takes time any more, and it is a whole number.
      device.own.banks.holdsRecord(2);
      device.mcu.clock.advanceTo(Math.ceil(device.mcu.clock.nowUs));
      expect(start(device)).toBe(next);
      expect(stageOf(device)).toBe(next === 'trial' ? 'swapped' : 'waiting');
      expect(device.mcu.flash.activeBank).toBe(next === 'trial' ? 2 : 1);
    });

    it.each([
      ['software', 'trial'],
      ['watchdog', 'take-over'],
      ['power-on', 'take-over'],
    ] as const)('trusts, without a clock, only its own reset, at which no time was lost: %s', (cause, next) => {
      const device = new PreparedDevice({ job: { ...job, window } });
      if (cause === 'power-on') device.mcu.powerOn();
      else device.mcu.reset(cause);
      device.mcu.flash.unlock();
      expect(start(device)).toBe(next);
      expect(stageOf(device)).toBe(next === 'trial' ? 'swapped' : 'waiting');
    });

    it('does not trust a start of which nothing says how it came', () => {
      const device = new PreparedDevice({ job: { ...job, window } });
      device.mcu.lastBoot = undefined;
      expect(start(device)).toBe('take-over');
    });
  });
});

describe('a start while a device goes back to its old image', () => {
  it('says that it runs again, and keeps why', () => {
    const device = new PreparedDevice({ job: { stage: 'reverting', fault: 'self_test_failed' } });
    expect(start(device)).toBe('idle');
    expect(device.reports()).toMatchObject([
      { stage: 'reverted', fault: 'self_test_failed', detail: 'the old image runs again' },
    ]);
  });

  it('says so without a reason too', () => {
    const device = new PreparedDevice({ job: { stage: 'reverting' } });
    start(device);
    const [report] = device.reports();
    expect(report).toMatchObject({ stage: 'reverted' });
    expect(report).not.toHaveProperty('fault');
  });
});

describe('a start with a confirmed image', () => {
  it('has it started by every reset, if a cut came before that', () => {
    const device = new PreparedDevice({ job: { stage: 'confirmed' } });
    expect(start(device)).toBe('idle');
    expect(device.told()).toEqual(['reset option-bytes']);
    expect(device.own.boot.storedBank).toBe(2);
    expect(device.journal.counter).toBe(1);
  });

  it('raises the security counter once the boot ROM has started it', () => {
    const device = new PreparedDevice({ job: { stage: 'confirmed', policy: 'keep-previous' }, running: 2, bfb2: 1 });
    expect(start(device)).toBe('idle');
    expect(device.journal.counter).toBe(2);
    expect(device.told()).toEqual(['done']);
  });
});
