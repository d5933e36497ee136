import { formatCut, parseCut, type Cut } from '../cuts/cut.js';
import { parseSceneName, type SceneSpec } from '../scene/scene-spec.js';

/** A scene and its cuts in one word. */
export function replaySpec(scene: string, cuts: readonly string[]): string {
  return `${scene}@${cuts.join(',')}`;
}

/**
 * Reads what {@link replaySpec} wrote.
 *
 * @throws RangeError for anything else
 */
export function parseReplaySpec(text: string): { scene: SceneSpec; cuts: Cut[] } {
  const [scene = '', cuts = ''] = text.split('@');
  return { scene: parseSceneName(scene), cuts: cuts === '' ? [] : cuts.split(',').map(parseCut) };
}

/** The command that shows a finding again. */
export function replayCommand(scene: string, cuts: readonly (string | Cut)[]): string {
  return `npm run prove -- --replay '${replaySpec(
    scene,
    cuts.map((cut) => (typeof cut === 'string' ? cut : formatCut(cut))),
  )}'`;
}
