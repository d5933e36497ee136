// Stands for '@jest/globals' while a room is weighed: the same words and the same `expect`, but the tests stay in memory and can be run again.
import { expect } from 'expect';
import { bind } from 'jest-each';

export { expect };

/** The block that is being described; `file` is set by whoever imports a spec. */
let block = undefined;

/** All tests of one file, in order, as its import describes them. */
export async function collect(file, importSpec) {
  const root = { title: '', beforeAll: [], parent: undefined, tests: [], file };
  block = root;
  await importSpec();
  block = undefined;
  return root.tests;
}

export const describe = (title, body) => {
  const parent = block;
  block = { ...parent, title: `${parent.title}${title} `, beforeAll: [], parent };
  body();
  block = parent;
};
describe.each = bind(describe, false);

export const it = (title, body) => {
  const name = `${block.title}${title}`;
  const twins = block.tests.filter((test) => test.name === name).length;
  block.tests.push({ id: `${block.file}#${name}#${twins}`, name, file: block.file, block, body, spentMs: 0 });
};
it.each = bind(it, false);

export const test = it;

export const beforeAll = (body) => {
  block.beforeAll.push(body);
};

/** What must have run before a test, from the outermost block inwards. */
export const preparationsOf = (from) => (from === undefined ? [] : [...preparationsOf(from.parent), ...from.beforeAll]);
