const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** A length of time in words, in its two largest units: `5 h 12 min`, `3 d`, `0 s`. Parts of a second count as one. */
export function durationWords(ms: number): string {
  let left = Math.max(0, Math.ceil(ms / 1000) * 1000);
  const first = UNITS.findIndex(([, size]) => left >= size);
  if (first === -1) return '0 s';
  const words = UNITS.slice(first, first + 2).flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return words.join(' ');
}
