import type { Actor } from '@twinbank/access';

import type { Approval } from './approval-value.js';
import { approvedMost } from './approval.js';
import type { Definition } from './definition.js';
import { devicesTold, groupLapses, groupsTold, listed, otherGroups, type Lapse, type LapseWriters } from './lapse.js';

/** How a draft came to where it is: it was written down and asked for, somebody approved or rejected it, somebody changed it. */
export const OPINION_KINDS = ['asked', 'approved', 'rejected', 'changed'] as const;
export type OpinionKind = (typeof OPINION_KINDS)[number];

/** Opinions and changes that are kept of a campaign; the last one with a definition is kept whatever follows it. */
export const OPINIONS_KEPT = 20;

/** One step of that. */
export interface Opinion {
  readonly id: number;
  readonly kind: OpinionKind;
  readonly by: Actor;
  readonly atMs: number;
  /** What it was of, but for a change. */
  readonly definition?: Definition;
  /** The figures of its plan then. */
  readonly plan?: Definition;
  /** Of a change: the fields and blocks that it wrote, such as `waves`. */
  readonly fields?: readonly string[];
  /** Of an approval: for how many devices. */
  readonly devices?: number;
  /** Of an approval: a digest of each group that the draft named, by its name. */
  readonly groups?: Readonly<Record<string, string>>;
  /** Of a rejection: why. */
  readonly why?: string;
}

/** Whether a draft can be started as far as opinions go. `lapsed`: what was approved is not what it is now, though nobody changed the draft. */
export const APPROVAL_STANDINGS = ['none', 'asked', 'approved', 'lapsed', 'voided', 'rejected'] as const;
export type ApprovalStanding = (typeof APPROVAL_STANDINGS)[number];

/** How a draft stands, in a word and in a sentence; `code` is that of the fault by which its start would be refused. */
export interface StandingTold {
  readonly standing: ApprovalStanding;
  readonly reason: string;
  readonly code?: 'approval_needed' | 'plan_grown' | 'plan_changed';
  /** Of one that lapsed: what is another now, and who made it so. */
  readonly since?: readonly Lapse[];
}

/** What of a draft decides how it stands. */
export interface ApprovalNow {
  readonly approval: Approval | undefined;
  /** Whether it must be approved. */
  readonly needed: boolean;
  /** What is remembered, the oldest first. */
  readonly opinions: readonly Opinion[];
  /** For how many devices its plan is now. */
  readonly devices: number;
  /** The digest of whom its groups select now, and of each of them by its name. */
  readonly groups: string | undefined;
  readonly eachGroup: Readonly<Record<string, string>>;
  /** Who changed groups and devices since it was approved; missing where that was not asked. */
  readonly writers?: LapseWriters;
}

const NOBODY: LapseWriters = { groups: {}, devices: [] };

/** The last opinion of a draft, with which it is compared; without one, that it was asked for. Undefined if nothing is remembered. */
export const comparedWith = (opinions: readonly Opinion[]): Opinion | undefined =>
  opinions.findLast(({ kind }) => kind === 'approved' || kind === 'rejected') ??
  opinions.find(({ kind }) => kind === 'asked');

/** The changes since something was said. */
export const changedSince = (opinions: readonly Opinion[], since: Opinion | undefined): readonly Opinion[] =>
  opinions.filter(({ kind, id }) => kind === 'changed' && id > (since?.id ?? 0));

/** Who has written a field since, each once, the first one first. */
export const writersOf = (field: string, changes: readonly Opinion[]): readonly string[] => [
  ...new Set(changes.filter(({ fields = [] }) => fields.includes(field.split('.')[0]!)).map(({ by }) => by.name)),
];

/** Says how a draft stands, and how it came to that. */
export function approvalStandingOf(now: ApprovalNow): StandingTold {
  const { approval, opinions, needed } = now;
  if (approval?.state === 'approved') return approvedTold(approval, now);
  const refused = needed ? ({ code: 'approval_needed' } as const) : {};
  if (approval?.state === 'rejected')
    return {
      standing: 'rejected',
      ...{
        code: 'approval_needed',
        reason: `rejected by ${approval.by.name}: ${approval.why ?? 'no reason is known'}`,
      },
    };
  const last = comparedWith(opinions);
  if (last === undefined)
    return { standing: needed ? 'asked' : 'none', ...refused, reason: 'nobody has approved or rejected it' };
  const changes = changedSince(opinions, last);
  const then = changes.length === 0 ? '' : `, then ${changesTold(changes)}`;
  const standing = last.kind === 'approved' ? 'voided' : needed ? 'asked' : 'none';
  return { standing, ...refused, reason: `${SAID[last.kind]} by ${last.by.name}${then}` };
}

const SAID: Readonly<Record<OpinionKind, string>> = {
  asked: 'asked for',
  approved: 'approved',
  rejected: 'rejected',
  changed: 'changed',
};

/** An approval, and whether it still is for what would begin. */
function approvedTold(
  approval: Approval,
  { devices, groups, eachGroup, opinions, writers = NOBODY }: ApprovalNow,
): StandingTold {
  const { by, devices: approved = 0 } = approval;
  const told = `approved by ${by.name} for ${devicesText(approved)}`;
  if (approval.groups !== undefined && approval.groups !== groups) {
    const since = groupLapses(otherGroups(comparedWith(opinions)?.groups ?? {}, eachGroup), writers);
    return { standing: 'lapsed', code: 'plan_changed', reason: `${told}, then ${groupsTold(since)}`, since };
  }
  const most = approvedMost(approved);
  if (devices > most)
    return {
      ...{ standing: 'lapsed', code: 'plan_grown' },
      reason: `${told}; it is for ${devicesText(devices)} now, and ${most} may get a job${devicesTold(writers)}`,
      since: [{ kind: 'devices', by: writers.devices }],
    };
  return { standing: 'approved', reason: told };
}

const devicesText = (devices: number): string => `${devices} ${devices === 1 ? 'device' : 'devices'}`;

/** Changes of one person after another are told as one. */
function changesTold(changes: readonly Opinion[]): string {
  const told: { by: string; fields: Set<string> }[] = [];
  for (const { by, fields = [] } of changes) {
    const last = told.at(-1);
    if (last?.by === by.name) for (const field of fields) last.fields.add(field);
    else told.push({ by: by.name, fields: new Set(fields) });
  }
  return told
    .map(({ by, fields }) => `${listed([...fields])} ${fields.size === 1 ? 'was' : 'were'} changed by ${by}`)
    .join(', then ');
}
