import { CAMPAIGN_ENGINE } from '@twinbank/access';

import type { Campaign } from '../campaign.js';
import { judgedControlRules, type Compared, type JudgedControlRule } from '../control/comparison.js';
import type { CampaignEffect, CampaignStep, RecordFacts } from './effects.js';
import { beginStopping, decided, pause } from './moves.js';
import { rollBack } from './roll-back.js';

/**
 * Does what the rules of a running campaign say that compare its devices with the control group. Each acts once: whoever resumes
 * the campaign accepts what it found. A rule that cannot be judged pauses once, too; it is judged again as soon as it can be.
 */
export function heedControl(campaign: Campaign, compared: Compared | undefined, nowMs: number): CampaignStep {
  const { control } = campaign.config;
  if (control === undefined || compared === undefined) return { campaign, effects: [] };
  const { acted = [], control: before } = campaign.progress ?? {};
  const look = (before?.looks ?? 0) + 1;
  const { judged, isLook } = judgedControlRules(control, compared, look);
  const fresh = judged.filter(({ rule }) => !acted.some((one) => one.rule === rule.name));
  const broken = fresh.filter(({ verdict }) => verdict === 'broken');
  const looked: Campaign = {
    ...campaign,
    progress: {
      ...campaign.progress,
      ...(broken.length > 0 && { acted: [...acted, ...broken.map(({ rule }) => ({ rule: rule.name }))] }),
      control: { looks: isLook ? look : look - 1, firstAtMs: before?.firstAtMs ?? nowMs, lastAtMs: nowMs },
    },
  };
  const told = broken.map((one) => decided('control_worse', one.reason, { ...factsOf(one), action: one.rule.action }));
  const { campaign: next, effects } = halted(looked, broken, newlyUnread(campaign, fresh)) ?? {
    campaign: looked,
    effects: [],
  };
  return { campaign: next, effects: [...told, ...effects] satisfies CampaignEffect[] };
}

/** The strongest wins, and what cannot be judged pauses only where nothing else is to be done. */
function halted(
  campaign: Campaign,
  broken: readonly JudgedControlRule[],
  unread: readonly JudgedControlRule[],
): CampaignStep | undefined {
  const byAction = (action: string): JudgedControlRule | undefined => broken.find(({ rule }) => rule.action === action);
  const back = byAction('roll_back');
  if (back) return rollBack(campaign, CAMPAIGN_ENGINE, back.reason);
  const stopping = byAction('stop');
  if (stopping) return beginStopping(campaign, CAMPAIGN_ENGINE, stopping.reason);
  const pausing = byAction('pause');
  if (pausing) return pause(campaign, 'rule_broken', { reason: pausing.reason, facts: { rule: pausing.rule.name } });
  return unread.length === 0 ? undefined : pauseUnread(campaign, unread);
}

/** The rules that cannot be judged, and for which nobody has accepted that. */
function newlyUnread({ progress }: Campaign, judged: readonly JudgedControlRule[]): readonly JudgedControlRule[] {
  const { unjudged = [] } = progress ?? {};
  return judged.filter(({ rule, verdict }) => verdict === 'unreadable' && !unjudged.includes(rule.name));
}

/** Pauses for rules that cannot be judged, and remembers them: whoever resumes the campaign accepts that. */
function pauseUnread(campaign: Campaign, unread: readonly JudgedControlRule[]): CampaignStep {
  const names = unread.map(({ rule }) => rule.name);
  const unjudged = [...(campaign.progress?.unjudged ?? []), ...names];
  const reason = unread.map((one) => one.reason).join('; ');
  return pause({ ...campaign, progress: { ...campaign.progress, unjudged } }, 'rule_unreadable', {
    reason,
    facts: { rule: names.join(', ') },
  });
}

const factsOf = ({ rule, devices, control }: JudgedControlRule): RecordFacts => ({ rule: rule.name, devices, control });
