/** The schema of one fact in the data of an event, as JSON Schema 2020-12 says it. */
export interface FactSchema {
  readonly type: 'string' | 'integer' | 'boolean' | 'array' | 'object';
  readonly description?: string;
  readonly format?: string;
  readonly items?: FactSchema;
  readonly properties?: Readonly<Record<string, FactSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}

/** The schema of the data of an event: an object with these facts, and no others. */
export interface DataSchema extends FactSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, FactSchema>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** A text. */
export const text = (description: string): FactSchema => ({ type: 'string', description });

/** A time, as RFC 3339 writes it. */
export const time = (description: string): FactSchema => ({ type: 'string', format: 'date-time', description });

/** A whole number. */
export const whole = (description: string): FactSchema => ({ type: 'integer', description });

/** A yes or no. */
export const flag = (description: string): FactSchema => ({ type: 'boolean', description });

/** A list of texts. */
export const texts = (description: string): FactSchema => ({ type: 'array', items: { type: 'string' }, description });

/** An object with facts of its own, each of which may be missing. */
export const parts = (description: string, properties: Readonly<Record<string, FactSchema>>): FactSchema => ({
  ...{ type: 'object', description, properties, additionalProperties: false },
});

/** An object whose facts are named by people. */
export const named = (description: string): FactSchema => ({ type: 'object', description, additionalProperties: true });

/** The data of an event: facts that are always there, and facts that are there where they are known. */
export const data = (
  always: Readonly<Record<string, FactSchema>> = {},
  known: Readonly<Record<string, FactSchema>> = {},
): DataSchema => ({
  type: 'object',
  properties: { ...always, ...known },
  required: Object.keys(always),
  additionalProperties: false,
});

/** What many events say: why they happened, and which product they concern. */
export const REASON = { reason: text('why, in a sentence') };
export const PRODUCT = { product: text('name of the product') };
