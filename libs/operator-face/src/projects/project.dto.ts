import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';

import { revisionOf, type Project, type ProjectUsage } from '@twinbank/database';
import { IsProjectName } from '@twinbank/http';

import { ApiRevision } from '../http/revision.dto.js';
import { PageAnswer } from '../lists/list-query.js';

/** Longest title, in characters. */
const TITLE_MAX = 200;
/** Fewest and most events that a project can say to keep: the newest ones are counted once an hour. */
const EVENTS_MIN = 1000;
const EVENTS_MAX = 1_000_000;
/** A century. */
const DAYS_MAX = 36_525;
/** Highest limits that can be set; beyond that, set none. */
const DEVICES_MAX = 100_000_000;
const REQUESTS_MAX = 1_000_000;

/** Request for a project. */
export class ProjectRequest {
  @ApiProperty({ example: 'motors', description: 'Never changes; tokens and products name it.' })
  @IsProjectName()
  name!: string;

  @ApiPropertyOptional({ example: 'Motors and pumps', default: '' })
  @IsOptional()
  @IsString()
  @MaxLength(TITLE_MAX)
  title: string = '';
}

/** All limits of a project; one that is missing is removed. */
export class QuotasRequest {
  @ApiPropertyOptional({ type: 'integer', description: 'Most active devices.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(DEVICES_MAX)
  devices?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description:
      'Most bytes of stored files, those of withdrawn releases too: images, what is known of their programs, and unfinished uploads.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  storageBytes?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'Most requests per minute to one server, sent by those who work in this project only.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(REQUESTS_MAX)
  requestsPerMinute?: number;
}

/** How long a project keeps its records; what is missing is as the installation says. */
export class KeepRequest {
  @ApiPropertyOptional({ type: 'integer', example: 90, description: 'Days that events are kept.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(DAYS_MAX)
  eventsDays?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'Most events that are kept: the newest ones.' })
  @IsOptional()
  @IsInt()
  @Min(EVENTS_MIN)
  @Max(EVENTS_MAX)
  events?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'Days that jobs are kept after the end of their campaign.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(DAYS_MAX)
  jobsDays?: number;
}

/** What to change of a project. */
export class ProjectChangeRequest {
  @ApiPropertyOptional({ example: 'Motors and pumps' })
  @IsOptional()
  @IsString()
  @MaxLength(TITLE_MAX)
  title?: string;

  @ApiPropertyOptional({ type: QuotasRequest, description: 'Takes the place of all quotas that are set.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => QuotasRequest)
  quotas?: QuotasRequest;

  @ApiPropertyOptional({
    type: KeepRequest,
    description:
      'How long the project keeps its records, where that is shorter than the settings of the installation; takes the place of all that is set.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => KeepRequest)
  keep?: KeepRequest;

  @ApiPropertyOptional({
    description:
      'Whether campaigns of the project must be approved by somebody who did not write them before they are started; it counts for drafts that exist, too (docs/campaigns.md).',
  })
  @IsOptional()
  @IsBoolean()
  campaignsNeedApproval?: boolean;
}

/** The limits of a project; a missing one means that there is none. */
export class QuotasAnswer {
  @ApiPropertyOptional({ description: 'Most active devices.' })
  devices?: number;
  @ApiPropertyOptional({ description: 'Most bytes of stored files.' })
  storageBytes?: number;
  @ApiPropertyOptional({ description: 'Most requests per minute to one server.' })
  requestsPerMinute?: number;
}

/** How long a project keeps its records; a missing one is as the installation says. */
export class KeepAnswer {
  @ApiPropertyOptional({ description: 'Days that events are kept.' })
  eventsDays?: number;
  @ApiPropertyOptional({ description: 'Most events that are kept.' })
  events?: number;
  @ApiPropertyOptional({ description: 'Days that jobs are kept after the end of their campaign.' })
  jobsDays?: number;
}

/** What a project uses. */
export class UsageAnswer {
  @ApiProperty({ description: 'Active devices.' })
  devices!: number;
  @ApiProperty({
    description:
      'Bytes of stored files (images, and what is known of their programs), those of withdrawn releases too, and what unfinished uploads have announced.',
  })
  storageBytes!: number;
  @ApiProperty({ description: 'Requests of the last minute to this server; counted only where they are limited.' })
  requestsPerMinute!: number;
}

/** A project: a tenant of the installation. */
export class ProjectAnswer {
  @ApiProperty({ example: 'motors' })
  name!: string;
  @ApiProperty({ example: 'Motors and pumps' })
  title!: string;
  @ApiProperty({ type: QuotasAnswer })
  quotas!: QuotasAnswer;
  @ApiProperty({ type: KeepAnswer })
  keep!: KeepAnswer;
  @ApiProperty({ description: 'Whether its campaigns need an approval before they are started.' })
  campaignsNeedApproval!: boolean;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiRevision()
  revision!: string;
}

/** A project with what it uses. */
export class ProjectDetail extends ProjectAnswer {
  @ApiProperty({ type: UsageAnswer })
  used!: UsageAnswer;
}

/** All projects that the sender may see, by name. */
export class ProjectList extends PageAnswer {
  @ApiProperty({ type: [ProjectAnswer] })
  items!: ProjectAnswer[];
}

export const projectAnswer = (project: Project): ProjectAnswer => ({
  name: project.name,
  title: project.title,
  quotas: { ...project.limits },
  keep: { ...project.keep },
  campaignsNeedApproval: project.campaignsNeedApproval,
  created: new Date(project.createdAtMs).toISOString(),
  revision: revisionOf(project),
});

export const projectDetail = (project: Project, used: ProjectUsage, requestsPerMinute: number): ProjectDetail => ({
  ...projectAnswer(project),
  used: { ...used, requestsPerMinute },
});
