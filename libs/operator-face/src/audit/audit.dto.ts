import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

import { AUDIT_OUTCOMES, type AuditEntry, type AuditOutcome } from '@twinbank/audit';
import { AsNumber } from '@twinbank/http';

import { ActorAnswer, actorAnswer } from '../events/event.dto.js';
import { ListQuery, PageAnswer } from '../lists/list-query.js';
import { TimeSpanQuery } from '../lists/time-span-query.js';
import { EXPORT_MAX } from './audit-export.js';

/** Longest text in a filter. */
const TEXT_MAX = 200;

/** Filter for entries; all given conditions must hold. */
export class AuditFilterQuery {
  @ApiPropertyOptional({ description: 'Name of who did it.' })
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_MAX)
  actor?: string;

  @ApiPropertyOptional({ example: 'campaign_paused' })
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_MAX)
  action?: string;

  @ApiPropertyOptional({ example: 'campaigns/12', description: 'An object, and everything below it.' })
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_MAX)
  object?: string;

  @ApiPropertyOptional({ enum: AUDIT_OUTCOMES })
  @IsOptional()
  @IsIn(AUDIT_OUTCOMES)
  outcome?: AuditOutcome;

  @ApiPropertyOptional({ description: 'Id of the request.' })
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_MAX)
  request?: string;

  @ApiPropertyOptional({ example: 'motors', description: 'Only what happened in this project.' })
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_MAX)
  project?: string;
}

/** A page of the audit log. */
export class AuditQuery extends IntersectionType(AuditFilterQuery, TimeSpanQuery, ListQuery) {}

/** Which part of the audit log is exported. */
export class AuditExportQuery {
  @ApiPropertyOptional({
    type: 'integer',
    description: 'Sequence of the last entry that you have; without it, from the oldest on.',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
  })
  @IsOptional()
  @AsNumber()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;

  @ApiPropertyOptional({ default: EXPORT_MAX, minimum: 1, maximum: EXPORT_MAX })
  @IsOptional()
  @AsNumber()
  @IsInt()
  @Min(1)
  @Max(EXPORT_MAX)
  limit: number = EXPORT_MAX;
}

/** A change, or a refused attempt. */
export class AuditEntryAnswer {
  @ApiProperty({ description: 'Its place in the chain, from 1 without gaps.' })
  sequence!: number;
  @ApiProperty({ format: 'date-time', description: 'When it was done, by the clock of the server that did it.' })
  at!: string;
  @ApiPropertyOptional({ type: ActorAnswer, description: 'Who; missing where nobody knows.' })
  actor?: ActorAnswer;
  @ApiProperty({
    example: 'campaign_paused',
    description: 'The kind of the event that the change left; of a refused attempt, method and route.',
  })
  action!: string;
  @ApiProperty({ example: 'campaigns/12', description: 'Its address below /api/v1.' })
  object!: string;
  @ApiProperty({ enum: AUDIT_OUTCOMES })
  outcome!: AuditOutcome;
  @ApiPropertyOptional({ example: 'forbidden', description: 'Code of the fault by which it was refused.' })
  code?: string;
  @ApiPropertyOptional({ description: 'How many refusals this entry stands for, where it is not one.' })
  count?: number;
  @ApiPropertyOptional({
    description: 'Project that it happened in; missing for what belongs to none, and for refused attempts.',
  })
  project?: string;
  @ApiPropertyOptional({ description: 'Why, as the header Twinbank-Reason said it.' })
  reason?: string;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Values before the change.' })
  before?: object;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Values after it.' })
  after?: object;
  @ApiProperty({ description: 'SHA-256 over this entry and the hash of the one before it.' })
  hash!: string;
}

/** A page of entries, newest first. */
export class AuditPage extends PageAnswer {
  @ApiProperty({ type: [AuditEntryAnswer] })
  items!: AuditEntryAnswer[];
}

/** A public key as a JSON Web Key. */
export class PublicKeyAnswer {
  @ApiProperty({ enum: ['OKP'] })
  kty!: string;
  @ApiProperty({ enum: ['Ed25519'] })
  crv!: string;
  @ApiProperty()
  x!: string;
  @ApiProperty()
  kid!: string;
}

/** The public keys that the audit log is verified with. */
export class AuditKeys {
  @ApiProperty({ type: [PublicKeyAnswer] })
  keys!: PublicKeyAnswer[];
}

export const auditEntryAnswer = (entry: AuditEntry): AuditEntryAnswer => ({
  sequence: entry.sequence,
  at: new Date(entry.atMs).toISOString(),
  ...(entry.actor && { actor: actorAnswer(entry.actor) }),
  action: entry.action,
  object: entry.object,
  outcome: entry.outcome,
  ...(entry.code !== undefined && { code: entry.code }),
  ...(entry.count !== undefined && { count: entry.count }),
  ...(entry.project !== undefined && { project: entry.project }),
  ...(entry.reason !== undefined && { reason: entry.reason }),
  ...(entry.before && { before: entry.before }),
  ...(entry.after && { after: entry.after }),
  hash: entry.hash,
});
