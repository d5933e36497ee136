import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsOptional, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';

import { CONFIG_LIMITS, WAVE_COUNT, type Approval, type CampaignConfig, type PlanOutline } from '@twinbank/campaign';
import { IsCaption } from '@twinbank/http';

import { ActorAnswer, actorAnswer } from '../../events/event.dto.js';

/** Whether a campaign wants an approval of its own accord. */
export class ApprovalWishDto {
  @ApiProperty({
    example: true,
    description: 'false takes the wish from a draft; what its project needs stays needed.',
  })
  @IsBoolean()
  needed!: boolean;
}

/** The wish that a request describes; undefined if it has none. */
export const wishOf = (wish: ApprovalWishDto | null | undefined): CampaignConfig['approval'] =>
  wish?.needed === true ? { needed: true } : undefined;

/** SHA-256, in hexadecimal digits. */
const GROUPS_DIGEST = /^[0-9a-f]{64}$/;

/** What an approver has seen. */
export class ApproveRequest {
  @ApiPropertyOptional({
    type: 'integer',
    example: 1200,
    description:
      'For how many devices the plan was that the approver saw: `plan.devices`. Without it, as many as it is for now.',
  })
  @IsOptional()
  @IsInt()
  @Max(WAVE_COUNT.max)
  @Min(0)
  devices?: number;
  @ApiPropertyOptional({
    example: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
    description:
      'What the approver saw as `plan.groups`: refused if its groups select others by now. Without it, whom they select now.',
  })
  @IsOptional()
  @Matches(GROUPS_DIGEST)
  groups?: string;
}

/** Why a campaign is rejected. */
export class RejectRequest {
  @ApiProperty({ example: 'the first wave is too large for a release that touches the boot loader' })
  @MinLength(1)
  @MaxLength(CONFIG_LIMITS.whyLengthMax)
  @IsCaption()
  reason!: string;
}

/** What was said of a draft, and whether it must be approved. */
export class ApprovalAnswer {
  @ApiPropertyOptional({
    description: 'Before the start: whether it must be approved, as its project or the campaign itself says.',
  })
  needed?: boolean;
  @ApiPropertyOptional({ enum: ['approved', 'rejected'], description: 'Missing while nobody has said anything.' })
  state?: string;
  @ApiPropertyOptional({ type: ActorAnswer, description: 'Who approved or rejected it.' })
  by?: ActorAnswer;
  @ApiPropertyOptional({ format: 'date-time' })
  at?: string;
  @ApiPropertyOptional({ type: 'integer', description: 'For how many devices it was approved.' })
  devices?: number;
  @ApiPropertyOptional({ description: 'Why it was rejected.' })
  reason?: string;
}

/** A place of a draft. */
export class PlannedPlaceAnswer {
  @ApiProperty({ description: 'Its value of spread.by; empty for devices without one.', example: 'hamburg' })
  place!: string;
  @ApiProperty({ type: 'integer' })
  devices!: number;
  @ApiProperty({ type: 'integer', description: 'How many of them may be under way at the same time.' })
  atOnce!: number;
}

/** The places of a draft. */
export class PlannedPlacesAnswer {
  @ApiProperty({ type: 'integer' })
  count!: number;
  @ApiProperty({ type: 'integer', description: 'Devices that may be under way at the same time, over all places.' })
  atOnce!: number;
  @ApiProperty({ type: [PlannedPlaceAnswer], description: 'Those with the most devices, up to 5.' })
  largest!: PlannedPlaceAnswer[];
}

/** How many devices need so many updates. */
export class HopCountAnswer {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'The last, that to the release itself, included.' })
  updates!: number;
  @ApiProperty({ type: 'integer' })
  devices!: number;
}

/** A byte budget by which devices wait for one another. */
export class BudgetWaitAnswer {
  @ApiProperty({ enum: ['total', 'each', 'andEach'], description: 'Which of its `budgets`.' })
  scope!: string;
  @ApiPropertyOptional({ example: 'gateway', description: 'The attribute that divides it.' })
  by?: string;
  @ApiPropertyOptional({ example: 'gw-7', description: 'Its value; empty for devices without it.' })
  place?: string;
  @ApiProperty({ type: 'integer', description: 'Devices that share it.' })
  devices!: number;
  @ApiProperty({ type: 'integer', description: 'How long it takes until it has let all of their bytes through.' })
  bytesMs!: number;
}

/** What the approver of a draft approves, as far as the server knows. */
export class PlanAnswer {
  @ApiProperty({
    type: 'integer',
    description: 'Devices that would get a job now, and those that another campaign has, which may let them go.',
  })
  devices!: number;
  @ApiPropertyOptional({
    description:
      'A digest of whom the groups select that it names: the devices of static ones (not if it is dynamic) and the filters of dynamic ones. Another text means that they select others. Missing if it names none.',
  })
  groups?: string;
  @ApiProperty({ type: 'integer', description: 'How many may get a job if it is approved now.' })
  devicesMost!: number;
  @ApiProperty({
    type: 'array',
    items: { type: 'integer', minimum: 0 },
    description: 'Devices that would get a job now, by wave: those of each wave alone.',
  })
  waves!: number[];
  @ApiProperty({ type: 'integer', description: 'Bytes that a device downloads; 0 for a swap back.' })
  imageBytes!: number;
  @ApiProperty({
    type: 'integer',
    description:
      'Bytes for all waves, if each device downloads the image once, whole; with `hops: path` those of the releases in between as well, each wave with its share of them. Further attempts and the frames of the transport come on top; a device whose other bank has the image downloads nothing.',
  })
  bytes!: number;
  @ApiPropertyOptional({
    type: [HopCountAnswer],
    description: 'With `hops: path`: how many of the devices that would get a job need how many updates, fewest first.',
    example: [
      { updates: 1, devices: 300 },
      { updates: 2, devices: 1900 },
    ],
  })
  hops?: HopCountAnswer[];
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description:
      'Devices among those that would get a job that have to take a newer key set first: at its turn each is held for it (`keys`), and left out if it does not come in time. Missing if none has to.',
  })
  keysAwaited?: number;
  @ApiPropertyOptional({
    type: [BudgetWaitAnswer],
    description:
      'The byte budgets that do not let all of their devices through in the minute that is supposed of an attempt, if all are online: they wait for one another. The slowest first; of each kind of place those 5 with the most devices. Missing if there is none, and for places if there are too many to be counted.',
  })
  budgetWaits?: BudgetWaitAnswer[];
  @ApiPropertyOptional({
    type: PlannedPlacesAnswer,
    description: 'Where they are, with spread; missing if there are more than 10 000 places.',
  })
  places?: PlannedPlacesAnswer;
}

/** The approval of a campaign. @param needed before the start: whether it must have one */
export const approvalAnswer = (approval: Approval | undefined, needed: boolean | undefined): ApprovalAnswer => ({
  ...(needed !== undefined && { needed }),
  ...(approval && {
    state: approval.state,
    by: actorAnswer(approval.by),
    at: new Date(approval.atMs).toISOString(),
    ...(approval.devices !== undefined && { devices: approval.devices }),
    ...(approval.why !== undefined && { reason: approval.why }),
  }),
});

export const planAnswer = ({ places, hops, budgetWaits, ...plan }: PlanOutline): PlanAnswer => ({
  ...plan,
  ...(budgetWaits && { budgetWaits: budgetWaits.map((wait) => ({ ...wait })) }),
  ...(hops && { hops: hops.map((way) => ({ ...way })) }),
  waves: [...plan.waves],
  ...(places && { places: { ...places, largest: [...places.largest] } }),
});
