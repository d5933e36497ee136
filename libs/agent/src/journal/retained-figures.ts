import type { Mcu } from '@twinbank/mcu';
import { crc32Stm } from '@twinbank/primitives';
import { isTaskName, TASK_NAME_LENGTH_MAX, type SwapReport } from '@twinbank/protocol';

/** What an update has measured so far, for its report. */
export interface Figures {
  readonly job: number;
  readonly swap: SwapReport | undefined;
  /** Microseconds: erase, download, check, wait, mirror, and when the job began by the device's clock. */
  readonly times: readonly number[];
}

const MAGIC = 0x54574246; // "FBWT"
const SWAP_FIELDS = ['slotStartUs', 'slotLengthUs', 'swapUs', 'addedLatencyUs', 'deadlinesMissed'] as const;
const TIMES = 6;
const HEADER_BYTES = 16;
/** The names of the tasks around the slot, each in ASCII with zeros behind it. */
const NAMES = ['taskBefore', 'taskAfter'] as const;
const NAMES_AT = HEADER_BYTES + 8 * (SWAP_FIELDS.length + TIMES);
const BYTES = NAMES_AT + TASK_NAME_LENGTH_MAX * NAMES.length;

/**
 * Figures in RAM that start-up code does not initialise: they survive the reset that loads the option bytes. A CRC
 * tells them from the random content after a power-on. Only reports use them. They lie at the end of the first RAM
 * area, outside of the RAM that the boot ROM uses.
 */
export class RetainedFigures {
  private readonly address: number;

  constructor(private readonly mcu: Mcu) {
    const { address, bytes } = mcu.spec.ram[0]!;
    this.address = address + bytes - BYTES;
  }

  /** Keeps figures over a reset. */
  save({ job, swap, times }: Figures): void {
    const bytes = new Uint8Array(BYTES);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, MAGIC);
    view.setUint32(4, job);
    view.setUint32(8, swap ? 1 : 0);
    SWAP_FIELDS.forEach((field, i) => view.setFloat64(HEADER_BYTES + 8 * i, swap?.[field] ?? 0));
    times.forEach((us, i) => view.setFloat64(HEADER_BYTES + 8 * (SWAP_FIELDS.length + i), us));
    NAMES.forEach((name, i) => bytes.set(ascii(swap?.[name] ?? ''), NAMES_AT + TASK_NAME_LENGTH_MAX * i));
    view.setUint32(12, crc32Stm(bytes));
    this.mcu.sram.write(this.address, bytes);
  }

  /** Returns the figures of a job if they are still there, and removes them. */
  take(job: number): Figures | undefined {
    const bytes = this.mcu.sram.read(this.address, BYTES);
    const view = new DataView(bytes.buffer);
    const crc = view.getUint32(12);
    view.setUint32(12, 0);
    if (view.getUint32(0) !== MAGIC || view.getUint32(4) !== job || crc32Stm(bytes) !== crc) return undefined;
    this.mcu.sram.writeWord(this.address, 0);
    const float = (i: number): number => view.getFloat64(HEADER_BYTES + 8 * i);
    const names = NAMES.map((name, i) => {
      const at = NAMES_AT + TASK_NAME_LENGTH_MAX * i;
      return [name, textOf(bytes.subarray(at, at + TASK_NAME_LENGTH_MAX))] as const;
    }).filter(([, name]) => isTaskName(name));
    const measured = SWAP_FIELDS.map((field, i) => [field, float(i)] as const);
    const swap = Object.fromEntries<unknown>([...measured, ...names]) as unknown as SwapReport;
    return {
      job,
      swap: view.getUint32(8) === 1 ? swap : undefined,
      times: Array.from({ length: TIMES }, (_, i) => float(SWAP_FIELDS.length + i)),
    };
  }
}

/** A name as bytes; what is no name of a task is none. */
const ascii = (name: string): Uint8Array =>
  isTaskName(name) ? Uint8Array.from(name, (character) => character.charCodeAt(0)) : new Uint8Array();

const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes).replace(/\0+$/, '');
