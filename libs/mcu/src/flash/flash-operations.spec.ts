import { describe, expect, it } from '@jest/globals';

import type { PartName } from '@twinbank/parts';

import { Mcu } from '../mcu.js';
import { EccNmi } from '../misuse.js';
import type { CutMoment } from '../power.js';

const aRunningMcu = (part: PartName = 'STM32G484', bankBytes?: number): Mcu => {
  const mcu = new Mcu({ part, ...(bankBytes !== undefined && { bankBytes }) });
  mcu.powerOn();
  mcu.flash.unlock();
  return mcu;
};
const data = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index % 250) + 1);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const PAGE = 2048;
/** Whether each of the first pages of bank 2 is erased, whole, or neither. */
const pagesOf = ({ flash }: Mcu, count: number): string[] =>
  Array.from({ length: count }, (_, page) => {
    const { bytes } = flash.tryRead({ bank: 2, offset: page * PAGE }, PAGE);
    if (bytes.every((byte) => byte === 0xff)) return 'erased';
    return hex(bytes) === hex(data(count * PAGE).subarray(page * PAGE, (page + 1) * PAGE)) ? 'whole' : 'mixed';
  });
/** What a trace says of the operations of some work. */
function traced(mcu: Mcu, work: () => void): string[] {
  const seen: string[] = [];
  mcu.power.onOperation = ({ kind, first, count, where }) => seen.push(`${first}+${count} ${kind}: ${where}`);
  try {
    work();
  } catch (error) {
    seen.push((error as Error).message);
  }
  mcu.power.onOperation = undefined;
  return seen;
}

describe('the geometry of flash', () => {
  it.each([
    ['STM32G484', 128],
    ['STM32L486', 256],
    ['STM32L083', 768],
  ] as const)('of %s has %d pages in a bank', (part, pages) => {
    expect(aRunningMcu(part).flash.pagesPerBank).toBe(pages);
  });

  it('gives each place its address, by the present mapping', () => {
    const { flash } = aRunningMcu();
    expect([flash.addressOf({ bank: 1, offset: 16 }), flash.addressOf({ bank: 2, offset: 16 })]).toEqual([
      0x0800_0010, 0x0804_0010,
    ]);
    expect([flash.placeOf(0x0803_ffff), flash.placeOf(0x0804_0000)]).toEqual([
      { bank: 1, offset: 0x3_ffff },
      { bank: 2, offset: 0 },
    ]);
  });
});

describe('operations in a trace', () => {
  it('are named by their place, a bulk of them once', () => {
    const mcu = aRunningMcu();
    expect(
      traced(mcu, () => {
        mcu.flash.program(0x0804_0010, data(24));
        mcu.flash.erasePages({ bank: 2, page: 3 }, 2);
        mcu.flash.massErase(2);
      }),
    ).toEqual([
      '1+3 program: bank 2 +0x10, 24 bytes by double-word',
      '4+2 erase-page: bank 2 page 3, 2 pages',
      '6+1 mass-erase: bank 2',
    ]);
  });

  it('say which of them the power cut hit', () => {
    const mcu = aRunningMcu();
    mcu.power.cutAt(2, 'before');
    expect(traced(mcu, () => mcu.flash.program(0x0804_0010, data(24)))).toEqual([
      '1+1 program: bank 2 +0x10, 8 bytes by double-word',
      '2+1 program: bank 2 +0x18, double-word [power-off before]',
      'power-off before operation 2 (program)',
    ]);
    mcu.powerOn();
    mcu.flash.unlock();
    mcu.power.cutAt(4, 'after');
    expect(traced(mcu, () => mcu.flash.erasePages({ bank: 2, page: 3 }, 5))).toEqual([
      '3+1 erase-page: bank 2 page 3, 1 pages',
      '4+1 erase-page: bank 2 page 4 [power-off after]',
      'power-off after operation 4 (erase-page)',
    ]);
  });
});

describe('a power cut', () => {
  it.each<[CutMoment, string]>([
    ['before', 'whole'],
    ['after', 'erased'],
  ])('%s the erase of a page leaves it %s, those before it erased and those after it whole', (moment, struck) => {
    const mcu = aRunningMcu();
    mcu.flash.factoryLoad(2, data(4 * PAGE));
    mcu.power.cutAt(2, moment);
    expect(() => mcu.flash.erasePages({ bank: 2, page: 0 }, 3)).toThrow(/erase-page/);
    expect(pagesOf(mcu, 4)).toEqual(['erased', struck, 'whole', 'whole']);
  });

  it('in the erase of a page leaves this page in any state, and no other', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const mcu = aRunningMcu();
      mcu.flash.factoryLoad(2, data(4 * PAGE));
      mcu.power.cutAt(2, 'torn', seed);
      expect(() => mcu.flash.erasePages({ bank: 2, page: 1 }, 2)).toThrow(/torn/);
      const [first, second, struck, last] = pagesOf(mcu, 4);
      expect([first, second, last]).toEqual(['whole', 'erased', 'whole']);
      seen.add(struck!);
    }
    expect([...seen].sort()).toEqual(['erased', 'mixed', 'whole']);
  });

  it('in a mass erase leaves the bank in any state, and not the other one', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const mcu = aRunningMcu('STM32G484', 4 * PAGE);
      mcu.flash.factoryLoad(1, data(64));
      mcu.flash.factoryLoad(2, data(PAGE));
      mcu.power.cutAt(1, 'torn', seed);
      expect(() => mcu.flash.massErase(2)).toThrow(/mass-erase/);
      seen.add(pagesOf(mcu, 1)[0]!);
      expect(hex(mcu.flash.readBank({ bank: 1, offset: 0 }, 64))).toBe(hex(data(64)));
    }
    expect([...seen].sort()).toEqual(['erased', 'mixed', 'whole']);
  });

  it('before a mass erase leaves everything', () => {
    const mcu = aRunningMcu();
    mcu.flash.factoryLoad(2, data(PAGE));
    mcu.power.cutAt(1, 'before');
    expect(() => mcu.flash.massErase(2)).toThrow(/power-off before/);
    expect(pagesOf(mcu, 1)).toEqual(['whole']);
  });
});

describe('programming a part of a source', () => {
  it('begins and ends where it is told', () => {
    const { flash } = aRunningMcu();
    flash.program(0x0804_0000, data(64), { from: 8, to: 24 });
    expect(hex(flash.read(0x0804_0000, 24))).toBe(hex(data(64).subarray(8, 24)) + 'ff'.repeat(8));
    flash.program(0x0804_0040, data(64), { from: 48 });
    expect(hex(flash.read(0x0804_0040, 24))).toBe(hex(data(64).subarray(48)) + 'ff'.repeat(8));
  });

  it('goes by the units that the part has', () => {
    expect(() => aRunningMcu('STM32L083').flash.program(0x0801_8000, data(256), { unit: 'row' })).toThrow(
      'SIZERR: this part does not program by row',
    );
  });
});

describe('what ECC says', () => {
  it('stands in FLASH_ECCR from the first wrong bit on, the lost before the corrected', () => {
    const mcu = aRunningMcu();
    const { flash } = mcu;
    flash.wearOut({ bank: 2, offset: 16 }, 'one-bit');
    flash.program(0x0804_0000, data(64));
    flash.tryRead({ bank: 2, offset: 24 }, 8);
    expect(flash.eccr).toBeUndefined();
    flash.tryRead({ bank: 2, offset: 8 }, 24);
    expect(flash.eccr).toEqual({ kind: 'ECCC', place: { bank: 2, offset: 8 } });
    flash.decay({ bank: 2, offset: 40 });
    flash.tryRead({ bank: 2, offset: 8 }, 40);
    expect(flash.eccr).toEqual({ kind: 'ECCD', place: { bank: 2, offset: 40 } });
    flash.tryRead({ bank: 2, offset: 0 }, 8);
    expect(flash.eccr).toEqual({ kind: 'ECCD', place: { bank: 2, offset: 40 } });
    flash.tryRead({ bank: 2, offset: 16 }, 1);
    expect(flash.eccr).toEqual({ kind: 'ECCC', place: { bank: 2, offset: 16 } });
  });

  it('is an NMI for a sum over a lost unit, and not for one beside it in the same cells', () => {
    const { flash } = aRunningMcu();
    flash.factoryLoad(2, data(64));
    flash.decay({ bank: 2, offset: 40 });
    expect(() => flash.crcOf(2, { offset: 0, length: 64 })).toThrow(EccNmi);
    const beside = flash.crcOf(2, { offset: 0, length: 32 });
    const sound = aRunningMcu();
    sound.flash.factoryLoad(2, data(64));
    expect(beside).toBe(sound.flash.crcOf(2, { offset: 0, length: 32 }));
    expect(hex(flash.sha256Of(2, { offset: 48, length: 16 }))).toBe(
      hex(sound.flash.sha256Of(2, { offset: 48, length: 16 })),
    );
  });

  it('is asked within a bank only', () => {
    const { flash } = aRunningMcu();
    const range = { offset: flash.bankBytes - 4, length: 8 };
    for (const ask of [() => flash.correctedIn(2, range), () => flash.crcOf(2, range), () => flash.sha256Of(2, range)])
      expect(ask).toThrow(/BUSERR/);
    expect(() => flash.decay({ bank: 2, offset: flash.bankBytes })).toThrow(/BUSERR/);
  });

  it('tires or loses the worn unit alone, and only where it is programmed', () => {
    for (const as of ['one-bit', 'lost'] as const) {
      const { flash } = aRunningMcu();
      flash.wearOut({ bank: 2, offset: 16 }, as);
      flash.wearOut({ bank: 1, offset: 4096 + 16 }, as);
      const wrong = (): number => {
        const { corrected, doubleErrors } = flash.tryRead({ bank: 2, offset: 0 }, 64);
        return corrected + doubleErrors.length;
      };
      const at = (offset: number): number => flash.addressOf({ bank: 2, offset });
      flash.program(at(0), data(16));
      flash.program(at(24), data(8));
      flash.program(at(4096), data(64));
      expect([wrong(), flash.tryRead({ bank: 2, offset: 4096 }, 64).doubleErrors]).toEqual([0, []]);
      flash.program(at(16), data(8));
      expect(wrong()).toBe(1);
    }
  });
});

describe('a bank that is filled before the device runs', () => {
  it.each([
    ['STM32G484', 13, 16, 'ff'],
    ['STM32L083', 13, 16, '00'],
    ['STM32G484', 16, 16, 'ff'],
  ] as const)('of %s takes %d bytes, fills its unit, and is erased behind them', (part, length, filled, blank) => {
    const { flash } = aRunningMcu(part);
    flash.factoryLoad(2, data(4096));
    flash.factoryLoad(2, data(length));
    expect(hex(flash.readBank({ bank: 2, offset: 0 }, 4096))).toBe(hex(data(length)) + blank.repeat(4096 - length));
    expect(filled % flash.spec.eccBytes).toBe(0);
  });

  it('takes as much as it holds', () => {
    const { flash } = aRunningMcu();
    flash.factoryLoad(2, data(flash.bankBytes - 3));
    expect(hex(flash.readBank({ bank: 2, offset: flash.bankBytes - 4 }, 4))).toMatch(/^(?!ff)..ffffff$/);
    expect(() => flash.factoryLoad(2, data(flash.bankBytes + 1))).toThrow(/BUSERR/);
  });
});

describe('pages to erase', () => {
  it('are named on L0 by any address in the first of them', () => {
    const { flash } = aRunningMcu('STM32L083');
    flash.factoryLoad(2, data(512));
    flash.erasePages({ address: 0x0801_8000 + 128 + 77 }, 2);
    expect(hex(flash.readBank({ bank: 2, offset: 0 }, 512))).toBe(
      hex(data(512).subarray(0, 128)) + '00'.repeat(256) + hex(data(512).subarray(384)),
    );
  });

  it('end with their bank', () => {
    const { flash } = aRunningMcu();
    expect(() => flash.erasePages({ bank: 2, page: 127 }, 2)).toThrow(/BUSERR/);
    expect(() => flash.erasePages({ bank: 2, page: 127 }, 1)).not.toThrow();
    const l0 = aRunningMcu('STM32L083').flash;
    expect(() => l0.erasePages({ address: 0x0801_8000 - 128 }, 2)).toThrow(/BUSERR/);
    expect(() => l0.erasePages({ address: 0x0801_8000 - 128 }, 1)).not.toThrow();
  });
});
