import { keySetOf, type KeySetRecord } from './key-set-record.js';
import { hiddenField, newestFirst, type ListDefinition } from '../lists/list-definition.js';

/** Key sets of a product. */
export const KEY_SET_LIST: ListDefinition<KeySetRecord> = {
  model: 'KeySet',
  from: 'key_sets t',
  fields: {
    number: hiddenField('number', 't.id'),
    product: hiddenField('text', 't.product'),
    version: { kind: 'number', about: 'its version', sql: 't.version', sortable: true },
    issued: { kind: 'time', about: 'when it was made, by itself', sql: 't.issued_at', sortable: true },
    expires: { kind: 'time', about: 'until when devices take it', sql: 't.expires_at', sortable: true },
    created: { kind: 'time', about: 'when it was stored', sql: 't.created_at', sortable: true },
  },
  unique: 'number',
  sort: newestFirst('number'),
  async load({ prisma }, keys) {
    const rows = await prisma.keySet.findMany({ where: { id: { in: keys.map(Number) } } });
    return rows.map((row) => [row.id, keySetOf(row)]);
  },
};

/** The newest key set of each product that has one; what ends first comes first. */
export const NEWEST_KEY_SET_LIST: ListDefinition<KeySetRecord> = {
  ...KEY_SET_LIST,
  where: 'NOT EXISTS (SELECT FROM key_sets n WHERE n.product = t.product AND n.version > t.version)',
  fields: {
    ...KEY_SET_LIST.fields,
    product: { kind: 'text', about: 'its product', sql: 't.product', sortable: true },
    project: {
      kind: 'text',
      about: 'project of its product',
      sql: '(SELECT p.project FROM products p WHERE p.name = t.product)',
    },
  },
  unique: 'product',
  sort: [{ field: 'expires', descending: false }],
  async load({ prisma }, keys) {
    const rows = await prisma.keySet.findMany({
      where: { productName: { in: keys as string[] } },
      orderBy: [{ productName: 'asc' }, { version: 'desc' }],
      distinct: ['productName'],
    });
    return rows.map((row) => [row.productName, keySetOf(row)]);
  },
};
