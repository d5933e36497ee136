import type { components } from '@twinbank/client';

import { jsonObject, jsonObjectIn } from '../json-object.js';

type KeySet = components['schemas']['KeySetAnswer'];
type KeySetOrder = components['schemas']['KeySetRequest'];

/** What keys of a set sign, in words. */
const USES: Readonly<Record<string, string>> = { root: 'the next key set', manifest: 'releases', ticket: 'tickets' };

/** What a key may sign, in words. */
export const usesText = (uses: readonly string[]): string => uses.map((use) => USES[use] ?? use).join(', ');

/** A key that people have a name for. */
interface NamedKey {
  readonly name: string;
  readonly jwk: { readonly kid: string };
}

/** What the server calls a key that no policy had a name for. */
const GIVEN = /^key-set-\d+-\d+$/;

/** The keys of a server; several while one is being replaced. */
interface KeysOfServer {
  readonly ticketKeys: readonly { readonly kid: string }[];
  readonly manifestKeys: readonly { readonly kid: string }[];
}

/** The names of keys by their ids: those that the team gave, and the server's own by what they sign. */
export function namesOfKeys(team: readonly NamedKey[], server?: KeysOfServer): ReadonlyMap<string, string> {
  const { ticketKeys = [], manifestKeys = [] } = server ?? {};
  return new Map([
    ...ticketKeys.map(({ kid }) => [kid, 'the server’s, for tickets'] as const),
    ...manifestKeys.map(({ kid }) => [kid, 'the server’s, for releases'] as const),
    ...team.filter(({ name }) => !GIVEN.test(name)).map(({ name, jwk }) => [jwk.kid, name] as const),
  ]);
}

/** How many of the root keys of a set are among those who signed it. */
export const rootsThatSigned = ({ keys, signedBy }: Pick<KeySet, 'keys' | 'signedBy'>): number =>
  keys.filter(({ kid, uses }) => uses.includes('root') && signedBy.includes(kid)).length;

/** Whether devices with a clock take a set no more. */
export const hasEnded = ({ expires }: Pick<KeySet, 'expires'>, nowMs: number): boolean => Date.parse(expires) <= nowMs;

/** Characters of a file of a key set: more are none. */
const TEXT_LENGTH_MAX = 16 * 1024;

/** What is wrong with a pasted key set before it is sent; undefined if it can be sent. Whether devices would take it is decided by the server. */
export function keySetFault(text: string, product: string): string | undefined {
  const order = keySetOrder(text);
  if (order === undefined) return 'This is no signed key set. Paste the file that “twinbank key-set sign” wrote.';
  if (order.signatures.length === 0) return 'Nobody has signed it yet. Sign it with a root key first.';
  const said = saidBy(order);
  if (said === undefined) return 'Its document cannot be read. Paste the whole file.';
  if (said.product !== product) return `It is a key set of ${said.product}, and not of ${product}.`;
  return undefined;
}

/** A pasted key set as it is sent; undefined if it has another form. */
export function keySetOrder(text: string): KeySetOrder | undefined {
  if (text.length > TEXT_LENGTH_MAX) return undefined;
  const { keySet, signatures } = jsonObject(text) ?? {};
  if (typeof keySet !== 'string' || !Array.isArray(signatures) || !signatures.every(isSignature)) return undefined;
  return { keySet, signatures };
}

/** What the document of a key set says first. */
export interface SaidBySet {
  readonly product: string;
  readonly version: number;
}

/** What a key set says it is; undefined if that cannot be read. Nothing is verified. */
export function saidBy({ keySet }: Pick<KeySetOrder, 'keySet'>): SaidBySet | undefined {
  const { product, version } = jsonObjectIn(keySet) ?? {};
  return typeof product === 'string' && Number.isSafeInteger(version)
    ? { product, version: version as number }
    : undefined;
}

const isSignature = (value: unknown): value is KeySetOrder['signatures'][number] =>
  typeof value === 'object' &&
  value !== null &&
  'protected' in value &&
  typeof value.protected === 'string' &&
  'signature' in value &&
  typeof value.signature === 'string';
