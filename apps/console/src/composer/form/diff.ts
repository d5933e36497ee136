import { durationText } from './duration.js';
import { unitOf } from './schema.js';

/** A value that differs between two objects. */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What differs between two configurations, field by field; lists are compared as a whole, as nobody reads an index. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isObject(before ?? after) || !isObject(after ?? before)) return [{ path, before, after }];
  const [old, fresh] = [before ?? {}, after ?? {}] as Readonly<Record<string, unknown>>[];
  const names = [...new Set([...Object.keys(old!), ...Object.keys(fresh!)])];
  return names.flatMap((name) => differences(old![name], fresh![name], path === '' ? name : `${path}.${name}`));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Steps follow one another; names, such as ids of devices, only stand together. */
const between = (list: readonly unknown[]): string => (list.every((item) => typeof item === 'string') ? ', ' : ' → ');

/** A value in a line, with the unit that the name of its field says; lists by their items. */
export function valueText(value: unknown, path = ''): string {
  const name = path.split('.').at(-1) ?? '';
  if (value === undefined) return '—';
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((item) => valueText(item)).join(between(value));
  if (isObject(value))
    return Object.entries(value)
      .map(([field, inner]) => `${field} ${valueText(inner, field)}`)
      .join(', ');
  if (typeof value !== 'number') return String(value);
  const unit = unitOf(name);
  if (unit === 'duration') return durationText(value);
  return `${value.toLocaleString('en')}${unit === '' ? '' : ` ${unit}`}`;
}
