import { DEFECTS, type Defect } from '../defects/defect.js';
import { nameOfScene, type SceneSpec } from '../scene/scene-spec.js';

/**
 * Where a defect shows: one of a bank that is given up, in an update that starts from that bank; one of refusals, where
 * tickets are refused.
 */
const SCENES: Readonly<Record<Defect, Pick<SceneSpec, 'policy' | 'mode' | 'from' | 'story'>>> = {
  'first-unit-first': { policy: 'mirror', mode: 'live', from: 1 },
  'bfb2-before-copy': { policy: 'mirror', mode: 'live', from: 1 },
  'counter-before-confirm': { policy: 'keep-previous', mode: 'live', from: 1 },
  'erase-by-logical-bank': { policy: 'keep-previous', mode: 'live', from: 2 },
  'journal-rewrites-unit': { policy: 'keep-previous', mode: 'live', from: 1 },
  'launch-forgotten': { policy: 'mirror', mode: 'live', from: 1 },
  'erased-believed': { policy: 'mirror', mode: 'live', from: 1 },
  'option-bytes-unmended': { policy: 'keep-previous', mode: 'live', from: 1 },
  'stage-told-unwritten': { policy: 'keep-previous', mode: 'live', from: 1 },
  'refusal-forgotten': { policy: 'keep-previous', mode: 'live', from: 1, story: 'hostile' },
  'receipt-unwritten': { policy: 'mirror', mode: 'live', from: 1 },
  'receipt-of-ticket': { policy: 'keep-previous', mode: 'live', from: 1 },
  'receipt-without-banks': { policy: 'keep-previous', mode: 'reset', from: 1 },
  'back-by-download': { policy: 'keep-previous', mode: 'live', from: 2, story: 'goes-back' },
  'download-forgotten': { policy: 'keep-previous', mode: 'live', from: 1, story: 'download-first' },
  'wish-forgotten': { policy: 'keep-previous', mode: 'live', from: 1, story: 'postponed' },
  'choice-forgotten': { policy: 'keep-previous', mode: 'live', from: 1, story: 'chosen' },
  'choice-without-end': { policy: 'keep-previous', mode: 'live', from: 1, story: 'chosen' },
  'key-set-unwritten': { policy: 'keep-previous', mode: 'live', from: 1, story: 'key-sets' },
  'key-set-in-halves': { policy: 'keep-previous', mode: 'live', from: 1, story: 'key-sets' },
  'key-set-goes-back': { policy: 'mirror', mode: 'live', from: 1, story: 'key-sets' },
  'disposal-unwritten': { policy: 'keep-previous', mode: 'live', from: 1, story: 'disposal' },
  'disposal-unacknowledged': { policy: 'mirror', mode: 'live', from: 1, story: 'disposal' },
  'disposal-keys-first': { policy: 'keep-previous', mode: 'live', from: 1, story: 'disposal' },
  'disposal-mark-forgotten': { policy: 'keep-previous', mode: 'live', from: 1, story: 'disposal' },
  'disposal-copy-left': { policy: 'keep-previous', mode: 'reset', from: 1, story: 'disposal' },
  'values-after-code': { policy: 'keep-previous', mode: 'live', from: 1, story: 'sections' },
  'values-at-reset': { policy: 'mirror', mode: 'live', from: 1, story: 'sections' },
  'plan-after-code': { policy: 'keep-previous', mode: 'live', from: 1, story: 'plan' },
  'plan-in-reverse': { policy: 'keep-previous', mode: 'live', from: 1, story: 'plan' },
  'plan-carried-late': { policy: 'keep-previous', mode: 'live', from: 1, story: 'plan' },
  'companion-undo-forgotten': { policy: 'keep-previous', mode: 'live', from: 1, story: 'companions' },
  'companion-after-confirm': { policy: 'mirror', mode: 'live', from: 1, story: 'companions' },
};

/** The scenes with an agent that is broken on purpose: each defect on each family. */
export function controlScenes(): string[] {
  const parts = ['STM32L073', 'STM32L476', 'STM32G474'] as const;
  return DEFECTS.flatMap((defect) =>
    parts.map((part) =>
      nameOfScene({ part, cipher: 'none', trial: 'passes', data: 'fixed', size: 'small', ...SCENES[defect], defect }),
    ),
  );
}
