import { decodeManifest, decodeTicket, type Manifest } from '@twinbank/image';
import { fromBase64Url, toHex } from '@twinbank/primitives';
import { readJsonObject, type FinishPolicy, type TicketMessage } from '@twinbank/protocol';

import type { KnownImage } from './bank-sight.js';

const JSON_BYTES_MAX = 128 * 1024;

/**
 * What a device was ordered to do, as the simulator reads it. Only used to judge the device afterwards, so
 * signatures are not checked here.
 */
export interface OrderRecord {
  readonly job: number;
  readonly version: string;
  readonly policy: FinishPolicy;
  /** Blocks of the stream, and bytes of the image. */
  readonly blocks: number;
  readonly imageBytes: number;
  /** Hex; of the image. */
  readonly imageSha256: string;
}

/** Reads orders; a manifest shared by thousands of devices is decoded once. */
export class OrderReader {
  private readonly manifests = new Map<string, Manifest>();
  /** Images named by manifests of an earlier run, by product and digest. */
  private readonly recalled = new Map<string, { readonly product: string; readonly image: KnownImage }>();

  /** The order in a ticket message; undefined if it cannot be read. */
  read(message: Extract<TicketMessage, { type: 'order' }>): OrderRecord | undefined {
    try {
      const manifest = this.manifestOf(message.manifest);
      const { policy } = decodeTicket(payloadOf(message.ticket));
      return {
        job: message.job,
        version: manifest.version,
        policy,
        blocks: manifest.blocks.length,
        imageBytes: manifest.sections[0]!.length,
        imageSha256: toHex(manifest.sections[0]!.sha256),
      };
    } catch {
      return undefined;
    }
  }

  /** The images named by the manifests of a product, in this run or an earlier one. */
  imagesOf(product: string): KnownImage[] {
    const named = [...this.manifests.values()]
      .filter((manifest) => manifest.product === product)
      .map(({ version, sections }) => ({ version, length: sections[0]!.length, sha256: toHex(sections[0]!.sha256) }));
    const before = [...this.recalled.values()].filter((entry) => entry.product === product).map(({ image }) => image);
    return [...named, ...before];
  }

  /** Adds an image that an order of an earlier run named. */
  recall(product: string, image: KnownImage): void {
    this.recalled.set(`${product} ${image.sha256}`, { product, image });
  }

  private manifestOf(jws: string): Manifest {
    const known = this.manifests.get(jws);
    if (known) return known;
    const manifest = decodeManifest(payloadOf(jws));
    this.manifests.set(jws, manifest);
    return manifest;
  }
}

function payloadOf(jws: string): Record<string, unknown> {
  const payload = fromBase64Url(jws.split('.')[1] ?? '');
  return readJsonObject(payload ?? new Uint8Array(0), JSON_BYTES_MAX);
}
