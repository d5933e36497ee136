import type { Actor } from '@twinbank/access';

/** That a campaign wants to be approved, whatever its project says. */
export interface ApprovalWish {
  readonly needed: boolean;
}

/** What somebody said of a draft, as it was then: a change of the draft takes it away. */
export interface Approval {
  readonly state: 'approved' | 'rejected';
  readonly by: Actor;
  readonly atMs: number;
  /** What was approved: for so many devices. */
  readonly devices?: number;
  /** A digest of whom the groups select that the draft names: others are not approved. Missing where it names none, and in approvals of earlier servers. */
  readonly groups?: string;
  /** Why it was rejected. */
  readonly why?: string;
}

/** What is wrong with the wish for an approval. */
export const problemsOfApproval = (wish: ApprovalWish | undefined): string[] =>
  wish === undefined || typeof (wish as Partial<ApprovalWish> | null)?.needed === 'boolean'
    ? []
    : ['approval.needed is true or false'];
