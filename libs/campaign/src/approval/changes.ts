import type { Definition, Json } from './definition.js';

/** A field that differs. */
export interface FieldChange {
  readonly field: string;
  /** Missing where the field was not there. */
  readonly before?: Json;
  /** Missing where the field is there no more. */
  readonly after?: Json;
}

/**
 * What makes one definition of another, field by field, in the order of the new one; fields that are gone come last. Whether an object has its fields in another order
 * does not count: the database keeps none.
 */
export function changesOf(before: Definition, after: Definition): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.flatMap((field): FieldChange[] => {
    const [old, fresh] = [valueIn(before, field), valueIn(after, field)];
    if (canonical(old) === canonical(fresh)) return [];
    return [{ field, ...(old !== undefined && { before: old }), ...(fresh !== undefined && { after: fresh }) }];
  });
}

/** The definition that changes make of another one: with what {@link changesOf} says of two, the second of the first. */
export function withChanges(before: Definition, changes: readonly FieldChange[]): Definition {
  const fields = new Map(Object.entries(before));
  for (const { field, after } of changes)
    if (after === undefined) fields.delete(field);
    else fields.set(field, after);
  return Object.fromEntries(fields);
}

/** A value of its own: what every object inherits is no field. */
const valueIn = (definition: Definition, field: string): Json | undefined =>
  Object.hasOwn(definition, field) ? definition[field] : undefined;

/** A text that is the same for the same value. */
const canonical = (value: Json | undefined): string => JSON.stringify(value, inOrder) ?? '';

const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
