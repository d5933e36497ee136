import { EACH, isNullable } from './can-be-null.js';

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
  return refusalIn(value, { field: '', known: '' }, nullable);
}

/** Where a value is: as it is written, and as its class knows it, with `*` for every element of a list. */
interface Place {
  readonly field: string;
  readonly known: string;
}

function refusalIn(value: unknown, place: Place, nullable: ReadonlySet<string>): ShapeRefusal | undefined {
  const { field, known } = place;
  if (value === null) return { field, text: `${field || 'the body'} must not be null: leave it out` };
  if (typeof value !== 'object') return undefined;
  const entries = Object.entries(value);
  const tooMany = sizeRefusal(value, entries.length, field);
  if (tooMany) return tooMany;
  for (const [name, member] of entries) {
    if (member === null && isNullable(nullable, known, name)) continue;
    const within: Place = { field: below(field, name), known: below(known, Array.isArray(value) ? EACH : name) };
    const refusal = refusalIn(member, within, nullable);
    if (refusal) return refusal;
  }
  return undefined;
}

const below = (place: string, name: string): string => (place === '' ? name : `${place}.${name}`);

function sizeRefusal(value: object, size: number, field: string): ShapeRefusal | undefined {
  const [most, members] = Array.isArray(value) ? [ELEMENTS_MAX, 'elements'] : [FIELDS_MAX, 'fields'];
  return size > most ? { field, text: `${field || 'the body'} has more than ${most} ${members}` } : undefined;
}
