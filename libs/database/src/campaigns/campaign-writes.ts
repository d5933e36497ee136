import type { Campaign, CampaignStep } from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import type { EventDraft } from '../event.js';
import { appendEvents } from '../events.js';
import type { Query } from '../connection/session.js';
import { jsonOf, timeOf } from '../sql.js';

const STORE = `
  UPDATE campaigns SET state = $3, current_wave = $4, pause_reason = $5, acknowledged = $6, started_at = $7, ended_at = $8,
      plan = CASE WHEN $9 THEN $10::jsonb ELSE plan END, moved_by = $11, progress = $12, approval = $13, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING version`;

/**
 * Stores a campaign if its stored version is that of `before`. The plan is written only if the step changed it,
 * because planning continues in the meantime without changing the version.
 *
 * @throws Fault `conflict` if the version differs
 */
export async function storeCampaign(query: Query, before: Campaign, after: Campaign): Promise<Campaign> {
  const { state, currentWave, pauseReason, acknowledged, startedAtMs, endedAtMs, plan, movedBy, progress, approval } =
    after;
  const [row] = await query<{ version: number }>({ text: STORE }, [
    before.id,
    before.version,
    state,
    currentWave,
    pauseReason,
    jsonOf(acknowledged),
    timeOf(startedAtMs),
    timeOf(endedAtMs),
    plan !== before.plan,
    plan && jsonOf(plan),
    movedBy && jsonOf(movedBy),
    progress && jsonOf(progress),
    approval && jsonOf(approval),
  ]);
  if (!row) throw faultOf('conflict', `campaign ${before.id} was changed in the meantime`);
  return { ...after, version: row.version };
}

/** Appends the events that a step wants recorded; returns how many. */
export async function recordStep(query: Query, before: Campaign, step: CampaignStep, nowMs: number): Promise<number> {
  const change = { before: movesOf(before), after: movesOf(step.campaign) };
  const events = step.effects.flatMap((effect): EventDraft[] =>
    effect.type === 'record'
      ? [
          {
            atMs: nowMs,
            kind: effect.kind,
            campaignId: step.campaign.id,
            actor: effect.by,
            data: { reason: effect.reason, ...effect.facts },
            change: { ...change, after: { ...change.after, why: effect.reason } },
          },
        ]
      : [],
  );
  await appendEvents(query, events);
  return events.length;
}

/** What a step may change of a campaign, and an auditor wants to know. */
const movesOf = ({ state, currentWave, pauseReason }: Campaign): Record<string, unknown> => ({
  state,
  currentWave,
  ...(pauseReason !== undefined && { pauseReason }),
});
