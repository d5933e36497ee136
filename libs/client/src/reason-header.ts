/** What `encodeURIComponent` leaves as it is, though it may not stand in an encoded header field [RFC 8187 §3.2.1, attr-char]. */
const LEFT_BESIDES = /['()*]/g;
const HALF_CHARACTER = /\p{Surrogate}/gu;

const percentEncoded = (ascii: string): string => `%${ascii.charCodeAt(0).toString(16).toUpperCase()}`;

/** A reason, which may have any letters, as a header can hold it: `UTF-8''…` [RFC 8187]. Half of a surrogate pair becomes U+FFFD. */
export const reasonHeader = (text: string): string =>
  `UTF-8''${encodeURIComponent(text.replace(HALF_CHARACTER, '\ufffd')).replace(LEFT_BESIDES, percentEncoded)}`;
