import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

import { AsNumber, IsName } from '@twinbank/http';
import type { LiveEvent } from '@twinbank/ports';

import { ID_MAX, PageQuery } from '../http/paging.js';

/** What events may be narrowed to. */
export class EventQuery {
  @ApiPropertyOptional({ description: 'Id of a campaign.' })
  @IsOptional()
  @AsNumber()
  @IsInt()
  @Min(1)
  @Max(ID_MAX)
  campaign?: number;

  @ApiPropertyOptional({ description: 'Id of a device.' })
  @IsOptional()
  @IsName()
  device?: string;
}

/** A page of past events. */
export class EventLogQuery extends IntersectionType(EventQuery, PageQuery) {}

/** Something that happened. */
export class EventAnswer {
  @ApiPropertyOptional({ description: 'Missing for passing progress, which is not kept.' })
  id?: number;
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiProperty({ example: 'campaign_started' })
  kind!: string;
  @ApiPropertyOptional()
  campaign?: number;
  @ApiPropertyOptional()
  job?: number;
  @ApiPropertyOptional()
  device?: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Reason and facts.' })
  data!: object;
}

/** A page of events, oldest first. */
export class EventPage {
  @ApiProperty({ type: [EventAnswer] })
  items!: EventAnswer[];
  @ApiPropertyOptional()
  next?: string;
}

export const eventAnswer = (event: LiveEvent): EventAnswer => ({
  ...(event.id !== undefined && { id: event.id }),
  at: new Date(event.atMs).toISOString(),
  kind: event.kind,
  ...(event.campaignId !== undefined && { campaign: event.campaignId }),
  ...(event.jobId !== undefined && { job: event.jobId }),
  ...(event.deviceId !== undefined && { device: event.deviceId }),
  data: event.data,
});
