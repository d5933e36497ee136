import type { RamProgram } from '@twinbank/agent';
import type { Mcu } from '@twinbank/mcu';

import { Violation } from '../../cuts/violation.js';
import { layoutOf } from '../sample-image.js';

/**
 * Where the images of a scene keep the number of the present RAM layout: outside of the RAM that a boot ROM overwrites.
 */
const LAYOUT_WORD = 0x2000_4000;
/** Bytes of an image up to the end of its descriptor. */
const HEADER_BYTES = 0x280;

/** The new image hangs as soon as it runs, until the watchdog resets the device. */
export class ImageCrash extends Error {
  override readonly name = 'ImageCrash';
}

/**
 * How the images of a scene use RAM: each image finds its variables in its own layout, or has run-once code that
 * converts them.
 */
export class SceneProgram implements RamProgram {
  /** @param crashes whether the image in a bank crashes as soon as it runs */
  constructor(private readonly crashes: (bank: 1 | 2) => boolean) {}

  startUp(mcu: Mcu, bank: 1 | 2): void {
    mcu.sram.writeWord(LAYOUT_WORD, layoutIn(mcu, bank).layout);
    this.run(bank);
  }

  beforeSwap(): void {
    // Nothing to hand over.
  }

  afterSwap(mcu: Mcu, bank: 1 | 2): void {
    const { layout, runsOnce } = layoutIn(mcu, bank);
    const held = mcu.sram.readWord(LAYOUT_WORD);
    if (held !== layout && !runsOnce)
      throw new Violation(
        'ram-fits',
        `bank ${bank} runs with variables in layout ${layout}, and RAM is in layout ${held}`,
      );
    mcu.sram.writeWord(LAYOUT_WORD, layout);
    this.run(bank);
  }

  private run(bank: 1 | 2): void {
    if (this.crashes(bank)) throw new ImageCrash(`the image in bank ${bank} hangs`);
  }
}

const layoutIn = ({ flash }: Mcu, bank: 1 | 2): ReturnType<typeof layoutOf> =>
  layoutOf(flash.tryRead({ bank, offset: 0 }, HEADER_BYTES).bytes);
