/** Shortest password, in characters [NIST SP 800-63B-4 §3.1.1.2 asks for 15 where it is the only factor, 8 otherwise]. */
export const PASSWORD_LENGTH_MIN = 12;
/** Longest password, in characters: a sentence fits, and hashing stays cheap. */
export const PASSWORD_LENGTH_MAX = 256;
/** A name shorter than this may be part of a password: it would forbid too much. */
const NAME_IN_IT_MIN = 4;
/** A password has at least this many different characters. */
const DIFFERENT_MIN = 5;

/** What is wrong with a password. */
export type PasswordWeakness = 'too_short' | 'too_long' | 'is_name' | 'common' | 'repetitive';

/**
 * The passwords of {@link PASSWORD_LENGTH_MIN} characters and more that lists of leaked ones have most of, in lower
 * case; and ours.
 */
const COMMON: ReadonlySet<string> = new Set([
  ...['123456789012', '1234567890123', '12345678901234', '123456789012345', '1234567890123456', '12345678910'],
  ...['123123123123', '123456123456', '123456789123', '1234567891011', '098765432109', '987654321098'],
  ...['password1234', 'password12345', 'password123456', 'passwordpassword', 'password!123', 'passw0rd1234'],
  ...['p@ssw0rd1234', 'p@ssword1234', 'mypassword123', 'newpassword1', 'changeme1234', 'changemechangeme'],
  ...['letmein12345', 'letmeinletmein', 'welcome12345', 'welcome123456', 'iloveyou1234', 'iloveyouiloveyou'],
  ...['administrator', 'administrator1', 'adminadmin123', 'adminadminadmin', 'admin1234567', 'admin12345678'],
  ...['qwertyuiop12', 'qwertyuiop123', 'qwertyuiop1234', 'qwertyuiopasdfghjkl', 'qwertyuiopas', 'qwerty123456'],
  ...['qwertyqwerty', '1q2w3e4r5t6y', '1q2w3e4r5t6y7u8i9o0p', '1qaz2wsx3edc', '1qaz2wsx3edc4rfv', 'qazwsxedcrfv'],
  ...['asdfghjkl123', 'asdfghjklqwerty', 'zaq12wsxcde3', 'zxcvbnm12345', 'abcdefghijkl', 'abcdefghijklm'],
  ...['abc123abc123', 'abcd12345678', 'a1b2c3d4e5f6', 'football1234', 'baseball1234', 'superman1234'],
  ...['sunshine1234', 'princess1234', 'trustno1trustno1', 'correcthorsebatterystaple', 'correct horse battery staple'],
  ...['twinbank1234', 'twinbanktwinbank', 'twinbank12345', 'firmwareupdate', 'firmware1234'],
]);

/**
 * The first reason why somebody of this name may not have this password; undefined if there is none. There is no rule
 * about kinds of characters, because such rules make passwords worse [NIST SP 800-63B-4 §3.1.1.2].
 *
 * @example
 * ```ts
 * import { weaknessOf } from '@twinbank/access';
 *
 * console.log(weaknessOf('password1234', 'ann'), weaknessOf('four geese over Ulm', 'ann')); // common undefined
 * ```
 */
export function weaknessOf(password: string, name: string): PasswordWeakness | undefined {
  const length = [...password].length;
  if (length < PASSWORD_LENGTH_MIN) return 'too_short';
  if (length > PASSWORD_LENGTH_MAX) return 'too_long';
  const plain = password.normalize('NFKC').toLowerCase();
  const own = name.toLowerCase();
  if (plain === own || (own.length >= NAME_IN_IT_MIN && isNameWithLittle(plain, own))) return 'is_name';
  if (COMMON.has(plain) || COMMON.has(plain.trim())) return 'common';
  return new Set(plain).size < DIFFERENT_MIN ? 'repetitive' : undefined;
}

/** Whether hardly anything is left of the password without the name: `marianne1234`, `annaannaanna`. */
const isNameWithLittle = (plain: string, own: string): boolean =>
  plain.includes(own) && [...plain.replaceAll(own, '')].length < PASSWORD_LENGTH_MIN / 2;
