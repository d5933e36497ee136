import type { Mcu } from '@twinbank/mcu';

import { Violation } from '../../cuts/violation.js';
import type { ScriptMemory } from '../server-script.js';
import { disposalOf, mayForget, type KeyPages } from './key-pages.js';

/** What must hold at any moment: the keys are whole until the journal says that they may go, and gone once it says that they are. */
export function keysFitTheMark(pages: KeyPages, mcu: Mcu): void {
  if (!mayForget(mcu) && !pages.bothWhole(mcu))
    wrong('a copy of the key is gone, and the journal does not allow it yet');
  if (disposalOf(mcu) === 'forgotten' && !pages.bothErased(mcu))
    wrong('the journal says that the keys are gone, and one is there');
}

/**
 * What must hold of a device that has just booted: it knows the order whose receipt it told, and its keys may go only if the server has
 * acknowledged exactly that.
 */
export function disposalKept(pages: KeyPages, mcu: Mcu, { disposal }: Pick<ScriptMemory, 'disposal'>): void {
  const state = disposalOf(mcu);
  if (disposal >= 2 && state === undefined) wrong('the device told its receipt, and knows nothing of the order');
  if (mayForget(mcu) && disposal < 3) wrong('the keys may go, and nobody has acknowledged the receipt');
  if (!pages.bothWhole(mcu) && disposal < 3) wrong('the keys are going, and nobody has acknowledged the receipt');
}

/** A device whose keys may be gone cannot say anything that anybody could believe, so it says nothing. */
export function silentInTheEnd(mcu: Mcu): void {
  if (mayForget(mcu)) wrong('the device says something after its disposal is acknowledged');
}

/** What must hold of a device that rests: it waits for the acknowledgement, or it has forgotten its keys and is silent. */
export function disposedInTheEnd(
  pages: KeyPages,
  mcu: Mcu,
  { disposal, ended }: { readonly disposal: ScriptMemory['disposal']; readonly ended: boolean },
): void {
  const state = disposalOf(mcu);
  if (disposal < 2) wrong('the device rests, and has not said that it takes the order');
  if (disposal === 2 && state !== 'ordered') wrong(`the device waits to be heard, and its journal says ${state}`);
  if (disposal < 3) return;
  if (state !== 'forgotten' || !pages.bothErased(mcu))
    wrong(`the device rests, its journal says ${state}, and its keys are not gone`);
  if (!ended) wrong('the keys of the device are gone, and its program was not told that its life is over');
}

function wrong(detail: string): never {
  throw new Violation('disposal-in-order', detail);
}
