import { CRC32_STM_INIT, crc32Stm } from '@twinbank/primitives';
import type { McuClock } from '../core/clock.js';

/** The CRC unit with its reset settings. The CPU feeds it word by word, which takes time. */
export class Crc {
  constructor(
    private readonly cyclesPerWord: number,
    private readonly clock: McuClock,
  ) {}

  /** CRC of whole words. `crc` continues an earlier CRC. */
  sum(bytes: Uint8Array, crc = CRC32_STM_INIT): number {
    this.clock.advanceCycles((bytes.length / 4) * this.cyclesPerWord);
    return crc32Stm(bytes, crc);
  }
}
