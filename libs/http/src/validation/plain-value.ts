import { isNullable } from './can-be-null.js';

/** Most elements in a list: the longest list in any request is a selection of 10 000 devices. */
const ELEMENTS_MAX = 10_000;
/** Most fields in an object: no request has half as many. */
const FIELDS_MAX = 64;

const NO_FIELDS: ReadonlySet<string> = new Set();

/** What is wrong with the shape of a body, found before its meaning is checked. */
export interface ShapeRefusal {
  /** Dotted path of the field. */
  readonly field: string;
  readonly text: string;
}

/**
 * Looks for what no request may contain, whatever its class: null (a field without a value is left out) but for the
 * fields that can be null, and lists and objects so large that checking each of their members would take seconds. Undefined
 * if nothing is wrong.
 */
export function shapeRefusal(value: unknown, nullable: ReadonlySet<string> = NO_FIELDS): ShapeRefusal | undefined {
  return refusalIn(value, '', nullable);
}

function refusalIn(value: unknown, field: string, nullable: ReadonlySet<string>): ShapeRefusal | undefined {
  if (value === null) return { field, text: `${field || 'the body'} must not be null: leave it out` };
  if (typeof value !== 'object') return undefined;
  const entries = Object.entries(value);
  const tooMany = sizeRefusal(value, entries.length, field);
  if (tooMany) return tooMany;
  for (const [name, member] of entries) {
    if (member === null && isNullable(nullable, field, name)) continue;
    const refusal = refusalIn(member, field === '' ? name : `${field}.${name}`, nullable);
    if (refusal) return refusal;
  }
  return undefined;
}

function sizeRefusal(value: object, size: number, field: string): ShapeRefusal | undefined {
  const [most, members] = Array.isArray(value) ? [ELEMENTS_MAX, 'elements'] : [FIELDS_MAX, 'fields'];
  return size > most ? { field, text: `${field || 'the body'} has more than ${most} ${members}` } : undefined;
}
