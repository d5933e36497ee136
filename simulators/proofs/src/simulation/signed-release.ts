import { blockLength, codeSection, encodeManifest, encodeTicket, type Release, type Ticket } from '@twinbank/image';
import { AesCtr, deriveImageKey, JWS_TYPES, sha256 } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';
import { wantedBlocks, type BlockMessage, type PartName, type TicketMessage, type Want } from '@twinbank/protocol';

import type { SceneKeys } from '../scene/orders.js';
import { sampleRelease } from '../scene/sample-image.js';
import type { SignedImage } from '../scene/scene-facts.js';

/** A release with its signed manifest. */
export interface SignedRelease extends SignedImage {
  readonly release: Release;
  readonly manifest: string;
  readonly digest: string;
  readonly salt: Uint8Array;
}

/** Builds and signs the n-th release for a part; its security counter is n. */
export async function signRelease(keys: SceneKeys, part: PartName, n: number, bytes: number): Promise<SignedRelease> {
  const version = `1.${n}.0`;
  const release = sampleRelease({ part, version, counter: n, bytes });
  const manifest = await keys.manifest.sign(encodeManifest(release.manifest), JWS_TYPES.manifest);
  const { offset, length } = codeSection(release.manifest);
  const code = release.stream.slice(offset, offset + length);
  return {
    version,
    counter: n,
    code,
    release,
    manifest,
    digest: toHex(sha256(utf8(manifest))),
    salt: sha256(utf8(`salt of ${part} ${version}`)),
  };
}

/** What an order says beside its release. */
export type OrderTerms = Pick<Ticket, 'device' | 'job' | 'sequence' | 'cipher' | 'policy' | 'mode'>;

/** One device's order: the message, and the blocks that belong to it, encrypted for that device. */
export class DeviceOrder {
  private readonly cipher: AesCtr | undefined;

  private constructor(
    readonly release: SignedRelease,
    readonly terms: OrderTerms,
    readonly message: Extract<TicketMessage, { type: 'order' }>,
    deviceRoot: Uint8Array,
  ) {
    const { cipher } = terms;
    const { product, version, streamDigest } = release.release.manifest;
    if (cipher !== 'none')
      this.cipher = new AesCtr({
        cipher,
        ...deriveImageKey({ deviceRoot, releaseSalt: release.salt, product, version, digest: streamDigest, cipher }),
      });
  }

  /** Signs an order. */
  static async of(
    keys: SceneKeys,
    release: SignedRelease,
    terms: OrderTerms,
    deviceRoot: Uint8Array,
  ): Promise<DeviceOrder> {
    const { job } = terms;
    const ticket: Ticket = {
      ...terms,
      ...{
        transfer: job,
        release: release.digest,
        releaseSalt: release.salt,
        slotDeadlineMs: 60_000,
        onNoSlot: 'fail',
      },
      ...{ confirmTimeoutMs: 5000, issuedAtMs: 0, expiresAtMs: 1_000_000 },
    };
    const signed = await keys.ticket.sign(encodeTicket(ticket), JWS_TYPES.ticket);
    return new DeviceOrder(
      release,
      terms,
      { type: 'order', job, transfer: job, ticket: signed, manifest: release.manifest },
      deviceRoot,
    );
  }

  /** The blocks that a want asks for. */
  answer(want: Want): BlockMessage[] {
    const { job } = this.terms;
    if (want.transfer !== job) return [{ type: 'refused', transfer: want.transfer, reason: 'unknown_transfer' }];
    return wantedBlocks(want).map((block) => ({
      type: 'block',
      transfer: job,
      block,
      ciphertext: this.ciphertext(block),
    }));
  }

  private ciphertext(block: number): Uint8Array {
    const { manifest, stream } = this.release.release;
    const start = block * manifest.blockSize;
    const plain = stream.subarray(start, start + blockLength(manifest, block));
    return this.cipher ? this.cipher.apply(start, plain) : plain.slice();
  }
}
