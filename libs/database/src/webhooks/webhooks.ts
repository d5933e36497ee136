import type { Command } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import type { Query, Session } from '../connection/session.js';
import { appendEvents } from '../events.js';
import type { EventDraft } from '../event.js';
import type { Webhook as WebhookRow } from '../generated/client.js';
import { holdProject } from '../projects/holds.js';
import { requireRevision } from '../revision.js';
import { jsonOf, storable, timeOf } from '../sql.js';
import {
  deliveryOf,
  webhookOf,
  type Webhook,
  type WebhookChange,
  type WebhookDelivery,
  type WebhookDraft,
} from './webhook.js';

/** Most webhooks of one project, and of the installation: each is another row for each of its events. */
export const WEBHOOKS_MAX = 50;
/** Most deliveries that are sent once more, or sooner, by one order: a transaction of a second at most. */
export const REPLAY_MAX = 10_000;

/** Serialises those who add webhooks, so that none is added past the limit. */
const ONE_AT_A_TIME = `SELECT pg_advisory_xact_lock(hashtext('twinbank webhooks'))`;
const COUNT = 'SELECT count(*)::int AS used FROM webhooks WHERE project IS NOT DISTINCT FROM $1';
const ADD = `
  INSERT INTO webhooks (id, project, name, url, kinds, disabled, secret, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const CHANGE = `
  UPDATE webhooks SET name = $2, url = $3, kinds = $4, disabled = $5,
    failures = CASE WHEN $6 THEN 0 ELSE failures END, failing_since = CASE WHEN $6 THEN NULL ELSE failing_since END,
    rests_until = CASE WHEN $6 THEN NULL ELSE rests_until END,
    lease = CASE WHEN $6 THEN NULL ELSE lease END, leased_until = CASE WHEN $6 THEN NULL ELSE leased_until END, version = version + 1
  WHERE number = $1`;
/** $1 webhook, $2 deliveries at most: of those that wait, the ones with the longest time to go begin anew, now. */
const HURRY = `
  UPDATE webhook_deliveries SET attempts = 0, due_at = now() WHERE attempts > 0 AND id IN (
    SELECT id FROM webhook_deliveries WHERE webhook = $1 AND state = 'waiting' ORDER BY due_at DESC, id LIMIT $2) RETURNING 1`;
const ROTATE = `
  UPDATE webhooks SET previous_secret = CASE WHEN $3::float8 > 0 THEN secret END, previous_until = CASE WHEN $3::float8 > 0 THEN now() + $3::float8 * interval '1 second' END,
    secret = $2, version = version + 1 WHERE number = $1`;
const TRY = `INSERT INTO webhook_deliveries (webhook, project, event) VALUES ($1, $2, $3) RETURNING id::float8 AS id`;
const AGAIN = `UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, due_at = now(), give_up_at = now() + interval '26 hours', ended_at = NULL`;
/** $1 webhook, $2 a delivery of it. */
const REPLAY_ONE = `${AGAIN} WHERE webhook = $1 AND id = $2 AND state <> 'waiting' RETURNING 1`;
/** $1 webhook, $2 so many of its dead deliveries at most, the oldest first. */
const REPLAY_DEAD = `
  ${AGAIN} WHERE id IN (SELECT id FROM webhook_deliveries WHERE webhook = $1 AND state = 'dead' ORDER BY id LIMIT $2) RETURNING 1`;
const WAKE = 'UPDATE webhooks SET rests_until = NULL WHERE number = $1';

/** Webhooks and what was sent to them, within the reach of whoever asks. */
export class Webhooks {
  constructor(private readonly session: Session) {}

  /**
   * Stores a webhook and records it.
   *
   * @throws Fault `project_unknown`, `quota_exceeded`
   */
  async add(draft: WebhookDraft, command: Command): Promise<Webhook> {
    const { id, project, name, url, kinds, disabled, secret } = draft;
    await this.session.transaction(async (query) => {
      await query({ text: ONE_AT_A_TIME });
      if (project !== undefined) await holdProject(query, project);
      const [row] = await query<{ used: number }>({ text: COUNT }, [project]);
      if (row!.used >= WEBHOOKS_MAX)
        throw faultOf('quota_exceeded', `there are ${WEBHOOKS_MAX} webhooks already`, {
          ...{ quota: 'webhooks', limit: WEBHOOKS_MAX, used: row!.used },
        });
      const what = [id, project, storable(name), storable(url), [...kinds], disabled, Buffer.from(secret)];
      await query({ text: ADD }, [...what, timeOf(command.nowMs), jsonOf(command.by)]);
      const after = {
        name,
        origin: originOf(url),
        kinds,
        enabled: disabled === undefined,
        ...(project !== undefined && { project }),
      };
      await record(query, { id, name, project }, { kind: 'webhook_created', after }, command);
    });
    this.session.wrote(2);
    return this.get(id);
  }

  /** @throws Fault `webhook_unknown` */
  async get(id: string): Promise<Webhook> {
    return webhookOf(await this.row(id));
  }

  /**
   * Changes a webhook, and records it; what is so already changes nothing. A new address, or being enabled again, is a
   * new beginning: what failed before does not count, what waits is sent at once ({@link REPLAY_MAX} at most), and a turn
   * that is under way has no say any more.
   *
   * @throws Fault `webhook_unknown`, `precondition_failed`
   */
  async change(id: string, change: WebhookChange, command: Command): Promise<Webhook> {
    await this.locked(id, command, async (query, before) => {
      const { name = before.name, url = before.url, kinds = before.kinds, enabled } = change;
      const disabled = enabled === undefined ? before.disabled : enabled ? null : (before.disabled ?? 'operator');
      const moved = url !== before.url;
      const was = {
        ...{ name: before.name, origin: originOf(before.url), kinds: before.kinds },
        enabled: before.disabled === null,
      };
      const after = {
        ...{ name: storable(name), origin: originOf(url), kinds: [...kinds], enabled: disabled === null },
        ...(moved && { addressChanged: true }),
      };
      if (JSON.stringify(was) === JSON.stringify(after)) return;
      const anew = moved || (disabled === null && before.disabled !== null);
      await query({ text: CHANGE }, [before.number, after.name, storable(url), after.kinds, disabled, anew]);
      const hurried = anew ? await query({ text: HURRY }, [before.number, REPLAY_MAX]) : [];
      await record(query, { ...before, name: after.name }, { kind: 'webhook_changed', before: was, after }, command);
      this.session.wrote(2 + hurried.length);
    });
    return this.get(id);
  }

  /**
   * Deletes a webhook, and records it; returns it as it was. Its deliveries are out of reach from now on, and are removed
   * by {@link WebhookTurns.forget}.
   *
   * @throws Fault `webhook_unknown`, `precondition_failed`
   */
  async remove(id: string, command: Command): Promise<Webhook> {
    return this.locked(id, command, async (query, row) => {
      await query({ text: 'DELETE FROM webhooks WHERE number = $1' }, [row.number]);
      const before = { name: row.name, origin: originOf(row.url) };
      await record(query, row, { kind: 'webhook_deleted', before, after: { deleted: true } }, command);
      return webhookOf(row);
    });
  }

  /** Gives a webhook another secret; the one before also signs during the overlap. @throws Fault `webhook_unknown`, `precondition_failed` */
  async rotate(
    id: string,
    { secret, overlapSeconds }: { readonly secret: Uint8Array; readonly overlapSeconds: number },
    command: Command,
  ): Promise<Webhook> {
    await this.locked(id, command, async (query, row) => {
      await query({ text: ROTATE }, [row.number, Buffer.from(secret), overlapSeconds]);
      await record(query, row, { kind: 'webhook_secret_rotated', after: { overlapSeconds } }, command);
    });
    return this.get(id);
  }

  /** Has an event sent that says nothing but that it is a test. @throws Fault `webhook_unknown`, `webhook_disabled`, `precondition_failed` */
  async try(id: string, command: Command): Promise<WebhookDelivery> {
    const delivery = await this.locked(id, command, async (query, row) => {
      requireEnabled(row);
      const event = { at: timeOf(command.nowMs), kind: 'webhook_test', project: row.project, actor: command.by };
      const [added] = await query<{ id: number }>({ text: TRY }, [
        row.number,
        row.project,
        jsonOf({ ...event, data: { webhook: row.id, name: row.name } }),
      ]);
      await query({ text: WAKE }, [row.number]);
      await record(query, row, { kind: 'webhook_tested', after: { delivery: added!.id } }, command);
      return added!.id;
    });
    return this.delivery(id, delivery);
  }

  /** @throws Fault `webhook_unknown`, `delivery_unknown` */
  async delivery(id: string, delivery: number): Promise<WebhookDelivery> {
    const { number } = await this.row(id);
    const row = await this.session.prisma.webhookDelivery.findFirst({ where: { number, id: delivery } });
    if (row === null) throw faultOf('delivery_unknown');
    return deliveryOf(row);
  }

  /**
   * Has a delivery sent once more, or the {@link REPLAY_MAX} oldest dead ones; returns how many.
   *
   * @throws Fault `webhook_unknown`, `webhook_disabled`, `precondition_failed`
   */
  async replay(id: string, delivery: number | undefined, command: Command): Promise<number> {
    return this.locked(id, command, async (query, row) => {
      requireEnabled(row);
      const replayed = await (delivery === undefined
        ? query({ text: REPLAY_DEAD }, [row.number, REPLAY_MAX])
        : query({ text: REPLAY_ONE }, [row.number, delivery]));
      const { length } = replayed;
      await query({ text: WAKE }, [row.number]);
      if (length > 0) await record(query, row, { kind: 'webhook_replayed', after: { deliveries: length } }, command);
      this.session.wrote(length);
      return length;
    });
  }

  private async row(id: string): Promise<WebhookRow> {
    const row = await this.session.prisma.webhook.findUnique({ where: { id: storable(id) } });
    if (row === null) throw faultOf('webhook_unknown');
    return row;
  }

  /** Locks a webhook that is within reach. Senders, who lease it, wait a moment. */
  private async locked<T>(
    id: string,
    { onlyAt }: Command,
    work: (query: Query, row: WebhookRow) => Promise<T>,
  ): Promise<T> {
    const { number } = await this.row(id);
    return this.session.transaction(async (query) => {
      const text = `SELECT number, id, project, name, url, kinds, disabled, created_at AS "createdAt", created_by AS "createdBy", version,
        failing_since AS "failingSince", previous_until AS "previousUntil" FROM webhooks WHERE number = $1 FOR UPDATE`;
      const [row] = await query<WebhookRow>({ text }, [number]);
      if (row === undefined) throw faultOf('webhook_unknown');
      requireRevision({ onlyAt }, { createdAtMs: row.createdAt.getTime(), version: row.version });
      return work(query, row);
    });
  }
}

/** So much of an address is recorded: path and query of many addresses are all it takes to write to them. */
const originOf = (url: string): string => new URL(url).origin;

function requireEnabled({ disabled }: WebhookRow): void {
  if (disabled !== null) throw faultOf('webhook_disabled');
}

/** What is recorded of a change of a webhook. */
interface Recorded {
  readonly kind: EventDraft['kind'];
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** @internal */
export function record(
  query: Query,
  { id, name, project }: { readonly id: string; readonly name: string; readonly project?: string | null | undefined },
  { kind, before, after }: Recorded,
  { by, nowMs }: Command,
  facts: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const change = { object: `webhooks/${id}`, before, after };
  const data = { webhook: id, name, ...facts };
  return appendEvents(query, [{ atMs: nowMs, kind, project: project ?? undefined, actor: by, data, change }]);
}
