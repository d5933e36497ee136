/** A bank as it is reported; beside it what is needed to say what it is. */
export interface BankReport {
  readonly bank: number;
  readonly state: 'empty' | 'partial' | 'valid' | 'invalid';
  readonly version?: string | undefined;
  readonly digest?: string | undefined;
}

/** What a bank is, in a word and a sentence. */
export interface BankStanding {
  readonly word: 'runs' | 'runs, invalid' | 'on trial' | 'valid' | 'partial' | 'empty' | 'invalid';
  readonly sentence: string;
}

const OTHERS: Readonly<Record<BankReport['state'], BankStanding>> = {
  valid: { word: 'valid', sentence: 'A whole image, digest checked. It does not run.' },
  partial: { word: 'partial', sentence: 'A part of an image. It cannot be started.' },
  empty: { word: 'empty', sentence: 'Erased: there is no image.' },
  invalid: { word: 'invalid', sentence: 'What is in it is no image that may run.' },
};

/** What a bank is: the one that runs is on trial until its image passed its self-test, and no image that was found wrong passes for right. */
export function bankStanding(
  { bank, state }: BankReport,
  { active, confirmed }: { readonly active: number; readonly confirmed: boolean },
): BankStanding {
  if (bank !== active) return OTHERS[state];
  if (state === 'invalid')
    return { word: 'runs, invalid', sentence: 'It runs, although what is in it did not pass its check.' };
  return confirmed
    ? { word: 'runs', sentence: 'Its image runs, and passed its self-test.' }
    : { word: 'on trial', sentence: 'Its image runs; its self-test is not passed yet.' };
}
