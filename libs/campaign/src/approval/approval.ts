import { answerableOf, type Actor } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import type { Campaign } from '../campaign.js';
import { present } from '../fields.js';
import { record, requireState } from '../steps/moves.js';
import type { CampaignStep } from '../steps/effects.js';
import type { ExclusionReason } from '../exclusion.js';
import type { Approval } from './approval-value.js';
import type { Tally } from '../tally.js';

/** A fleet grows while an approval is waited for; more than this, in percent, is another plan. */
export const PLAN_GROWTH_PERCENT = 10;

/** How many people a draft remembers as its authors beside the one who created it: the last ones. */
export const AUTHORS_MAX = 32;

/** Devices that are left out only for as long as another campaign has them. */
const PASSING: readonly ExclusionReason[] = ['device_in_campaign', 'revert_image_held'];

/** For how many devices a plan is: those that would get a job now, and those that another campaign has and may let go. */
export const plannedDevices = ({ eligible, excluded }: Tally): number =>
  excluded.reduce((sum, { reason, devices }) => sum + (PASSING.includes(reason) ? devices : 0), eligible);

/** How many devices may get a job where so many were approved. */
export const approvedMost = (devices: number): number => devices + Math.floor((devices * PLAN_GROWTH_PERCENT) / 100);

/** Those who wrote a draft, after one more of them did. */
export function withAuthor(authors: readonly string[], by: Actor): readonly string[] {
  const author = answerableOf(by);
  return [...authors.filter((other) => other !== author), author].slice(-AUTHORS_MAX);
}

/** Whether whoever answers for the actor wrote the campaign, or a part of it. */
function isAuthor({ authors = [], createdBy }: Campaign, by: Actor): boolean {
  const who = answerableOf(by);
  return authors.includes(who) || (createdBy !== undefined && answerableOf(createdBy) === who);
}

/**
 * Refuses to start a draft that must be approved and is not, that was rejected, or that has grown beyond what was
 * approved. An approval binds also where none is needed.
 *
 * @param needed whether its project needs approvals
 * @param devices for how many devices its plan is now; needed where it is approved
 * @param groups the digest of whom its groups select now; needed where one is approved
 * @throws Fault `approval_needed`, `plan_grown`, `plan_changed`
 */
export function requireApproval(
  { approval, config }: Campaign,
  { needed = false, devices = 0, groups }: Planned & { readonly needed?: boolean | undefined },
): void {
  if (approval?.state === 'rejected')
    throw faultOf('approval_needed', `${approval.by.name} rejected it: ${approval.why ?? 'no reason is known'}`);
  if (approval === undefined && (needed || config.approval?.needed === true))
    throw faultOf('approval_needed', `somebody who did not write it must approve it first`);
  if (approval !== undefined) requireApproved(approval, { devices, groups });
}

/** What a plan is compared by with what was approved. */
export interface Planned {
  readonly devices?: number | undefined;
  readonly groups?: string | undefined;
}

const EXCHANGED = 'a group that it names selects others than it did when it was approved';

/** Whether groups select others than was approved: devices could be exchanged so, while their number stays. */
const isExchanged = ({ groups: approved }: Approval, groups: string | undefined): boolean =>
  approved !== undefined && approved !== groups;

/** @throws Fault `plan_grown`, `plan_changed` */
function requireApproved(approval: Approval, { devices, groups }: Planned & { readonly devices: number }): void {
  if (isExchanged(approval, groups)) throw faultOf('plan_changed', EXCHANGED);
  const approved = approval.devices ?? 0;
  const most = approvedMost(approved);
  if (devices <= most) return;
  const detail = `${devices} devices would get a job; ${approved} were approved, and ${most} may`;
  throw faultOf('plan_grown', detail, { devices, approved, most });
}

/** Why a campaign whose jobs are planned goes beyond what was approved, or aside of it; undefined if it does not. */
export function notAsApproved({ approval }: Campaign, jobs: number, groups: string | undefined): string | undefined {
  if (approval?.state !== 'approved') return undefined;
  if (isExchanged(approval, groups)) return `${EXCHANGED} by ${approval.by.name}`;
  const approved = approval.devices ?? 0;
  const most = approvedMost(approved);
  return jobs > most
    ? `${jobs} devices have a job; ${approval.by.name} approved ${approved}, and ${most} may`
    : undefined;
}

/**
 * Approves a draft for so many devices, and for those whom its groups select now. Approving what is approved so changes nothing.
 *
 * @throws Fault `campaign_transition` unless it is a draft, `approver_is_author`
 */
export function approve(
  campaign: Campaign,
  { by, devices, groups }: { readonly by: Actor; readonly devices: number; readonly groups?: string | undefined },
  nowMs: number,
): CampaignStep {
  requireState(campaign, 'draft', 'approved');
  if (isAuthor(campaign, by)) throw faultOf('approver_is_author');
  const { approval } = campaign;
  if (approval?.state === 'approved' && approval.devices === devices && approval.groups === groups)
    return { campaign, effects: [] };
  return {
    campaign: { ...campaign, approval: { state: 'approved', by, atMs: nowMs, devices, ...present({ groups }) } },
    effects: [record('campaign_approved', by, `${by.name} approved it for ${devices} devices`, { devices })],
  };
}

/**
 * Rejects a draft, also one that was approved. Its authors may, too: nothing follows from it but that it is not started.
 *
 * @throws Fault `campaign_transition` unless it is a draft
 */
export function reject(campaign: Campaign, by: Actor, why: string, nowMs: number): CampaignStep {
  requireState(campaign, 'draft', 'rejected');
  const { approval } = campaign;
  if (approval?.state === 'rejected' && approval.why === why && answerableOf(approval.by) === answerableOf(by))
    return { campaign, effects: [] };
  return {
    campaign: { ...campaign, approval: { state: 'rejected', by, atMs: nowMs, why } },
    effects: [record('campaign_rejected', by, `${by.name} rejected it: ${why}`, {})],
  };
}
