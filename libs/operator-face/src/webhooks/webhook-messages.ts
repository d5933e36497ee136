import type { DueDelivery, WebhookTurn } from '@twinbank/database';
import { openWebhookSecret, webhookSignature } from '@twinbank/keys';

import { eventAnswer } from '../events/event.dto.js';

/** A message as it goes over the wire. */
export interface WebhookMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The secrets that sign for a webhook now, the present one first; undefined if the key ring cannot open them. */
export function secretsOf({ id, secret, previousSecret }: WebhookTurn, key: Uint8Array): Uint8Array[] | undefined {
  const own = openWebhookSecret(secret, { key, webhookId: id });
  if (own === undefined) return undefined;
  const before = previousSecret && openWebhookSecret(previousSecret, { key, webhookId: id });
  return before === undefined ? [own] : [own, before];
}

/**
 * The message of a delivery [Standard Webhooks]: signed anew for each attempt, since the time is signed too; its id stays,
 * so that a receiver knows what it has had already.
 */
export function messageOf(
  { id: delivery, event }: DueDelivery,
  secrets: readonly Uint8Array[],
  nowMs: number,
): WebhookMessage {
  const answer = eventAnswer(event);
  const body = JSON.stringify({ type: event.kind, timestamp: answer.at, data: answer });
  const id = `msg_${delivery}`;
  const atSeconds = Math.floor(nowMs / 1000);
  const signature = webhookSignature(secrets, { id, atSeconds, body });
  return {
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(atSeconds),
      'webhook-signature': signature,
      'user-agent': 'Twinbank',
    },
  };
}
