import { factoryInstall } from '@twinbank/agent';
import type { ReleaseInputs, Ticket } from '@twinbank/image';
import { type PartName, PARTS } from '@twinbank/parts';

import { BenchDevice, type BenchOptions } from './bench-device.js';
import { orderOf, type TestKeys, type TestOrder } from './mini-server.js';
import { sampleRelease, type SampleImage } from './sample-image.js';

/** Bytes of the sample image 1.1.0 by family; 1.0.0 is 1 KiB shorter. */
export const SAMPLE_BYTES = { L0: 24 * 1024 + 64, L4: 50 * 1024 + 192, G4: 40 * 1024 + 64 } as const;

/** The strongest cipher of a part, or none. */
export const cipherOf = (part: PartName): Ticket['cipher'] => PARTS[part].ciphers[0] ?? 'none';

/** Options of {@link sampleDevice} and {@link sampleOrder} for a small device, for tests with many runs. */
export const SMALL = { bankBytes: 32 * 1024, image: { bytes: 12 * 1024 + 192 }, release: { blockSize: 1024 } } as const;

/** A connected device with the sample image 1.0.0, counter 1, as it comes from the factory. */
export function sampleDevice(keys: TestKeys, part: PartName, options: Partial<BenchOptions> = {}): BenchDevice {
  const bench = new BenchDevice({ keys, ...options, mcu: { part, ...options.mcu } });
  const bytes = options.mcu?.bankBytes === undefined ? SAMPLE_BYTES[PARTS[part].family] : SMALL.image.bytes;
  factoryInstall(bench.mcu, sampleRelease({ part, version: '1.0.0', counter: 1, bytes: bytes - 1024 }));
  bench.boot();
  return bench;
}

/** How an ordered release differs from the sample. */
export interface SampleBuild {
  readonly image?: Partial<SampleImage>;
  readonly release?: Partial<ReleaseInputs>;
}

/** A ticket message for the sample image 1.1.0, counter 2. */
export function sampleOrder(
  keys: TestKeys,
  part: PartName,
  terms: Partial<Ticket> = {},
  build: SampleBuild = {},
): Promise<TestOrder> {
  const release = sampleRelease(
    { part, version: '1.1.0', counter: 2, bytes: SAMPLE_BYTES[PARTS[part].family], ...build.image },
    build.release,
  );
  return orderOf(keys, release, { cipher: cipherOf(part), ...terms });
}
