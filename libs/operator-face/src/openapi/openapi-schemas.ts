import type { OpenAPIObject } from '@nestjs/swagger';

import { schemaRules, type SchemaPart, type SchemaRules } from '@twinbank/http';
import { NAME, NAME_LENGTH_MAX, PROJECT_NAME, PROJECT_NAME_LENGTH_MAX } from '@twinbank/protocol';

import { ID_MAX } from '../http/paging.js';

interface Schema extends Record<string, unknown> {
  type?: string | string[];
  format?: string;
  $ref?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  schema?: Schema;
}

const NUMBERED: SchemaPart = { type: 'integer', minimum: 1, maximum: ID_MAX };
const NAMED: SchemaPart = { pattern: NAME.source, minLength: 1, maxLength: NAME_LENGTH_MAX };
const TEXT_RULES: ReadonlySet<string> = new Set(['pattern', 'format', 'minLength', 'maxLength']);
/** Schemas of path parameters, by the path segment before the parameter. */
const IN_ADDRESSES: Readonly<Record<string, SchemaPart>> = {
  projects: { pattern: PROJECT_NAME.source, minLength: 1, maxLength: PROJECT_NAME_LENGTH_MAX },
  products: NAMED,
  devices: NAMED,
  campaigns: NUMBERED,
  jobs: NUMBERED,
  tokens: { format: 'uuid' },
  users: NAMED,
  sessions: { format: 'uuid' },
  groups: { format: 'uuid' },
  uploads: { format: 'uuid' },
  webhooks: { format: 'uuid' },
  deliveries: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
};

/**
 * Completes the schemas that the framework made: adds the rules that requests are checked against, and marks whole
 * numbers. All numbers are whole except those declared with the format `double`.
 */
export function completeSchemas(document: OpenAPIObject): void {
  const rules = schemaRules();
  for (const [name, schema] of Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>)) {
    complete(schema, rules.get(name), rules.has(name) ? {} : { minimum: 0 });
    // Answers may get further fields in later versions; requests must not have unknown fields.
    if (rules.has(name)) schema.additionalProperties = false;
  }
  const queries = Object.assign(
    {},
    ...[...rules].filter(([name]) => name.endsWith('Query')).map(([, fields]) => fields),
  ) as SchemaRules;
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of Object.values(item as Record<string, { readonly parameters?: readonly Parameter[] }>)) {
      for (const parameter of operation.parameters ?? []) completeParameter(parameter, path, queries);
    }
  }
}

/** The path segment before a parameter, which says what kind of object the parameter names. */
export const kindBefore = (path: string, parameter: string): string =>
  /([a-z-]+)\/$/.exec(path.split(`{${parameter}}`)[0]!)?.[1] ?? '';

/** @param whole what holds for every whole number of the class: in answers none is below 0 */
function complete(schema: Schema, rules: SchemaRules = {}, whole: SchemaPart): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.type === 'number' && property.format !== 'double')
      Object.assign(property, { ...whole, ...property, type: 'integer', format: 'int64' });
    if (property.type === 'object') complete(property, {}, whole);
    const { items, ...own } = rules[name] ?? {};
    // Null is a type of its own since OpenAPI 3.1; the rules know nothing of it.
    Object.assign(property, own, Array.isArray(property.type) ? { type: property.type } : {});
    if (items !== undefined && property.items !== undefined && property.items.$ref === undefined)
      Object.assign(property.items, items);
  }
}

function completeParameter(parameter: Parameter, path: string, queries: SchemaRules): void {
  const schema = (parameter.schema ??= { type: 'string' });
  if (parameter.in === 'query') addRules(schema, queries[parameter.name]);
  if (parameter.in === 'path') Object.assign(schema, IN_ADDRESSES[kindBefore(path, parameter.name)]);
}

/**
 * Adds the rules of query fields with this name. Two queries may have a field of the same name with other rules: what the
 * parameter states itself is kept, and a number gets no rule that is for text.
 */
function addRules(schema: Schema, rules: SchemaPart = {}): void {
  if (schema.type === 'number' && rules.type === 'integer') schema.type = 'integer';
  for (const [rule, value] of Object.entries(rules)) {
    if (schema.type === 'integer' && TEXT_RULES.has(rule)) continue;
    if (schema[rule] === undefined) schema[rule] = value;
  }
}
