import type { Collaborators } from '../collaborators.js';

/** The version of the image that runs, if the journal has it: the factory's image has no record, and neither has one that was written past the agent. */
export function runningVersion({
  mcu,
  journal,
  banks,
}: Pick<Collaborators, 'mcu' | 'journal' | 'banks'>): string | undefined {
  const { activeBank } = mcu.flash;
  return banks.holdsRecord(activeBank) ? journal.bank(activeBank)?.version : undefined;
}
