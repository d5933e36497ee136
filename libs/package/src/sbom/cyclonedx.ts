import { faultOf } from '@twinbank/protocol';

/** What a software bill of materials (SBOM) may be at most. Firmware of 512 KB has some dozen components. */
export const SBOM_LIMITS = {
  bytes: 1024 * 1024,
  components: 2000,
  /** Components inside of one another, and whatever else is nested. */
  depth: 64,
  /** Characters of a name, a version, a package URL. */
  text: 256,
} as const;

/** Media type of CycloneDX in JSON [ECMA-424, IANA]. */
export const SBOM_MEDIA_TYPE = 'application/vnd.cyclonedx+json';

const SPEC_VERSIONS = ['1.4', '1.5', '1.6', '1.7'];

/** A part of a program, as its SBOM names it. */
export interface SbomComponent {
  readonly name: string;
  /** What it is: `library`, `framework`, `operating-system` … */
  readonly type: string;
  readonly version?: string;
  /** Package URL, such as `pkg:github/Mbed-TLS/mbedtls@3.5.0`. */
  readonly purl?: string;
}

/** What is read of an SBOM; the file is kept as it is. */
export interface Sbom {
  readonly specVersion: string;
  /** All of them, those inside of others too, in the order of the file. */
  readonly components: readonly SbomComponent[];
  /** SHA-256 (hex) that it says of the program it describes: of `metadata.component`. */
  readonly sha256: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads an SBOM in CycloneDX 1.4 to 1.7, JSON: what it is by itself, its components, and what it says it describes. It is no check
 * against the whole schema, which is that of whoever made it; what is read here is checked.
 *
 * @throws Fault `sbom_invalid`, which says where
 *
 * @example
 * ```ts
 * import { readSbom } from '@twinbank/package';
 *
 * const components = [{ type: 'library', name: 'mbedtls', version: '3.5.0' }];
 * const file = new TextEncoder().encode(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components }));
 * console.log(readSbom(file).components[0]?.name); // mbedtls
 * ```
 */
export function readSbom(file: Uint8Array): Sbom {
  const bom = jsonOf(file);
  if (bom['bomFormat'] !== 'CycloneDX')
    throw invalid('bomFormat is not CycloneDX: SPDX and CycloneDX as XML are not read; convert it');
  const { specVersion } = bom;
  if (typeof specVersion !== 'string' || !SPEC_VERSIONS.includes(specVersion))
    throw invalid(`specVersion is none of ${SPEC_VERSIONS.join(', ')}`);
  const components: SbomComponent[] = [];
  collect(bom['components'], 'components', components);
  return { specVersion, components, sha256: describedBy(bom['metadata']) };
}

function jsonOf(file: Uint8Array): Json {
  if (file.length > SBOM_LIMITS.bytes)
    throw invalid(`it has ${file.length} bytes; at most ${SBOM_LIMITS.bytes} are taken`);
  if (depthOf(file) > SBOM_LIMITS.depth) throw invalid(`it is nested deeper than ${SBOM_LIMITS.depth} levels`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file));
  } catch {
    throw invalid('it is not UTF-8 JSON');
  }
  if (!isObject(value)) throw invalid('it is not a JSON object');
  return value;
}

/** How deep the brackets of JSON go, before anything is parsed; those in strings are not counted. */
function depthOf(bytes: Uint8Array): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENING.has(byte)) deepest = Math.max(deepest, (depth += 1));
    else if (CLOSING.has(byte)) depth -= 1;
  }
  return deepest;
}
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

function collect(value: unknown, path: string, into: SbomComponent[]): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) throw invalid(`${path} is not a list`);
  value.forEach((one: unknown, at) => {
    const place = `${path}[${at}]`;
    if (!isObject(one)) throw invalid(`${place} is not an object`);
    if (into.length === SBOM_LIMITS.components) throw invalid(`it has more than ${SBOM_LIMITS.components} components`);
    into.push(componentOf(one, place));
    collect(one['components'], `${place}.components`, into);
  });
}

function componentOf(one: Json, place: string): SbomComponent {
  const [name, type] = [textOf(one, 'name', place), textOf(one, 'type', place)];
  if (name === undefined || type === undefined) throw invalid(`${place} has no name or no type`);
  const [version, purl] = [textOf(one, 'version', place), textOf(one, 'purl', place)];
  return { name, type, ...(version !== undefined && { version }), ...(purl !== undefined && { purl }) };
}

/** Empty is as if it were not there. What a database or a terminal cannot take is refused: NUL, unpaired surrogates, control characters. */
function textOf(one: Json, field: string, place: string): string | undefined {
  const value = one[field];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || value.length > SBOM_LIMITS.text || UNPRINTABLE.test(value))
    throw invalid(`${place}.${field} is not a printable text of at most ${SBOM_LIMITS.text} characters`);
  return value;
}
const UNPRINTABLE = /[\p{Cc}\p{Surrogate}]/u;

/** @throws Fault `sbom_invalid` if it says a digest that can be none */
function describedBy(metadata: unknown): readonly string[] {
  const component = isObject(metadata) ? metadata['component'] : undefined;
  const hashes = isObject(component) ? component['hashes'] : undefined;
  if (hashes === undefined) return [];
  if (!Array.isArray(hashes)) throw invalid('metadata.component.hashes is not a list');
  return hashes
    .filter((one): one is Json => isObject(one) && one['alg'] === 'SHA-256')
    .map(({ content }) => {
      if (typeof content === 'string' && /^[0-9a-f]{64}$/i.test(content)) return content.toLowerCase();
      throw invalid('metadata.component.hashes has a SHA-256 that is none');
    });
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (detail: string): Error => faultOf('sbom_invalid', detail);

/**
 * Refuses an SBOM that says by its SHA-256 that it describes another program. One that says none is taken.
 *
 * @param known digests by which the program may be meant: the file as it was built, the image as it is written to flash
 * @throws Fault `sbom_mismatch`
 */
export function requireDescribes({ sha256 }: Sbom, known: readonly string[]): void {
  if (sha256.length > 0 && !sha256.some((one) => known.includes(one)))
    throw faultOf('sbom_mismatch', `it describes ${sha256[0]}; the file is ${known.join(', or padded ')}`);
}

/** How a component is found: by its name, and by name and version. */
export const searchNames = ({ components }: Sbom): string[] => [
  ...new Set(
    components.flatMap(({ name, version }) => (version === undefined ? [name] : [name, `${name}@${version}`])),
  ),
];
