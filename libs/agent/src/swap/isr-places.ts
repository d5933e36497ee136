import { copyBeyond, isrCopiesOf, type IsrCopy } from '@twinbank/inspect';
import type { Mcu } from '@twinbank/mcu';

import { sectionsInBank } from '../sections/bank-sections.js';
import type { Refusal } from '../ticket/ticket-check.js';
import { descriptorOf } from './swapper.js';

/**
 * Whether the interrupt code of a new image lies in RAM that the running image keeps for its own, where one of both has no descriptor. The
 * idle copy is filled before the swap, while the running image works: what that one does not name may be its variables.
 *
 * @param running what the journal says of the image that runs; without it, nothing is known of its sections
 * @param next the copies of the new image
 */
export function checkIsrCopies(
  mcu: Mcu,
  running: { readonly length: number } | undefined,
  next: readonly IsrCopy[],
): Refusal | undefined {
  const { activeBank } = mcu.flash;
  const held = sectionsInBank(mcu, activeBank, running);
  const strange = copyBeyond(isrCopiesOf(descriptorOf(mcu, activeBank), held?.payloads), next);
  if (!strange) return undefined;
  const { bank, start, end } = strange;
  return {
    code: 'ram_layout_refused',
    detail: `the new image has its interrupt code ${bank === 1 ? 'A' : 'B'} at 0x${start.toString(16)}, ${end - start} bytes, and the running image does not name so many bytes there: order mode reset`,
  };
}
