import type { PartName } from './part-name.js';

/** A time from a datasheet, in microseconds. */
export interface TypMaxUs {
  readonly typUs: number;
  readonly maxUs: number;
}

/** One way of programming flash: this many bytes in one hardware operation. */
export interface ProgramUnit extends TypMaxUs {
  readonly name: 'word' | 'half-page' | 'double-word' | 'row';
  readonly bytes: number;
  /** Row programming on L4/G4: the bank must have been mass erased before, and HCLK must be at least 8 MHz. */
  readonly needsMassErase: boolean;
}

/** Flash geometry and physics of a part. */
export interface FlashSpec {
  readonly bankBytes: number;
  /** Address of the active bank; the other bank follows it directly. */
  readonly address: number;
  readonly pageBytes: number;
  readonly erasedValue: 0x00 | 0xff;
  /** Bytes that share one set of ECC bits. */
  readonly eccBytes: 4 | 8;
  /** True if a second wrong bit is detected (ECCD and NMI); false if it is read wrongly without notice. */
  readonly eccDetectsDouble: boolean;
  /** True if a programmed unit may be overwritten with all zeros. */
  readonly zeroOverwrite: boolean;
  /** The first is the ordinary one. */
  readonly programUnits: readonly [ProgramUnit, ...ProgramUnit[]];
  readonly pageErase: TypMaxUs;
  /** Undefined if firmware cannot mass erase a bank. */
  readonly massErase?: TypMaxUs;
  /** How firmware addresses the page to erase: by physical bank and number (BKER, PNB), or by mapped address. */
  readonly eraseNames: 'physical' | 'address';
  /** Whether the option bytes can switch dual-bank mode off on the part with this bank size. */
  readonly singleBankOption: 'none' | 'below-top-size' | 'always';
}

/** Data EEPROM: two halves, one beside each flash bank, swapped with them by UFB. */
export interface EepromSpec {
  readonly address: number;
  readonly halfBytes: number;
  /** Writing a word that is zero, and writing one that must be erased first. */
  readonly word: TypMaxUs;
  readonly eraseAndWord: TypMaxUs;
}

export interface RamArea {
  readonly name: 'SRAM' | 'SRAM1' | 'SRAM2' | 'CCM';
  readonly address: number;
  readonly bytes: number;
  /** A second address of the same RAM. */
  readonly alias?: number;
}

/** What one version of the system boot loader does when BFB2 is set [AN2606]. */
export interface BootRomSpec {
  readonly version: string;
  /** Identification byte in system memory. */
  readonly id: number;
  /** False where the version cannot start bank 2. */
  readonly bootsBank2: boolean;
  /** True for a version that claims to start bank 2 but does not: none is known, proofs use an invented one. */
  readonly claimsOnly?: true;
  /** Areas in which it accepts an initial stack pointer. */
  readonly stackAreas: readonly RamArea['name'][];
  /** Bytes from 0x2000_0000 that it overwrites before it jumps. */
  readonly ramBytes: number;
}

/** Bit positions and values of the user option word FLASH_OPTR. */
export interface OptionSpec {
  readonly factory: OptionValues;
  /** What the hardware assumes if word and complement disagree. */
  readonly forced: OptionValues;
  /** True if changing any option erases all of them first (L4, G4); false if only one word is rewritten (L0). */
  readonly erasesAll: boolean;
  readonly erase: TypMaxUs;
  readonly program: TypMaxUs;
  readonly bits: Readonly<Record<string, number>>;
}

/** User options in the model. `dualBank` is DUALBANK on L4 and DBANK on G4; a part without the bit reads 1. */
export interface OptionValues {
  readonly rdp: 0 | 1 | 2;
  readonly bfb2: 0 | 1;
  readonly dualBank: 0 | 1;
  readonly nBoot1: 0 | 1;
  readonly nBoot0: 0 | 1;
  readonly nSwBoot0: 0 | 1;
  /** 1: the watchdog is started by software; 0: by hardware at every reset. */
  readonly iwdgSw: 0 | 1;
  /** 0: SRAM2 (L4) or CCM (G4) is erased at system reset. */
  readonly sram2Rst: 0 | 1;
  readonly borLevel: number;
  /** Write-protected pages by physical bank. */
  readonly wrp: readonly { readonly bank: 1 | 2; readonly first: number; readonly last: number }[];
  /** True: every page is protected against writing and reading as data, as after an option byte mismatch. */
  readonly pcropAll: boolean;
}

/** CPU cycles of the six steps of AN4767 §4, named in their order. */
export interface SwapCycles {
  readonly interruptsOff: number;
  readonly cachesOff: number;
  readonly vectorTable: number;
  readonly flipBank: number;
  readonly firstFetch: number;
  readonly cachesOn: number;
  readonly interruptsOn: number;
}

/**
 * Interrupt entry in CPU cycles: stacking, and what fetching vector and handler from flash adds at full speed
 * (miss, worst case).
 */
export interface InterruptCycles {
  readonly entry: number;
  readonly flashExtraMin: number;
  readonly flashExtraMax: number;
}

export interface ClockSpec {
  readonly maxHz: number;
  /** Clock after reset: MSI on L0 and L4, HSI16 on G4. */
  readonly resetHz: number;
  /** Highest HCLK for 0, 1, 2 … wait states. */
  readonly waitStateHz: readonly number[];
  /** Time to switch from the reset clock to the maximum through the PLL. */
  readonly raiseUs: number;
  readonly lsiHz: number;
}

export interface AesSpec {
  /** Cycles for one block of 16 bytes in counter mode, by key size. */
  readonly cyclesPerBlock: Readonly<Partial<Record<'A128CTR' | 'A256CTR', number>>>;
}

/** One part, as its reference manual and datasheet describe it. Sources and confidence of every figure: docs/device.md. */
export interface PartSpec {
  readonly name: PartName;
  readonly family: 'L0' | 'L4' | 'G4';
  readonly core: 'Cortex-M0+' | 'Cortex-M4F';
  readonly manual: 'RM0367' | 'RM0351' | 'RM0440';
  readonly flash: FlashSpec;
  readonly eeprom?: EepromSpec;
  readonly ram: readonly RamArea[];
  readonly clock: ClockSpec;
  /** Words in the vector table, and the alignment that VTOR requires for it. */
  readonly vectors: number;
  readonly vtorAlignBytes: number;
  /** Register and bit that swap the banks. */
  readonly remapBit: 'SYSCFG_CFGR1.UFB' | 'SYSCFG_MEMRMP.FB_MODE';
  readonly aes?: AesSpec;
  /** CRC unit: cycles for one 32-bit word, including the load. */
  readonly crcCyclesPerWord: number;
  /** SHA-256 in software. */
  readonly sha256CyclesPerByte: number;
  readonly options: OptionSpec;
  /** Known boot ROM versions; the last is the default. */
  readonly bootRoms: readonly BootRomSpec[];
  readonly bootRomUs: number;
  /** Largest block that an agent accepts: two of them must fit in RAM beside the application. */
  readonly blockBytesMax: number;
  readonly swap: SwapCycles;
  readonly interrupt: InterruptCycles;
}
