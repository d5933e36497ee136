import type { Actor } from '@twinbank/access';
import type {
  Acknowledged,
  Approval,
  Campaign,
  CampaignConfig,
  CampaignState,
  Origin,
  PauseReason,
  Plan,
  Progress,
  Selection,
} from '@twinbank/campaign';

import type { Campaign as CampaignRow } from '../generated/client.js';
import { known } from '../sql.js';
import { closingOf } from './campaign-counts.js';

/**
 * A configuration as stored: the rules, which are read with every job, separate from the selection, which may be
 * long.
 */
export type StoredRules = Omit<CampaignConfig, 'selection'>;

/** The two stored parts of a configuration. */
export function partsOf({ selection, ...rules }: CampaignConfig): {
  readonly selection: Selection;
  readonly rules: StoredRules;
} {
  return { selection, rules };
}

/** Makes a campaign from its row. */
export function campaignOf(row: CampaignRow): Campaign {
  return {
    id: row.id,
    name: row.name,
    product: row.productName,
    releaseId: row.releaseId,
    state: row.state as CampaignState,
    config: { ...(row.rules as unknown as StoredRules), selection: row.selection as Selection },
    currentWave: row.currentWave,
    acknowledged: row.acknowledged as unknown as Acknowledged,
    authors: row.authors,
    version: row.version,
    createdAtMs: row.createdAt.getTime(),
    ...known({
      pauseReason: row.pauseReason as PauseReason | null,
      createdBy: row.createdBy as unknown as Actor | null,
      movedBy: row.movedBy as unknown as Actor | null,
      plan: row.plan as unknown as Plan | null,
      origin: row.origin as unknown as Origin | null,
      progress: row.progress as unknown as Progress | null,
      approval: row.approval as unknown as Approval | null,
      pace: row.pace as unknown as Campaign['pace'] | null,
      startedAtMs: row.startedAt?.getTime(),
      endedAtMs: row.endedAt?.getTime(),
      closing: row.closedAt && closingOf(row.closing, row.closedAt.getTime()),
    }),
  };
}

/** The columns of a campaign under the names of its row. */
export const CAMPAIGN_COLUMNS = `
  c.id, c.name, c.product AS "productName", c.release_id AS "releaseId", c.state, c.selection, c.rules, c.current_wave AS "currentWave",
  c.pause_reason AS "pauseReason", c.plan, c.acknowledged, c.progress, c.pace, c.version, c.created_at AS "createdAt",
  c.created_by AS "createdBy", c.moved_by AS "movedBy", c.started_at AS "startedAt", c.ended_at AS "endedAt",
  c.closing, c.closed_at AS "closedAt", c.removal_due_at AS "removalDueAt", c.origin, c.approval, c.authors`;
