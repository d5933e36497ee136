import { reasonHeader as encoded } from '@twinbank/client';

/** The header that says why an order is given; none without a reason. */
export const reasonHeader = (reason: string): { readonly 'Twinbank-Reason'?: string } => {
  const text = reason.trim();
  return text === '' ? {} : { 'Twinbank-Reason': encoded(text) };
};
