/** What `encodeURIComponent` leaves, and an extended value may not have (RFC 8187). */
const LEFT = /['()*]/g;

/** The header that says why an order is given; none without a reason. */
export const reasonHeader = (reason: string): { readonly 'Twinbank-Reason'?: string } => {
  const text = reason.trim();
  if (text === '') return {};
  const encoded = encodeURIComponent(text).replaceAll(LEFT, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return { 'Twinbank-Reason': `UTF-8''${encoded}` };
};
