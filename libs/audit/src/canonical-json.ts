/**
 * The canonical text of a JSON value, the same for every writer: no whitespace, members sorted by the UTF-16 code units
 * of their names, numbers and strings as ECMAScript writes them [RFC 8785 §3.2]. Members that are undefined are left
 * out.
 *
 * @example
 * ```ts
 * import { canonicalJson } from '@twinbank/audit';
 *
 * console.log(canonicalJson({ b: [1e21, true], a: 'ü' })); // {"a":"ü","b":[1e+21,true]}
 * ```
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
