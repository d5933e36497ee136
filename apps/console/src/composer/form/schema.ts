/** A part of the server's document that describes a value of a request (OpenAPI). */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
}
/** Schemas of the document by their names. */
export type Schemas = Readonly<Record<string, Schema>>;

/** A schema with what it refers to in its place; what is said beside the reference, such as a description, goes before. */
export function resolved(schemas: Schemas, schema: Schema): Schema {
  const { $ref, allOf = [], ...own } = schema;
  const parts = [...($ref === undefined ? [] : [{ $ref }]), ...allOf].map((part) => {
    const name = part.$ref?.split('/').at(-1);
    return resolved(schemas, name === undefined ? part : (schemas[name] ?? {}));
  });
  return Object.assign({}, ...parts, own) as Schema;
}

/** The schema at a path of a request, such as `thresholds.errorPercent`; empty where the document has none. */
export const schemaAt = (schemas: Schemas, root: string, path: readonly (string | number)[]): Schema =>
  path.reduce<Schema>(
    (schema, name) => resolved(schemas, (typeof name === 'number' ? schema.items : schema.properties?.[name]) ?? {}),
    resolved(schemas, schemas[root] ?? {}),
  );

/** What a number counts, by how its field is called. */
export type Unit = 'duration' | '%' | '/min' | 'B/s' | 's' | 'min' | '';

const UNITS: readonly (readonly [RegExp, Unit])[] = [
  [/Ms$/, 'duration'],
  [/percent$/i, '%'],
  [/perMinute$/i, '/min'],
  [/bytesPerSecond$/, 'B/s'],
  [/Seconds$/, 's'],
  [/Minutes$/, 'min'],
];

/** The unit of a number; empty where it has none. */
export const unitOf = (name: string): Unit => UNITS.find(([pattern]) => pattern.test(name))?.[1] ?? '';

/** The name of a field for people: `errorPercent` is "Error percent"; what its unit says already is left out. */
export function labelOf(name: string): string {
  const words = name
    .replace(/(?:Ms|PerMinute|PerSecond|Seconds|Minutes)$/, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
