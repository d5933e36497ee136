import type { PartSpec } from './part-spec.js';

const KIB = 1024;

/**
 * STM32G474xE, category 3, 512 KiB flash [RM0440, DS12288].
 *
 * Confidence: geometry, RAM sizes, wait states, option bits and forced values, boot ROM quirks verified; flash times and
 * the CCM alias from memory; option and boot ROM times and all cycles of the swap are estimates. See docs/device.md.
 */
export const STM32G474: PartSpec = {
  name: 'STM32G474',
  family: 'G4',
  core: 'Cortex-M4F',
  manual: 'RM0440',
  flash: {
    bankBytes: 256 * KIB,
    address: 0x0800_0000,
    pageBytes: 2 * KIB,
    erasedValue: 0xff,
    eccBytes: 8,
    eccDetectsDouble: true,
    zeroOverwrite: true,
    programUnits: [
      { name: 'double-word', bytes: 8, typUs: 81.7, maxUs: 83.35, needsMassErase: false },
      { name: 'row', bytes: 512, typUs: 1910, maxUs: 1950, needsMassErase: true },
    ],
    pageErase: { typUs: 22_020, maxUs: 24_470 },
    massErase: { typUs: 22_130, maxUs: 24_590 },
    eraseNames: 'physical',
    singleBankOption: 'always',
  },
  ram: [
    { name: 'SRAM1', address: 0x2000_0000, bytes: 80 * KIB },
    { name: 'SRAM2', address: 0x2001_4000, bytes: 16 * KIB },
    { name: 'CCM', address: 0x1000_0000, bytes: 32 * KIB, alias: 0x2001_8000 },
  ],
  clock: {
    maxHz: 170_000_000,
    resetHz: 16_000_000,
    waitStateHz: [34_000_000, 68_000_000, 102_000_000, 136_000_000, 170_000_000],
    raiseUs: 100,
    lsiHz: 32_000,
  },
  vectors: 118,
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
    bits: { BFB2: 20, DBANK: 22, nBOOT1: 23, CCMSRAM_RST: 25, nSWBOOT0: 26, nBOOT0: 27 },
  },
  bootRoms: [
    { version: '13.3', id: 0xd3, bootsBank2: false, stackAreas: ['SRAM1', 'SRAM2'], ramBytes: 16 * KIB },
    { version: '13.4', id: 0xd4, bootsBank2: true, stackAreas: ['SRAM1', 'SRAM2'], ramBytes: 16 * KIB },
    { version: '13.5', id: 0xd5, bootsBank2: true, stackAreas: ['SRAM1', 'SRAM2', 'CCM'], ramBytes: 16 * KIB },
  ],
  bootRomUs: 400,
  blockBytesMax: 16 * KIB,
  swap: { interruptsOff: 2, cachesOff: 20, vectorTable: 8, flipBank: 18, firstFetch: 9, cachesOn: 12, interruptsOn: 1 },
  interrupt: { entry: 12, flashExtraMin: 4, flashExtraMax: 10 },
};
