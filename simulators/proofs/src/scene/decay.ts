import { journalledJob } from '@twinbank/agent';
import type { Mcu } from '@twinbank/mcu';

import type { SceneSpec } from './scene-spec.js';

/** After the first page and the first block of every image. */
const OFFSET = { least: 1024, more: 36 } as const;
/** Stages in which the bank of the new image may be lost, because the device does not need it yet. */
const BEFORE_TRIAL: readonly (string | undefined)[] = ['accepted', 'downloading', 'checked', 'waiting', 'swapping'];

/**
 * What happens to a device without power: in the story `decays`, a unit of the bank that does not run loses its
 * content.
 */
export function decayWhileOff(mcu: Mcu, { story }: SceneSpec): void {
  const job = story === 'decays' ? journalledJob(mcu) : undefined;
  if (!job || !BEFORE_TRIAL.includes(job.stage)) return;
  mcu.flash.decay({ bank: job.target, offset: Math.max(OFFSET.least, mcu.flash.spec.pageBytes) + OFFSET.more });
}
