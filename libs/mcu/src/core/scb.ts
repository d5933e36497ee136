import type { PartSpec } from '@twinbank/parts';

import { McuMisuse } from '../misuse.js';
import type { Power } from '../power.js';

/** System control block: the vector table offset. It is 0 after reset, whichever bank booted. */
export class Scb {
  #vtor = 0;

  constructor(
    private readonly spec: PartSpec,
    private readonly power: Power,
  ) {}

  get vtor(): number {
    return this.#vtor;
  }

  /**
   * Writes VTOR. The address must be a multiple of the table's size, rounded up to a power of two.
   *
   * @throws McuMisuse `TBLOFF` if the address is not aligned
   */
  writeVtor(address: number): void {
    const { vtorAlignBytes, vectors } = this.spec;
    if (address % vtorAlignBytes !== 0) {
      throw new McuMisuse(
        'TBLOFF',
        `a table of ${vectors} vectors needs an address that is a multiple of ${vtorAlignBytes}`,
      );
    }
    this.power.operation('vtor', () => `VTOR=0x${address.toString(16)}`, { apply: () => void (this.#vtor = address) });
  }

  reset(vtor = 0): void {
    this.#vtor = vtor;
  }
}
