import type { Mcu } from '@twinbank/mcu';
import { crc32Stm } from '@twinbank/primitives';
import type { SwapReport } from '@twinbank/protocol';

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
const BYTES = HEADER_BYTES + 8 * (SWAP_FIELDS.length + TIMES);

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
    const swap = Object.fromEntries(SWAP_FIELDS.map((field, i) => [field, float(i)])) as unknown as SwapReport;
    return {
      job,
      swap: view.getUint32(8) === 1 ? swap : undefined,
      times: Array.from({ length: TIMES }, (_, i) => float(SWAP_FIELDS.length + i)),
    };
  }
}
