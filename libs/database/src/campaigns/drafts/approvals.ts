import type { Campaign } from '@twinbank/campaign';
import type { Command } from '@twinbank/access';

import type { EventDraft } from '../../event.js';
import type { Query } from '../../connection/session.js';

const NEEDED = `
  SELECT o.campaigns_need_approval AS needed FROM products p JOIN projects o ON o.name = p.project WHERE p.name = $1`;

/** Whether the project of a product needs its campaigns approved, now. */
export async function needsApproval(query: Query, product: string): Promise<boolean> {
  const [row] = await query<{ needed: boolean }>({ text: NEEDED }, [product]);
  return row?.needed ?? false;
}

/** The event of an approval that a change of its draft takes away; none where nobody had approved it. */
export function voided({ id, approval }: Campaign, { by, nowMs }: Command): readonly EventDraft[] {
  if (approval?.state !== 'approved') return [];
  const { name: approvedBy } = approval.by;
  const reason = `${by.name} changed what ${approvedBy} had approved`;
  return [
    {
      atMs: nowMs,
      kind: 'approval_voided',
      campaignId: id,
      actor: by,
      data: { reason, approvedBy },
      change: { before: { approval: { ...approval } }, after: { why: reason } },
    },
  ];
}
