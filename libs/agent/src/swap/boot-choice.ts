import type { Mcu } from '@twinbank/mcu';

/**
 * BFB2 and when it takes effect. Programming the option bytes changes the stored value. The hardware uses the value
 * that it loaded until a power-on or OBL_LAUNCH, and OBL_LAUNCH is a reset [RM0440 §3.4.2]. A warm reset loads nothing.
 * So there are two values: after a power cut the stored one decides, after a watchdog reset the loaded one. A bank may
 * be given up only while both start the other bank.
 */
export class BootChoice {
  constructor(private readonly mcu: Mcu) {}

  /** The bank that BFB2 selects for a warm reset. */
  get loadedBank(): 1 | 2 {
    return this.mcu.optionBytes.bfb2 === 1 ? 2 : 1;
  }

  /** The bank that BFB2 selects for a power-on; undefined after a torn change. */
  get storedBank(): 1 | 2 | undefined {
    const { stored } = this.mcu.optionBytes;
    return stored && (stored.bfb2 === 1 ? 2 : 1);
  }

  /** True if stored option bytes are not loaded yet. */
  get unloaded(): boolean {
    return this.storedBank !== this.loadedBank;
  }

  /** True if every kind of reset starts this bank. Only then may the other bank be given up. */
  certain(bank: 1 | 2): boolean {
    return this.loadedBank === bank && this.storedBank === bank;
  }

  /** Stores the choice of a bank without loading it, so without a reset. Does nothing if it is stored already. */
  store(bank: 1 | 2): void {
    if (this.storedBank !== bank) this.program({ bfb2: bank === 2 ? 1 : 0 });
  }

  /**
   * True if a cut tore an earlier change. Then the forced values act, which also protect the whole flash against
   * writing.
   */
  get torn(): boolean {
    return this.mcu.optionBytes.optverr;
  }

  /**
   * Stores sound option bytes again after a torn change. Keeps the read protection that was forced, because lowering it
   * would erase both banks.
   */
  repair(bank: 1 | 2): void {
    const { factory } = this.mcu.spec.options;
    this.program({ ...factory, rdp: this.mcu.optionBytes.values.rdp, bfb2: bank === 2 ? 1 : 0 });
  }

  private program(changes: Parameters<Mcu['optionBytes']['program']>[0]): void {
    const { flash, optionBytes } = this.mcu;
    optionBytes.unlock(flash.locked);
    optionBytes.program(changes);
    optionBytes.lock();
  }
}
