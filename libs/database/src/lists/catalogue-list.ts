import { productOf, type Product } from '../products.js';
import { projectOf, type Project } from '../projects/project.js';
import { releaseOf, type Release } from '../releases.js';
import { hiddenField, newestFirst, oldestFirst, type ListDefinition } from './list-definition.js';

/** Projects that are not deleted. */
export const PROJECT_LIST: ListDefinition<Project> = {
  model: 'Project',
  from: 'projects t',
  where: 't.deleted_at IS NULL',
  fields: {
    name: { kind: 'text', about: 'its name', sql: 't.name', sortable: true },
    title: { kind: 'text', about: 'its title', sql: 't.title' },
    created: { kind: 'time', about: 'when it was made', sql: 't.created_at', sortable: true },
  },
  unique: 'name',
  sort: oldestFirst('name'),
  async load({ prisma }, keys) {
    const rows = await prisma.project.findMany({ where: { name: { in: keys as string[] } } });
    return rows.map((row) => [row.name, projectOf(row)]);
  },
};

/** Products. */
export const PRODUCT_LIST: ListDefinition<Product> = {
  model: 'Product',
  from: 'products t',
  fields: {
    name: { kind: 'text', about: 'its name', sql: 't.name', sortable: true },
    project: { kind: 'text', about: 'its project', sql: 't.project', sortable: true },
    part: { kind: 'text', about: 'model of its microcontroller', sql: 't.part', sortable: true },
    hardware: { kind: 'texts', about: 'hardware revisions', sql: 't.hardware' },
    finishPolicy: { kind: 'text', about: 'what follows a swap', sql: 't.finish_policy' },
    agent: { kind: 'text', about: 'whose agent its devices run', sql: 't.agent' },
    created: { kind: 'time', about: 'when it was made', sql: 't.created_at', sortable: true },
  },
  unique: 'name',
  sort: oldestFirst('name'),
  async load({ prisma }, keys) {
    const rows = await prisma.product.findMany({ where: { name: { in: keys as string[] } } });
    return rows.map((row) => [row.name, productOf(row)]);
  },
};

/** Releases. */
export const RELEASE_LIST: ListDefinition<Release> = {
  model: 'Release',
  from: 'releases t',
  fields: {
    number: hiddenField('number', 't.id'),
    product: hiddenField('text', 't.product'),
    version: { kind: 'version', about: 'its version', sql: 't.version', keySql: 't.version_key', sortable: true },
    counter: { kind: 'number', about: 'security counter', sql: 't.counter', sortable: true },
    state: {
      kind: 'one-of',
      values: ['available', 'withdrawn'],
      about: 'whether campaigns can bring it',
      sql: 't.state',
    },
    hardware: { kind: 'texts', about: 'hardware revisions that it is for', sql: 't.hardware' },
    labels: { kind: 'texts', about: 'labels that people gave it', optional: true, sql: 't.labels' },
    component: {
      kind: 'texts',
      about: 'components of its SBOM, as `mbedtls` or `mbedtls@3.5.0`',
      optional: true,
      sql: `coalesce((SELECT c.names FROM release_components c WHERE c.release_id = t.id), '{}')`,
    },
    streamLength: { kind: 'number', about: 'bytes that are sent', sql: 't.stream_length', sortable: true },
    manifestDigest: { kind: 'text', about: 'digest of its manifest', sql: 't.manifest_digest' },
    created: { kind: 'time', about: 'when it was uploaded', sql: 't.created_at', sortable: true },
  },
  unique: 'number',
  sort: newestFirst('number'),
  async load({ prisma }, keys) {
    const rows = await prisma.release.findMany({ where: { id: { in: keys.map(Number) } } });
    return rows.map((row) => [row.id, releaseOf(row)]);
  },
};

/** Releases of all products: the same, asked for by product, too. */
export const ALL_RELEASES_LIST: ListDefinition<Release> = {
  ...RELEASE_LIST,
  fields: {
    ...RELEASE_LIST.fields,
    product: { kind: 'text', about: 'its product', sql: 't.product', sortable: true },
    project: {
      kind: 'text',
      about: 'project of its product',
      sql: '(SELECT p.project FROM products p WHERE p.name = t.product)',
    },
  },
};
