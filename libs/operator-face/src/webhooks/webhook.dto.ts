import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

import {
  DELIVERY_STATES,
  revisionOf,
  type DeliveryState,
  type Webhook,
  type WebhookDelivery,
} from '@twinbank/database';
import { KEPT_EVENT_KINDS, type EventKind } from '@twinbank/events';
import { IsCaption, IsProjectName, IsWebhookUrl } from '@twinbank/http';

import { EventAnswer, eventAnswer } from '../events/event.dto.js';
import { ApiRevision } from '../http/revision.dto.js';
import { ListQuery, PageAnswer } from '../lists/list-query.js';

const NAME_MAX = 100;
/** Longest overlap, in seconds, for which two secrets sign. */
const OVERLAP_SECONDS_MAX = 30 * 24 * 3600;
const OVERLAP_SECONDS = 24 * 3600;
const EVENTS = {
  enum: KEPT_EVENT_KINDS,
  isArray: true,
  description: 'The events that it gets, as docs/events.md has them; none is all.',
};
const EVENTS_MAX = KEPT_EVENT_KINDS.length;

/** Request for a webhook. */
export class WebhookRequest {
  @ApiProperty({ example: 'tickets of the workshop' })
  @IsCaption()
  @MaxLength(NAME_MAX)
  name!: string;

  @ApiProperty({
    example: 'https://hooks.example.org/twinbank',
    description: 'Where messages are posted to: by https, or by http to networks that a setting names.',
  })
  @IsWebhookUrl()
  url!: string;

  @ApiPropertyOptional({
    description:
      'The one project whose events it gets. Without it: the only project that the sender administers, or else the whole installation.',
  })
  @IsOptional()
  @IsProjectName()
  project?: string;

  @ApiPropertyOptional({ ...EVENTS, default: [] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(EVENTS_MAX)
  @ArrayUnique()
  @IsIn(KEPT_EVENT_KINDS, { each: true })
  events: EventKind[] = [];

  @ApiPropertyOptional({ default: true, description: 'Whether anything is sent to it.' })
  @IsOptional()
  @IsBoolean()
  enabled: boolean = true;
}

/** What to change of a webhook. */
export class WebhookChangeRequest {
  @ApiPropertyOptional({ example: 'tickets of the workshop' })
  @IsOptional()
  @IsCaption()
  @MaxLength(NAME_MAX)
  name?: string;

  @ApiPropertyOptional({ example: 'https://hooks.example.org/twinbank' })
  @IsOptional()
  @IsWebhookUrl()
  url?: string;

  @ApiPropertyOptional(EVENTS)
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(EVENTS_MAX)
  @ArrayUnique()
  @IsIn(KEPT_EVENT_KINDS, { each: true })
  events?: EventKind[];

  @ApiPropertyOptional({ description: 'A webhook that the server disabled is enabled in this way, too.' })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

/** Request for another secret. */
export class SecretRotationRequest {
  @ApiPropertyOptional({
    default: OVERLAP_SECONDS,
    minimum: 0,
    maximum: OVERLAP_SECONDS_MAX,
    description: 'Seconds for which messages carry a signature by the secret before, too.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(OVERLAP_SECONDS_MAX)
  overlapSeconds: number = OVERLAP_SECONDS;
}

/** Which deliveries to list. */
export class DeliveryQuery extends ListQuery {
  @ApiPropertyOptional({ enum: DELIVERY_STATES })
  @IsOptional()
  @IsIn(DELIVERY_STATES)
  state?: DeliveryState;
}

const DISABLED = ['operator', 'gone', 'failing'] as const;

/** Where events are sent to. */
export class WebhookAnswer {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ format: 'uri' })
  url!: string;
  @ApiPropertyOptional({ description: 'The one project whose events it gets; missing where it gets all.' })
  project?: string;
  @ApiProperty({ type: [String], description: 'The events that it gets; none is all.' })
  events!: string[];
  @ApiProperty()
  enabled!: boolean;
  @ApiPropertyOptional({
    enum: DISABLED,
    description: 'Why nothing is sent to it: an operator wants it so, it answered 410, or it failed for three days.',
  })
  disabled?: string;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiProperty({ description: 'Who made it.' })
  createdBy!: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'Since when nothing could be delivered.' })
  failingSince?: string;
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Until when the secret before signs, too; missing once it does not.',
  })
  previousSecretUntil?: string;
  @ApiRevision()
  revision!: string;
}

/** A webhook with its secret, which is shown only in this answer. */
export class WebhookSecretAnswer extends WebhookAnswer {
  @ApiProperty({ format: 'password', example: 'whsec_', description: 'Begins with whsec_.' })
  secret!: string;
}

/** A page of webhooks, in the order in which they were made. */
export class WebhookPage extends PageAnswer {
  @ApiProperty({ type: [WebhookAnswer] })
  items!: WebhookAnswer[];
}

/** One event for one webhook. */
export class DeliveryAnswer {
  @ApiProperty({ description: 'The header webhook-id has it, after msg_.' })
  id!: number;
  @ApiProperty({ type: EventAnswer })
  event!: EventAnswer;
  @ApiProperty({ enum: DELIVERY_STATES })
  state!: string;
  @ApiProperty({ description: 'Attempts so far, or since it was last replayed.' })
  attempts!: number;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'When it is sent next; only while it waits.' })
  due?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'When it was sent last.' })
  tried?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  ended?: string;
  @ApiPropertyOptional({ description: 'HTTP status of the last answer; missing where there was none.' })
  lastStatus?: number;
  @ApiPropertyOptional({ example: 'webhook_timeout', description: 'Code of the fault of the last attempt.' })
  lastFault?: string;
}

/** A page of deliveries, oldest first. */
export class DeliveryPage extends PageAnswer {
  @ApiProperty({ type: [DeliveryAnswer] })
  items!: DeliveryAnswer[];
}

/** How many deliveries are sent once more. */
export class ReplayAnswer {
  @ApiProperty()
  replayed!: number;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export const webhookAnswer = (webhook: Webhook): WebhookAnswer => ({
  ...{ id: webhook.id, name: webhook.name, url: webhook.url, events: [...webhook.kinds] },
  ...(webhook.project !== undefined && { project: webhook.project }),
  enabled: webhook.disabled === undefined,
  ...(webhook.disabled !== undefined && { disabled: webhook.disabled }),
  created: iso(webhook.createdAtMs),
  createdBy: webhook.createdBy.name,
  ...(webhook.failingSinceMs !== undefined && { failingSince: iso(webhook.failingSinceMs) }),
  ...((webhook.previousUntilMs ?? 0) > Date.now() && { previousSecretUntil: iso(webhook.previousUntilMs!) }),
  revision: revisionOf(webhook),
});

export const deliveryAnswer = (delivery: WebhookDelivery): DeliveryAnswer => ({
  ...{ id: delivery.id, state: delivery.state, attempts: delivery.attempts },
  event: eventAnswer(delivery.event),
  created: iso(delivery.createdAtMs),
  ...(delivery.dueAtMs !== undefined && { due: iso(delivery.dueAtMs) }),
  ...(delivery.triedAtMs !== undefined && { tried: iso(delivery.triedAtMs) }),
  ...(delivery.endedAtMs !== undefined && { ended: iso(delivery.endedAtMs) }),
  ...(delivery.lastStatus !== undefined && { lastStatus: delivery.lastStatus }),
  ...(delivery.lastFault !== undefined && { lastFault: delivery.lastFault }),
});
