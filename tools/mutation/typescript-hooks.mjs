// Lets Node import the TypeScript sources of a checkout, with the same rules of names and the same transformation as Jest's (jest.config.mjs).
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { transformSync } from '@swc/core';

import jestConfig from '../../jest.config.mjs';

const [unit] = jestConfig.projects;
const [, swc] = unit.transform['^.+\\.ts$'];
const names = Object.entries(unit.moduleNameMapper).map(([pattern, path]) => [new RegExp(pattern), path]);
let checkout;
let jestGlobals;

export function initialize(data) {
  ({ checkout, jestGlobals } = data);
}

export function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: jestGlobals, shortCircuit: true };
  const found = sourceOf(specifier, context.parentURL);
  return found === undefined ? next(specifier, context) : { url: found, shortCircuit: true };
}

/** The address of the TypeScript file that a name stands for; undefined for all others. */
function sourceOf(specifier, parentUrl) {
  const [pattern, path] = names.find(([each]) => each.test(specifier)) ?? [];
  if (pattern === undefined || !parentUrl?.endsWith('.ts')) return undefined;
  const name = specifier.replace(pattern, path);
  if (name.startsWith('<rootDir>')) return pathToFileURL(name.replace('<rootDir>', checkout)).href;
  const url = new URL(`${name}.ts`, parentUrl);
  return existsSync(url) ? url.href : undefined;
}

export function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...swc, filename, swcrc: false, configFile: false });
  return { format: 'module', source: code, shortCircuit: true };
}
