import { SERVER } from '@twinbank/access';

import type { Session } from '../connection/session.js';
import { rowsOf } from '../sql.js';
import { deliveredEventOf, type DeliveredEvent, type StoredEvent, type WebhookDisabled } from './webhook.js';
import { record } from './webhooks.js';

/** What one server sends to one webhook before another has its turn. */
export interface WebhookTurn {
  readonly number: number;
  readonly id: string;
  /** Missing where it is the installation's. */
  readonly project?: string;
  readonly url: string;
  /** Sealed. */
  readonly secret: Uint8Array;
  /** The secret before, sealed, as long as it also signs. */
  readonly previousSecret?: Uint8Array;
  /** Turns without a success before this one, and for how long nothing could be delivered, by the database's clock. */
  readonly failures: number;
  readonly failingForMs?: number;
  readonly lease: string;
  readonly deliveries: readonly DueDelivery[];
}

/** What a server has room for. */
export interface Room {
  readonly lease: string;
  readonly leaseMs: number;
  /** Most webhooks, and most deliveries of each. */
  readonly webhooks: number;
  readonly deliveries: number;
  /** Most webhooks of one project (or of the installation) that this server sends to at the same time, with those below. */
  readonly ofProject: number;
  /** The project of each webhook that it sends to already. */
  readonly busy: readonly (string | undefined)[];
}

/** A delivery that is to be sent now. */
export interface DueDelivery {
  readonly id: number;
  readonly event: DeliveredEvent;
  /** Attempts before this one. */
  readonly attempts: number;
}

/** What became of an attempt. */
export interface TriedDelivery {
  readonly id: number;
  readonly attempts: number;
  readonly state: 'waiting' | 'delivered' | 'dead';
  /** In how many milliseconds it is tried again, if it waits. */
  readonly delayMs?: number | undefined;
  readonly status?: number | undefined;
  readonly fault?: string | undefined;
}

/** What follows from a turn for the webhook. */
export interface TurnOutcome {
  readonly tried: readonly TriedDelivery[];
  readonly failures: number;
  /** For how long the webhook is left alone. */
  readonly restMs: number;
  readonly disable?: Exclude<WebhookDisabled, 'operator'> | undefined;
}

/** $1 webhooks at most, $2 a new lease, $3 its seconds, $4 the projects of what this server sends already, $5 webhooks of one project at most. */
const LEASE = `
  WITH due AS (
    SELECT number, row_number() OVER (PARTITION BY project ORDER BY turn_at NULLS FIRST, number)
      + (SELECT count(*) FROM unnest($4::text[]) AS busy WHERE busy IS NOT DISTINCT FROM project) AS place
    FROM webhooks w
    WHERE disabled IS NULL AND (leased_until IS NULL OR leased_until < now()) AND (rests_until IS NULL OR rests_until <= now())
      AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.webhook = w.number AND d.state = 'waiting' AND d.due_at <= now()))
  UPDATE webhooks SET lease = $2, leased_until = now() + $3::float8 * interval '1 second', turn_at = now()
  WHERE number IN (
    SELECT number FROM webhooks
    WHERE number IN (SELECT number FROM due WHERE place <= $5) AND disabled IS NULL AND (leased_until IS NULL OR leased_until < now())
    ORDER BY turn_at NULLS FIRST, number LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING number, id, project, url, secret, CASE WHEN previous_until > now() THEN previous_secret END AS "previousSecret", failures,
    (extract(epoch FROM now() - failing_since) * 1000)::float8 AS "failingForMs"`;
/** $1 webhooks, $2 deliveries of each at most; one of a webhook that fails, to see whether it works again. */
const DUE = `
  SELECT d.id::float8 AS id, d.webhook, d.event, d.attempts FROM webhooks w, LATERAL (
    SELECT * FROM webhook_deliveries x WHERE x.webhook = w.number AND x.state = 'waiting' AND x.due_at <= now()
    ORDER BY x.due_at, x.id LIMIT CASE WHEN w.failures > 0 THEN 1 ELSE $2::int END) d
  WHERE w.number = ANY ($1) ORDER BY d.id`;
/** $1 what became of each. One that was ended or sent by another server meanwhile stays as it is. */
const TRIED = `
  UPDATE webhook_deliveries d SET state = t.state, attempts = t.attempts, last_status = t.status, last_fault = t.fault, tried_at = now(),
    due_at = now() + coalesce(t.delay_ms, 0) * interval '1 millisecond', ended_at = CASE WHEN t.state <> 'waiting' THEN now() END
  FROM jsonb_to_recordset($1::jsonb) AS t(id bigint, attempts int, state text, delay_ms float8, status int, fault text)
  WHERE d.id = t.id AND d.state = 'waiting'`;
/** $1 webhook, $2 lease, $3 failures, $4 milliseconds of rest, $5 why it is disabled. */
const END_TURN = `
  UPDATE webhooks SET lease = NULL, leased_until = NULL, failures = $3, failing_since = CASE WHEN $3 > 0 THEN coalesce(failing_since, now()) END,
    rests_until = CASE WHEN $4::float8 > 0 THEN now() + $4::float8 * interval '1 millisecond' END, disabled = coalesce(disabled, $5)
  WHERE number = $1 AND lease = $2 RETURNING id, name, project, disabled`;
const GIVE_UP = `
  UPDATE webhook_deliveries SET state = 'dead', ended_at = now(), last_fault = coalesce(last_fault, 'webhook_not_tried')
  WHERE id IN (SELECT id FROM webhook_deliveries WHERE state = 'waiting' AND give_up_at < now() ORDER BY give_up_at LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING 1`;
/** $1 deliveries at most, of webhooks that were deleted. Looks at each webhook once, by the index of deliveries. */
const FORGET = `
  WITH RECURSIVE hooks(number) AS (
    SELECT min(webhook) FROM webhook_deliveries
    UNION ALL SELECT (SELECT min(d.webhook) FROM webhook_deliveries d WHERE d.webhook > h.number) FROM hooks h WHERE h.number IS NOT NULL)
  DELETE FROM webhook_deliveries WHERE id IN (
    SELECT d.id FROM hooks h JOIN webhook_deliveries d ON d.webhook = h.number
    WHERE NOT EXISTS (SELECT FROM webhooks w WHERE w.number = h.number) LIMIT $1 FOR UPDATE OF d SKIP LOCKED) RETURNING 1`;

/**
 * The work of sending, shared by all servers: one of them has a webhook at a time, under a lease that ends by itself if
 * the server dies. Then another sends what was not written down as sent, so an event may come twice and is never lost.
 */
export class WebhookTurns {
  constructor(private readonly session: Session) {}

  /** Leases webhooks for which something is due, those that waited longest first, with what is due. */
  async begin({ lease, leaseMs, webhooks, deliveries, ofProject, busy }: Room): Promise<readonly WebhookTurn[]> {
    type Leased = Omit<WebhookTurn, 'lease' | 'deliveries' | 'project' | 'previousSecret' | 'failingForMs'> & {
      readonly project: string | null;
      readonly previousSecret: Uint8Array | null;
      readonly failingForMs: number | null;
    };
    const leased = await this.session.query<Leased>({ name: 'webhooks_lease', text: LEASE }, [
      webhooks,
      lease,
      leaseMs / 1000,
      busy.map((project) => project ?? null),
      ofProject,
    ]);
    if (leased.length === 0) return [];
    const due = await this.session.query<{ id: number; webhook: number; event: StoredEvent; attempts: number }>(
      { name: 'webhooks_due', text: DUE },
      [leased.map(({ number }) => number), deliveries],
    );
    return leased.map(({ project, previousSecret, failingForMs, ...webhook }) => ({
      ...webhook,
      ...(project !== null && { project }),
      ...(previousSecret !== null && { previousSecret }),
      ...(failingForMs !== null && { failingForMs }),
      lease,
      deliveries: due
        .filter((row) => row.webhook === webhook.number)
        .map(({ id, event, attempts }) => ({ id, attempts, event: deliveredEventOf(event) })),
    }));
  }

  /**
   * Writes down what became of a turn, and lets the webhook go; disables it if that is what follows. If the lease is lost,
   * since another server took over or the webhook began anew, what was delivered is written down and nothing else.
   */
  async end(turn: WebhookTurn, { tried, failures, restMs, disable }: TurnOutcome, nowMs: number): Promise<void> {
    await this.session.transaction(async (query) => {
      const [row] = await query<{ id: string; name: string; project: string | null; disabled: string | null }>(
        { name: 'webhooks_end', text: END_TURN },
        [turn.number, turn.lease, failures, restMs, disable],
      );
      const rows = tried
        .filter(({ state }) => row !== undefined || state === 'delivered')
        .map(({ delayMs, ...one }) => ({ ...one, delay_ms: delayMs }));
      if (rows.length > 0) await query({ name: 'webhooks_tried', text: TRIED }, [rowsOf(rows)]);
      if (row !== undefined && disable !== undefined && row.disabled === disable) {
        const change = {
          kind: 'webhook_disabled' as const,
          before: { enabled: true },
          after: { enabled: false, disable },
        };
        await record(query, row, change, { by: SERVER, nowMs }, { reason: disable });
      }
    });
    this.session.wrote(tried.length + 1);
  }

  /** Gives up at most so many deliveries that were due for too long; returns how many. */
  async giveUp(limit: number): Promise<number> {
    return (await this.session.query({ name: 'webhooks_give_up', text: GIVE_UP }, [limit])).length;
  }

  /** Removes at most so many deliveries of webhooks that were deleted; returns how many. */
  async forget(limit: number): Promise<number> {
    return (await this.session.query({ name: 'webhooks_forget', text: FORGET }, [limit])).length;
  }
}
