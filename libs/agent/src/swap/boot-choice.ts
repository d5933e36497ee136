import type { Mcu } from '@twinbank/mcu';

/**
 * BFB2 and when it acts. Programming the option bytes changes what is stored; hardware goes on with what it loaded until
 * a power-on or OBL_LAUNCH, and OBL_LAUNCH is a reset [RM0440 §3.4.2]. A warm reset does not load. So there are two
 * values, and a bank may be given up only while the loaded one starts the other bank: a power cut would load the stored
 * one, a watchdog reset would not.
 */
export class BootChoice {
  constructor(private readonly mcu: Mcu) {}

  /** The bank that a warm reset starts, as far as BFB2 decides. */
  get loadedBank(): 1 | 2 {
    return this.mcu.optionBytes.bfb2 === 1 ? 2 : 1;
  }

  /** The bank that a power-on starts, as far as BFB2 decides; undefined after a torn change. */
  get storedBank(): 1 | 2 | undefined {
    const { stored } = this.mcu.optionBytes;
    return stored && (stored.bfb2 === 1 ? 2 : 1);
  }

  /** True where stored option bytes wait to be loaded. */
  get unloaded(): boolean {
    return this.storedBank !== this.loadedBank;
  }

  /** True where whatever resets the device starts this bank, so that the other one may be given up. */
  certain(bank: 1 | 2): boolean {
    return this.loadedBank === bank && this.storedBank === bank;
  }

  /** Stores the choice of a bank without loading it: no reset. Nothing where it is stored already. */
  store(bank: 1 | 2): void {
    if (this.storedBank !== bank) this.program({ bfb2: bank === 2 ? 1 : 0 });
  }

  /** True where a cut tore an earlier change: forced values act, which also protect all flash against writing. */
  get torn(): boolean {
    return this.mcu.optionBytes.optverr;
  }

  /**
   * Stores sound option bytes again after a torn change. The read protection that was forced stays: lowering it would erase
   * both banks.
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
