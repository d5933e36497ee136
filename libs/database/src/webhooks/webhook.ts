import type { Actor } from '@twinbank/access';

import type { Webhook as WebhookRow, WebhookDelivery as DeliveryRow } from '../generated/client.js';
import type { Event } from '../event.js';
import { known } from '../sql.js';

/** Why a webhook is sent nothing: an operator disabled it, its receiver said that it is gone, or it failed for days. */
export type WebhookDisabled = 'operator' | 'gone' | 'failing';

/** Where events are sent to. */
export interface Webhook {
  /** Position in lists. */
  readonly number: number;
  readonly id: string;
  /** The one project whose events it gets; without one, those of the whole installation. */
  readonly project?: string;
  readonly name: string;
  readonly url: string;
  /** The events that it gets; empty for all. */
  readonly kinds: readonly string[];
  readonly disabled?: WebhookDisabled;
  readonly createdAtMs: number;
  /** Goes up with every change that an operator makes. */
  readonly version: number;
  readonly createdBy: Actor;
  /** Since when nothing could be delivered. */
  readonly failingSinceMs?: number;
  /** Until when the secret before also signs. */
  readonly previousUntilMs?: number;
}

/** A new webhook. */
export interface WebhookDraft {
  readonly id: string;
  readonly project?: string | undefined;
  readonly name: string;
  readonly url: string;
  readonly kinds: readonly string[];
  readonly disabled?: 'operator' | undefined;
  /** Sealed. */
  readonly secret: Uint8Array;
}

/** What to change of a webhook; what is missing stays. */
export interface WebhookChange {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
}

/**
 * - `waiting`: to be sent, for the first time or once more
 * - `delivered`: the receiver took it
 * - `dead`: given up; it can be sent once more on request
 */
export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event for one webhook. */
export interface WebhookDelivery {
  readonly id: number;
  readonly event: DeliveredEvent;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAtMs: number;
  /** When it is sent next; only while it waits. */
  readonly dueAtMs?: number;
  readonly triedAtMs?: number;
  readonly endedAtMs?: number;
  /** HTTP status of the last answer; missing where there was none. */
  readonly lastStatus?: number;
  /** Why the last attempt failed. */
  readonly lastFault?: string;
}

/** An event as it is delivered; one that is sent to try a webhook is not in the log and has no id. */
export type DeliveredEvent = Omit<Event, 'id'> & { readonly id?: number };

/** @internal */
export const webhookOf = (row: WebhookRow): Webhook => ({
  ...{ number: row.number, id: row.id, name: row.name, url: row.url, kinds: row.kinds },
  createdAtMs: row.createdAt.getTime(),
  version: row.version,
  createdBy: row.createdBy as unknown as Actor,
  ...known({
    project: row.project,
    disabled: row.disabled as WebhookDisabled | null,
    failingSinceMs: row.failingSince?.getTime(),
    previousUntilMs: row.previousUntil?.getTime(),
  }),
});

/** @internal */
export const deliveryOf = (row: DeliveryRow): WebhookDelivery => ({
  id: Number(row.id),
  event: deliveredEventOf(row.event as unknown as StoredEvent),
  state: row.state as DeliveryState,
  attempts: row.attempts,
  createdAtMs: row.createdAt.getTime(),
  ...known({
    dueAtMs: row.state === 'waiting' ? row.dueAt.getTime() : undefined,
    triedAtMs: row.triedAt?.getTime(),
    endedAtMs: row.endedAt?.getTime(),
    lastStatus: row.lastStatus,
    lastFault: row.lastFault,
  }),
});

/** A row of the events table as JSON. */
export interface StoredEvent {
  readonly id?: number | null;
  readonly at: string;
  readonly kind: string;
  readonly campaign_id?: number | null;
  readonly job_id?: number | null;
  readonly device_id?: string | null;
  readonly project?: string | null;
  readonly actor?: Actor | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** @internal */
export const deliveredEventOf = (row: StoredEvent): DeliveredEvent => ({
  atMs: Date.parse(row.at),
  kind: row.kind,
  data: row.data,
  ...known({
    id: row.id,
    campaignId: row.campaign_id,
    jobId: row.job_id,
    deviceId: row.device_id,
    project: row.project,
    actor: row.actor,
  }),
});
