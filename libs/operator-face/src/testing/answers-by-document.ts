import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

interface Schema {
  [keyword: string]: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
}
interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

const DOCUMENT = 'https://twinbank.invalid/document';
/** The document with parts of items where fields are chosen. */
const PARTED = `${DOCUMENT}-with-parts`;
const JSON_TYPE = /^application\/(problem\+)?json/;

/**
 * Holds answers against the OpenAPI document: the status must be one that the operation names, and the JSON must fit its
 * schema and have no property that the schema does not have.
 */
export class AnswersByDocument {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly routes: { readonly path: string; readonly pattern: RegExp; readonly open: number }[];
  private readonly checks = new Map<string, ValidateFunction>();

  constructor(private readonly document: Document) {
    formats.default(this.ajv);
    for (const schema of Object.values(document.components?.schemas ?? {})) close(schema);
    this.ajv.addSchema(withoutParts(document) as Document, DOCUMENT);
    this.ajv.addSchema(document, PARTED);
    this.routes = Object.keys(document.paths).map((path) => ({
      path,
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      open: path.split('{').length,
    }));
  }

  /** @throws Error that says what the document does not have */
  check(method: string, url: string, { status, type, json }: { status: number; type: string; json: unknown }): void {
    const [path = ''] = url.split('?');
    const route = this.routes.filter(({ pattern }) => pattern.test(path)).sort((a, b) => a.open - b.open)[0];
    const operation = route && this.document.paths[route.path]?.[method.toLowerCase()];
    if (operation === undefined) return;
    const content = operation.responses[status];
    const place = `${method} ${route!.path} ${status}`;
    if (content === undefined) throw new Error(`${place}: the document does not have this status`);
    if (!JSON_TYPE.test(type) || json === undefined) return;
    const media = type.split(';')[0]!;
    if (content.content?.[media] === undefined) throw new Error(`${place}: the document does not have ${media}`);
    const parted = /[?&]fields=/.test(url);
    const at = `paths/${escaped(route!.path)}/${method.toLowerCase()}/responses/${status}`;
    const fits = this.compiled(at, media, parted ? PARTED : DOCUMENT);
    if (!fits(json)) throw new Error(`${place}: ${this.ajv.errorsText(fits.errors)}\n${JSON.stringify(json)}`);
  }

  private compiled(place: string, media: string, document: string): ValidateFunction {
    const $ref = `${document}#/${place}/content/${escaped(media)}/schema`;
    const known = this.checks.get($ref) ?? this.ajv.compile({ $ref });
    this.checks.set($ref, known);
    return known;
  }
}

/** Of an item that may be a part of one, only the whole: a part is right only where the query names fields. */
function withoutParts(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(withoutParts);
  const { anyOf } = schema as { anyOf?: readonly { readonly $ref?: string }[] };
  if (anyOf?.[0]?.$ref !== undefined && anyOf[1]?.$ref === `${anyOf[0].$ref}Part`) return anyOf[0];
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, withoutParts(value)]));
}

/** JSON pointers in URLs [RFC 6901 §6]. */
const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Clients must accept properties that they do not know; these tests must not, or the document would fall behind. */
function close(schema: Schema): void {
  if (schema.properties !== undefined && schema['allOf'] === undefined) schema.additionalProperties ??= false;
  for (const property of Object.values(schema.properties ?? {})) close(property);
}
