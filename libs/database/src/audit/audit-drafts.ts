import type { Actor } from '@twinbank/access';
import { shortened, type AuditDraft } from '@twinbank/audit';

import type { EventDraft } from '../event.js';
import { timeOf } from '../sql.js';

/**
 * Parameter $1: rows of {@link auditRow}. An entry that names no project gets that of its campaign, device or product,
 * as its event does.
 */
export const APPEND_AUDIT = `
  INSERT INTO audit_entries (at, actor, action, object, outcome, code, count, project, reason, before, after)
  SELECT at, actor, action, object, outcome, code, count,
    coalesce(project, (SELECT p.project FROM products p WHERE p.name = coalesce(
      (SELECT c.product FROM campaigns c WHERE c.id = campaign_id), (SELECT d.product FROM devices d WHERE d.id = device_id), a.product))),
    reason, before, after
  FROM jsonb_to_recordset($1::jsonb)
    AS a(at timestamptz, actor jsonb, action text, object text, outcome text, code text, count int, project text, reason text, before jsonb, after jsonb,
         campaign_id int, device_id text, product text)`;

/**
 * The entry that an event leaves in the audit log. Every event whose actor is not the server itself leaves one, so that
 * no command can be left out by mistake. Of the server's own decisions only those that say what they changed leave one.
 */
export function auditOf({ atMs, kind, actor, change, data, ...subject }: EventDraft): AuditDraft | undefined {
  if (actor.kind === 'system' && change === undefined) return undefined;
  const object = change?.object ?? objectOf(subject);
  const { project } = subject;
  return {
    atMs,
    actor,
    action: kind,
    object,
    outcome: 'done',
    project,
    before: change?.before,
    after: change?.after ?? data,
  };
}

/** An entry as a row; the reason has a column of its own. */
export function auditRow({ atMs, actor, reason, before, after, ...draft }: AuditDraft): Record<string, unknown> {
  const { reason: given, ...who }: Actor & { reason?: string | undefined } = actor ?? ({} as Actor);
  return {
    ...draft,
    at: timeOf(atMs),
    actor: actor && who,
    reason: reason ?? given,
    before: before && shortened(before),
    after: after && shortened(after),
  };
}

/** The entry of an event as a row, with what tells its project. */
export const auditRowOf = (event: EventDraft, draft: AuditDraft): Record<string, unknown> => ({
  ...auditRow(draft),
  campaign_id: event.campaignId,
  device_id: event.deviceId,
  product: event.data['product'],
});

function objectOf({ jobId, deviceId, campaignId }: Pick<EventDraft, 'jobId' | 'deviceId' | 'campaignId'>): string {
  if (jobId !== undefined) return `jobs/${jobId}`;
  if (deviceId !== undefined) return `devices/${deviceId}`;
  return campaignId === undefined ? 'server' : `campaigns/${campaignId}`;
}
