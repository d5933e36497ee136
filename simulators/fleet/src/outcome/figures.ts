const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes for a person, in powers of 1000: `31.4 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(value) : value.toFixed(value < 100 ? 1 : 0)} ${BYTE_UNITS[unit]}`;
}

/** A rate for a person; a dash if no time has passed. */
export const rateText = (bytes: number, seconds: number): string =>
  seconds > 0 ? `${bytesText(bytes / seconds)}/s` : '–';

/** A whole number with thin groups of three: `10 000`. */
export const countText = (count: number): string => String(Math.round(count)).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ' ');

/** Microseconds for a person: `940 ns`, `12.5 µs`, `3.1 ms`, `2.0 s`. */
export function microsText(us: number): string {
  if (us < 1) return `${Math.round(us * 1000)} ns`;
  if (us < 1000) return `${us.toFixed(1)} µs`;
  return us < 1_000_000 ? `${(us / 1000).toFixed(1)} ms` : `${(us / 1_000_000).toFixed(1)} s`;
}

/** Seconds with one decimal. */
export const secondsText = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** The value below which the given share of the numbers lies (nearest rank); undefined without numbers. */
export function percentile(numbers: readonly number[], share: number): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
