import type { Actor } from '@twinbank/access';

import type { Event as EventRow } from './generated/client.js';
import type { Page, PageRequest } from './page.js';
import type { Query, Session } from './connection/session.js';
import { known, pageOf, rowsOf, storable, timeOf } from './sql.js';

/** Something that happened, for the record. */
export interface EventDraft {
  readonly atMs: number;
  /** What, as a stable snake_case word. */
  readonly kind: string;
  readonly campaignId?: number | undefined;
  readonly jobId?: number | undefined;
  readonly deviceId?: string | undefined;
  /** Who did or decided it. */
  readonly actor: Actor;
  /** Reason and facts; must be JSON and hold no secret. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event as it stands in the log; its actor is unknown where it was written before actors were kept. */
export interface Event extends Omit<EventDraft, 'actor'> {
  readonly id: number;
  readonly actor?: Actor | undefined;
}

const APPEND = `
  INSERT INTO events (at, kind, campaign_id, job_id, device_id, actor, data)
  SELECT at, kind, campaign_id, job_id, device_id, actor, data
  FROM jsonb_to_recordset($1::jsonb) AS e(at timestamptz, kind text, campaign_id int, job_id int, device_id text, actor jsonb, data jsonb)`;

/** Appends events with the given connection, so that they stand or fall with its transaction. */
export async function appendEvents(query: Query, events: readonly EventDraft[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ atMs, kind, campaignId, jobId, deviceId, actor, data }) => ({
    at: timeOf(atMs),
    kind,
    campaign_id: campaignId,
    job_id: jobId,
    device_id: deviceId,
    actor,
    data,
  }));
  await query({ name: 'events_append', text: APPEND }, [rowsOf(rows)]);
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

  /** Id of the newest event, where a live view begins; 0 where there is none. */
  async latestId(): Promise<number> {
    const newest = await this.session.prisma.event.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
    return Number(newest?.id ?? 0);
  }
}

const eventOf = ({ id, at, kind, actor, data, ...subject }: EventRow): Event => ({
  id: Number(id),
  atMs: at.getTime(),
  kind,
  data: data as Readonly<Record<string, unknown>>,
  ...known({ ...subject, actor: actor as unknown as Actor | null }),
});
