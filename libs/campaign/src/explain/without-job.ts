import { durationWords } from '@twinbank/primitives';

import { isTakingIn, mayGiveJobs, type Campaign } from '../campaign.js';
import type { Exclusion } from '../exclusion.js';
import { heldBackBy } from './held-back.js';

/** What is known of a device that the selection of a campaign matches, and that has no job in it. */
export interface SelectedNow {
  /** Why the campaign would leave it out. */
  readonly exclusion?: Exclusion | undefined;
  /** The campaign whose open job has it. */
  readonly openCampaign?: number | undefined;
}

interface WithoutJob {
  readonly campaign: Campaign;
  readonly selected?: SelectedNow | undefined;
  /** Why the selection cannot be read now. */
  readonly unreadable?: string | undefined;
  /** Whether the end of the device was ordered, or has come. */
  readonly device: { readonly isEnding?: boolean };
  readonly nowMs: number;
}

type Code =
  | 'jobs_removed'
  | 'not_selected'
  | 'selection_unreadable'
  | 'excluded'
  | 'planning'
  | 'scheduled'
  | 'not_started'
  | 'other_campaign'
  | 'paused'
  | 'stopping';

interface Why {
  readonly standing: 'out' | 'waiting';
  readonly code: Code;
  readonly sentence: string;
  readonly untilMs?: number;
  readonly fault?: string;
}

/** Explains how a device stands with a campaign in which it has no job. */
export function explainWithoutJob({ campaign, selected, unreadable, device, nowMs }: WithoutJob): Why {
  if (campaign.closing)
    return out('jobs_removed', 'the campaign is over and its jobs were removed by age; only its counts are kept');
  if (!mayGiveJobs(campaign))
    return out('not_selected', 'it was not among the devices that the selection matched when the campaign began');
  if (device.isEnding === true)
    return { ...out('excluded', 'it was disposed of: no campaign has it any more'), fault: 'device_disposed' };
  if (unreadable !== undefined) return cannotBeRead(campaign, unreadable);
  return isTakingIn(campaign) ? mayJoin(campaign, selected) : mayBeChosen(campaign, selected, nowMs);
}

/** Nobody knows whether the selection matches the device, and the campaign says the same when it looks at its devices. */
function cannotBeRead({ state }: Campaign, problem: string): Why {
  const then = {
    draft: 'it cannot be started until somebody puts that right',
    paused: 'it is paused: somebody must put that right, and resume it',
  };
  const next = state === 'draft' || state === 'paused' ? then[state] : 'it pauses when it next looks at a device';
  const sentence = `the devices of the campaign cannot be determined: ${problem}; ${next}`;
  return { ...waiting('selection_unreadable', sentence), fault: 'selection_invalid' };
}

/** Why a device has no job in a campaign that does not have all its jobs yet. */
function mayBeChosen(campaign: Campaign, selected: SelectedNow | undefined, nowMs: number): Why {
  if (selected === undefined) return out('not_selected', 'the selection does not match it');
  const { exclusion } = selected;
  if (exclusion) return { ...out('excluded', `it would be left out: ${exclusion.detail}`), fault: exclusion.reason };
  const held = heldBackBy(campaign);
  if (held) return waiting(held.code, held.sentence);
  if (campaign.state === 'starting')
    return waiting('planning', 'the campaign is looking at its devices, and has not come to this one');
  const { startAtMs } = campaign.config.schedule ?? {};
  if (campaign.state === 'scheduled' && startAtMs !== undefined)
    return {
      ...waiting('scheduled', `the campaign begins in ${durationWords(startAtMs - nowMs)}; the device would get a job`),
      untilMs: startAtMs,
    };
  return waiting('not_started', 'the campaign is a draft; if it began now, the device would get a job');
}

/** Why a device has no job in a dynamic campaign that has begun: it is looked at when it changes, and then alone. */
function mayJoin(campaign: Campaign, selected: SelectedNow | undefined): Why {
  if (selected === undefined)
    return out('not_selected', 'the selection does not match it; it gets a job if it begins to');
  const { exclusion, openCampaign } = selected;
  if (exclusion) {
    const sentence = `it would be left out: ${exclusion.detail}; it is looked at again when it changes, or when another campaign has done with it`;
    return { ...out('excluded', sentence), fault: exclusion.reason };
  }
  if (openCampaign !== undefined)
    return waiting(
      'other_campaign',
      `campaign ${openCampaign} has the device; it is looked at when its job there has ended`,
    );
  const held = heldBackBy(campaign);
  if (held) return waiting(held.code, held.sentence);
  return waiting(
    'planning',
    'the selection matches it by now; it is looked at about a second after it has changed, and gets a job then',
  );
}

const out = (code: Code, sentence: string): Why => ({ standing: 'out', code, sentence });
const waiting = (code: Code, sentence: string): Why => ({ standing: 'waiting', code, sentence });
