import type { Mcu } from '@twinbank/mcu';
import { equalBytes } from '@twinbank/primitives';
import { wantedBlocks, type Want } from '@twinbank/protocol';

import { Violation } from '../../cuts/violation.js';
import { BLOCK_BYTES } from '../sample-image.js';
import type { SceneUpdate } from '../scene-facts.js';
import type { SceneSpec } from '../scene-spec.js';

/** Fails if a block is asked for that need not come. */
export function wantsWell({ flash }: Mcu, update: SceneUpdate, { story }: SceneSpec, want: Want): void {
  if (update.swapOnly) inVain(story);
  notTwice(flash, update, want);
}

/** A block is asked for although the other bank holds the whole image. */
function inVain(story: SceneSpec['story']): never {
  const invariant = story === 'goes-back' ? 'going-back-is-a-swap' : 'kept-until-asked';
  throw new Violation(invariant, 'a block is asked for, and the other bank holds the image');
}

/** Fails if a block that lies in flash is asked for: a download must continue where it was cut. */
function notTwice(flash: Mcu['flash'], { orders }: SceneUpdate, want: Want): void {
  const { stream, manifest } = orders.release;
  for (const block of wantedBlocks(want)) {
    const offset = block * BLOCK_BYTES - manifest.saltLength;
    const bytes = stream.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES);
    if (offset < flash.spec.pageBytes || bytes.length === 0) continue;
    const held = flash.tryRead({ bank: flash.otherBank, offset }, bytes.length);
    if (held.corrected === 0 && held.doubleErrors.length === 0 && equalBytes(held.bytes, bytes))
      throw new Violation('asks-once', `block ${block} is asked for, and lies whole in flash`);
  }
}
