/** A text that looks like a secret, by where it lies in the text that was searched. */
export interface SecretMatch {
  readonly index: number;
  /** What it looks like, in words that hold nothing of it but what everybody knows (a prefix, the name beside it). */
  readonly looksLike: string;
  /** Characters of the secret itself. */
  readonly length: number;
}

/**
 * A header alone is no key: libraries that read PEM have it as a constant (mbed TLS, wolfSSL). With at least 32 characters of
 * Base64 behind it, or the header of an encrypted key, it is one.
 */
const PEM =
  /-----BEGIN ((?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY)-----(?:\\r|\\n|\s){0,8}((?:Proc-Type|[A-Za-z0-9+/]{32})[A-Za-z0-9+/]{0,4096})/g;

/** What services begin their keys and tokens with, so that scanners find them. */
const TOKENS: readonly (readonly [string, RegExp])[] = [
  ['an access key of AWS (AKIA…)', /\b(?:AKIA|ASIA)(?![A-Z0-9]{9}EXAMPLE)[A-Z2-7]{16}\b/g],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,90})\b/g],
  ['a token of GitLab (glpat-…)', /\bglpat-[A-Za-z0-9_-]{20,64}/g],
  ['a token of Slack (xox…)', /\bxox[baprs]-[A-Za-z0-9-]{20,80}/g],
  ['a key of Google (AIza…)', /\bAIza[A-Za-z0-9_-]{35}/g],
  ['a key of Stripe (sk_live_…)', /\b[rs]k_live_[A-Za-z0-9]{20,99}\b/g],
  ['a signed token (JWT)', /\beyJ[A-Za-z0-9_-]{10,1024}\.eyJ[A-Za-z0-9_-]{10,2048}\.[A-Za-z0-9_-]{32,700}/g],
];

/** Members of a JSON Web Key that only its holder has [RFC 7518 §6.2.2, 6.3.2, 6.4.1; RFC 8037 §2]. */
const JWK_MEMBER = /"(d|k|p|q|dp|dq|qi)"\s{0,8}:\s{0,8}"([A-Za-z0-9_-]{22,1400})"/g;
const JWK = /"kty"\s{0,8}:\s{0,8}"(?:OKP|EC|RSA|oct)"/;

const NAME = '(?:pass(?:word|wd|phrase)|passwd|psk|secret|(?:api|access|private|secret|auth|aes|master)[_-]?key|token)';
/** A name that tells, then `=` or `:`, then what is called so; texts may have quotes around both. */
const ASSIGNED = new RegExp(
  `(?<name>${NAME})["']?(?<before> {0,2})(?<sign>[:=])(?<after> {0,2})(?<quote>["']?)(?<value>[^\\s"'&;,]{6,200})`,
  'gi',
);
const IN_ADDRESS = /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s:/@"'%<{]{1,64}:(?<value>[^\s:/@"'%<{$]{4,128})@[A-Za-z0-9[]/g;

/** What stands where somebody or a program puts a secret in later: formats, variables, stars. */
const PLACEHOLDER = /[%<>{}$()[\]*|\\]|\.\.\.|^x+$|^(.)\1*$/i;
/** What messages say of secrets. */
const WORDS =
  /^(?:required|invalid|missing|expired|changed|incorrect|unknown|(?:dis|en)abled|(?:un)?defined|null|none|string|hidden|false|optional|empty|wrong|failed|accepted|rejected|denied|mismatch|too|must|please|example|changeme|(?:pass(?:word|wd|phrase)|secret|token)s?|(?:not|no|is|at)[_-].*)[.!?]?$/i;

const HEX = /^[0-9a-f]{32,}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{24,}={0,2}$/;
/** Bits a character, over which digits are no counting pattern and letters no words: random hex has at most 4, Base64 6. */
const HEX_BITS_MIN = 3;
const BASE64_BITS_MIN = 4;

/** A whole text that is a name and tells what the text behind it is, as a table of settings has it. */
const TELLING = new RegExp(`^[a-z0-9_.-]{0,24}${NAME}$`, 'i');

/** Everything in a text that looks like a key or a password, in no order; a place may be in it twice. */
export function* secretMatches(text: string): Generator<SecretMatch> {
  yield* keys(text);
  for (const [looksLike, pattern] of TOKENS)
    for (const { index, 0: whole } of text.matchAll(pattern)) yield { index, looksLike, length: whole.length };
  for (const { index, groups } of text.matchAll(IN_ADDRESS)) {
    const { value = '' } = groups ?? {};
    if (!PLACEHOLDER.test(value)) yield { index, looksLike: 'a password in an address', length: value.length };
  }
  for (const { index, groups } of text.matchAll(ASSIGNED)) {
    const found = groups as unknown as Assigned;
    if (!isValue(found)) continue;
    yield { index, looksLike: `${found.name.toLowerCase()} and its value`, length: found.value.length };
  }
}

function* keys(text: string): Generator<SecretMatch> {
  for (const { index, 1: kind = '', 2: body = '' } of text.matchAll(PEM))
    yield { index, looksLike: `a ${kind.toLowerCase()} in PEM`, length: body.length };
  if (!JWK.test(text)) return;
  for (const { index, 1: member = '', 2: value = '' } of text.matchAll(JWK_MEMBER))
    yield { index, looksLike: `the private member "${member}" of a JSON Web Key`, length: value.length };
}

/** What {@link ASSIGNED} finds. */
type Assigned = Readonly<Record<'name' | 'before' | 'sign' | 'after' | 'quote' | 'value', string>>;

/** In a sentence a colon or a blank is followed by words; a value is right behind its name, quoted, or no word. */
function isValue({ name, before, sign, after, quote, value }: Assigned): boolean {
  if (PLACEHOLDER.test(value) || WORDS.test(value)) return false;
  if (/^token$/i.test(name)) return looksDrawn(value);
  const isTight = sign === '=' && before === '' && after === '';
  return isTight || quote !== '' || /\d/.test(value);
}

/**
 * A text that looks drawn by chance, right behind a text that is nothing but a telling name.
 *
 * @param name the text before
 */
export function secretBeside(name: string, text: string): SecretMatch | undefined {
  if (!TELLING.test(name) || !looksDrawn(text)) return undefined;
  return { index: 0, looksLike: `a value beside the name ${name.slice(0, 40)}`, length: text.length };
}

/** Hexadecimal digits or Base64 that are nearly as mixed as random ones. */
function looksDrawn(text: string): boolean {
  if (HEX.test(text)) return bitsOf(text.toLowerCase()) >= HEX_BITS_MIN && !COUNTED.test(text);
  const isMixed = /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
  return BASE64.test(text) && isMixed && bitsOf(text) >= BASE64_BITS_MIN && !COUNTED.test(text);
}

/** Alphabets and counting patterns, which tables of digits have. */
const COUNTED = /0123456789abcdef|abcdefghijklm/i;

/** Entropy of a text by the frequencies of its characters, in bits a character. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const one of text) counts.set(one, (counts.get(one) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
