import { BANK_MUTANTS } from './bank-mutants.js';
import { JOURNAL_MUTANTS } from './journal-mutants.js';
import { MODEL_MUTANTS } from './model-mutants.js';
import type { Mutant } from './mutant.js';
import { ORDER_MUTANTS } from './order-mutants.js';
import { RECEIPT_MUTANTS } from './receipt-mutants.js';
import { SWAP_MUTANTS } from './swap-mutants.js';
import { TAKEOVER_MUTANTS } from './takeover-mutants.js';
import { TRUST_MUTANTS } from './trust-mutants.js';

/** Every mutant of the agent, then those of the model. */
export const MUTANTS: readonly Mutant[] = [
  ...ORDER_MUTANTS,
  ...BANK_MUTANTS,
  ...TAKEOVER_MUTANTS,
  ...SWAP_MUTANTS,
  ...JOURNAL_MUTANTS,
  ...RECEIPT_MUTANTS,
  ...TRUST_MUTANTS,
  ...MODEL_MUTANTS,
];

/**
 * A mutant by its name.
 *
 * @throws RangeError if there is none
 */
export function mutantNamed(name: string): Mutant {
  const found = MUTANTS.find((mutant) => mutant.name === name);
  if (!found) throw new RangeError(`${name} is no mutant`);
  return found;
}
