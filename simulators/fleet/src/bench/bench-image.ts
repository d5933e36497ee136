import { seededRng } from '@twinbank/primitives';

import { referenceFirmware, type CountedImage } from '../device/factory-image.js';

/**
 * A part with banks of at least 256 KiB, of the family with the fastest usual link in a fleet: 512 KiB per bank,
 * AES-256.
 */
export const BENCH_PART = 'STM32L486';

/** The image that runs on the devices before: the reference firmware. */
export const factoryImage = (): CountedImage => referenceFirmware(BENCH_PART, '1.0.0');

/**
 * An image of exactly this many bytes: the reference firmware followed by random constants, different for each
 * seed.
 */
export function benchImage(bytes: number, seed: string): CountedImage {
  const firmware = referenceFirmware(BENCH_PART, '1.1.0');
  if (firmware.bytes.length > bytes) throw new RangeError(`the reference firmware is longer than ${bytes} bytes`);
  const padded = seededRng(`bench image ${seed}`).bytes(bytes);
  padded.set(firmware.bytes);
  return { ...firmware, bytes: padded };
}
