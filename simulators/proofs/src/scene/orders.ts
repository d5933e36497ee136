import type { KeyObject } from 'node:crypto';

import { blockLength, encodeManifest, encodeTicket, type Release, type Ticket } from '@twinbank/image';
import { AesCtr, deriveImageKey, JWS_TYPES, JwsSigner, sha256, signingKeyFromSeed, TrustedKeys } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';
import { wantedBlocks, type BlockMessage, type TicketMessage, type Want } from '@twinbank/protocol';

/** The only secret of the device in all scenes. */
export const DEVICE_ROOT = new Uint8Array(32).fill(7);
/** What the device's clock says before the first cut: more than 32 bits. */
export const CLOCK_MS = Date.UTC(2026, 10, 22, 12);
/** Until when the application may put the swap off, where it may. */
export const POSTPONABLE_UNTIL_MS = CLOCK_MS + 90_000;
/** From when on the application wants a release that it may choose, and until when it may in the second order. */
export const WANTED_FROM_MS = CLOCK_MS + 150_000;
export const CHOICE_UNTIL_MS = CLOCK_MS + 300_000;
/** The byte of which the seed of the key that signs tickets is made. */
export const TICKET_SEED = 2;
/** The name of the device in all scenes. */
export const DEVICE_ID = 'device-1';

/** Both signing keys of the server's side, and the keys that a device trusts. */
export interface SceneKeys {
  readonly manifest: JwsSigner;
  readonly ticket: JwsSigner;
  readonly manifestKeys: TrustedKeys;
  readonly ticketKeys: TrustedKeys;
}

/** Checks each document once: the result for the same text never changes. */
class RememberingKeys extends TrustedKeys {
  private readonly fitting = new Set<string>();

  override fits(compact: string, key: KeyObject): boolean {
    if (this.fitting.has(compact)) return true;
    if (!super.fits(compact, key)) return false;
    this.fitting.add(compact);
    return true;
  }
}

/** Keys that are the same in every run. */
export async function sceneKeys(): Promise<SceneKeys> {
  const manifest = await signingKeyFromSeed(new Uint8Array(32).fill(1));
  const ticket = await signingKeyFromSeed(new Uint8Array(32).fill(TICKET_SEED));
  return {
    manifest: await JwsSigner.of(manifest),
    ticket: await JwsSigner.of(ticket),
    manifestKeys: new RememberingKeys([manifest.publicJwk]),
    ticketKeys: new RememberingKeys([ticket.publicJwk]),
  };
}

/** Terms that an order does not set have fixed values. */
export type OrderTerms = Pick<Ticket, 'cipher' | 'policy' | 'mode'> & {
  readonly firstJob: number;
  readonly count: number;
  readonly device?: string;
  readonly expiresAtMs?: number;
  /** Sequence of all tickets. Default: the number of the job. */
  readonly sequence?: number;
  readonly kind?: Ticket['kind'];
  /** Until when the application may put the swap off, or choose it. Left out: it may not. */
  readonly postponableUntilMs?: number | undefined;
};

/** Tickets for one release, to be offered one after the other, and the blocks of its stream as a server sends them. */
export class OrderBook {
  private readonly cipher: AesCtr | undefined;
  private readonly sent: Uint8Array[] = [];

  private constructor(
    readonly release: Release,
    readonly messages: readonly Extract<TicketMessage, { type: 'order' }>[],
    { cipher, releaseSalt }: Pick<Ticket, 'cipher' | 'releaseSalt'>,
  ) {
    const { product, version, streamDigest } = release.manifest;
    if (cipher === 'none') return;
    this.cipher = new AesCtr({
      cipher,
      ...deriveImageKey({ deviceRoot: DEVICE_ROOT, releaseSalt, product, version, digest: streamDigest, cipher }),
    });
  }

  /** Signs a manifest and its tickets. */
  static async of(
    keys: SceneKeys,
    release: Release,
    {
      cipher,
      policy,
      mode,
      firstJob,
      count,
      device = DEVICE_ID,
      expiresAtMs = 1_000_000,
      sequence,
      ...more
    }: OrderTerms,
  ): Promise<OrderBook> {
    const manifest = await keys.manifest.sign(encodeManifest(release.manifest), JWS_TYPES.manifest);
    const releaseSalt = sha256(utf8(`salt of ${release.manifest.version}`));
    const terms = {
      ...(more.kind && { kind: more.kind }),
      ...{ device, release: toHex(sha256(utf8(manifest))), cipher, releaseSalt, policy, mode },
      ...(more.postponableUntilMs === undefined
        ? { issuedAtMs: 0 }
        : { issuedAtMs: CLOCK_MS, postponableUntil: more.postponableUntilMs }),
      ...{ slotDeadlineMs: 60_000, onNoSlot: 'fail' as const, confirmTimeoutMs: 5000, expiresAtMs },
    } satisfies Omit<Ticket, 'job' | 'transfer' | 'sequence'>;
    const messages = Array.from({ length: count }, async (_, i) => {
      const job = firstJob + i;
      const ticket = await keys.ticket.sign(
        encodeTicket({ ...terms, job, transfer: job, sequence: sequence ?? job }),
        JWS_TYPES.ticket,
      );
      return { type: 'order', job, transfer: job, ticket, manifest } as const;
    });
    return new OrderBook(release, await Promise.all(messages), { cipher, releaseSalt });
  }

  /** The blocks that a want asks for, encrypted for the order with this transfer. */
  answer(want: Want, transfer: number): BlockMessage[] {
    if (want.transfer !== transfer) return [{ type: 'refused', transfer: want.transfer, reason: 'unknown_transfer' }];
    return wantedBlocks(want).map((block) => ({ type: 'block', transfer, block, ciphertext: this.block(block) }));
  }

  /** One block as it is sent. Never write to it. */
  private block(block: number): Uint8Array {
    return (this.sent[block] ??= this.encrypted(block));
  }

  private encrypted(block: number): Uint8Array {
    const { manifest, stream } = this.release;
    const start = block * manifest.blockSize;
    const plain = stream.slice(start, start + blockLength(manifest, block));
    return this.cipher ? this.cipher.apply(start, plain) : plain;
  }
}
