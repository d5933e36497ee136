import type { OpenAPIObject } from '@nestjs/swagger';

import { eventEntry, KEPT_EVENT_KINDS, type EventKind } from '@twinbank/events';

const HEADERS = [
  ['webhook-id', 'The same for every attempt to deliver the same message.'],
  ['webhook-timestamp', 'When it was sent, in seconds since 1970.'],
  [
    'webhook-signature',
    'v1, a comma, and HMAC-SHA256 of id, timestamp and body in base64; several stand side by side.',
  ],
].map(([name, description]) => ({ name, in: 'header', required: true, description, schema: { type: 'string' } }));

/** Adds, for every event that is kept, its schema and the message in which webhooks get it. */
export function completeEvents(document: OpenAPIObject): void {
  const schemas = Object.fromEntries(KEPT_EVENT_KINDS.map((kind) => [nameOf(kind), schemaOf(kind)]));
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...(schemas as object) },
  };
  document.webhooks = Object.fromEntries(KEPT_EVENT_KINDS.map((kind) => [kind, { post: messageOf(kind) as never }]));
}

const nameOf = (kind: EventKind): string =>
  `${kind.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Message`;

const schemaOf = (kind: EventKind): object => ({
  type: 'object',
  description: eventEntry(kind).what,
  required: ['type', 'timestamp', 'data'],
  properties: {
    type: { type: 'string', enum: [kind] },
    timestamp: { type: 'string', format: 'date-time' },
    data: {
      allOf: [
        { $ref: '#/components/schemas/EventAnswer' },
        { type: 'object', properties: { data: { ...eventEntry(kind).data, additionalProperties: true } } },
      ],
    },
  },
});

const messageOf = (kind: EventKind): object => ({
  operationId: `on_${kind}`,
  tags: ['webhooks'],
  summary: eventEntry(kind).what,
  security: [],
  parameters: HEADERS,
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${nameOf(kind)}` } } },
  },
  responses: {
    '204': { description: 'Any status from 200 to 299: it was taken.' },
    '410': { description: 'Nothing is wanted any more: the webhook is disabled.' },
  },
});
