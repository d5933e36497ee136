import { CAMPAIGN_STATES, HOLD_REASONS, JOB_STATES, PAUSE_REASONS, type Campaign, type Job } from '@twinbank/campaign';
import { STAGES } from '@twinbank/protocol';

import { campaignOf } from '../campaigns/campaign-row.js';
import { jobOf } from '../campaigns/job-row.js';
import { RECEIPT_VERDICTS, type ReceiptVerdict } from '../campaigns/receipts.js';
import type { Session } from '../connection/session.js';
import { newestFirst, oldestFirst, type ListDefinition } from './list-definition.js';

/** Where the approval of a campaign stands; missing where none is needed, and none was given. */
const APPROVALS = ['needed', 'approved', 'rejected'] as const;
const APPROVAL = `coalesce(t.approval ->> 'state', CASE WHEN t.state = 'draft' AND (t.rules #>> '{approval,needed}' = 'true'
  OR EXISTS (SELECT FROM projects o WHERE o.name = p.project AND o.campaigns_need_approval)) THEN 'needed' END)`;

/** Campaigns. */
export const CAMPAIGN_LIST: ListDefinition<Campaign> = {
  model: 'Campaign',
  from: 'campaigns t JOIN products p ON p.name = t.product JOIN releases r ON r.id = t.release_id',
  fields: {
    id: { kind: 'number', about: 'its number', sql: 't.id', sortable: true },
    name: { kind: 'text', about: 'what it is called', sql: 't.name', sortable: true },
    product: { kind: 'text', about: 'name of its product', sql: 't.product', sortable: true },
    project: { kind: 'text', about: 'project of its product', sql: 'p.project' },
    release: { kind: 'version', about: 'version that it brings', sql: 'r.version', keySql: 'r.version_key' },
    state: { kind: 'one-of', values: CAMPAIGN_STATES, about: 'where it stands', sql: 't.state', sortable: true },
    pauseReason: {
      ...{ kind: 'one-of', values: PAUSE_REASONS, about: 'why it was paused', optional: true },
      sql: 't.pause_reason',
    },
    approval: {
      ...{ kind: 'one-of', values: APPROVALS, about: 'whether a draft must still be approved, or what was said of it' },
      ...{ optional: true, sql: APPROVAL },
    },
    createdBy: { kind: 'text', about: 'name of who wrote it', optional: true, sql: "(t.created_by ->> 'name')" },
    created: { kind: 'time', about: 'when it was written', sql: 't.created_at', sortable: true },
    started: { kind: 'time', about: 'when it was started', optional: true, sql: 't.started_at', sortable: true },
    ended: { kind: 'time', about: 'when it ended', optional: true, sql: 't.ended_at', sortable: true },
  },
  unique: 'id',
  sort: newestFirst('id'),
  async load({ prisma }, keys) {
    const rows = await prisma.campaign.findMany({ where: { id: { in: keys.map(Number) } } });
    return rows.map((row) => [row.id, campaignOf(row)]);
  },
};

/** A job, and whether the receipt of its last attempt holds. */
export type ListedJob = Job & { readonly receipt?: ReceiptVerdict | undefined };

/** A column of the device of a job: as the device is now, which a byte budget asks, too. */
const ofDevice = (column: 'attributes' | 'reported'): string =>
  `(SELECT x.${column} FROM devices x WHERE x.id = t.device_id)`;

/** Jobs of one campaign or of one device, which is what bounds how many are looked at. */
const JOB_LIST: ListDefinition<ListedJob> = {
  model: 'Job',
  from: 'jobs t',
  fields: {
    id: { kind: 'number', about: 'its number', sql: 't.id', sortable: true },
    campaign: { kind: 'number', about: 'number of its campaign', sql: 't.campaign_id' },
    device: { kind: 'text', about: 'id of its device', sql: 't.device_id', sortable: true },
    wave: { kind: 'number', about: 'its wave, from 0', optional: true, sql: 't.wave', sortable: true },
    ordinal: { kind: 'number', about: 'its place in the campaign', sql: 't.ordinal', sortable: true },
    state: { kind: 'one-of', values: JOB_STATES, about: 'where it stands', sql: 't.state', sortable: true },
    hold: { kind: 'one-of', values: HOLD_REASONS, about: 'why it is held', optional: true, sql: 't.hold' },
    stage: { kind: 'one-of', values: STAGES, about: 'last stage that was reported', optional: true, sql: 't.stage' },
    attempts: { kind: 'number', about: 'attempts begun', sql: 't.attempts', sortable: true },
    fault: { kind: 'text', about: 'code of its fault', optional: true, sql: 't.fault', sortable: true },
    previousVersion: {
      ...{ kind: 'version', about: 'version that ran before', optional: true },
      ...{ sql: 't.previous_version', keySql: '(version_key(t.previous_version) COLLATE "C")' },
    },
    nextAttempt: { kind: 'time', about: 'when it is tried again', optional: true, sql: 't.next_attempt_at' },
    deadline: {
      kind: 'time',
      about: 'when its attempt is given up',
      optional: true,
      sql: 'coalesce(t.run_ends_at, t.deadline_at)',
    },
    started: { kind: 'time', about: 'when it was begun', optional: true, sql: 't.started_at', sortable: true },
    ended: { kind: 'time', about: 'when it ended', optional: true, sql: 't.ended_at', sortable: true },
    'attr.*': {
      ...{ kind: 'attributes', about: 'an attribute that people gave its device, such as `attr.site`', optional: true },
      sql: ofDevice('attributes'),
    },
    'reported.*': {
      ...{
        kind: 'attributes',
        about: 'an attribute that its device reported, such as `reported.line`',
        optional: true,
      },
      sql: ofDevice('reported'),
    },
    receipt: {
      ...{ kind: 'one-of', values: RECEIPT_VERDICTS, about: 'whether its last receipt holds', optional: true },
      sql: `(SELECT min(x.verdict) FROM receipts x WHERE x.transfer = t.transfer)`,
    },
  },
  unique: 'id',
  sort: newestFirst('id'),
  async load({ prisma }, keys) {
    const rows = await prisma.job.findMany({ where: { id: { in: keys.map(Number) } } });
    const verdicts = await verdictsOf(prisma, rows);
    return rows.map((row) => [row.id, { ...jobOf(row), receipt: verdicts.get(row.transfer ?? 0) }]);
  },
};

/** For each attempt that is the last one of its job: `proven` if any of its receipts is, else `unproven`. */
async function verdictsOf(
  prisma: Session['prisma'],
  jobs: readonly { readonly transfer: number | null }[],
): Promise<ReadonlyMap<number, ReceiptVerdict>> {
  const transfers = jobs.flatMap(({ transfer }) => transfer ?? []);
  if (transfers.length === 0) return new Map();
  const rows = await prisma.receipt.findMany({
    where: { transfer: { in: transfers } },
    orderBy: { verdict: 'desc' },
    select: { transfer: true, verdict: true },
  });
  return new Map(rows.map(({ transfer, verdict }) => [transfer, verdict as ReceiptVerdict]));
}

/** Jobs of a campaign in its order: those that were left out at the start come last. */
export const CAMPAIGN_JOB_LIST: ListDefinition<ListedJob> = {
  ...JOB_LIST,
  sort: oldestFirst('ordinal'),
  // A fault counts there only once its job has ended.
  kept: { from: 'job_counts t', sql: 't.jobs', fields: ['campaign', 'wave', 'state'], per: 'campaign' },
};

/** Jobs of a device, newest first. */
export const DEVICE_JOB_LIST: ListDefinition<ListedJob> = JOB_LIST;
