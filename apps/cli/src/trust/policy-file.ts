import { readSigningPolicy, type PublicJwk, type SigningRequest, JWS_TYPES } from '@twinbank/keys';
import {
  keyIdOf,
  policyDocument,
  policySignatures,
  verifySignatures,
  type NumberedPolicy,
  type PolicySignature,
  type SignedDocument,
} from '@twinbank/package';

import { CliProblem } from '../shell/problem.js';

/** Longest policy with eight keys and eight signatures, and room for how somebody writes it. */
export const POLICY_BYTES_MAX = 64 * 1024;

/** A policy that is to follow, and who has signed it. */
export interface PolicyFile {
  readonly policy: NumberedPolicy;
  readonly document: SignedDocument;
}

/**
 * Reads the file of a policy: the body of `POST /products/{product}/signing` with `product` and `sequence`. Nothing is taken for granted
 * that its signers would not see: `serverKey` has to be said, and what is no field of a policy is refused.
 *
 * @throws CliProblem `file_malformed`; Fault `signing_policy_invalid`, `signing_key_unsupported` …, `signature_invalid`
 */
export function readPolicy(text: string, path: string): PolicyFile {
  const read = parsed(text);
  const wrong = isObject(read) ? wrongIn(read) : 'this is no JSON object';
  if (wrong !== undefined) throw new CliProblem('file_malformed', `${path}: ${wrong}`);
  const { product, sequence, signatures = [], rootKeys, rootThreshold, ...request } = read as WrittenPolicy;
  const roots = rootKeys && { roots: { keys: rootKeys, threshold: rootThreshold ?? 1 } };
  const policy = { product, ...readSigningPolicy({ threshold: 1, ...request, ...roots }), sequence };
  return { policy, document: policyDocument(policy, signatures) };
}

type WrittenPolicy = Omit<SigningRequest, 'threshold' | 'roots'> & {
  readonly product: string;
  readonly sequence: number;
  readonly threshold?: number;
  readonly rootKeys?: readonly Readonly<Record<string, unknown>>[];
  readonly rootThreshold?: number;
  readonly signatures?: readonly PolicySignature[];
};

/** What each field has to be; `threshold` is looked at with the keys. */
const RULES: Readonly<Record<keyof WrittenPolicy, readonly [(value: unknown) => boolean, string]>> = {
  product: [(value) => typeof value === 'string' && value !== '', 'it names no product'],
  sequence: [(value) => Number.isSafeInteger(value) && Number(value) >= 1, 'sequence is a whole number from 1'],
  keys: [isListOf(isNamedKey), 'keys is a list of {"name":"…","jwk":{…}}'],
  threshold: [(value) => value === undefined || typeof value === 'number', 'threshold is a number'],
  serverKey: [(value) => typeof value === 'boolean', 'serverKey is true or false: whether the server may sign, too'],
  rootKeys: [(value) => value === undefined || isListOf(isObject)(value), 'rootKeys is a list of public keys as JWK'],
  rootThreshold: [(value) => value === undefined || typeof value === 'number', 'rootThreshold is a number'],
  signatures: [
    (value) => value === undefined || isListOf(isSignature)(value),
    'signatures is a list of {"protected":"…","signature":"…"}',
  ],
};

/** What is wrong with the fields of a policy; undefined if nothing is. */
function wrongIn(read: Readonly<Record<string, unknown>>): string | undefined {
  const strange = Object.keys(read).find((name) => !Object.hasOwn(RULES, name));
  if (strange !== undefined) return `a policy has no ${JSON.stringify(strange)}`;
  return Object.entries(RULES).find(([name, [isRight]]) => !isRight(read[name]))?.[1][1];
}

/** The text of the file. */
export function policyText(policy: NumberedPolicy, document?: SignedDocument): string {
  const signatures = document ? policySignatures(document) : [];
  return `${JSON.stringify({ ...inOrder(policy), ...(signatures.length > 0 && { signatures }) }, null, 2)}\n`;
}

/**
 * Holds every signature of a policy against the key that it says it is by; gives the ids of the keys. One that nobody can check is refused: whoever
 * signs next would lend it weight.
 *
 * @param known the keys of those who may have signed, beside those that the policy itself names
 * @throws CliProblem `key_absent` if a key is not known; Fault `signature_invalid`, `signature_repeated`, `signature_algorithm`
 */
export function checkSigned({ policy, document }: PolicyFile, known: readonly PublicJwk[]): readonly string[] {
  if (document.signatures.length === 0) return [];
  const keys = [...policy.keys.map(({ jwk }) => jwk), ...known];
  const unknown = document.signatures
    .map((signature) => keyIdOf(signature, JWS_TYPES.signing))
    .find((kid) => !keys.some((key) => key.kid === kid));
  if (unknown !== undefined)
    throw new CliProblem('key_absent', `it is signed by ${unknown}, and no file says that key: name it by --signed-by`);
  return verifySignatures(document, { keys, threshold: 1 }, JWS_TYPES.signing);
}

const inOrder = ({ product, sequence, keys, threshold, serverKey, roots }: NumberedPolicy) => ({
  ...{ product, sequence, keys, threshold, serverKey },
  ...(roots && { rootKeys: roots.keys, rootThreshold: roots.threshold }),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(is: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(is);
}

function isNamedKey(value: unknown): boolean {
  return isObject(value) && typeof value['name'] === 'string' && value['name'] !== '' && isObject(value['jwk']);
}

function isSignature(value: unknown): boolean {
  return isObject(value) && typeof value['protected'] === 'string' && typeof value['signature'] === 'string';
}
