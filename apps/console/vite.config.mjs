import { readFileSync } from 'node:fs';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What the server replaces by the nonce of each answer (libs/operator-face/src/console). */
const NONCE_PLACE = 'CONSOLE_NONCE';

/** The module that has what the document of the interface says of these requests, and nothing else of the document, which has a megabyte. */
const SCHEMAS_MODULE = 'virtual:request-schemas';
const REQUESTS = ['CampaignRequest'];
const documentFile = new URL('../../libs/client/openapi.json', import.meta.url);

/** The schemas by these names, and all that they refer to. */
function reachable(schemas, names) {
  const found = {};
  const add = (name) => {
    if (found[name]) return;
    found[name] = schemas[name];
    for (const [, other] of JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g)) add(other);
  };
  names.forEach(add);
  return found;
}

const requestSchemas = {
  name: 'request-schemas',
  resolveId: (id) => (id === SCHEMAS_MODULE ? `\0${id}` : undefined),
  load(id) {
    if (id !== `\0${SCHEMAS_MODULE}`) return undefined;
    const { components } = JSON.parse(readFileSync(documentFile, 'utf8'));
    return `export const SCHEMAS = ${JSON.stringify(reachable(components.schemas, REQUESTS))};`;
  },
};

/** The module that has what the document says of the filters of lists: which fields there are. */
const FILTERS_MODULE = 'virtual:filters';
const FILTERED = ['devices', 'products', 'users'];

const filters = {
  name: 'filters',
  resolveId: (id) => (id === FILTERS_MODULE ? `\0${id}` : undefined),
  load(id) {
    if (id !== `\0${FILTERS_MODULE}`) return undefined;
    const { paths } = JSON.parse(readFileSync(documentFile, 'utf8'));
    const filterOf = (list) =>
      paths[`/api/v1/${list}`].get.parameters.find(({ name }) => name === 'filter').description;
    return `export const FILTERS = ${JSON.stringify(Object.fromEntries(FILTERED.map((list) => [list, filterOf(list)])))};`;
  },
};

/**
 * Pieces that are made on purpose (ADR 0232). The bundler alone makes one for each set of pages that share something: many of a few
 * hundred bytes, and each costs every such page a request. What is loaded first is three pieces, of which two change with the packages
 * only; what so many pages and dialogs share is one. The fewer must share it, the more a page loads that it does not need.
 */
const PIECES = [
  {
    name: 'react',
    test: /[\\/]node_modules[\\/](?:react|react-dom|scheduler|@tanstack)[\\/]/,
    tags: ['$initial'],
    priority: 4,
  },
  { name: 'widgets', test: /[\\/]node_modules[\\/]/, tags: ['$initial'], priority: 3 },
  { name: 'base', tags: ['$initial'], priority: 2 },
  { name: 'shared', minShareCount: 16, priority: 1 },
];

const config = defineConfig({
  plugins: [react(), requestSchemas, filters],
  html: { cspNonce: NONCE_PLACE },
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2023',
    // Data URLs would need a wider policy.
    assetsInlineLimit: 0,
    // The rooms do nothing when they are loaded: what is not used of them is left out.
    rolldownOptions: {
      treeshake: { moduleSideEffects: (id) => !/[/\\]libs[/\\]/.test(id) },
      output: { codeSplitting: { groups: PIECES } },
    },
  },
});

export { config as default };
