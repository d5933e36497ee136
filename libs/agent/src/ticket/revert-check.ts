import type { Mcu } from '@twinbank/mcu';

import { bankRecordOf } from '../download/download.js';
import { bankHasSoundly } from '../download/image-check.js';
import type { Authentic } from './authentication.js';
import type { Refusal } from './ticket-check.js';

/**
 * Whether the other bank holds the image that a ticket of kind `revert` asks for, by its bytes and not by what the journal
 * says of them; undefined if it does, and for tickets of other kinds. All other checks of an order come before.
 */
export function checkRevert({ ticket, known }: Authentic, mcu: Mcu): Refusal | undefined {
  const { version } = known.manifest;
  if (ticket.kind !== 'revert' || bankHasSoundly(mcu, mcu.flash.otherBank, bankRecordOf(known.manifest)))
    return undefined;
  return { code: 'revert_image_missing', detail: `bank ${mcu.flash.otherBank} does not hold ${version}` };
}
