import type { Operator } from './parser.js';
import type { FieldKind } from './vocabulary.js';

/** A value to compare with: a text or a version, a number, a time in milliseconds, a boolean. */
export type Operand = string | number | boolean;

/** A comparison whose field exists and whose values are of its kind. */
export interface Comparison {
  readonly field: string;
  /** Of a field of the kind `attributes`: which of them. */
  readonly attribute?: string;
  /** Of a field of the kind `group`: where it stands in the text, from 1. */
  readonly at?: number;
  readonly kind: FieldKind;
  readonly operator: Operator;
  /** Exactly one, but for `in` and `out`. */
  readonly values: readonly Operand[];
  /** In place of values: the pieces of a text between its wildcards. */
  readonly pattern?: readonly string[];
}

/**
 * Which rows to take. A comparison with a field that is missing holds for `ne`, `out` and `null` only, so that each of
 * them is the exact opposite of `eq`, `in` and being there.
 */
export type Selection =
  | Comparison
  | { readonly all: readonly Selection[] }
  | { readonly any: readonly Selection[] }
  | { readonly not: Selection };

/** Rows for which all of these hold; those that are undefined are left out. */
export const allOf = (...all: readonly (Selection | undefined)[]): Selection => ({
  all: all.filter((one) => one !== undefined),
});

/** Rows for which one of these holds. */
export const anyOf = (...any: readonly Selection[]): Selection => ({ any });

/** Rows whose field has this value; nothing if there is none to compare with. */
export const equal = (field: string, kind: FieldKind, value: Operand | undefined): Comparison | undefined =>
  value === undefined ? undefined : { field, kind, operator: 'eq', values: [value] };

/** Rows whose text begins so. */
export const below = (field: string, beginning: string): Comparison => ({
  ...{ field, kind: 'text', operator: 'eq', values: [] },
  pattern: [beginning, ''],
});

/** Rows whose time is this one or later. */
export const since = (field: string, atMs: number | undefined): Comparison | undefined =>
  atMs === undefined ? undefined : { field, kind: 'time', operator: 'ge', values: [atMs] };

/** Rows whose time is earlier than this one. */
export const before = (field: string, atMs: number | undefined): Comparison | undefined =>
  atMs === undefined ? undefined : { field, kind: 'time', operator: 'lt', values: [atMs] };

/** Rows without a value in this field. */
export const missing = (field: string, kind: FieldKind): Comparison => ({
  ...{ field, kind, operator: 'null', values: [true] },
});
