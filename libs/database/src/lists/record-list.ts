import type { AuditEntry } from '@twinbank/audit';
import { AUDIT_OUTCOMES } from '@twinbank/audit';

import { entryOf, type EntryRow } from '../audit/audit-rows.js';
import { eventOf } from '../events.js';
import type { Event } from '../event.js';
import { newestFirst, oldestFirst, type ListDefinition } from './list-definition.js';

/** Events. */
export const EVENT_LIST: ListDefinition<Event> = {
  model: 'Event',
  from: 'events t',
  fields: {
    id: { kind: 'number', about: 'its number', sql: 't.id', sortable: true },
    at: { kind: 'time', about: 'when it happened', sql: 't.at' },
    kind: { kind: 'text', about: 'what happened', sql: 't.kind' },
    campaign: { kind: 'number', about: 'number of its campaign', optional: true, sql: 't.campaign_id' },
    job: { kind: 'number', about: 'number of its job', optional: true, sql: 't.job_id' },
    device: { kind: 'text', about: 'id of its device', optional: true, sql: 't.device_id' },
    project: { kind: 'text', about: 'its project', optional: true, sql: 't.project' },
    actor: { kind: 'text', about: 'name of who did it', optional: true, sql: "(t.actor ->> 'name')" },
  },
  unique: 'id',
  sort: oldestFirst('id'),
  async load({ prisma }, keys) {
    const rows = await prisma.event.findMany({ where: { id: { in: keys.map(Number) } } });
    return rows.map((row) => [Number(row.id), eventOf(row)]);
  },
};

/** Entries of the audit log that have their place in the chain. */
export const AUDIT_LIST: ListDefinition<AuditEntry> = {
  model: 'AuditEntry',
  from: 'audit_entries t',
  where: 't.sequence IS NOT NULL',
  fields: {
    sequence: { kind: 'number', about: 'its place in the chain', sql: 't.sequence', sortable: true },
    at: { kind: 'time', about: 'when it was done', sql: 't.at', sortable: true },
    actor: { kind: 'text', about: 'name of who did it', optional: true, sql: "(t.actor ->> 'name')" },
    request: { kind: 'text', about: 'id of the request', optional: true, sql: "(t.actor ->> 'requestId')" },
    action: { kind: 'text', about: 'what was done', sql: 't.action', sortable: true },
    object: { kind: 'text', about: 'address of what it was done to', sql: 't.object', sortable: true },
    outcome: { kind: 'one-of', values: AUDIT_OUTCOMES, about: 'done or refused', sql: 't.outcome' },
    code: { kind: 'text', about: 'code of the fault', optional: true, sql: 't.code' },
    project: { kind: 'text', about: 'its project', optional: true, sql: 't.project' },
    reason: { kind: 'text', about: 'why', optional: true, sql: 't.reason' },
  },
  unique: 'sequence',
  sort: newestFirst('sequence'),
  async load({ prisma }, keys) {
    const rows = await prisma.auditEntry.findMany({ where: { sequence: { in: keys.map(Number) } } });
    return rows.map((row) => {
      const sequence = Number(row.sequence);
      return [sequence, { ...entryOf(row as unknown as EntryRow), sequence, hash: row.hash ?? '' }];
    });
  },
};
