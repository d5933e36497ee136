import { FAULTS } from '@twinbank/protocol';

/** The JSON Schema of a {@link Problem}, for the documentation. */
export const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'What went wrong [RFC 9457].',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  properties: {
    type: { type: 'string', pattern: '^urn:twinbank:fault:[a-z_]+$' },
    title: { type: 'string', description: 'What the code means, the same at every occurrence.' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'What was wrong with this request.' },
    instance: { type: 'string', description: 'Id of the request, as in the header x-request-id.' },
    code: { type: 'string', enum: Object.keys(FAULTS), description: 'Stable code, as in docs/faults.md.' },
    facts: {
      type: 'object',
      description: 'Small values that help a program: limits, the offending field.',
      additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
    },
  },
} as const;
