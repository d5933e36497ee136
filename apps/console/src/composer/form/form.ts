/** What is being written down: the body of the request as far as it was filled in. Fields that were emptied may be undefined. */
export type Form = Readonly<Record<string, unknown>>;
/** Where in a form a value stands. */
export type Path = readonly (string | number)[];

/** The value at a path; undefined where there is none. */
export const valueAt = (form: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, name) => (inner as Record<string | number, unknown> | undefined)?.[name], form);

/** The form with another value at a path; objects and lists on the way are made. */
export function withValue<T>(form: T, path: Path, value: unknown): T {
  const [name, ...rest] = path;
  if (name === undefined) return value as T;
  const inner = withValue((form as Record<string | number, unknown> | undefined)?.[name], rest, value);
  if (typeof name === 'number') {
    const list = [...((form as unknown[] | undefined) ?? [])];
    list[name] = inner;
    return list as T;
  }
  return { ...form, [name]: inner };
}

/** The form without the item of a list. */
export const withoutItem = <T>(form: T, path: Path, index: number): T =>
  withValue(
    form,
    path,
    ((valueAt(form, path) ?? []) as unknown[]).filter((_item, at) => at !== index),
  );

/** What of a form is sent: fields, objects and lists in which nothing was filled in are left out. Items of lists stay, so that the server says what they lack. */
export function bodyOf(form: Form): Form {
  return (filled(form) ?? {}) as Form;
}

function filled(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => filled(item) ?? {});
  if (typeof value !== 'object') return value;
  const fields = Object.entries(value).flatMap(([name, inner]) => {
    const kept = filled(inner);
    return kept === undefined ? [] : [[name, kept]];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

/** What takes each block from a draft, as the server's document says. */
const TAKES_AWAY: Form = {
  ...{ selection: {}, rules: [], schedule: {}, soak: { durationMs: 0 }, control: {}, rate: {}, spread: {} },
  ...{ budgets: {}, windows: {}, postpone: {}, otherCampaigns: {}, limits: {} },
  ...{
    approval: { needed: false },
    dynamic: false,
    hops: 'single',
    timeouts: {},
    retry: {},
    terms: {},
    thresholds: {},
  },
};

/**
 * The change of a draft that makes it what the form says: what was emptied is taken from it, or has its default again.
 *
 * @param standards the defaults of fields that no empty value takes away
 */
export function changeOf({ product: _product, ...body }: Form, standards: Form): Form {
  return { ...standards, ...TAKES_AWAY, ...body };
}

/** The form that writes a campaign down anew, by its configuration. */
export const formOf = ({
  name,
  product,
  release,
  config,
}: {
  readonly name: string;
  readonly product: string;
  readonly release: string;
  readonly config: object;
}): Form => ({ name, product, release, ...(structuredClone(config) as Form) });

/** What is wrong with the fields of a request, by their paths, of the sentences in which the server says it. */
export function problemsByField(detail: string): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const sentence of detail.split('; ')) {
    const path = /^(?:each value in )?([a-zA-Z]\w*(?:[.[]\w+\]?)*)/.exec(sentence)?.[1];
    if (path === undefined) continue;
    const field = path.replaceAll(/\[(\w+)\]/g, '.$1');
    problems.set(field, [problems.get(field), sentence].filter(Boolean).join('; '));
  }
  return problems;
}
