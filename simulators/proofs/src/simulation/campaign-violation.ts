import { violationOf } from '../cuts/invariants.js';

/**
 * What must hold of campaigns, whatever happens to servers, devices and network. docs/proof.md explains each in a
 * sentence.
 */
export const CAMPAIGN_INVARIANTS = [
  'states-follow-tables',
  'offers-only-while-running',
  'concurrency-kept',
  'waves-in-order',
  'brake-obeyed',
  'resume-heeded',
  'retries-kept',
  'no-early-timeout',
  'windows-kept',
  'places-kept',
  'soak-kept',
  'hops-in-order',
  'hops-counted-once',
  'onward-first',
  'one-job-each',
  'control-held-back',
  'named-waves-kept',
  'wave-sizes-kept',
  'approved-before-start',
  'excluded-left-out',
  'reasons-recorded',
  'nothing-lost',
  'counts-add-up',
  'reports-in-order',
  'tickets-settled',
  'campaigns-end',
] as const;
export type CampaignInvariant = (typeof CAMPAIGN_INVARIANTS)[number];

/** Something that must hold of campaigns does not. */
export class CampaignViolation extends Error {
  override readonly name = 'CampaignViolation';

  constructor(
    readonly invariant: CampaignInvariant,
    readonly detail: string,
  ) {
    super(`${invariant}: ${detail}`);
  }
}

/** What an error says was violated, in a campaign or by a device; undefined for any other error. */
export const violationIn = (error: unknown): { readonly invariant: string; readonly detail: string } | undefined =>
  error instanceof CampaignViolation ? error : violationOf(error);
