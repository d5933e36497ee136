import type { RamChange } from '@twinbank/inspect';
import type { Mcu } from '@twinbank/mcu';

/**
 * How the images of a device use RAM: the part of the application that a live update must handle correctly. Shells that
 * simulate an application give it to the agent; without it the agent leaves RAM alone.
 */
export interface RamProgram {
  /** Start-up code of the image in a bank, after any reset: initialises RAM for this image. */
  startUp(mcu: Mcu, bank: 1 | 2): void;
  /** The running image is about to swap to the other bank live. */
  beforeSwap(mcu: Mcu, from: 1 | 2): void;
  /**
   * The image in a bank was just swapped in live and has not used its data yet. Called after every live swap, also a
   * swap back.
   */
  afterSwap(mcu: Mcu, bank: 1 | 2): void;
}

/** Converts the bytes of a variable to its new structure. */
export type Converter = (before: Uint8Array) => Uint8Array;

/** Where a program keeps what run-once code must know: words in RAM that start-up code initialises. */
export interface RunOnceWords {
  /** Set by the old image right before the swap; cleared by run-once code when it is done. */
  readonly mark: number;
  /** RAM layout of the image that ran before the swap. */
  readonly fromLayout: number;
  /** The layout that RAM has now. */
  readonly layout: number;
}

/** The mark: a value that is very unlikely to be in RAM by chance. */
export const LIVE_SWAP_MARK = 0x4556494c; // the bytes "LIVE"

/**
 * Carries out the changes to a new RAM layout [AN4767 Table 2]: initialise, move, convert. It reads all old values
 * before it writes any new one, so moves may overlap in any way.
 *
 * @throws RangeError if a converter is missing or returns another length: the image was built wrongly
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

/**
 * The run-once code of an image: the RAM layout that it leads to, and the changes from each layout that it can start
 * from.
 */
export interface RunOnceCode {
  readonly layout: number;
  /** The changes from a layout; undefined if the image cannot start from that layout. */
  readonly changesFrom: (layout: number) => readonly RamChange[] | undefined;
  readonly converters?: Readonly<Record<string, Converter>>;
}

/**
 * Runs an image's run-once code exactly once: only if the mark of a live swap is set. The code itself clears the mark.
 * A reset initialises RAM including the mark, so nothing is done a second time.
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

/** Sets the mark in RAM for the image that is about to be swapped in. */
export function markLiveSwap(mcu: Mcu, words: RunOnceWords): void {
  const { sram } = mcu;
  sram.writeWord(words.fromLayout, sram.readWord(words.layout));
  sram.writeWord(words.mark, LIVE_SWAP_MARK);
}
