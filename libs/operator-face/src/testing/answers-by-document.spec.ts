import { describe, expect, it } from '@jest/globals';

import { AnswersByDocument } from './answers-by-document.js';

const item = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' }, at: { $ref: '#/components/schemas/At' } },
};
const content = { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } };
const document = {
  paths: {
    '/items/{id}': { get: { responses: { 200: { content }, 204: {} } } },
    '/items/all': { get: { responses: { 204: {} } } },
  },
  components: { schemas: { Item: item, At: { type: 'string', format: 'date-time' } } },
};
const answers = await AnswersByDocument.of(JSON.stringify(document));
const check = (json: unknown, { url = '/items/1?x=1', status = 200, type = 'application/json; charset=utf-8' } = {}) =>
  answers.check('GET', url, { status, type, json });

describe('an answer that the document has', () => {
  it('is passed', () => {
    check({ id: 1, at: '2026-01-01T00:00:00.000Z' });
    check(undefined, { status: 204, type: '' });
    check(undefined, { url: '/items/all', status: 204, type: '' });
  });

  it('is not looked for where the document does not have the address', () => {
    check({ anything: true }, { url: '/elsewhere', status: 404 });
  });
});

describe('an answer that the document does not have', () => {
  it.each<[string, unknown, object]>([
    ['the document does not have this status', {}, { status: 500 }],
    ['the document does not have this status', { id: 1 }, { url: '/items/all' }],
    ['the document does not have application/problem+json', {}, { type: 'application/problem+json' }],
    ["required property 'id'", {}, {}],
    ['must be integer', { id: '1' }, {}],
    ['must match format', { id: 1, at: 'yesterday' }, {}],
    ['must NOT have additional properties', { id: 1, extra: 1 }, {}],
  ])('is an error: %s', (message, json, options) => {
    expect(() => check(json, options)).toThrow(message);
  });
});
