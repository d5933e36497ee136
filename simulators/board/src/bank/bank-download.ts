import { paddedImage } from '@twinbank/image';
import { inspectImage, type ImageDescriptor } from '@twinbank/inspect';
import type { AesStream, BankNumber, Mcu } from '@twinbank/mcu';
import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { erasePages } from './erase-bank.js';
import { forgetIntegrity, storeIntegrity } from './integrity-record.js';

/** The result of a download. */
export type DownloadResult =
  | {
      readonly descriptor: ImageDescriptor | undefined;
      readonly length: number;
      readonly crc: number;
      readonly fault?: undefined;
    }
  /**
   * The bytes are not an image for this part; the bank was left without its first program unit, so nothing can
   * start it.
   */
  | { readonly fault: Fault };

/**
 * Writes a file into the other bank while it arrives (option 1). Page 0 is erased first, and the first program unit
 * is written last, after the whole image was checked, so that the boot ROM never sees half an image.
 */
export class BankDownload {
  readonly bank: BankNumber;
  private head: Uint8Array | undefined;
  private erasedPages = 0;
  private length = 0;

  /** @param decryption undefined for a plain file */
  constructor(
    private readonly mcu: Mcu,
    private readonly decryption: AesStream | undefined,
  ) {
    this.bank = mcu.flash.otherBank;
  }

  /**
   * From here on the bank holds no image. If the part can mass erase, all of the bank is erased; the L0 erases page
   * by page while writing.
   */
  begin(): void {
    const { flash } = this.mcu;
    flash.unlock();
    forgetIntegrity(this.mcu, this.bank);
    this.eraseTo(1);
    if (!flash.spec.massErase) return;
    flash.massErase(this.bank);
    this.erasedPages = flash.pagesPerBank;
  }

  /**
   * Writes the next bytes of the file. All pieces except the last must be whole program units; the last one is
   * padded as every image is.
   */
  write(offset: number, bytes: Uint8Array): void {
    const { flash } = this.mcu;
    const plain = this.decryption ? this.decryption.apply(offset, bytes) : bytes;
    const units = paddedImage(plain);
    this.length = offset + units.length;
    this.eraseTo(Math.ceil(this.length / flash.spec.pageBytes));
    const unit = flash.spec.programUnits[0].bytes;
    if (offset === 0) this.head = units.slice(0, unit);
    const from = offset === 0 ? unit : 0;
    if (from < units.length)
      flash.program(flash.addressOf({ bank: this.bank, offset: offset + from }), units.subarray(from));
  }

  /** All bytes have arrived and are checked; if they are an image, writing the first unit makes the bank valid. */
  finish(): DownloadResult {
    const { mcu, bank, length } = this;
    const { flash } = mcu;
    if (!this.head) return { fault: faultOf('image_empty') };
    this.eraseTo(flash.pagesPerBank);
    const findings = inspectImage(this.image(this.head), mcu.spec.name);
    if (findings.faults[0]) return { fault: findings.faults[0] };
    flash.program(flash.addressOf({ bank, offset: 0 }), this.head);
    const crc = flash.crcOf(bank, { offset: 0, length });
    storeIntegrity(mcu, bank, { length, crc });
    flash.lock();
    return { descriptor: findings.descriptor, length, crc };
  }

  /** The bank as read back, with the first unit, which is not written yet. */
  private image(head: Uint8Array): Uint8Array {
    const image = new Uint8Array(this.length);
    image.set(
      this.mcu.flash.readBank({ bank: this.bank, offset: head.length }, this.length - head.length),
      head.length,
    );
    image.set(head);
    return image;
  }

  private eraseTo(page: number): void {
    if (page <= this.erasedPages) return;
    Array.from(erasePages(this.mcu, this.bank, { from: this.erasedPages, to: page }));
    this.erasedPages = page;
  }
}
