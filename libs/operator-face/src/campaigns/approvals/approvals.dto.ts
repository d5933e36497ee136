import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import {
  changesOf,
  changedSince,
  comparedWith,
  OPINION_KINDS,
  APPROVAL_STANDINGS,
  writersOf,
  type FieldChange,
  type Json,
  type Opinion,
  type StandingTold,
} from '@twinbank/campaign';
import type { OpinionOf } from '@twinbank/database';

import { ActorAnswer, actorAnswer } from '../../events/event.dto.js';

/** What an approval was for, and is another now though nobody changed the draft. */
export class LapseAnswer {
  @ApiProperty({ enum: ['group', 'devices'], description: 'A group that selects others, or more devices than before.' })
  kind!: string;
  @ApiPropertyOptional({ example: 'canaries', description: 'The name of the group.' })
  name?: string;
  @ApiProperty({
    type: [String],
    example: ['eve'],
    description:
      'Who changed the group since, or changed (such as their tags) or added devices of the product: by name, as far as the newest events tell it.',
  })
  by!: string[];
}

/** How a draft stands. */
export class StandingAnswer {
  @ApiProperty({
    enum: APPROVAL_STANDINGS,
    description:
      'asked: it waits for an approval. lapsed: it was approved, and its plan or its groups are others now. voided: it was approved, and changed since. none: it needs no approval, and has none.',
  })
  standing!: string;
  @ApiProperty({ example: 'approved by anna, then waves was changed by ben' })
  reason!: string;
  @ApiPropertyOptional({
    enum: ['approval_needed', 'plan_grown', 'plan_changed'],
    description: 'The fault by which its start would be refused now; missing if nothing of this kind is in its way.',
  })
  code?: string;
  @ApiPropertyOptional({ type: [LapseAnswer], description: 'Of an approval that lapsed.' })
  since?: LapseAnswer[];
}

/** A value of a field as JSON has it. */
const VALUE = { oneOf: ['string', 'number', 'boolean', 'array', 'object'].map(schemaOf) };

function schemaOf(type: string) {
  if (type === 'array') return { type, items: {} };
  return type === 'object' ? { type, additionalProperties: true } : { type };
}

/** A field that differs. */
export class FieldChangeAnswer {
  @ApiProperty({ example: 'thresholds.errorPercent', description: 'Its name, as in a request.' })
  field!: string;
  @ApiPropertyOptional({
    ...VALUE,
    description:
      'What it was; missing if it was not there. Of a list of more than 100 texts: their `count`, the `first` 20, and a digest (`sha256`) of all.',
    example: 10,
  })
  before?: Json;
  @ApiPropertyOptional({ ...VALUE, description: 'What it is; missing if it is there no more.', example: 5 })
  after?: Json;
}

/** A field of a draft that differs, and who wrote it since. */
export class DraftChangeAnswer extends FieldChangeAnswer {
  @ApiProperty({ type: [String], description: 'Who changed it since, by name, as far as that is remembered.' })
  by!: string[];
}

/** One step of how a draft came to where it is. */
export class OpinionAnswer {
  @ApiProperty({ type: 'integer', description: 'A later one has a higher number.' })
  id!: number;
  @ApiProperty({
    enum: OPINION_KINDS,
    description: 'asked: it was written down, and needed an approval. changed: somebody wrote it anew.',
  })
  kind!: string;
  @ApiProperty({ type: ActorAnswer })
  by!: ActorAnswer;
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiPropertyOptional({ type: 'integer', description: 'Of an approval: for how many devices.' })
  devices?: number;
  @ApiPropertyOptional({ description: 'Of a rejection: why.' })
  reason?: string;
  @ApiPropertyOptional({
    type: [String],
    description: 'Of a change: the fields and blocks that it wrote.',
    example: ['waves'],
  })
  fields?: string[];
}

/** What was said of a campaign, and what is other than it was then. */
export class ApprovalsAnswer {
  @ApiProperty({ type: StandingAnswer })
  standing!: StandingAnswer;
  @ApiPropertyOptional({
    type: OpinionAnswer,
    description:
      'With what a draft is compared: the last approval or rejection, or that it was asked for. Missing if there is nothing to compare with, and once it was started.',
  })
  compared?: OpinionAnswer;
  @ApiProperty({ type: [DraftChangeAnswer], description: 'What is written down otherwise than then, field by field.' })
  changes!: DraftChangeAnswer[];
  @ApiProperty({
    type: [FieldChangeAnswer],
    description:
      'What the plan comes to otherwise than then: `devices`, `waves` (devices by wave), `leftOut.REASON`, `keysAwaited`, `imageBytes`, `bytes`, and `atLeastMs` (without its windows).',
  })
  plan!: FieldChangeAnswer[];
  @ApiProperty({
    type: [OpinionAnswer],
    description: 'The last 20, newest first, and the last opinion, however long ago.',
  })
  items!: OpinionAnswer[];
}

const opinionAnswer = ({ id, kind, by, atMs, devices, why, fields }: Opinion): OpinionAnswer => ({
  ...{ id, kind, by: actorAnswer(by), at: new Date(atMs).toISOString() },
  ...(devices !== undefined && { devices }),
  ...(why !== undefined && { reason: why }),
  ...(fields && { fields: [...fields] }),
});

const changeAnswer = (change: FieldChange): FieldChangeAnswer => ({ ...change });

const standingAnswer = ({ since, ...standing }: StandingTold): StandingAnswer => ({
  ...standing,
  ...(since && { since: since.map((lapse) => ({ ...lapse, by: [...lapse.by] })) }),
});

/** @param now what the draft is now; undefined for a campaign that was started */
export function approvalsAnswer(
  opinions: readonly Opinion[],
  told: StandingTold,
  now: OpinionOf | undefined,
): ApprovalsAnswer {
  const items = [...opinions].reverse().map(opinionAnswer);
  const standing = standingAnswer(told);
  const compared = now && comparedWith(opinions);
  if (now === undefined || compared === undefined) return { standing, changes: [], plan: [], items };
  const since = changedSince(opinions, compared);
  return {
    ...{ standing, compared: opinionAnswer(compared) },
    changes: changesOf(compared.definition ?? {}, now.definition).map((change) => ({
      ...changeAnswer(change),
      by: [...writersOf(change.field, since)],
    })),
    plan: changesOf(compared.plan ?? {}, now.plan).map(changeAnswer),
    items,
  };
}
