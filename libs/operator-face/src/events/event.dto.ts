import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

import { ACTOR_KINDS, type Actor } from '@twinbank/access';
import { AsNumber, IsName } from '@twinbank/http';
import type { LiveEvent } from '@twinbank/ports';

import { ID_MAX } from '../http/paging.js';
import { ListQuery, PageAnswer } from '../lists/list-query.js';

/** Filter for events. */
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
export class EventLogQuery extends IntersectionType(EventQuery, ListQuery) {}

/** Who did or decided something. */
export class ActorAnswer {
  @ApiProperty({
    enum: ACTOR_KINDS,
    description:
      'operator: whoever signed in or has the token; system: the server by itself; stranger: whoever was refused for want of a good token or session.',
  })
  kind!: string;
  @ApiProperty({
    example: 'build-server',
    description: 'Name of the person, of the token, or of the part of the server.',
  })
  name!: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Id of the token; tokens of the first servers have none.' })
  token?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Id of the session of a browser.' })
  session?: string;
  @ApiPropertyOptional({ description: 'Name of the user to whom the token belongs.' })
  owner?: string;
  @ApiPropertyOptional({
    description: 'Address that the request came from; behind a proxy that is not trusted, that of the proxy.',
  })
  address?: string;
  @ApiPropertyOptional({ description: 'Id of the request, as in the log and in the header x-request-id.' })
  request?: string;
  @ApiPropertyOptional({ description: 'Why, as the header Twinbank-Reason said it.' })
  reason?: string;
}

export const actorAnswer = (actor: Actor): ActorAnswer => ({
  kind: actor.kind,
  name: actor.name,
  ...(actor.kind !== 'system' && { address: actor.address, request: actor.requestId }),
  ...(actor.kind === 'operator' && {
    ...(actor.tokenId !== undefined && { token: actor.tokenId }),
    ...(actor.sessionId !== undefined && { session: actor.sessionId }),
    ...(actor.owner !== undefined && { owner: actor.owner }),
    ...(actor.reason !== undefined && { reason: actor.reason }),
  }),
});

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
  @ApiPropertyOptional({ description: 'Project that it happened in; missing for what belongs to none.' })
  project?: string;
  @ApiPropertyOptional({
    type: ActorAnswer,
    description: 'Who did or decided it; missing for what was written before this was kept, and for passing progress.',
  })
  actor?: ActorAnswer;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Reason and facts.' })
  data!: object;
}

/** A page of events, oldest first. */
export class EventPage extends PageAnswer {
  @ApiProperty({ type: [EventAnswer] })
  items!: EventAnswer[];
}

export const eventAnswer = (event: LiveEvent): EventAnswer => ({
  ...(event.id !== undefined && { id: event.id }),
  at: new Date(event.atMs).toISOString(),
  kind: event.kind,
  ...(event.campaignId !== undefined && { campaign: event.campaignId }),
  ...(event.jobId !== undefined && { job: event.jobId }),
  ...(event.deviceId !== undefined && { device: event.deviceId }),
  ...(event.project !== undefined && { project: event.project }),
  ...(event.actor && { actor: actorAnswer(event.actor) }),
  data: event.data,
});
