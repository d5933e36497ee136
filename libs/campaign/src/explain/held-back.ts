import type { Campaign } from '../campaign.js';

/** What holds every device of a campaign back that has no ticket, in a word and in a sentence; undefined while tickets are handed out. */
export function heldBackBy({
  state,
  pauseReason,
}: Pick<Campaign, 'state' | 'pauseReason'>):
  { readonly code: 'paused' | 'stopping'; readonly sentence: string } | undefined {
  if (state === 'paused')
    return {
      code: 'paused',
      sentence: `the campaign is paused (${pauseReason ?? 'unknown'}); somebody must resume it`,
    };
  if (state === 'stopping')
    return { code: 'stopping', sentence: 'the campaign is being stopped: the job is about to be cancelled' };
  return undefined;
}
