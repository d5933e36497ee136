import { JWS_TYPES, sha256, signingKeyFromSeed } from '@twinbank/keys';
import { toHex } from '@twinbank/primitives';

import { derivedSalt, packRelease, type PackInputs } from './pack.js';
import { encodePackage } from './package-format.js';
import { keyIdOf } from './signature.js';
import { signPackage } from './sign.js';

/**
 * A package with inputs that anyone can type, signed by two keys. docs/package-format.md shows the result, printed by
 * tools/print-vectors.mjs; a test keeps both in step.
 */
export async function packageVectors(): Promise<Record<string, object>> {
  const unsigned = packRelease(exampleInputs());
  const seeds = [0x20, 0xa0].map((first) => Uint8Array.from({ length: 32 }, (_, index) => first + index));
  const keys = await Promise.all(seeds.map(signingKeyFromSeed));
  const signed = await signPackage(await signPackage(unsigned, keys[0]!), keys[1]!);
  const bytes = encodePackage(signed);
  return {
    salt: { derived: toHex(derivedSalt(exampleInputs())) },
    unsigned: summaryOf(encodePackage(unsigned)),
    signatures: signed.signatures.map((entry, index) => ({
      seed: toHex(seeds[index]!),
      kid: keyIdOf(entry),
      headerBytes: entry.header.length,
      signature: toHex(entry.signature),
    })),
    manifest: { typ: JWS_TYPES.manifest, bytes: signed.payload.length, sha256: toHex(sha256(signed.payload)) },
    stream: { bytes: signed.stream.length, sha256: toHex(sha256(signed.stream)) },
    package: summaryOf(bytes),
  };
}

/**
 * 2048 bytes of code for an STM32G484: the stack pointer 20001000, then 08000401 up to the end of the vector table (118
 * words), then byte i being i modulo 251.
 */
export function exampleInputs(): PackInputs {
  const code = Uint8Array.from({ length: 2048 }, (_, index) => index % 251);
  const view = new DataView(code.buffer);
  for (let word = 0; word < 118; word++) view.setUint32(word * 4, word === 0 ? 0x20001000 : 0x08000401, true);
  return {
    ...{ product: 'pump', version: '1.1.0', counter: 3, parts: ['STM32G484'], hardware: ['B', 'C'], code },
    ...{ blockSize: 1024, createdMs: Date.UTC(2026, 10, 22, 12) },
  };
}

const summaryOf = (bytes: Uint8Array): object => ({
  bytes: bytes.length,
  head: toHex(bytes.subarray(0, 24)),
  sha256: toHex(sha256(bytes)),
});
