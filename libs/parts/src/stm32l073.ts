import type { PartSpec } from './part-spec.js';

const KIB = 1024;

/**
 * STM32L073xZ, category 5, 192 KiB flash [RM0367, DS10685].
 *
 * Confidence: geometry, erased value, EEPROM and RAM addresses, option bits, boot ROM versions verified in the reference
 * manual or ST's headers; programming and erase times quoted from memory of the datasheet; cycles of the swap section,
 * of interrupt extras, SHA-256 and boot ROM are estimates. See docs/device.md.
 */
export const STM32L073: PartSpec = {
  name: 'STM32L073',
  family: 'L0',
  core: 'Cortex-M0+',
  manual: 'RM0367',
  flash: {
    bankBytes: 96 * KIB,
    address: 0x0800_0000,
    pageBytes: 128,
    erasedValue: 0x00,
    eccBytes: 4,
    eccDetectsDouble: false,
    zeroOverwrite: false,
    programUnits: [
      { name: 'half-page', bytes: 64, typUs: 3280, maxUs: 3940, needsMassErase: false },
      { name: 'word', bytes: 4, typUs: 3280, maxUs: 3940, needsMassErase: false },
    ],
    pageErase: { typUs: 3280, maxUs: 3940 },
    eraseNames: 'address',
    singleBankOption: 'none',
  },
  eeprom: {
    address: 0x0808_0000,
    halfBytes: 3 * KIB,
    word: { typUs: 3280, maxUs: 3940 },
    eraseAndWord: { typUs: 6560, maxUs: 7880 },
  },
  ram: [{ name: 'SRAM', address: 0x2000_0000, bytes: 20 * KIB }],
  clock: { maxHz: 32_000_000, resetHz: 2_097_000, waitStateHz: [16_000_000, 32_000_000], raiseUs: 130, lsiHz: 37_000 },
  vectors: 48,
  vtorAlignBytes: 256,
  remapBit: 'SYSCFG_CFGR1.UFB',
  crcCyclesPerWord: 8,
  sha256CyclesPerByte: 80,
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
      pcropAll: false,
    },
    erasesAll: false,
    erase: { typUs: 3280, maxUs: 3940 },
    program: { typUs: 3280, maxUs: 3940 },
    bits: { BFB2: 23, nBOOT1: 31 },
  },
  bootRoms: [
    { version: '4.0', id: 0x40, bootsBank2: false, stackAreas: ['SRAM'], ramBytes: 4 * KIB },
    { version: '4.1', id: 0x41, bootsBank2: true, stackAreas: ['SRAM'], ramBytes: 4 * KIB },
  ],
  bootRomUs: 500,
  blockBytesMax: 4 * KIB,
  swap: { interruptsOff: 1, cachesOff: 8, vectorTable: 5, flipBank: 14, firstFetch: 2, cachesOn: 6, interruptsOn: 1 },
  interrupt: { entry: 15, flashExtraMin: 1, flashExtraMax: 3 },
};
