import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCUMENT = readFileSync(`${ROOT}docs/threat-model.md`, 'utf8');
const NAMED = [...DOCUMENT.matchAll(/`((?:libs|simulators|apps)\/[^`]+\.ts)`: "([^"]+)"/g)].map(([, path, title]) => ({
  path: path!,
  title: title!,
}));
const threats = DOCUMENT.split('\n').filter(
  (line) => /^\| [^|]+ \| [^|]+ \| [^|]+ \|$/.test(line) && !line.endsWith('shown by |'),
);

describe('docs/threat-model.md', () => {
  it.each(NAMED)('names a test that is there: $path, $title', ({ path, title }) => {
    expect(existsSync(ROOT + path) ? readFileSync(ROOT + path, 'utf8') : '').toContain(`('${title}'`);
  });

  it('names one for every threat', () => {
    expect(threats.length).toBeGreaterThan(15);
    expect(threats.filter((line) => !/`: "[^"]+"/.test(line))).toEqual([]);
  });
});
