import { planFrom, type SectionTable } from '@twinbank/image';
import { isrCopiesOf } from '@twinbank/inspect';
import type { Mcu } from '@twinbank/mcu';

import { bankRecordOf } from '../download/download.js';
import { bankHasSoundly } from '../download/image-check.js';
import { sectionsInBank } from '../sections/bank-sections.js';
import { checkIsrCopies } from '../swap/isr-places.js';
import { descriptorOf } from '../swap/swapper.js';
import type { Authentic } from './authentication.js';
import type { Refusal } from './ticket-check.js';

/**
 * Whether the other bank holds the image that a ticket of kind `revert` asks for, by its bytes and not by what the journal
 * says of them; undefined if it does, and for tickets of other kinds. All other checks of an order come before.
 *
 * An image that carries start values is not swapped back to live: it has run, as a rule, so its variables are in use, and the values
 * would be copied over them. A reset is right there. So it is where the image has a plan for the one that runs.
 *
 * @param running what the journal says of the image that runs
 */
export function checkRevert(
  { ticket, known }: Authentic,
  mcu: Mcu,
  running?: { readonly digest: Uint8Array; readonly length: number },
): Refusal | undefined {
  if (ticket.kind !== 'revert') return undefined;
  const { otherBank } = mcu.flash;
  const record = bankRecordOf(known.manifest);
  if (!bankHasSoundly(mcu, otherBank, record))
    return { code: 'revert_image_missing', detail: `bank ${otherBank} does not hold ${known.manifest.version}` };
  if (ticket.mode !== 'live') return undefined;
  if (running && planFrom(known.manifest.plans, running.digest))
    return {
      code: 'ram_layout_refused',
      detail: `${known.manifest.version} has a plan for the running image, which a swap back does not carry out: order mode reset`,
    };
  const table = sectionsInBank(mcu, otherBank, record);
  if (!table?.payloads.some(({ type }) => type === 'ram-init')) return checkCopies(mcu, running, table);
  return {
    code: 'ram_layout_refused',
    detail: `${known.manifest.version} carries start values, which a live swap back would copy over variables in use: order mode reset`,
  };
}

/** Two descriptors were compared at the update; where there are not two, the places of interrupt code are. */
function checkCopies(
  mcu: Mcu,
  running: { readonly length: number } | undefined,
  table: SectionTable | undefined,
): Refusal | undefined {
  const [active, other] = [mcu.flash.activeBank, mcu.flash.otherBank].map((bank) => descriptorOf(mcu, bank));
  return active && other ? undefined : checkIsrCopies(mcu, running, isrCopiesOf(other, table?.payloads));
}
