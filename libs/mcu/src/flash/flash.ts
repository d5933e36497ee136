import type { FlashSpec, PartSpec, ProgramUnit } from '@twinbank/parts';

import type { BankRange } from './bank-sums.js';
import type { McuClock } from '../core/clock.js';
import type { AcrState, FlashAcr } from './flash-acr.js';
import {
  FlashBanks,
  type BankNumber,
  type BanksState,
  type FlashPlace,
  type FlashReading,
  type SourcePart,
} from './flash-banks.js';
import type { BusyState, FlashBusy } from './flash-busy.js';
import { FlashGuard, type GuardState } from './flash-guard.js';
import { EccNmi, FlashMisuse } from '../misuse.js';
import type { OptionBytes } from './option-bytes.js';
import type { PageStore } from './page-store.js';
import type { Power } from '../power.js';
import type { Syscfg } from '../peripherals/syscfg.js';
import { decayed, tired, tornErase, tornProgram } from './torn-cells.js';

/**
 * The first page to erase, named as in the part's registers: on L4 and G4 by physical bank and page number (BKER, PNB),
 * independent of FB_MODE; on L0 by its mapped address.
 */
export type PageTarget = { readonly bank: BankNumber; readonly page: number } | { readonly address: number };

/** Which part of the source to program, and in which units. */
export interface ProgramOptions {
  readonly from?: number;
  readonly to?: number;
  /** Default: the part's ordinary unit. */
  readonly unit?: ProgramUnit['name'];
}

interface FlashParts {
  readonly spec: PartSpec;
  readonly bankBytes: number;
  readonly store: PageStore;
  readonly power: Power;
  readonly clock: McuClock;
  readonly busy: FlashBusy;
  readonly acr: FlashAcr;
  readonly syscfg: Syscfg;
  readonly optionBytes: OptionBytes;
}

/** The controller and both banks at one moment; the cells are shared. */
export interface FlashState {
  readonly banks: BanksState;
  readonly guard: GuardState;
  readonly busy: BusyState;
  readonly acr: AcrState;
}

/**
 * The flash controller of two banks. One bank can be read while the other is written; one operation at a time. Physical
 * banks are 1 and 2; the active bank is the one that FB_MODE maps to 0x0800_0000.
 *
 * By default an operation takes its whole time at once, as if firmware waited for BSY; clear `busy.waits` to change
 * that. If code runs from the busy bank, the CPU is stalled for that time: {@link Flash.stallUs} is the sum.
 */
export class Flash {
  readonly spec: FlashSpec;
  readonly bankBytes: number;
  readonly acr: FlashAcr;
  readonly busy: FlashBusy;
  /** The latest ECC event, as FLASH_ECCR keeps it. */
  eccr: { readonly kind: 'ECCC' | 'ECCD'; readonly place: FlashPlace } | undefined;
  readonly #parts: FlashParts;
  readonly #banks: FlashBanks;
  readonly #guard: FlashGuard;
  readonly #worn: (FlashPlace & { readonly as: 'lost' | 'one-bit' })[] = [];

  constructor(parts: FlashParts) {
    this.#parts = parts;
    this.spec = parts.spec.flash;
    this.bankBytes = parts.bankBytes;
    this.acr = parts.acr;
    this.busy = parts.busy;
    this.#guard = new FlashGuard(this.spec, parts.bankBytes, parts.power, parts.clock, parts.optionBytes);
    this.#banks = new FlashBanks(this.spec, parts.bankBytes, parts.store);
    parts.optionBytes.onProtectionLowered = () => {
      this.#banks.clear(1);
      this.#banks.clear(2);
    };
  }

  /** The physical bank that is mapped to 0x0800_0000. */
  get activeBank(): BankNumber {
    return this.#parts.syscfg.fbMode === 1 && this.dualBank ? 2 : 1;
  }

  get otherBank(): BankNumber {
    return this.activeBank === 1 ? 2 : 1;
  }

  /** False if the option bytes join both banks into one. */
  get dualBank(): boolean {
    return this.#guard.dualBank;
  }

  get pagesPerBank(): number {
    return this.bankBytes / this.spec.pageBytes;
  }

  get locked(): boolean {
    return this.#guard.locked;
  }

  /** Total time for which the CPU was stalled because the bank that it runs from was busy. */
  get stallUs(): number {
    return this.busy.stallUs;
  }

  /** The key sequence into FLASH_KEYR (L0: PEKEYR and PRGKEYR). A reset locks again. */
  unlock(): void {
    this.#guard.unlock();
  }

  lock(): void {
    this.#guard.lock();
  }

  /**
   * The physical place of an address, by the present mapping.
   *
   * @throws FlashMisuse `BUSERR` outside flash or across the border between the banks
   */
  placeOf(address: number, length = 1): FlashPlace {
    const at = address - this.spec.address;
    const offset = at >= this.bankBytes ? at - this.bankBytes : at;
    const place = { bank: at < this.bankBytes ? this.activeBank : this.otherBank, offset };
    this.#banks.demandInside(place, length);
    return place;
  }

  /** The address of a physical place, by the present mapping. */
  addressOf({ bank, offset }: FlashPlace): number {
    return this.spec.address + (bank === this.activeBank ? 0 : this.bankBytes) + offset;
  }

  /** Names a page in the form that {@link Flash.erasePages} needs on this part. */
  pageTarget(bank: BankNumber, page: number): PageTarget {
    return this.spec.eraseNames === 'physical'
      ? { bank, page }
      : { address: this.addressOf({ bank, offset: page * this.spec.pageBytes }) };
  }

  /**
   * Bytes at a mapped address.
   *
   * @throws EccNmi at a double error; FlashMisuse `BUSERR` outside
   */
  read(address: number, length: number): Uint8Array {
    return this.readBank(this.placeOf(address, length), length);
  }

  /**
   * Bytes at a physical place.
   *
   * @throws EccNmi at a double error
   */
  readBank(place: FlashPlace, length: number): Uint8Array {
    const { bytes, doubleErrors } = this.tryRead(place, length);
    if (doubleErrors.length > 0) throw new EccNmi(place.bank, doubleErrors[0]!);
    return bytes;
  }

  /** Bytes at a physical place, with the ECC result: what a program reads if its NMI handler returns. */
  tryRead(place: FlashPlace, length: number): FlashReading {
    this.busy.read(place.bank);
    const reading = this.#banks.read(place, length);
    const { corrected, doubleErrors } = reading;
    if (doubleErrors.length > 0) this.eccr = { kind: 'ECCD', place: { bank: place.bank, offset: doubleErrors[0]! } };
    else if (corrected > 0) this.eccr = { kind: 'ECCC', place };
    return reading;
  }

  /**
   * Programs bytes at a mapped address, unit by unit. Each unit is one operation with its own time, and a power cut can
   * hit each one. One write of many units differs from many writes of one unit only in speed.
   *
   * @throws FlashMisuse `LOCK`, `PGAERR`, `SIZERR`, `WRPERR`, `PGSERR`, `DUALBANK`, `BUSERR` before anything is done;
   *   `PROGERR` (L0 `NOTZEROERR`) at the first unit that is not erased, after the units before it were programmed
   */
  program(address: number, source: Uint8Array, options: ProgramOptions = {}): void {
    const from = options.from ?? 0;
    const length = (options.to ?? source.length) - from;
    const { bank, offset } = this.placeOf(address, length);
    const unit = this.#unitOf(options.unit);
    this.#guard.demandProgrammable({ bank, offset }, length, unit);
    this.busy.awaitIdle();
    const { power } = this.#parts;
    const unharmed = power.unharmed(length / unit.bytes) * unit.bytes;
    const done =
      unharmed > 0 ? this.#banks.program({ bank, offset }, { source, from, length: unharmed }, unit.bytes) : 0;
    power.ran(
      'program',
      done / unit.bytes,
      () => `bank ${bank} +0x${offset.toString(16)}, ${done} bytes by ${unit.name}`,
    );
    if (this.#worn.length > 0) this.#wear({ bank, offset }, done);
    this.busy.occupy(bank, unit, done / unit.bytes);
    if (done < length)
      this.#programNext({ bank, offset: offset + done }, { source, from: from + done, length: unit.bytes }, unit);
  }

  /**
   * Erases pages; each is one operation.
   *
   * @throws FlashMisuse `LOCK`, `WRPERR`, `DUALBANK`, `BUSERR`; `PGSERR` if the target is not named as this part
   * requires
   */
  erasePages(target: PageTarget, count = 1): void {
    const { pageBytes, pageErase } = this.spec;
    const place = this.#placeOfPage(target, count);
    this.#guard.demandWritable(place, count * pageBytes);
    const { power } = this.#parts;
    const unharmed = power.unharmed(count);
    const page = place.offset / pageBytes;
    this.#banks.erase(place, unharmed * pageBytes);
    power.ran('erase-page', unharmed, () => `bank ${place.bank} page ${page}, ${unharmed} pages`);
    this.busy.occupy(place.bank, pageErase, unharmed);
    if (unharmed === count) return;
    const struck = { bank: place.bank, offset: place.offset + unharmed * pageBytes };
    power.interrupt('erase-page', () => `bank ${place.bank} page ${page + unharmed}`, {
      apply: () => this.#banks.erase(struck, pageBytes),
      tear: (rng) => this.#banks.change(struck, pageBytes, (cells, range) => tornErase(cells, this.spec, range, rng)),
    });
  }

  /**
   * Erases a physical bank in one operation (MER1, MER2).
   *
   * @throws FlashMisuse `PGSERR` on L0, whose firmware has no mass erase; else as {@link erasePages}
   */
  massErase(bank: BankNumber): void {
    const { massErase } = this.spec;
    if (!massErase) throw new FlashMisuse('PGSERR', 'firmware on this part erases pages only');
    const place = { bank, offset: 0 };
    this.#guard.demandWritable(place, this.bankBytes);
    this.#parts.power.operation('mass-erase', () => `bank ${bank}`, {
      apply: () => {
        this.#banks.clear(bank);
        this.#guard.massErased(bank);
        this.busy.occupy(bank, massErase);
      },
      tear: (rng) =>
        this.#banks.change(place, this.bankBytes, (cells, range) => tornErase(cells, this.spec, range, rng)),
    });
  }

  /**
   * CRC-32 of ST's unit over a range of a physical bank. The CPU feeds it word by word, which takes time.
   *
   * @throws EccNmi at a double error
   */
  crcOf(bank: BankNumber, range: BankRange): number {
    this.#demandReadable(bank, range);
    this.#parts.clock.advanceCycles((range.length / 4) * this.#parts.spec.crcCyclesPerWord);
    return this.#banks.crcOf(bank, range);
  }

  /**
   * SHA-256 in software over a range of a physical bank, which takes time.
   *
   * @throws EccNmi at a double error
   */
  sha256Of(bank: BankNumber, range: BankRange): Uint8Array {
    this.#demandReadable(bank, range);
    this.#parts.clock.advanceCycles(range.length * this.#parts.spec.sha256CyclesPerByte);
    return this.#banks.sha256Of(bank, range);
  }

  /** Number of units in a range in which ECC corrects a bit; a program that reads the range sees it in FLASH_ECCR. */
  correctedIn(bank: BankNumber, { offset, length }: BankRange): number {
    this.#banks.demandInside({ bank, offset }, length);
    return this.#banks.corrected({ bank, offset }, length);
  }

  /** Fills a bank as a programmer does before the device runs: no operations, no time; the rest is erased. */
  factoryLoad(bank: BankNumber, bytes: Uint8Array): void {
    const { eccBytes, erasedValue } = this.spec;
    let whole = bytes;
    if (bytes.length % eccBytes !== 0) {
      whole = new Uint8Array(Math.ceil(bytes.length / eccBytes) * eccBytes).fill(erasedValue);
      whole.set(bytes);
    }
    const place = { bank, offset: 0 };
    this.#banks.demandInside(place, whole.length);
    this.#banks.clear(bank);
    this.#banks.program(place, { source: this.#parts.store.intern(whole), from: 0, length: whole.length }, eccBytes);
  }

  /** A unit loses its content, as old, disturbed or irradiated cells do: no operation, no time. */
  decay(place: FlashPlace): void {
    this.#banks.demandInside(place, 1);
    this.#banks.change(place, 1, (cells, { at }) => decayed(cells, this.spec, at));
  }

  /**
   * From now on a unit does not keep what is programmed into it, because its cells were erased too often. Its data is
   * lost, or one bit of it is wrong and ECC corrects it.
   */
  wearOut(place: FlashPlace, as: 'lost' | 'one-bit' = 'lost'): void {
    this.#worn.push({ ...place, as });
  }

  /** The controller after a reset: locked, and row programming needs another mass erase. */
  reset(): void {
    this.#guard.reset();
    this.busy.reset();
    this.acr.reset();
  }

  save(): FlashState {
    return { banks: this.#banks.save(), guard: this.#guard.save(), busy: this.busy.save(), acr: this.acr.save() };
  }

  restore(state: FlashState): void {
    this.#banks.restore(state.banks);
    this.#guard.restore(state.guard);
    this.busy.restore(state.busy);
    this.acr.restore(state.acr);
  }

  /** A text that is equal for two flashes of one store exactly if their contents and flaws are equal. */
  contentKey(): string {
    return this.#banks.contentKey();
  }

  #wear({ bank, offset }: FlashPlace, length: number): void {
    for (const worn of this.#worn) {
      if (worn.bank !== bank || worn.offset < offset || worn.offset >= offset + length) continue;
      if (worn.as === 'lost') this.decay(worn);
      else this.#banks.change(worn, 1, (cells, { at }) => tired(cells, this.spec, at));
    }
  }

  /** Handles the unit after those that were programmed at once: a cut hits it, or it is not erased. */
  #programNext(place: FlashPlace, part: SourcePart, unit: ProgramUnit): never {
    if (!this.#banks.programmable(place, part)) {
      const flag = this.spec.zeroOverwrite ? 'PROGERR' : 'NOTZEROERR';
      throw new FlashMisuse(flag, `bank ${place.bank} offset 0x${place.offset.toString(16)} is not erased`);
    }
    this.#parts.power.interrupt('program', () => `bank ${place.bank} +0x${place.offset.toString(16)}, ${unit.name}`, {
      apply: () => this.#banks.program(place, part, unit.bytes),
      tear: (rng) =>
        this.#banks.change(place, unit.bytes, (cells, { at }) => tornProgram(cells, this.spec, { ...part, at }, rng)),
    });
  }

  #unitOf(name: ProgramUnit['name'] | undefined): ProgramUnit {
    const { programUnits } = this.spec;
    const unit = name === undefined ? programUnits[0] : programUnits.find((candidate) => candidate.name === name);
    if (!unit) throw new FlashMisuse('SIZERR', `this part does not program by ${name}`);
    return unit;
  }

  #demandReadable(bank: BankNumber, { offset, length }: BankRange): void {
    this.busy.read(bank);
    this.#banks.demandInside({ bank, offset }, length);
    if (!this.#banks.flawed({ bank, offset }, length)) return;
    this.readBank({ bank, offset }, length);
  }

  #placeOfPage(target: PageTarget, count: number): FlashPlace {
    const { pageBytes, eraseNames } = this.spec;
    if ('address' in target !== (eraseNames === 'address')) {
      throw new FlashMisuse(
        'PGSERR',
        `this part names pages to erase by ${eraseNames === 'address' ? 'address' : 'bank and number'}`,
      );
    }
    if ('address' in target) {
      return this.placeOf(target.address - (target.address % pageBytes), count * pageBytes);
    }
    const place = { bank: target.bank, offset: target.page * pageBytes };
    this.#banks.demandInside(place, count * pageBytes);
    return place;
  }
}
