import { createHmac } from 'node:crypto';

import { concatBytes, lengthPrefixed, utf8 } from '@twinbank/primitives';

import { hkdfSha256 } from './hkdf.js';
import { ChunkSealer, unsealChunks } from './sealed-chunks.js';

/** Bytes of the secret with which messages to a webhook are signed. */
export const WEBHOOK_SECRET_BYTES = 32;

/** A secret as the receiver gets it [Standard Webhooks, "signature scheme"]. */
export const webhookSecretText = (secret: Uint8Array): string => `whsec_${Buffer.from(secret).toString('base64')}`;

/**
 * The header `webhook-signature` [Standard Webhooks, "webhook signature"]: one signature for each secret, so that a
 * receiver that has either of them can check it while secrets are rotated.
 *
 * @example
 * ```ts
 * import { webhookSignature } from '@twinbank/keys';
 *
 * const secret = new Uint8Array(32).fill(1);
 * const message = { id: 'msg_1', atSeconds: 1_700_000_000, body: '{}' };
 * console.log(webhookSignature([secret], message)); // v1,xtZ05xWlw5OgOLjDd6HtOXxhC1OXgHe80DYwEPUhaCI=
 * ```
 */
export function webhookSignature(
  secrets: readonly Uint8Array[],
  { id, atSeconds, body }: { readonly id: string; readonly atSeconds: number; readonly body: string },
): string {
  return secrets
    .map((secret) => `v1,${createHmac('sha256', secret).update(`${id}.${atSeconds}.${body}`).digest('base64')}`)
    .join(' ');
}

/**
 * Encrypts the secret of a webhook for the database, under a key that is of this webhook alone: a row that is copied to
 * another webhook opens nothing there.
 *
 * @param salt 16 random bytes, never used before
 */
export function sealWebhookSecret(
  secret: Uint8Array,
  { key, webhookId, salt }: { readonly key: Uint8Array; readonly webhookId: string; readonly salt: Uint8Array },
): Uint8Array {
  const sealer = new ChunkSealer({ key: keyFor(key, webhookId), salt });
  return concatBytes(sealer.header, sealer.seal(secret, true));
}

/** The secret of a webhook; undefined if it was sealed with another key, for another webhook, or was changed. */
export const openWebhookSecret = (
  sealed: Uint8Array,
  { key, webhookId }: { readonly key: Uint8Array; readonly webhookId: string },
): Uint8Array | undefined => unsealChunks({ key: keyFor(key, webhookId), sealed });

const keyFor = (key: Uint8Array, webhookId: string): Uint8Array =>
  hkdfSha256({ secret: key, salt: utf8(webhookId), info: lengthPrefixed('twinbank/1 webhook', webhookId), length: 32 });
