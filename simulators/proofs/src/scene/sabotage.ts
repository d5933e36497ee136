import type { Mcu } from '@twinbank/mcu';

import type { SceneDefect } from './scene-spec.js';

/** Breaks a device on purpose, where a defect is not one that the agent itself offers. */
export function sabotage(mcu: Mcu, defect: SceneDefect | undefined): void {
  if (defect === 'erased-believed') believeErased(mcu);
  if (defect === 'option-bytes-unmended') leaveOptionBytes(mcu);
}

/** A driver that spares the erasure of pages that read erased: after a cut they may be erased too weakly to hold anything. */
function believeErased({ flash }: Mcu): void {
  const erasePages = flash.erasePages.bind(flash);
  flash.erasePages = (target, count = 1) => {
    const { pageBytes, erasedValue } = flash.spec;
    const place =
      'address' in target ? flash.placeOf(target.address) : { bank: target.bank, offset: target.page * pageBytes };
    const { bytes, doubleErrors } = flash.tryRead(place, count * pageBytes);
    if (doubleErrors.length > 0 || bytes.some((byte) => byte !== erasedValue)) erasePages(target, count);
  };
}

/** Start-up code that takes the option bytes for sound whatever OPTVERR says. */
function leaveOptionBytes({ optionBytes }: Mcu): void {
  const program = optionBytes.program.bind(optionBytes);
  optionBytes.program = (changes) => {
    if (!optionBytes.optverr) program(changes);
  };
}
