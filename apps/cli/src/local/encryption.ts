import { CliProblem } from '../shell/problem.js';

/** Bytes of a key of AES-128, and of an initialisation vector. */
const BLOCK_BYTES = 16;
/** Blocks that ST's hardware counts before it begins anew: the last 32 bits of the vector [RM0440 §34.4.9]. */
const HARDWARE_BLOCKS = 2 ** 32;

/**
 * Sixteen bytes written as 32 hexadecimal digits, as `openssl enc -K` and `-iv` take them. Fewer digits are refused: openssl would fill
 * them up with zeros.
 *
 * @throws CliProblem `key_malformed`; it does not say the digits
 */
export function sixteenBytes(text: string, what: string): Uint8Array {
  const digits = text.trim();
  if (!/^[0-9a-f]*$/i.test(digits))
    throw new CliProblem('key_malformed', `${what} has other characters than hexadecimal digits`);
  if (digits.length !== 2 * BLOCK_BYTES)
    throw new CliProblem('key_malformed', `${what} has ${digits.length} digits, not ${2 * BLOCK_BYTES}`);
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}

/**
 * Whether hardware that counts in 32 bits only would decrypt so many bytes otherwise than openssl, which counts in all 128: the count
 * begins at the end of the vector and would overflow.
 */
export function overflows(iv: Uint8Array, bytes: number): boolean {
  const first = new DataView(iv.buffer, iv.byteOffset).getUint32(BLOCK_BYTES - 4);
  return first + Math.ceil(bytes / BLOCK_BYTES) > HARDWARE_BLOCKS;
}

/** A stream with so many bytes in front, which whoever decrypts it ignores [AN4767 §6.4.7]. */
export async function* withSalt(salt: Uint8Array, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (salt.length > 0) yield salt;
  yield* source;
}

/** A stream without its first bytes. @throws CliProblem `file_malformed` if it has fewer */
export async function* withoutSalt(length: number, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = length;
  for await (const bytes of source) {
    const gone = Math.min(left, bytes.length);
    left -= gone;
    if (gone < bytes.length) yield bytes.subarray(gone);
  }
  if (left > 0) throw new CliProblem('file_malformed', `it has fewer bytes than the salt of ${length}`);
}
