import { CRC32_STM_INIT, crc32Stm } from '@twinbank/primitives';
import type { McuClock } from '../core/clock.js';

/** CRC unit with its reset settings, fed by words; takes CPU time. */
export class Crc {
  constructor(
    private readonly cyclesPerWord: number,
    private readonly clock: McuClock,
  ) {}

  /** Sum of whole words; `crc` goes on from an earlier sum. */
  sum(bytes: Uint8Array, crc = CRC32_STM_INIT): number {
    this.clock.advanceCycles((bytes.length / 4) * this.cyclesPerWord);
    return crc32Stm(bytes, crc);
  }
}
