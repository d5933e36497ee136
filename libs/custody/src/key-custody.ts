import {
  isSealedRing,
  parseKeyRing,
  readSealedRing,
  RING_SALT_BYTES,
  ringQuestion,
  sealRing,
  sha256,
  unsealRing,
  type TokenKey,
} from '@twinbank/keys';
import { equalBytes } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { KeyToken } from './pkcs11-token.js';

/**
 * Where a key ring is kept: what lies on the disk, or in the environment, is turned into the ring and back. Whoever asks does not know how.
 */
export interface KeyCustody {
  readonly kind: 'file' | 'token';
  /** The key of a token that opened a ring last, or is to seal one. */
  readonly by?: TokenKey | undefined;
  /**
   * The text of the ring.
   *
   * @throws Fault `key_ring_sealed`, `key_ring_unsealed`, `key_ring_seal_broken`, `key_token_*`, `request_invalid`
   */
  open(stored: string): Promise<string>;
  /**
   * The text that is stored for a ring; it is proved that it can be opened.
   *
   * @throws Fault `key_token_*`, `request_invalid` if it is no key ring
   */
  store(ring: string): Promise<string>;
  /**
   * Whether the next start would find what it needs to open the ring that was opened last.
   *
   * @param signal gives up waiting for the token
   * @throws Fault `key_token_*`, `key_ring_seal_broken`
   */
  check(signal?: AbortSignal): Promise<void>;
}

/** The ring as it is: whoever may read the file has the keys. */
export class PlainCustody implements KeyCustody {
  readonly kind = 'file';

  async open(stored: string): Promise<string> {
    if (!isSealedRing(stored)) return stored;
    const { token } = readSealedRing(stored).by;
    throw faultOf(
      'key_ring_sealed',
      `the key ring is sealed by the token ${token}: set KEY_TOKEN_MODULE and KEY_TOKEN_PIN_FILE (docs/keys.md)`,
    );
  }

  async store(ring: string): Promise<string> {
    await parseKeyRing(ring);
    return ring;
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}

/** A question that was answered: enough to know the same token again, and no help to whoever reads it. */
interface Answered {
  readonly by: TokenKey;
  readonly question: Uint8Array;
  readonly digest: Uint8Array;
}

/**
 * The ring, sealed by a key that never leaves a token: what lies on the disk, and each copy of it, is worth nothing without the token and
 * its PIN. The token is asked once at a start, so its speed limits nothing.
 */
export class TokenCustody implements KeyCustody {
  readonly kind = 'token';
  private answered: Answered | undefined;

  /**
   * @param random a source of secret randomness
   * @param sealBy the key for a ring that was not sealed yet; a ring that was opened is sealed by its own key again
   */
  constructor(
    private readonly token: KeyToken,
    private readonly random: (length: number) => Uint8Array,
    private readonly sealBy?: TokenKey,
  ) {}

  get by(): TokenKey | undefined {
    return this.answered?.by ?? this.sealBy;
  }

  async open(stored: string): Promise<string> {
    if (!isSealedRing(stored))
      throw faultOf(
        'key_ring_unsealed',
        'a token is set, and the key ring is not sealed: node tools/key-custody.mjs seal FILE (docs/keys.md)',
      );
    const sealed = readSealedRing(stored);
    const question = ringQuestion(sealed.salt);
    const answer = await this.token.answer(sealed.by, question);
    const text = unsealRing(sealed, answer);
    this.answered = { by: sealed.by, question, digest: sha256(answer) };
    return text;
  }

  async store(ring: string): Promise<string> {
    await parseKeyRing(ring);
    const { by } = this;
    if (!by) throw faultOf('request_invalid', 'it is not said which key of which token is to seal the key ring');
    const salt = this.random(RING_SALT_BYTES);
    const answer = await this.token.answer(by, ringQuestion(salt));
    // Asked again: a mechanism with randomness of its own would seal for ever.
    const again = await this.token.answer(by, ringQuestion(salt));
    if (!equalBytes(answer, again)) throw faultOf('key_token_unsteady');
    return sealRing({ text: ring, by, salt, answer });
  }

  async check(signal?: AbortSignal): Promise<void> {
    if (!this.answered) return;
    const { by, question, digest } = this.answered;
    if (!equalBytes(sha256(await this.token.answer(by, question, signal)), digest))
      throw faultOf('key_ring_seal_broken');
  }
}
