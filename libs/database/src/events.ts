import { UNDER_KEY, type Actor } from '@twinbank/access';

import { APPEND_AUDIT, auditOf, auditRowOf } from './audit/audit-drafts.js';
import type { Event, EventDraft } from './event.js';
import type { Event as EventRow } from './generated/client.js';
import { markCarriedOut } from './idempotency/idempotency-keys.js';
import type { Page, PageRequest } from './page.js';
import type { Query, Session } from './connection/session.js';
import { known, pageOf, rowsOf, storable, timeOf } from './sql.js';

const APPEND = `
  INSERT INTO events (at, kind, campaign_id, job_id, device_id, project, actor, data)
  SELECT at, kind, campaign_id, job_id, device_id, project, actor, data
  FROM jsonb_to_recordset($1::jsonb) AS e(at timestamptz, kind text, campaign_id int, job_id int, device_id text, project text, actor jsonb, data jsonb)`;

/** Appends events ($1) and entries of the audit log ($2) in one statement. */
const APPEND_BOTH = `WITH told AS (${APPEND}) ${APPEND_AUDIT.replace('$1', '$2')}`;

/**
 * Appends events in the transaction of the given connection, so they are committed or rolled back with the change. Every
 * event of an operator's change also gets an entry in the audit log, and marks the key under which the change was ordered.
 *
 * @throws Fault `idempotency_key_in_use` if another request has taken over the key: the change must not be made then
 */
export async function appendEvents(query: Query, events: readonly EventDraft[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ atMs, kind, campaignId, jobId, deviceId, project, actor, data }) => ({
    at: timeOf(atMs),
    kind,
    campaign_id: campaignId,
    job_id: jobId,
    device_id: deviceId,
    project,
    actor,
    data,
  }));
  const audited = events.flatMap((event) => {
    const draft = auditOf(event);
    return draft === undefined ? [] : [auditRowOf(event, draft)];
  });
  for (const event of events) {
    const hold = event.actor.kind === 'operator' ? event.actor[UNDER_KEY] : undefined;
    if (hold !== undefined) await markCarriedOut(query, hold, auditOf(event)!.object);
  }
  if (audited.length === 0) await query({ name: 'events_append', text: APPEND }, [rowsOf(rows)]);
  else await query({ name: 'events_append_both', text: APPEND_BOTH }, [rowsOf(rows), rowsOf(audited)]);
}

/** The log of what happened: only ever added to. */
export class Events {
  constructor(private readonly session: Session) {}

  async append(events: readonly EventDraft[]): Promise<void> {
    await appendEvents(this.session.query, events);
    this.session.wrote(events.length);
  }

  /** Oldest first. */
  async list(
    filter: { readonly campaignId?: number | undefined; readonly deviceId?: string | undefined },
    page: PageRequest<number>,
  ): Promise<Page<Event, number>> {
    const { campaignId, deviceId } = filter;
    const rows = await this.session.prisma.event.findMany({
      where: {
        ...(campaignId !== undefined && { campaignId }),
        ...(deviceId !== undefined && { deviceId: storable(deviceId) }),
        ...(page.after !== undefined && { id: { gt: page.after } }),
      },
      orderBy: { id: 'asc' },
      take: page.limit + 1,
    });
    return pageOf(rows.map(eventOf), page.limit, ({ id }) => id);
  }

  /** Id of the newest event, at which a live view begins; 0 if there is none. */
  async latestId(): Promise<number> {
    const newest = await this.session.prisma.event.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
    return Number(newest?.id ?? 0);
  }
}

export const eventOf = ({ id, at, kind, actor, data, ...subject }: EventRow): Event => ({
  id: Number(id),
  atMs: at.getTime(),
  kind,
  data: data as Readonly<Record<string, unknown>>,
  ...known({ ...subject, actor: actor as unknown as Actor | null }),
});
