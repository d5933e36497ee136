/** A count as people read it: with + where there are more than were counted, `…` while it is not known. */
export const countText = (count: { readonly total: number; readonly isExact: boolean } | undefined): string =>
  count === undefined ? '…' : `${count.total.toLocaleString('en')}${count.isExact ? '' : '+'}`;
