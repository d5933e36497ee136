import type { Columns } from '../condition.js';
import type { Vocabulary } from '../vocabulary.js';

/** One field of every kind, and the columns for them. */
export const A_VOCABULARY: Vocabulary = {
  id: { kind: 'number', about: 'number', sortable: true },
  name: { kind: 'text', about: 'name', sortable: true },
  site: { kind: 'text', about: 'site', optional: true, sortable: true },
  tags: { kind: 'texts', about: 'tags', optional: true, alsoCalled: 'tag' },
  size: { kind: 'number', about: 'size', optional: true, sortable: true },
  online: { kind: 'boolean', about: 'whether it is connected', optional: true },
  seen: { kind: 'time', about: 'when it was seen', optional: true, sortable: true },
  version: { kind: 'version', about: 'what runs', optional: true, sortable: true },
  'attr.*': { kind: 'attributes', about: 'attributes', optional: true },
  state: { kind: 'one-of', values: ['active', 'inactive'], about: 'state' },
};
export const COLUMNS: Columns = {
  ...Object.fromEntries(Object.keys(A_VOCABULARY).map((name) => [name, { sql: `t.${name}` }])),
  version: { sql: 't.version', keySql: 't.version_key' },
  'attr.*': { sql: 't.attributes' },
};
