import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const SITE = new URL('../apps/console/dist/site/', import.meta.url);
/** What a browser loads before it shows anything of a page, compressed, in bytes. */
const FIRST_LOAD_MAX = 250 * 1024;

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}
const CHUNKS = JSON.parse(readFileSync(new URL('manifest.json', SITE), 'utf8')) as Record<string, Chunk>;

/** The files that a chunk needs at once. */
function filesOf(name: string, files = new Set<string>()): Set<string> {
  const { file, css = [], imports = [] } = CHUNKS[name]!;
  if (files.has(file)) return files;
  for (const each of [file, ...css]) files.add(each);
  for (const other of imports) filesOf(other, files);
  return files;
}
const zippedBytes = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, SITE))).length, 0);

describe('the built console (node tools/build-console.mjs)', () => {
  const entry = Object.entries(CHUNKS).find(([, { isEntry }]) => isEntry)![0];
  const pages = Object.keys(CHUNKS).filter((name) => name.endsWith('-page.tsx'));

  it('has its pages apart from what is loaded first', () => {
    expect(pages.length).toBeGreaterThanOrEqual(4);
    expect(pages.filter((page) => filesOf(entry).has(CHUNKS[page]!.file))).toEqual([]);
  });

  it('has all styles in what is loaded first: a piece whose own did not arrive would be loaded again without them', () => {
    const first = filesOf(entry);
    expect(Object.values(CHUNKS).flatMap(({ css = [] }) => css.filter((file) => !first.has(file)))).toEqual([]);
  });

  it.each(pages)(`loads at most ${FIRST_LOAD_MAX} bytes until it shows %s`, (page) => {
    expect(zippedBytes(new Set([...filesOf(entry), ...filesOf(page)]))).toBeLessThanOrEqual(FIRST_LOAD_MAX);
  });

  it('has no script and no style within its page, and names no other host', () => {
    const page = readFileSync(new URL('index.html', SITE), 'utf8');
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|https?:\/\//);
  });
});
