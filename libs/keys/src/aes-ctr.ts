import { createCipheriv } from 'node:crypto';

import type { Cipher } from '@twinbank/protocol';

import { NONCE_BYTES } from './derivation.js';

const ALGORITHM = { A128CTR: 'aes-128-ctr', A256CTR: 'aes-256-ctr' } as const;
const AES_BLOCK_BYTES = 16;

/**
 * AES in counter mode over a stream that can be entered anywhere [NIST SP 800-38A §6.5]. The counter block is the 12-byte
 * nonce and a 32-bit big-endian count of AES blocks from 0. ST's hardware counts in those 32 bits only and OpenSSL in all
 * 128; starting from 0 the two agree for the first 64 GiB. [RM0440 §34.4.9]
 *
 * Encryption and decryption are the same operation. Calls that follow one another in the stream share one cipher
 * object, which is several times faster than making one a call.
 */
export class AesCtr {
  private running: ReturnType<typeof createCipheriv> | undefined;
  private position = 0;
  private readonly algorithm: string;

  constructor(private readonly options: { cipher: Exclude<Cipher, 'none'>; key: Uint8Array; nonce: Uint8Array }) {
    if (options.nonce.length !== NONCE_BYTES) throw new RangeError(`the nonce has ${NONCE_BYTES} bytes`);
    this.algorithm = ALGORITHM[options.cipher];
  }

  /**
   * The bytes combined with the key stream.
   *
   * @param offset where in the stream the bytes lie; a multiple of 16
   */
  apply(offset: number, bytes: Uint8Array): Uint8Array {
    if (offset % AES_BLOCK_BYTES !== 0) throw new RangeError('a stream is entered at a multiple of 16 bytes');
    if (!this.running || this.position !== offset) this.running = createCipheriv(this.algorithm, this.options.key, this.counterBlock(offset));
    this.position = offset + bytes.length;
    return this.running.update(bytes);
  }

  private counterBlock(offset: number): Uint8Array {
    const block = new Uint8Array(AES_BLOCK_BYTES);
    block.set(this.options.nonce);
    new DataView(block.buffer).setUint32(NONCE_BYTES, offset / AES_BLOCK_BYTES);
    return block;
  }
}
