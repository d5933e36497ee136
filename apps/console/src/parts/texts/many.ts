/** A count with its noun. @param noun of one; of others an s is behind it */
export const many = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
