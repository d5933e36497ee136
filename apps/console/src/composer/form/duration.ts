const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
  ['ms', 1],
];
const PART = /^\s*(\d+(?:\.\d+)?)\s*(d|h|min|s|ms)/;

/** A duration in milliseconds as people read it, without rounding: `1 h 30 min`. */
export function durationText(ms: number): string {
  const parts: string[] = [];
  let left = ms;
  for (const [unit, size] of UNITS) {
    const count = size === 1 ? left : Math.floor(left / size);
    if (count > 0) parts.push(`${count.toLocaleString('en')} ${unit}`);
    left -= count * size;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** The milliseconds of a text such as `1 h 30 min`; undefined where it cannot be read as a duration. */
export function durationOf(text: string): number | undefined {
  let rest = text.trim().toLowerCase();
  if (rest === '') return undefined;
  let ms = 0;
  while (rest !== '') {
    const found = PART.exec(rest);
    if (!found) return undefined;
    ms += Number(found[1]) * (UNITS.find(([unit]) => unit === found[2])?.[1] ?? 0);
    rest = rest.slice(found[0].length).trim();
  }
  return Math.round(ms);
}
