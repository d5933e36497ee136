import { EccNmi, sameBytes, type Mcu } from '@twinbank/mcu';

/** Bytes that are copied in one step. */
const RUN_BYTES = 2048;

/**
 * Rewrites the other bank from the active one, run by run [AN4767 §6.4.3, item 3]. It erases the first run at the
 * beginning and writes its first program unit at the end, so that the bank holds no image in between. Runs that are
 * equal already, because a cut came after they were copied, are left alone.
 */
export class BankMirror {
  private at = 0;
  private readonly runBytes: number;

  constructor(
    private readonly mcu: Mcu,
    private readonly length: number,
  ) {
    this.runBytes = Math.max(RUN_BYTES, mcu.flash.spec.pageBytes);
  }

  /** Copies about so many bytes. True when everything is copied. */
  copy(bytes: number): boolean {
    const { flash } = this.mcu;
    const unit = flash.spec.programUnits[0].bytes;
    if (this.at === 0) this.erase(0, Math.min(this.runBytes, this.length));
    for (let done = 0; done < bytes && this.at < this.length; done += this.runBytes) {
      const end = Math.min(this.at + this.runBytes, this.length);
      this.copyRun(this.at === 0 ? unit : this.at, end);
      this.at = end;
    }
    if (this.at < this.length) return false;
    flash.program(this.addressOf(0), this.read(flash.activeBank, 0, unit));
    return true;
  }

  private copyRun(from: number, to: number): void {
    const { flash, pageStore } = this.mcu;
    const source = this.read(flash.activeBank, from, to - from);
    if (from % this.runBytes === 0) {
      if (this.equal(from, source)) return;
      this.erase(from, to);
    }
    flash.program(this.addressOf(from), pageStore.intern(source));
  }

  private equal(offset: number, source: Uint8Array): boolean {
    const { flash } = this.mcu;
    const held = flash.tryRead({ bank: flash.otherBank, offset }, source.length);
    return held.doubleErrors.length === 0 && held.corrected === 0 && sameBytes(held.bytes, source);
  }

  private read(bank: 1 | 2, offset: number, length: number): Uint8Array {
    try {
      return this.mcu.flash.readBank({ bank, offset }, length);
    } catch (error) {
      if (error instanceof EccNmi)
        throw new Error(`the running image cannot be read: ${error.message}`, { cause: error });
      throw error;
    }
  }

  private erase(from: number, to: number): void {
    const { flash } = this.mcu;
    const { pageBytes } = flash.spec;
    flash.erasePages(flash.pageTarget(flash.otherBank, from / pageBytes), Math.ceil((to - from) / pageBytes));
  }

  private addressOf(offset: number): number {
    const { flash } = this.mcu;
    return flash.spec.address + flash.bankBytes + offset;
  }
}
