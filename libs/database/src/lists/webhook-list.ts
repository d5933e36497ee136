import { DELIVERY_STATES, deliveryOf, webhookOf, type Webhook, type WebhookDelivery } from '../webhooks/webhook.js';
import { hiddenField, oldestFirst, type ListDefinition } from './list-definition.js';

/** Webhooks. */
export const WEBHOOK_LIST: ListDefinition<Webhook> = {
  model: 'Webhook',
  from: 'webhooks t',
  fields: {
    number: hiddenField('number', 't.number'),
    name: { kind: 'text', about: 'its name', sql: 't.name', sortable: true },
    url: { kind: 'text', about: 'where events are sent to', sql: 't.url', sortable: true },
    project: { kind: 'text', about: 'project whose events it gets', optional: true, sql: 't.project', sortable: true },
    events: { kind: 'texts', about: 'an event that it names', optional: true, sql: 't.kinds' },
    enabled: { kind: 'boolean', about: 'whether anything is sent to it', sql: '(t.disabled IS NULL)' },
    disabled: { kind: 'text', about: 'why nothing is sent to it', optional: true, sql: 't.disabled' },
    created: { kind: 'time', about: 'when it was made', sql: 't.created_at', sortable: true },
    createdBy: { kind: 'text', about: 'name of who made it', sql: "(t.created_by ->> 'name')" },
    failingSince: {
      ...{ kind: 'time', about: 'since when nothing could be delivered', optional: true },
      ...{ sql: 't.failing_since', sortable: true },
    },
  },
  unique: 'number',
  sort: oldestFirst('number'),
  async load({ prisma }, keys) {
    const rows = await prisma.webhook.findMany({ where: { number: { in: keys.map(Number) } } });
    return rows.map((row) => [row.number, webhookOf(row)]);
  },
};

/** What was and is to be sent to webhooks. */
export const DELIVERY_LIST: ListDefinition<WebhookDelivery> = {
  model: 'WebhookDelivery',
  from: 'webhook_deliveries t',
  fields: {
    webhook: hiddenField('number', 't.webhook'),
    id: { kind: 'number', about: 'its number', sql: 't.id', sortable: true },
    kind: { kind: 'text', about: 'what happened', sql: "(t.event ->> 'kind')" },
    state: { kind: 'one-of', values: DELIVERY_STATES, about: 'what became of it', sql: 't.state' },
    attempts: { kind: 'number', about: 'attempts so far', sql: 't.attempts' },
    created: { kind: 'time', about: 'when it was written', sql: 't.created_at' },
    tried: { kind: 'time', about: 'when it was sent last', optional: true, sql: 't.tried_at' },
    ended: { kind: 'time', about: 'when it was taken or given up', optional: true, sql: 't.ended_at' },
    lastStatus: { kind: 'number', about: 'status of the last answer', optional: true, sql: 't.last_status' },
    lastFault: { kind: 'text', about: 'fault of the last attempt', optional: true, sql: 't.last_fault' },
  },
  unique: 'id',
  sort: oldestFirst('id'),
  async load({ prisma }, keys) {
    const rows = await prisma.webhookDelivery.findMany({ where: { id: { in: keys.map(Number) } } });
    return rows.map((row) => [Number(row.id), deliveryOf(row)]);
  },
};
