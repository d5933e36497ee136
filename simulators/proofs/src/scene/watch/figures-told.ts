import type { Report } from '@twinbank/protocol';

import { Violation } from '../../cuts/violation.js';
import type { SceneUpdate } from '../scene-facts.js';
import type { SceneSpec } from '../scene-spec.js';

/** If nothing went wrong, a result reports the swap, and the download before the reset that a mirror needs. */
export function figuresTold(
  report: Report,
  { mode }: SceneSpec,
  { swapOnly = false, downloadOnly = false }: Pick<SceneUpdate, 'swapOnly' | 'downloadOnly'>,
): void {
  if (report.type !== 'result' || report.stage !== 'done' || mode !== 'live') return;
  if ((!report.swap && !downloadOnly) || (!swapOnly && !report.timings?.downloadMs))
    throw new Violation('completes', 'the update is done without a word about its swap or its download');
}
