import { bytesText } from '../../composer/preview/sizes.js';
import { durationText } from '../../composer/form/duration.js';
import { valueText } from '../../composer/form/diff.js';

const FIGURES: Readonly<Record<string, string>> = {
  devices: 'Devices',
  waves: 'Devices by wave',
  keysAwaited: 'Wait for a key set first',
  imageBytes: 'Bytes each',
  bytes: 'Bytes in all',
  atLeastMs: 'Lasts at least',
};
const LEFT_OUT = 'leftOut.';

/** What a figure of a plan is called, such as `leftOut.part_mismatch`. */
export const figureTitle = (field: string): string =>
  field.startsWith(LEFT_OUT)
    ? `Left out: ${field.slice(LEFT_OUT.length).replaceAll('_', ' ')}`
    : (FIGURES[field] ?? field);

/** A figure of a plan in a line; nothing is none. */
export function figureText(value: unknown, field: string): string {
  if (value === undefined) return '0';
  if (typeof value !== 'number') return valueText(value, field);
  if (field === 'bytes' || field === 'imageBytes') return bytesText(value);
  return field === 'atLeastMs' ? durationText(value) : value.toLocaleString('en');
}

/** What the server keeps of a list that is too long to be kept. */
interface Shortened {
  readonly count: number;
  readonly first: readonly string[];
  readonly sha256: string;
}

const NAMED = 3;

/** A value of a field in a line, also where the server kept only the beginning of a list. */
export function fieldText(value: unknown, field: string): string {
  if (!isShortened(value)) return valueText(value, field);
  const { count, first } = value;
  return `${count.toLocaleString('en')}, such as ${first.slice(0, NAMED).join(', ')} (${value.sha256.slice(0, 8)})`;
}

const isShortened = (value: unknown): value is Shortened =>
  typeof value === 'object' && value !== null && 'sha256' in value && 'count' in value && 'first' in value;
