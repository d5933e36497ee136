Error.stackTraceLimit = 0;
import { Explorer } from './cuts/explorer.js';
import { sceneKeys } from './scene/orders.js';
import { nameOfScene, parseSceneName, scenesOf } from './scene/scene-spec.js';
import { sceneOf } from './scene/scene.js';
import { PAIRS, singles } from './proof/variants.js';
const keys = await sceneKeys();
const names = process.argv[2] ? process.argv[2].split(',').map(parseSceneName) : scenesOf({ size: 'usual' });
for (const spec of names) {
  const t = performance.now();
  const scene = await sceneOf(spec, keys);
  const explorer = new Explorer(scene, { variants: spec.size === 'small' ? PAIRS : singles(0, 2), expired: () => performance.now() - t > Number(process.argv[3] ?? 1e9) });
  const every = Number(process.argv[4] ?? 1);
  explorer.explore((at) => at % every === 0);
  console.log(nameOfScene(spec), JSON.stringify(explorer.tally), `${((performance.now() - t) / 1000).toFixed(1)} s`);
  for (const f of explorer.findings.slice(0, 5)) console.log('   ', JSON.stringify(f));
}
