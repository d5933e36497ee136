import { blockLength, encodeManifest, encodeTicket, type Manifest, type Release, type Ticket } from '@twinbank/image';
import { AesCtr, deriveImageKey, JWS_TYPES, JwsSigner, sha256, signingKeyFromSeed, TrustedKeys } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';
import { wantedBlocks, type BlockMessage, type TicketMessage, type Want } from '@twinbank/protocol';

/** The device's secret in tests. */
export const DEVICE_ROOT = new Uint8Array(32).fill(7);
/** The device's name in tests. */
export const DEVICE_ID = 'device-1';

/** Both signing keys, and the public keys that a device trusts. */
export interface TestKeys {
  readonly manifest: JwsSigner;
  readonly ticket: JwsSigner;
  readonly manifestKeys: TrustedKeys;
  readonly ticketKeys: TrustedKeys;
}

/** Keys from a seed. */
export async function testKeys(seed = 1): Promise<TestKeys> {
  const manifest = await signingKeyFromSeed(new Uint8Array(32).fill(seed));
  const ticket = await signingKeyFromSeed(new Uint8Array(32).fill(seed + 1));
  return {
    manifest: await JwsSigner.of(manifest),
    ticket: await JwsSigner.of(ticket),
    manifestKeys: new TrustedKeys([manifest.publicJwk]),
    ticketKeys: new TrustedKeys([ticket.publicJwk]),
  };
}

/** A ticket message with everything behind it. */
export interface TestOrder {
  readonly message: Extract<TicketMessage, { type: 'order' }>;
  readonly release: Release;
  readonly ticket: Ticket;
}

/** A signed ticket with its manifest; a test gives only the fields that matter to it. */
export async function orderOf(
  keys: TestKeys,
  release: Release,
  terms: Partial<Ticket> = {},
  manifest: Record<string, unknown> = encodeManifest(release.manifest),
): Promise<TestOrder> {
  const jws = await keys.manifest.sign(manifest, JWS_TYPES.manifest);
  const ticket: Ticket = {
    device: DEVICE_ID,
    job: 1,
    transfer: 100,
    sequence: 1,
    release: toHex(sha256(utf8(jws))),
    cipher: 'A128CTR',
    releaseSalt: new Uint8Array(32).fill(9),
    policy: 'mirror',
    mode: 'live',
    slotDeadlineMs: 60_000,
    onNoSlot: 'fail',
    confirmTimeoutMs: 5000,
    issuedAtMs: 0,
    expiresAtMs: 1_000_000,
    ...terms,
  };
  const message = {
    type: 'order',
    job: ticket.job,
    transfer: ticket.transfer,
    ticket: await keys.ticket.sign(encodeTicket(ticket), JWS_TYPES.ticket),
    manifest: jws,
  } as const;
  return { message, release, ticket };
}

/** Answers wants as a server does: each block encrypted separately with the key of this device and release. */
export class MiniServer {
  private readonly cipher: AesCtr | undefined;
  private readonly manifest: Manifest;

  constructor(readonly order: TestOrder) {
    const { ticket, release } = order;
    this.manifest = release.manifest;
    if (ticket.cipher === 'none') return;
    const { product, version, streamDigest } = this.manifest;
    const keyInputs = {
      deviceRoot: DEVICE_ROOT,
      releaseSalt: ticket.releaseSalt,
      product,
      version,
      digest: streamDigest,
      cipher: ticket.cipher,
    };
    this.cipher = new AesCtr({ cipher: ticket.cipher, ...deriveImageKey(keyInputs) });
  }

  /** The blocks that a want asks for. */
  answer(want: Want): BlockMessage[] {
    const { transfer } = this.order.ticket;
    if (want.transfer !== transfer) return [{ type: 'refused', transfer: want.transfer, reason: 'unknown_transfer' }];
    return wantedBlocks(want).map((block) => this.block(block));
  }

  /** One block. */
  block(block: number): Extract<BlockMessage, { type: 'block' }> {
    const start = block * this.manifest.blockSize;
    const plain = this.order.release.stream.subarray(start, start + blockLength(this.manifest, block));
    const ciphertext = this.cipher ? new Uint8Array(this.cipher.apply(start, plain)) : plain.slice();
    return { type: 'block', transfer: this.order.ticket.transfer, block, ciphertext };
  }
}
