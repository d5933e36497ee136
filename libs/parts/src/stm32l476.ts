import type { PartSpec } from './part-spec.js';

const KIB = 1024;

/**
 * STM32L476xG, 1 MiB flash [RM0351, DS10198].
 *
 * Confidence: geometry, RAM, option bits, boot ROM versions verified; flash times from memory of the datasheet except
 * the page erase maximum (verified); option and boot ROM times and all cycles of the swap are estimates. See docs/device.md.
 */
export const STM32L476: PartSpec = {
  name: 'STM32L476',
  family: 'L4',
  core: 'Cortex-M4F',
  manual: 'RM0351',
  flash: {
    bankBytes: 512 * KIB,
    address: 0x0800_0000,
    pageBytes: 2 * KIB,
    erasedValue: 0xff,
    eccBytes: 8,
    eccDetectsDouble: true,
    zeroOverwrite: true,
    programUnits: [
      { name: 'double-word', bytes: 8, typUs: 81.69, maxUs: 90.76, needsMassErase: false },
      { name: 'row', bytes: 256, typUs: 1910, maxUs: 2120, needsMassErase: true },
    ],
    pageErase: { typUs: 22_020, maxUs: 24_470 },
    massErase: { typUs: 22_130, maxUs: 24_590 },
    eraseNames: 'physical',
    singleBankOption: 'below-top-size',
  },
  ram: [
    { name: 'SRAM1', address: 0x2000_0000, bytes: 96 * KIB },
    { name: 'SRAM2', address: 0x1000_0000, bytes: 32 * KIB },
  ],
  clock: {
    maxHz: 80_000_000,
    resetHz: 4_000_000,
    waitStateHz: [16_000_000, 32_000_000, 48_000_000, 64_000_000, 80_000_000],
    raiseUs: 100,
    lsiHz: 32_000,
  },
  vectors: 98,
  vtorAlignBytes: 512,
  remapBit: 'SYSCFG_MEMRMP.FB_MODE',
  crcCyclesPerWord: 6,
  sha256CyclesPerByte: 30,
  options: {
    factory: {
      rdp: 0,
      bfb2: 0,
      dualBank: 1,
      nBoot1: 1,
      nBoot0: 1,
      nSwBoot0: 1,
      iwdgSw: 1,
      sram2Rst: 1,
      borLevel: 0,
      wrp: [],
      pcropAll: false,
    },
    forced: {
      rdp: 1,
      bfb2: 1,
      dualBank: 1,
      nBoot1: 1,
      nBoot0: 1,
      nSwBoot0: 1,
      iwdgSw: 1,
      sram2Rst: 1,
      borLevel: 0,
      wrp: [],
      pcropAll: true,
    },
    erasesAll: true,
    erase: { typUs: 22_020, maxUs: 24_470 },
    program: { typUs: 1470, maxUs: 1634 },
    bits: { BFB2: 20, DUALBANK: 21, nBOOT1: 23 },
  },
  bootRoms: [
    { version: '9.2', id: 0x92, bootsBank2: true, stackAreas: ['SRAM1'], ramBytes: 13 * KIB },
    { version: '10.2', id: 0xa2, bootsBank2: true, stackAreas: ['SRAM1'], ramBytes: 12 * KIB },
    { version: '10.3', id: 0xa3, bootsBank2: true, stackAreas: ['SRAM1', 'SRAM2'], ramBytes: 12 * KIB },
  ],
  bootRomUs: 400,
  blockBytesMax: 16 * KIB,
  swap: { interruptsOff: 2, cachesOff: 20, vectorTable: 8, flipBank: 18, firstFetch: 9, cachesOn: 12, interruptsOn: 1 },
  interrupt: { entry: 12, flashExtraMin: 4, flashExtraMax: 10 },
};
