/** Which source imports which, over all rooms, read by TypeScript's own parser. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

import { nameOf, ROOMS, SCOPE } from '../../walls.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TEST = /(?:^|\/)testing\/|\.(?:medium-|scenario-)?spec\.ts$/;

/** Whether a source is only for tests and is never built. */
export const isTest = (path) =>
  TEST.test(path) || ROOMS.some(({ room, floor }) => floor === 'test' && path.startsWith(`${room}/`));

/** The handwritten sources of a room, by their paths from the root. */
export function sourcesOf(room) {
  return readdirSync(join(ROOT, room, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => `${room}/src/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('/generated/'))
    .sort();
}

/** Every specifier that a source imports or exports from, including types. */
export function specifiersIn(path) {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, path), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

/**
 * Which sources each source imports, within its room and through the indexes of others.
 *
 * @returns {Map<string, string[]>}
 */
export function importGraph() {
  const files = ROOMS.flatMap(({ room }) => sourcesOf(room));
  const known = new Set(files);
  const roomOf = new Map(ROOMS.map(({ room }) => [`${SCOPE}/${nameOf(room)}`, room]));
  const fileOf = (from, specifier) => {
    if (specifier.startsWith('.')) {
      const source = join(dirname(from), specifier).replace(/\.js$/, '.ts');
      return known.has(source) ? source : `${source}x`;
    }
    const [scope, name, ...rest] = specifier.split('/');
    const room = roomOf.get(`${scope}/${name}`);
    return room && `${room}/src/${rest.length === 0 ? 'index' : rest.join('/')}.ts`;
  };
  return new Map(
    files.map((file) => [
      file,
      specifiersIn(file)
        .map((specifier) => fileOf(file, specifier))
        .filter((target) => target !== undefined && known.has(target)),
    ]),
  );
}

/**
 * The circles of a graph: each a list of nodes that can all reach one another (Tarjan's strongly connected
 * components with more than one node, and nodes with an edge to themselves).
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph
 */
export function circles(graph) {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)));
    }
    if (low.get(node) !== index.get(node)) return;
    const circle = stack.splice(stack.indexOf(node));
    if (circle.length > 1 || graph.get(node)?.includes(node)) found.push(circle.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}
