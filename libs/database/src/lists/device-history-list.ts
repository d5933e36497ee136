import type { Actor } from '@twinbank/access';
import type { Parameters } from '@twinbank/selection';

import type { Session } from '../connection/session.js';
import { eventOf } from '../events.js';
import { known, storable } from '../sql.js';
import { oldestFirst, type ListDefinition } from './list-definition.js';

/** What a history says beside the events of a device, with what each means. */
export const HISTORY_KINDS = {
  provisioned: 'the device was made known',
  attempt_began: 'it was offered a release',
  receipt_proven: 'its receipt about an attempt came, and holds',
  receipt_unproven: 'its receipt about an attempt came, and does not hold',
  refused: 'an attempt of somebody to change it was refused',
  last_report: 'what it last reported to run',
} as const;

/** Something that happened to a device. */
export interface HistoryEntry {
  readonly atMs: number;
  /** Name of the event, or one of {@link HISTORY_KINDS}. */
  readonly kind: string;
  readonly actor?: Actor;
  readonly campaignId?: number;
  readonly jobId?: number;
  /** Version that the campaign brings; of a last report, the version that runs. */
  readonly release?: string;
  /** Version that ran before the job. */
  readonly before?: string;
  /** Number of the attempt, from 1. */
  readonly attempt?: number;
  readonly fault?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Which history: of which device, and whether with refused attempts to change it, which only the audit log has. */
export interface HistoryOf {
  readonly deviceId: string;
  readonly withAudit: boolean;
}

/** Digits of the numbers in keys: entries of one moment are in the order of their numbers. */
const DIGITS = 19;
const NONE = 'NULL::int AS campaign, NULL::int AS job, NULL::text AS actor';
const OF_JOB = `
  JOIN jobs j ON j.id = a.job_id JOIN campaigns c ON c.id = j.campaign_id JOIN products p ON p.name = c.product WHERE j.device_id =`;
const keyed = (letter: string, id: string): string => `'${letter}' || lpad(${id}::text, ${DIGITS}, '0') AS key`;

/** The parts of a history, each by an index of its table. The letters put entries of one moment into a sensible order. */
const PARTS = [
  (id: string) => `
    SELECT ${keyed('a', '0')}, d.created_at AS at, 'provisioned' AS kind, p.project, ${NONE}
    FROM devices d JOIN products p ON p.name = d.product WHERE d.id = ${id}`,
  (id: string) => `
    SELECT ${keyed('b', 'a.id')}, a.at, 'attempt_began', p.project, j.campaign_id, j.id, NULL FROM attempts a ${OF_JOB} ${id}`,
  (id: string) => `
    SELECT ${keyed('c', 'e.id')}, e.at, e.kind, e.project, e.campaign_id, e.job_id, e.actor ->> 'name' FROM events e WHERE e.device_id = ${id}`,
  (id: string) => `
    SELECT CASE r.verdict WHEN 'proven' THEN 'd' ELSE 'e' END || lpad(r.transfer::text, ${DIGITS}, '0'), r.at, 'receipt_' || r.verdict, p.project,
      j.campaign_id, j.id, NULL
    FROM receipts r JOIN attempts a ON a.id = r.transfer ${OF_JOB} ${id}`,
  (id: string) => `
    SELECT ${keyed('z', '0')}, d.status_at, 'last_report', p.project, NULL, NULL, NULL
    FROM devices d JOIN products p ON p.name = d.product WHERE d.id = ${id} AND d.status_at IS NOT NULL`,
];
/** What follows the address of a device in those of the orders about it. */
const ORDERS = ['', '/deactivate', '/reactivate', '/rekey', '/move', '/disposal'];
const objectsOf = (id: string): string => ORDERS.map((order) => `'devices/' || ${id} || '${order}'`).join(', ');
const REFUSED = (id: string): string => `
    SELECT ${keyed('f', 'a.id')}, a.at, 'refused', a.project, NULL, NULL, a.actor ->> 'name' FROM audit_entries a
    WHERE a.outcome = 'refused' AND a.object = ANY (ARRAY[${objectsOf(id)}])`;

/** What happened to a device, oldest first: from its events, its attempts, its receipts, and the audit log. */
export const deviceHistoryList = ({ deviceId, withAudit }: HistoryOf): ListDefinition<HistoryEntry> => ({
  model: 'Event',
  from: (parameters: Parameters) => {
    const id = parameters.add(storable(deviceId), 'text');
    return `(${[...PARTS, ...(withAudit ? [REFUSED] : [])].map((part) => part(id)).join('\n  UNION ALL')}) t`;
  },
  fields: {
    at: { kind: 'time', about: 'when it happened', sql: 't.at', sortable: true },
    kind: { kind: 'text', about: 'what happened', sql: 't.kind' },
    campaign: { kind: 'number', about: 'number of its campaign', optional: true, sql: 't.campaign' },
    job: { kind: 'number', about: 'number of its job', optional: true, sql: 't.job' },
    actor: { kind: 'text', about: 'name of who did it', optional: true, sql: 't.actor' },
    key: { kind: 'text', about: '', sql: '(t.key COLLATE "C")', hidden: true, sortable: true },
  },
  unique: 'key',
  sort: oldestFirst('at'),
  load: async (session, keys) => {
    const numbers = (letter: string): number[] =>
      (keys as string[]).filter((key) => key.startsWith(letter)).map((key) => Number(key.slice(1)));
    const read = [
      ofDevice(session, deviceId, keys as string[]),
      ofAttempts(session, numbers('b')),
      ofEvents(session, numbers('c')),
      ofReceipts(session, { d: numbers('d'), e: numbers('e') }),
      ofRefusals(session, numbers('f')),
    ];
    return (await Promise.all(read)).flat();
  },
});

type Keyed = readonly (readonly [key: string, entry: HistoryEntry])[];
const keyOf = (letter: string, id: number | bigint): string => letter + String(id).padStart(DIGITS, '0');

async function ofDevice({ prisma }: Session, id: string, keys: readonly string[]): Promise<Keyed> {
  const asked = [keyOf('a', 0), keyOf('z', 0)].filter((key) => keys.includes(key));
  if (asked.length === 0) return [];
  const row = await prisma.device.findUnique({ where: { id: storable(id) } });
  if (row === null) return [];
  const made = { atMs: row.createdAt.getTime(), kind: 'provisioned', data: { product: row.productName } };
  const { statusAt, runningVersion, runningBank, confirmed } = row;
  const said = known({ bank: runningBank, confirmed });
  const entries: Keyed = [
    [keyOf('a', 0), made],
    [
      keyOf('z', 0),
      { atMs: statusAt?.getTime() ?? 0, kind: 'last_report', ...known({ release: runningVersion }), data: said },
    ],
  ];
  return entries.filter(([key]) => asked.includes(key));
}

/** What is read of a job beside its own row. */
const JOB = { include: { campaign: { select: { release: { select: { version: true } } } } } } as const;

async function ofAttempts({ prisma }: Session, ids: readonly number[]): Promise<Keyed> {
  if (ids.length === 0) return [];
  const rows = await prisma.attempt.findMany({ where: { id: { in: [...ids] } }, include: { job: JOB } });
  return rows.map(({ id, at, number, job }) => [
    keyOf('b', id),
    { atMs: at.getTime(), kind: 'attempt_began', ...ofJob(job), attempt: number },
  ]);
}

async function ofReceipts(
  { prisma }: Session,
  ids: { readonly d: readonly number[]; readonly e: readonly number[] },
): Promise<Keyed> {
  const transfers = [...ids.d, ...ids.e];
  if (transfers.length === 0) return [];
  const rows = await prisma.receipt.findMany({
    where: { transfer: { in: transfers } },
    include: { attempt: { include: { job: JOB } } },
  });
  return rows.map(({ transfer, verdict, at, fault, attempt: { number, job } }) => [
    keyOf(verdict === 'proven' ? 'd' : 'e', transfer),
    { atMs: at.getTime(), kind: `receipt_${verdict}`, ...ofJob(job), attempt: number, ...known({ fault }) },
  ]);
}

async function ofEvents({ prisma }: Session, ids: readonly number[]): Promise<Keyed> {
  if (ids.length === 0) return [];
  const rows = await prisma.event.findMany({ where: { id: { in: [...ids] } } });
  const jobIds = [...new Set(rows.flatMap(({ jobId }) => jobId ?? []))];
  const jobs = jobIds.length === 0 ? [] : await prisma.job.findMany({ where: { id: { in: jobIds } }, ...JOB });
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return rows.map((row) => {
    const { id, atMs, kind, actor, campaignId, jobId, data } = eventOf(row);
    const job = byId.get(jobId ?? 0);
    const { fault, ...facts } = data as { readonly fault?: string };
    const said = known({ actor, campaignId, jobId, fault });
    return [keyOf('c', id), { atMs, kind, ...said, ...(job && ofJob(job)), data: facts }];
  });
}

/** Refused attempts are in no project, and only a session that sees everything may read them. */
async function ofRefusals({ prisma }: Session, ids: readonly number[]): Promise<Keyed> {
  if (ids.length === 0) return [];
  const rows = await prisma.auditEntry.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(({ id, at, actor, action, code, count, reason }) => {
    const who = actor as unknown as Actor | null;
    const data = known({ action, count, reason });
    return [keyOf('f', id), { atMs: at.getTime(), kind: 'refused', ...known({ actor: who, fault: code }), data }];
  });
}

interface JobOfHistory {
  readonly id: number;
  readonly campaignId: number;
  readonly previousVersion: string | null;
  readonly campaign: { readonly release: { readonly version: string } };
}

const ofJob = ({ id, campaignId, previousVersion, campaign }: JobOfHistory): Partial<HistoryEntry> => ({
  ...{ jobId: id, campaignId, release: campaign.release.version },
  ...known({ before: previousVersion }),
});
