import { utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { Target } from './target.js';

const DOOR = utf8('bank');

/**
 * A decoder with a fault that only the right four bytes reach, one after the other: chance alone would need 2^32 inputs, whoever sees
 * that one more byte was right needs some ten thousand. A run that does not find it is blind.
 */
export const HIDDEN_DOOR: Target = {
  name: 'control: hidden door',
  about: 'a fault behind four bytes, which coverage leads to',
  seeds: () => [new Uint8Array(DOOR.length)],
  bytesMax: 64,
  read: (input) => {
    let right = 0;
    for (const byte of DOOR) {
      if (input[right] !== byte) throw faultOf('message_malformed');
      right++;
      opened[right]!();
    }
    throw new Error('the door is open');
  },
};

/** A place of its own for each byte, as in code that is written out: what is counted is where the code has been. */
const opened: (() => void)[] = [() => undefined, () => undefined, () => undefined, () => undefined, () => undefined];
