import { seededRng } from '@twinbank/primitives';

import { referenceFirmware, type CountedImage } from '../factory-image.js';

/** A part whose banks hold 256 KiB and more, of the family with the fastest ordinary link to a fleet: 512 KiB a bank, AES-256. */
export const BENCH_PART = 'STM32L486';

/** What devices run before, and an image of exactly so many bytes to bring: the reference firmware and random constants after it. */
export function benchImages(bytes: number): { readonly old: CountedImage; readonly fresh: CountedImage } {
  const fresh = referenceFirmware(BENCH_PART, '1.1.0');
  if (fresh.bytes.length > bytes) throw new RangeError(`the reference firmware is longer than ${bytes} bytes`);
  const padded = seededRng('bench image').bytes(bytes);
  padded.set(fresh.bytes);
  return { old: referenceFirmware(BENCH_PART, '1.0.0'), fresh: { ...fresh, bytes: padded } };
}
