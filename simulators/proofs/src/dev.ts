import { Explorer } from './cuts/explorer.js';
import { variantsOf } from './cuts/cut-probe.js';
import { sceneKeys } from './scene/orders.js';
import { parseSceneName, scenesOf } from './scene/scene-spec.js';
import { sceneOf, SMALL_SIZE, USUAL_SIZE } from './scene/scene.js';
const keys = await sceneKeys();
const names = process.argv[2] ? process.argv[2].split(',').map(parseSceneName) : scenesOf({});
for (const spec of names) {
  const t = performance.now();
  const pairs = process.argv[3] === 'pairs';
  const scene = await sceneOf(spec, keys, pairs ? SMALL_SIZE : USUAL_SIZE);
  const explorer = new Explorer(scene, { plans: pairs ? [{ variants: variantsOf(1) }, { variants: variantsOf(1) }] : [{ variants: variantsOf(3) }] , expired: () => performance.now() - t > Number(process.argv[4] ?? 1e9) });
  explorer.explore();
  console.log(Object.values(spec).join('/'), JSON.stringify(explorer.tally), `${((performance.now() - t) / 1000).toFixed(1)} s`);
  for (const f of explorer.findings.slice(0, 5)) console.log('   ', JSON.stringify(f));
}
