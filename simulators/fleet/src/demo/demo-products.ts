import { DEFAULT_TRANSFER, type TransferLimits } from '@twinbank/agent';
import type { PartName } from '@twinbank/parts';
import type { FinishPolicy } from '@twinbank/protocol';

import { referenceElf, referenceFirmware, renamedFirmware, type CountedImage } from '../device/factory-image.js';

/** A product of the demo. */
export interface DemoProduct {
  readonly name: string;
  readonly part: PartName;
  readonly finishPolicy: FinishPolicy;
  readonly devices: number;
  readonly transfer?: TransferLimits;
}

/** The drives, whose first new release is a bad one. They keep the release before, so that they can swap back to it. */
export const DRIVES: DemoProduct = { name: 'drive-g4', part: 'STM32G484', finishPolicy: 'keep-previous', devices: 70 };

/** Products that get their new release at once. The L0 takes 200 ms to write a block; asking for more blocks ahead would only make them wait. */
export const OTHERS: readonly DemoProduct[] = [
  {
    name: 'meter-l0',
    part: 'STM32L083',
    finishPolicy: 'keep-previous',
    devices: 60,
    transfer: { ...DEFAULT_TRANSFER, windowBlocks: 4 },
  },
  { name: 'pump-l4', part: 'STM32L486', finishPolicy: 'mirror', devices: 70 },
];

/** All products. */
export const PRODUCTS: readonly DemoProduct[] = [...OTHERS, DRIVES];

/** What the factory writes, what the drives get first, and what all end on. */
export const OLD = '1.0.0';
export const BAD = '1.0.5';
export const NEW = '1.1.0';

/** The bad release of the drives: the program of {@link OLD} under another version, which the simulated devices fare badly with. */
export const badRelease = (): CountedImage => renamedFirmware(DRIVES.part, OLD, BAD);

/**
 * What is uploaded of a product, by rising security counter: the program files of both releases, of which the server reads the
 * variables too, and the bad image between them.
 */
export const uploadsOf = (product: DemoProduct): readonly CountedImage[] => [
  programOf(product, OLD),
  ...(product === DRIVES ? [badRelease()] : []),
  programOf(product, NEW),
];

const programOf = ({ part }: DemoProduct, version: typeof OLD | typeof NEW): CountedImage => ({
  ...referenceFirmware(part, version),
  bytes: referenceElf(part, version),
});
