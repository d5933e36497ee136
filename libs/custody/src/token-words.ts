import { faultOf, FAULTS, type FaultCode } from '@twinbank/protocol';

/** What `pkcs11-tool --list-slots` says of a token. */
export interface TokenSeen {
  /** How many tokens have this label. */
  readonly count: number;
  /** Whether a further wrong PIN would lock it, or it is locked. */
  readonly pin: 'good' | 'last try' | 'locked';
}

/** Finds a token among those that `pkcs11-tool --list-slots` has printed. */
export function tokenIn(listing: string, label: string): TokenSeen {
  const blocks = listing.split(/^Slot /m).filter((block) => labelOf(block) === label);
  const flags = blocks.map((block) => /^ *token flags *: (.*)$/m.exec(block)?.[1] ?? '').join(',');
  const pin = flags.includes('user PIN locked') ? 'locked' : flags.includes('final user PIN try') ? 'last try' : 'good';
  return { count: blocks.length, pin };
}

const labelOf = (block: string): string | undefined => /^ *token label *: (.*?) *$/m.exec(block)?.[1];

/** Words of OpenSC 0.23 and of PKCS #11 that say what is wrong; the first that fits counts. */
const SAID: readonly (readonly [RegExp, FaultCode])[] = [
  [/CKR_PIN_LOCKED/, 'key_token_locked'],
  [/CKR_PIN_(?:INCORRECT|INVALID|LEN_RANGE|EXPIRED)|CKR_USER_PIN_NOT_INITIALIZED/, 'key_token_pin_wrong'],
  [
    /Could not find key|(?:Private|Secret) key not found|CKR_KEY_(?:TYPE_INCONSISTENT|FUNCTION_NOT_PERMITTED)/,
    'key_token_key_missing',
  ],
  [
    /No slot with|No slots|CKR_(?:TOKEN_NOT_PRESENT|DEVICE_REMOVED|DEVICE_ERROR|SLOT_ID_INVALID|TOKEN_NOT_RECOGNIZED)/,
    'key_token_away',
  ],
  [/Failed to load pkcs11 module|sc_dlopen failed|C_Initialize\b.*CKR_|C_Initialize failed/, 'key_token_away'],
];

/** Longest of the token's own words that are passed on. */
const WORDS_MAX = 300;

/** A fault with its sentence and way out, and what was seen this time. */
export const tokenFault = (code: FaultCode, seen: string): ReturnType<typeof faultOf> =>
  faultOf(code, `${FAULTS[code].meaning} (${seen})`);

/**
 * The fault that a program's words stand for; what none of the known words fits is `key_token_failed`. The detail has the words, because
 * each module has some of its own; no PIN is among them, for the program gets it where it prints nothing of it.
 */
export function faultSaid(stderr: string): ReturnType<typeof faultOf> {
  const words = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:warning:|Using |Aborting\.)/.test(line))
    .join('; ')
    .slice(0, WORDS_MAX);
  const code = SAID.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'key_token_failed';
  return words === '' ? faultOf(code) : tokenFault(code, words);
}
