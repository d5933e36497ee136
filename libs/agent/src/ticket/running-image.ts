import type { Collaborators } from '../collaborators.js';
import type { BankRecord } from '../journal/journal.js';

/** The record of the image that runs, if the journal has one that its bytes fit: the factory's image has no record, and neither has one that was written past the agent. */
export function runningImage({
  mcu,
  journal,
  banks,
}: Pick<Collaborators, 'mcu' | 'journal' | 'banks'>): BankRecord | undefined {
  const { activeBank } = mcu.flash;
  return banks.holdsRecord(activeBank) ? journal.bank(activeBank) : undefined;
}
