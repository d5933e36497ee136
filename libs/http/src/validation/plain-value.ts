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
  if (!isRecord(value) || nullable.size === 0) return refusalIn(value, '');
  const given = Object.entries(value).filter(([name, member]) => member !== null || !nullable.has(name));
  return refusalIn(Object.fromEntries(given), '');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refusalIn(value: unknown, field: string): ShapeRefusal | undefined {
  if (value === null) return { field, text: `${field || 'the body'} must not be null: leave it out` };
  if (typeof value !== 'object') return undefined;
  const entries = Object.entries(value);
  const most = Array.isArray(value) ? ELEMENTS_MAX : FIELDS_MAX;
  if (entries.length > most)
    return {
      field,
      text: `${field || 'the body'} has more than ${most} ${Array.isArray(value) ? 'elements' : 'fields'}`,
    };
  for (const [name, member] of entries) {
    const refusal = refusalIn(member, field === '' ? name : `${field}.${name}`);
    if (refusal) return refusal;
  }
  return undefined;
}
