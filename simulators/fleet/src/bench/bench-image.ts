import { seededRng } from '@twinbank/primitives';

import { referenceFirmware, type CountedImage } from '../device/factory-image.js';

/** A part whose banks hold 256 KiB and more, of the family with the fastest ordinary link to a fleet: 512 KiB a bank, AES-256. */
export const BENCH_PART = 'STM32L486';

/** What devices run before: the reference firmware. */
export const factoryImage = (): CountedImage => referenceFirmware(BENCH_PART, '1.0.0');

/** An image of exactly so many bytes to bring: the reference firmware and random constants after it, others for each seed. */
export function benchImage(bytes: number, seed: string): CountedImage {
  const firmware = referenceFirmware(BENCH_PART, '1.1.0');
  if (firmware.bytes.length > bytes) throw new RangeError(`the reference firmware is longer than ${bytes} bytes`);
  const padded = seededRng(`bench image ${seed}`).bytes(bytes);
  padded.set(firmware.bytes);
  return { ...firmware, bytes: padded };
}
