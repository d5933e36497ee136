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

const FIELDS = ['product', 'sequence', 'keys', 'threshold', 'serverKey', 'signatures'];

/**
 * Reads the file of a policy: the body of `POST /products/{product}/signing` with `product` and `sequence`. Nothing is taken for granted
 * that its signers would not see: `serverKey` has to be said, and what is no field of a policy is refused.
 *
 * @throws CliProblem `file_malformed`; Fault `signing_policy_invalid`, `signing_key_unsupported` …, `signature_invalid`
 */
export function readPolicy(text: string, path: string): PolicyFile {
  const wrong = (what: string): CliProblem => new CliProblem('file_malformed', `${path}: ${what}`);
  const read = parsed(text);
  if (!isObject(read)) throw wrong('this is no JSON object');
  const strange = Object.keys(read).find((name) => !FIELDS.includes(name));
  if (strange !== undefined) throw wrong(`a policy has no ${JSON.stringify(strange)}`);
  const { product, sequence, keys, threshold = 1, serverKey, signatures = [] } = read;
  if (typeof product !== 'string' || product === '') throw wrong('it names no product');
  if (!Number.isSafeInteger(sequence) || (sequence as number) < 1) throw wrong('sequence is a whole number from 1');
  if (typeof serverKey !== 'boolean') throw wrong('serverKey is true or false: whether the server may sign, too');
  if (!Array.isArray(keys) || !keys.every(isNamedKey)) throw wrong('keys is a list of {"name":"…","jwk":{…}}');
  if (!Array.isArray(signatures) || !signatures.every(isSignature))
    throw wrong('signatures is a list of {"protected":"…","signature":"…"}');
  const request: SigningRequest = { keys, threshold: threshold as number, serverKey };
  const policy = { product, ...readSigningPolicy(request), sequence: sequence as number };
  return { policy, document: policyDocument(policy, signatures) };
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

const inOrder = ({ product, sequence, keys, threshold, serverKey }: NumberedPolicy) => ({
  ...{ product, sequence, keys, threshold, serverKey },
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNamedKey = (value: unknown): value is SigningRequest['keys'][number] =>
  isObject(value) && typeof value['name'] === 'string' && value['name'] !== '' && isObject(value['jwk']);
const isSignature = (value: unknown): value is PolicySignature =>
  isObject(value) && typeof value['protected'] === 'string' && typeof value['signature'] === 'string';
