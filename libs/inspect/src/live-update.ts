import type { ReleaseInputs } from '@twinbank/image';

import type { ImageDescriptor } from './image-descriptor.js';

/**
 * What a live swap needs to know of an image beside its bytes: where the code is that swaps the banks, the number of the RAM layout,
 * the code that runs once, and the copies of interrupt code for RAM. What is missing, the image does not have.
 */
export type LiveUpdate = Pick<ReleaseInputs, 'ramLayout' | 'swapSection' | 'postUpdateEntry' | 'interruptCode'>;

/** What an image's descriptor says of a live swap. Zeros in the descriptor mean that the image does not have the part. */
export function describedBy({ swapOffset, swapLength, ramLayoutVersion, runOnceEntry }: ImageDescriptor): LiveUpdate {
  return {
    ramLayout: ramLayoutVersion,
    ...(swapLength > 0 && { swapSection: { offset: swapOffset, length: swapLength } }),
    ...(runOnceEntry > 0 && { postUpdateEntry: runOnceEntry }),
  };
}
