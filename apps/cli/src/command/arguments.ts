import { InvalidArgumentError } from 'commander';

/** Reads a whole number. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    return value;
  };

/** Reads names with commas between them; the option may be repeated. */
export function names(text: string, before: readonly string[] = []): readonly string[] {
  const more = text.split(',').map((name) => name.trim());
  if (more.includes('')) throw new InvalidArgumentError('It is names with commas between them.');
  return [...before, ...more];
}

/** Reads the number of a campaign. */
export const campaignId = wholeNumber(1, 2 ** 31 - 1);
