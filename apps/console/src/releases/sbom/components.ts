/** A component of an SBOM as its table shows it. */
export interface Component {
  readonly name: string;
  readonly type: string;
  readonly version?: string;
  /** Package URL. */
  readonly purl?: string;
  /** Identifiers, names or expressions of its licences; empty if none is said. */
  readonly licences: readonly string[];
  /** What it is inside of, from the outside in; empty for one that is inside of none. */
  readonly within: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The components that an SBOM (CycloneDX, JSON) names, those inside of others after them. The server has checked their names and types, their
 * number and how deep they go; of what it did not check, such as licences, what is not as it should be is left out.
 *
 * @throws SyntaxError if it is not JSON, which the server takes from nobody
 */
export function componentsOf(file: string): readonly Component[] {
  const found: Component[] = [];
  collect((JSON.parse(file) as Json)['components'], [], found);
  return found;
}

function collect(value: unknown, within: readonly string[], into: Component[]): void {
  for (const one of objectsOf(value)) {
    const { name, type, version, purl } = one;
    if (!isText(name) || !isText(type)) continue;
    into.push({
      ...{ name, type, within, licences: licencesOf(one['licenses']) },
      ...(isText(version) && { version }),
      ...(isText(purl) && { purl }),
    });
    collect(one['components'], [...within, name], into);
  }
}

/** A licence is named by its SPDX identifier or by a text, or there is one expression of several. */
const licencesOf = (value: unknown): string[] =>
  objectsOf(value).flatMap(({ license, expression }) => {
    const [{ id, name } = {} as Json] = objectsOf([license]);
    return [expression, id, name].filter(isText).slice(0, 1);
  });

const objectsOf = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((one): one is Json => typeof one === 'object' && one !== null) : [];

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Those of which a field has the text, however it is written; all of them if it is empty. `NAME@VERSION` is one, as lists of releases have it. */
export function matching(components: readonly Component[], text: string): readonly Component[] {
  const asked = text.trim().toLowerCase();
  if (asked === '') return components;
  return components.filter(({ name, type, version, purl, licences }) =>
    [name, type, purl, version && `${name}@${version}`, ...licences].some((each) =>
      each?.toLowerCase().includes(asked),
    ),
  );
}
