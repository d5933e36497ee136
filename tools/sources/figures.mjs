/**
 * Prints how large files and functions are, per room and in all. Counted are functions with a name: declarations,
 * methods, constructors, accessors, and functions assigned to a name; not functions passed as arguments.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

import { ROOMS } from '../../walls.mjs';
import { isTest, sourcesOf } from './imports.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const isNamed = (node) =>
  ts.isFunctionDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isConstructorDeclaration(node) ||
  ts.isAccessor(node) ||
  ((ts.isArrowFunction(node) || ts.isFunctionExpression(node)) &&
    (ts.isVariableDeclaration(node.parent) ||
      ts.isPropertyDeclaration(node.parent) ||
      ts.isPropertyAssignment(node.parent)));

/** Counts the lines of a file, and of each function in it that has a body. */
function measure(path) {
  const source = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line;
  const functions = [];
  const visit = (node) => {
    if (isNamed(node) && node.body) functions.push(lineOf(node.end) - lineOf(node.getStart(source)) + 1);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { path, lines: source.getLineStarts().length - Number(source.text.endsWith('\n')), functions };
}

/** The value below which this share of a list lies, by the nearest-rank method. */
function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function row(name, files) {
  const lines = files.map((file) => file.lines);
  const functions = files.flatMap((file) => file.functions);
  const longest = files.reduce((one, other) => (other.lines > one.lines ? other : one), { path: '', lines: 0 });
  return [
    name,
    ...[files.length, percentile(lines, 0.5), percentile(lines, 0.9)],
    ...[functions.length, percentile(functions, 0.5), percentile(functions, 0.9), Math.max(0, ...functions)],
    `${longest.lines} ${longest.path.replace(/^.*\/src\//, '')}`,
  ].map(String);
}

/** The table as text: built code room by room and in all, and test code. */
export function figures() {
  const measured = ROOMS.map(({ room }) => ({ room, files: sourcesOf(room).map(measure) }));
  const all = measured.flatMap(({ files }) => files);
  const rows = [
    ['room', 'files', 'median', 'p90', 'functions', 'median', 'p90', 'longest', 'longest file'],
    ...measured
      .map(({ room, files }) => ({ room, files: files.filter(({ path }) => !isTest(path)) }))
      .filter(({ files }) => files.length > 0)
      .map(({ room, files }) => row(room, files)),
    row(
      'all that is built',
      all.filter(({ path }) => !isTest(path)),
    ),
    row(
      'tests',
      all.filter(({ path }) => isTest(path)),
    ),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) =>
          column === 0 || column === cells.length - 1 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
