import type { RamChange } from '@twinbank/inspect';
import type { Mcu } from '@twinbank/mcu';

/**
 * What the images of a device do with RAM: the part of the application that a live update must get right. Given to an
 * agent by shells that simulate an application; without one, RAM is left alone.
 */
export interface RamProgram {
  /** Start-up code of the image in a bank, after any reset: RAM as the image wants it. */
  startUp(mcu: Mcu, bank: 1 | 2): void;
  /** The image that runs is about to swap to the other bank live. */
  beforeSwap(mcu: Mcu, from: 1 | 2): void;
  /** The image in a bank was just swapped in live, before it uses its data: called after every live swap, also back. */
  afterSwap(mcu: Mcu, bank: 1 | 2): void;
}

/** Turns the bytes of a variable into those of its new structure. */
export type Converter = (before: Uint8Array) => Uint8Array;

/** Where a program keeps what run-once code must know. Words in RAM that start-up code initialises. */
export interface RunOnceWords {
  /** Set by the old image right before the swap, cleared by run-once code when it is done. */
  readonly mark: number;
  /** RAM layout of the image that ran before the swap. */
  readonly fromLayout: number;
  /** RAM layout that RAM is in now. */
  readonly layout: number;
}

/** The mark: a value that RAM does not hold by chance. */
export const LIVE_SWAP_MARK = 0x4556494c; // the bytes "LIVE"

/**
 * Carries out what a new RAM layout asks for [AN4767 Table 2]: initialise, move, convert. All old values are read
 * before any new one is written, so moves may overlap in any way.
 *
 * @throws RangeError where a converter is missing or gives another length: the image was not built right
 */
export function applyRamChanges(
  mcu: Mcu,
  changes: readonly RamChange[],
  converters: Readonly<Record<string, Converter>> = {},
): void {
  const values = changes.map((change) => ({
    address: change.variable.address,
    bytes: newValue(mcu, change, converters),
  }));
  for (const { address, bytes } of values) mcu.sram.write(address, bytes);
}

function newValue(mcu: Mcu, change: RamChange, converters: Readonly<Record<string, Converter>>): Uint8Array {
  const { variable } = change;
  if (change.kind === 'initialise') return variable.initial ?? new Uint8Array(variable.bytes);
  const before = mcu.sram.read(change.from.address, change.from.bytes);
  if (change.kind === 'move') return before;
  const after = converters[variable.name]?.(before);
  if (after?.length !== variable.bytes)
    throw new RangeError(`no converter gives the ${variable.bytes} bytes of ${variable.name}`);
  return after;
}

/** One image's run-once code: the layout it brings RAM to, and what it does for each layout it can come from. */
export interface RunOnceCode {
  readonly layout: number;
  /** What to do when coming from a layout; undefined where the image cannot come from there. */
  readonly changesFrom: (layout: number) => readonly RamChange[] | undefined;
  readonly converters?: Readonly<Record<string, Converter>>;
}

/**
 * Runs an image's run-once code exactly once: only where the mark of a live swap is set, which the code itself clears. A reset
 * initialises RAM, the mark included, so nothing is done a second time.
 *
 * @returns whether it ran
 */
export function runOnce(mcu: Mcu, words: RunOnceWords, code: RunOnceCode): boolean {
  const { sram } = mcu;
  if (sram.readWord(words.mark) !== LIVE_SWAP_MARK) return false;
  const from = sram.readWord(words.fromLayout);
  const changes = from === code.layout ? [] : code.changesFrom(from);
  if (!changes) throw new RangeError(`no run-once code leads from RAM layout ${from} to ${code.layout}`);
  applyRamChanges(mcu, changes, code.converters);
  sram.writeWord(words.layout, code.layout);
  sram.writeWord(words.mark, 0);
  return true;
}

/** Marks RAM for the image that is about to be swapped in. */
export function markLiveSwap(mcu: Mcu, words: RunOnceWords): void {
  const { sram } = mcu;
  sram.writeWord(words.fromLayout, sram.readWord(words.layout));
  sram.writeWord(words.mark, LIVE_SWAP_MARK);
}
