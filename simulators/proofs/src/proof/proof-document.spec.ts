import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { INVARIANTS } from '../cuts/violation.js';
import { DEFECTS } from '../defects/defect.js';
import { sceneKeys } from '../scene/orders.js';

import { parseReplaySpec } from './replay-spec.js';
import { replay } from './replay.js';

const DOCUMENT = readFileSync(new URL('../../../../docs/proof.md', import.meta.url), 'utf8');

/** The first cells of the rows of a table in the document. */
function firstCells(heading: string): string[] {
  const section = DOCUMENT.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!;
  return [...section.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map((row) => row[1]!);
}

describe('docs/proof.md', () => {
  it('names every invariant and no other', () => {
    expect(firstCells('What must hold')).toEqual([...INVARIANTS]);
  });

  it('names every defect and no other', () => {
    expect(firstCells('Negative controls')).toEqual([...DEFECTS]);
  });

  it('shows a replay in which something is violated', async () => {
    const { scene, cuts } = parseReplaySpec(/--replay '([^']+)'/.exec(DOCUMENT)![1]!);
    expect((await replay(scene, cuts, await sceneKeys())).violation).toMatch(/^boots: /);
  });
});
