/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * What somebody says an opinion of, field by field: values by the names of their fields, such as `thresholds.errorPercent`. Lists are one value, as nobody reads an
 * index. It holds as much as a person reads: of a long list of texts only what {@link ListDigest} has.
 */
export type Definition = Readonly<Record<string, Json>>;

/** A list that is too long to be kept: how many texts it has, the first of them in their order, and a digest of all. */
export interface ListDigest {
  readonly count: number;
  readonly first: readonly string[];
  readonly sha256: string;
}

/** A list of more texts than this, such as ids of devices, is kept as its digest: nobody reads it, and it may have 10 000. */
export const TEXTS_KEPT = 100;
/** So many of a longer one are named. */
const TEXTS_NAMED = 20;

/**
 * The fields of a document; what is undefined is left out, and blocks that say nothing.
 *
 * @param digestOf SHA-256 of a text, in hexadecimal digits: by it a long list is told from another one
 */
export function definitionOf(document: object, digestOf: (text: string) => string): Definition {
  const found: [string, Json][] = [];
  const walk = (value: unknown, path: string): void => {
    if (value === undefined) return;
    if (!isObject(value)) return void found.push([path, kept(value as Json, digestOf)]);
    for (const [name, one] of Object.entries(value)) walk(one, path === '' ? name : `${path}.${name}`);
  };
  walk(document, '');
  return Object.fromEntries(found);
}

function kept(value: Json, digestOf: (text: string) => string): Json {
  if (!isTexts(value) || value.length <= TEXTS_KEPT) return value;
  return { count: value.length, first: value.slice(0, TEXTS_NAMED), sha256: digestOf(JSON.stringify(value)) };
}

const isTexts = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
