import { EccNmi, FlashMisuse, type AesSetup, type Mcu } from '@twinbank/mcu';
import { faultOf } from '@twinbank/protocol';

import { BankDownload, type DownloadResult } from './bank/bank-download.js';
import { failureText, INVITATION, resultText } from './download-text.js';
import { startReceiver, stepReceiver } from './ymodem/receiver.js';
import type {
  ReceiveOutcome,
  ReceiverEffect,
  ReceiverInput,
  ReceiverState,
  ReceiverStep,
} from './ymodem/receiver-state.js';

/** The output of a dialog, bytes and text in order. */
export type DialogOutput = Uint8Array | string;

/** Option 1 from the prompt to the result: connects the YMODEM receiver with the other bank. */
export class DownloadDialog {
  /** True once erasing of the bank has begun. */
  touched = false;
  private receiver: ReceiverState | undefined;
  private readonly bank: BankDownload;
  private name = '';
  private startedUs = 0;
  private result: DownloadResult | undefined;

  constructor(
    private readonly mcu: Mcu,
    private readonly decryption: AesSetup | undefined,
  ) {
    this.bank = new BankDownload(mcu, decryption && mcu.aes!.start(decryption));
  }

  /** True until the menu uses the line again. */
  get open(): boolean {
    return this.receiver?.phase !== 'ended';
  }

  /** Simulated time at which the dialog wants a timeout. */
  get deadlineUs(): number {
    return this.receiver?.deadlineUs ?? Infinity;
  }

  begin(): DialogOutput[] {
    return [INVITATION, ...this.follow(startReceiver({ maxBytes: this.mcu.flash.bankBytes }, this.mcu.clock.nowUs))];
  }

  take(input: ReceiverInput): DialogOutput[] {
    return this.follow(stepReceiver(this.receiver!, input, this.mcu.clock.nowUs));
  }

  private follow({ state, effects }: ReceiverStep): DialogOutput[] {
    this.receiver = state;
    const output: DialogOutput[] = [];
    for (const effect of effects) {
      if (effect.type === 'send') output.push(effect.bytes);
      else if (effect.type === 'ended') output.push(this.closing(effect.outcome));
      else if (!this.perform(effect))
        return [...output, ...this.take({ type: 'cancel', reason: 'cancelled-by-receiver' })];
    }
    return output;
  }

  /** False if the flash refused the data; then nothing after it is acknowledged. */
  private perform(effect: Exclude<ReceiverEffect, { type: 'send' | 'ended' }>): boolean {
    try {
      if (effect.type === 'data') this.bank.write(effect.offset, effect.bytes);
      else if (effect.type === 'complete') this.result = this.bank.finish();
      else this.openFile(effect.file.name);
      return true;
    } catch (error) {
      if (!(error instanceof FlashMisuse || error instanceof EccNmi)) throw error;
      this.result = { fault: faultOf('flash_error', error.message) };
      return false;
    }
  }

  private openFile(name: string): void {
    this.name = name;
    this.startedUs = this.mcu.clock.nowUs;
    this.touched = true;
    this.bank.begin();
  }

  private closing(outcome: ReceiveOutcome): string {
    const { bank } = this.bank;
    const bytes = outcome.ok ? outcome.bytes : 0;
    const tookUs = this.mcu.clock.nowUs - this.startedUs;
    if (!this.result && !outcome.ok) return failureText(outcome.reason, bank, this.touched);
    const refused = outcome.ok && outcome.moreFiles ? 'Further files of the sender were refused.\r\n' : '';
    return (
      resultText({ name: this.name, bytes, tookUs, decrypted: this.decryption !== undefined }, bank, this.result!) +
      refused
    );
  }
}
