import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { DEFECTS } from '../defects/defect.js';
import { sceneKeys, type SceneKeys } from '../scene/orders.js';
import { parseSceneName } from '../scene/scene-spec.js';
import { controlScenes } from './controls.js';
import { parseReplaySpec, replaySpec } from './replay-spec.js';
import { replay } from './replay.js';
import { exploreScene } from './scene-task.js';

/** The rows of the section of docs/proof.md that says what catches which defect. */
const ROWS = readFileSync(new URL('../../../../docs/proof.md', import.meta.url), 'utf8')
  .split('## Negative controls')[1]!
  .split('\n## ')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| `'));
const documented = new Map(
  ROWS.map((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, word]) => word!)).map(([d, ...by]) => [d!, by]),
);

let keys: SceneKeys;
beforeAll(async () => {
  keys = await sceneKeys();
});

describe('a negative control', () => {
  it('stands in docs/proof.md with what catches it', () => {
    expect([...documented.keys()]).toEqual([...DEFECTS]);
  });

  it('is tried for each defect on each family', () => {
    expect(new Set(controlScenes()).size).toBe(DEFECTS.length * 3);
  });

  it.each(controlScenes())(
    'is caught by what docs/proof.md names, and its replay shows the same: %s',
    async (scene) => {
      const task = { scene, depth: 'singles', seed: 1, torn: 4, share: 1, violationsMax: 1, budgetMs: 1 } as const;
      const { findings } = await exploreScene(task, keys, () => 0);
      const [finding] = findings;
      expect(documented.get(parseSceneName(scene).defect!)).toContain(finding?.invariant);
      const { scene: spec, cuts } = parseReplaySpec(replaySpec(scene, finding!.cuts));
      const { violation, lines } = await replay(spec, cuts, keys);
      expect(violation).toBe(`${finding!.invariant}: ${finding!.detail}`);
      if (finding!.cuts.length > 0) expect(lines.join('\n')).toContain(`cut      ${finding!.cuts[0]}`);
    },
  );
});
