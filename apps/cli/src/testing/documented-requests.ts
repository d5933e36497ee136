import { readFileSync } from 'node:fs';

interface Schema {
  readonly $ref?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const FILE = new URL('../../../../libs/client/openapi.json', import.meta.url);
let document: Document | undefined;
const documented = (): Document => (document ??= JSON.parse(readFileSync(FILE, 'utf8')) as Document);

/**
 * What a server would refuse of a request before it looks at what there is: a path, parameter or field that its document does not have, or
 * a body of JSON that is missing or is one too many. An in-memory server that takes anything would let a command pass that can never work.
 */
export async function undocumented(request: Request): Promise<string | undefined> {
  const { method, url } = request;
  const { pathname, searchParams } = new URL(url);
  const operation = operationOf(method, pathname);
  if (!operation) return `there is no ${method} ${pathname}`;
  const names = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
  const stranger = [...searchParams.keys()].find((name) => !names.includes(name));
  if (stranger !== undefined) return `unknown parameter ${stranger}`;
  const lacking = operation.parameters?.find(
    (one) => one.in === 'query' && one.required && !searchParams.has(one.name),
  );
  if (lacking) return `parameter ${lacking.name} is missing`;
  const isJson = request.headers.get('content-type')?.startsWith('application/json') ?? request.body === null;
  // Other bodies are streams, which whoever answers takes piece by piece.
  if (!isJson) return operation.requestBody ? undefined : 'this takes no body';
  return bodyFault(operation, await request.clone().text());
}

function operationOf(method: string, pathname: string): Operation | undefined {
  const parts = pathname.split('/');
  const fits = (path: string): boolean => {
    const wanted = path.split('/');
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith('{') || part === parts[at]);
  };
  const found = Object.entries(documented().paths).filter(
    ([path, methods]) => fits(path) && Object.hasOwn(methods, method.toLowerCase()),
  );
  // A name goes before a place for any: GET /campaigns/preview is no campaign.
  const [best] = found.sort(([a], [b]) => a.split('{').length - b.split('{').length);
  return best?.[1][method.toLowerCase()];
}

function bodyFault({ requestBody }: Operation, body: string): string | undefined {
  if (!requestBody) return body === '' ? undefined : 'this takes no body';
  if (body === '') return requestBody.required ? 'this takes a body' : undefined;
  const schema = resolved(requestBody.content['application/json']?.schema);
  if (!schema?.properties || !body.startsWith('{')) return undefined;
  const fields = Object.keys(JSON.parse(body) as object);
  const unknown = fields.find((name) => !Object.hasOwn(schema.properties!, name));
  if (unknown !== undefined) return `unknown field ${unknown}`;
  const missing = schema.required?.find((name) => !fields.includes(name));
  return missing === undefined ? undefined : `field ${missing} is missing`;
}

const resolved = (schema: Schema | undefined): Schema | undefined =>
  schema?.$ref === undefined ? schema : documented().components.schemas[schema.$ref.replace(/^.*[/]/, '')];
