import { blockLength, codeSection, type Manifest, type Ticket } from '@twinbank/image';
import { deriveImageKey, sha256 } from '@twinbank/keys';
import type { AesStream } from '@twinbank/mcu';
import { equalBytes } from '@twinbank/primitives';
import type { BlockMessage, RefusalCode } from '@twinbank/protocol';

import { DEFAULT_PROGRESS_STEP, DEFAULT_STALL_MS, DEFAULT_TRANSFER, type AgentConfig } from '../agent-config.js';
import type { Collaborators } from '../collaborators.js';
import type { CurrentJob } from '../job/current-job.js';
import { BankWriter } from './bank-writer.js';
import { blockInFlash } from './image-check.js';
import type { KnownManifest } from '../ticket/known-manifest.js';
import type { Refusal } from '../ticket/ticket-check.js';
import { TransferWindow } from './transfer-window.js';

/**
 * After a connect the server sends the ticket again. If it does not come, the device asks for blocks after this time
 * plus two round trips.
 */
const QUIET_US = 2_000_000;
/** Random part of a wait that the server asked for, so that devices do not come back all at once. */
const JITTER = 0.5;
const IV_BYTES = 16;

/** The result of a block or of the timer. */
export type DownloadProgress = 'going-on' | 'complete' | 'refused' | 'failed';

/** What a download works with. Of the job it can only send reports. */
type OfDownload = Pick<Collaborators, 'mcu' | 'connection' | 'outbox' | 'figures'> & {
  readonly config: Pick<AgentConfig, 'deviceRoot' | 'product' | 'rng' | 'transfer' | 'stallMs' | 'progressStep'>;
  readonly job: Pick<CurrentJob, 'report'>;
};

/**
 * The transfer of an image: asks for blocks, decrypts each block, compares its digest with the signed manifest, and
 * only then writes it to the other bank.
 */
export class Download {
  readonly writer: BankWriter;
  private readonly window: TransferWindow;
  private readonly cipher: AesStream | undefined;
  private readonly manifest: Manifest;
  private readonly stallUs: number;
  private readonly startUs: number;
  private readonly step: number;
  private nextProgress: number;
  private silentSinceUs: number;
  /** How many blocks were dropped since the last one that was written. */
  private spoilt = 0;
  private outOfRange = false;
  private armedUs = Infinity;
  /** When the last block was written to flash. */
  private completeUs: number | undefined;

  constructor(
    private readonly on: OfDownload,
    private readonly known: KnownManifest,
    ticket: Ticket,
  ) {
    const { mcu, config, connection } = on;
    this.manifest = known.manifest;
    this.cipher = openCipher(on, known.manifest, ticket);
    this.writer = new BankWriter(mcu, [codeSection(this.manifest)], this.manifest.blockSize);
    this.startUs = this.nowUs;
    this.window = new TransferWindow(
      {
        transfer: ticket.transfer,
        blocks: this.manifest.blocks.length,
        blockSize: this.manifest.blockSize,
        nowUs: this.startUs,
        handshakeUs: connection.handshakeUs,
      },
      config.transfer ?? DEFAULT_TRANSFER,
    );
    this.stallUs = (config.stallMs ?? DEFAULT_STALL_MS) * 1000;
    this.silentSinceUs = this.startUs;
    this.step = Math.max(1, Math.ceil(this.manifest.blocks.length * (config.progressStep ?? DEFAULT_PROGRESS_STEP)));
    this.nextProgress = this.step;
  }

  /** Blocks that are in flash. */
  get done(): number {
    return this.window.blocks - this.window.missing;
  }

  /** Blocks of the image. */
  get total(): number {
    return this.window.blocks;
  }

  /**
   * Why the download failed: the server says that the image has fewer blocks; or no block came for too long; or no
   * intact block came.
   */
  get refusal(): Refusal {
    if (this.outOfRange)
      return {
        code: 'want_out_of_range',
        detail: 'the server says that the image has fewer blocks than were asked for',
      };
    if (this.spoilt === 0)
      return { code: 'download_stalled', detail: 'no block came for longer than the device waits' };
    return {
      code: 'block_digest_mismatch',
      detail: `the last ${this.spoilt} blocks that came had not the length and digest that the manifest states`,
    };
  }

  /** When this phase needs its next timer event. */
  get dueUs(): number {
    return (
      this.completeUs ?? Math.min(this.armedUs, this.on.connection.isUp ? this.silentSinceUs + this.stallUs : Infinity)
    );
  }

  /** Erases the start of the other bank, and finds out which blocks the bank still holds from before. */
  begin(resume: boolean): void {
    this.writer.begin();
    if (resume) this.examine();
    this.nextProgress = this.done + this.step;
  }

  /** The connection is up: waits a little for the server to send the ticket again. */
  connected(): void {
    const { nowUs } = this;
    const { handshakeUs } = this.on.connection;
    this.silentSinceUs = nowUs;
    this.window.begin(handshakeUs);
    this.window.pause(nowUs + QUIET_US + 2 * (handshakeUs ?? 0));
    this.arm();
  }

  /** The connection is down. */
  disconnected(): void {
    this.window.pause(0);
    this.armedUs = Infinity;
  }

  /** Asks for blocks at once. What was asked for on this connection still comes. */
  resume(): void {
    this.silentSinceUs = this.nowUs;
    this.window.goOn();
    this.ask();
  }

  /**
   * Takes a message from the server. After the last block it only sets the timer, so that the caller, who delivers
   * messages, is not held up by the checks that follow.
   */
  receive(message: BlockMessage): DownloadProgress {
    if (message.transfer !== this.window.transfer) return 'going-on';
    this.window.heard(this.nowUs);
    if (message.type === 'refused') return this.refused(message.reason);
    if (message.type === 'later') this.wait(message.retryAfterMs);
    else this.take(message.block, message.ciphertext);
    if (this.window.missing === 0) this.completeUs ??= this.nowUs;
    return 'going-on';
  }

  /** Takes a timer event. */
  wake(): DownloadProgress {
    const { nowUs } = this;
    const { connection, outbox } = this.on;
    if (this.completeUs !== undefined) return this.complete(this.completeUs);
    if (!connection.isUp) return 'going-on';
    if (nowUs >= this.silentSinceUs + this.stallUs) return 'failed';
    const again = this.window.expire(nowUs);
    if (again) outbox.want(again);
    this.ask();
    this.arm();
    return 'going-on';
  }

  private get nowUs(): number {
    return this.on.mcu.clock.nowUs;
  }

  /** The server knows no such transfer any more, or this device asked for blocks that do not exist. */
  private refused(reason: RefusalCode): DownloadProgress {
    this.outOfRange = reason === 'want_out_of_range';
    return this.outOfRange ? 'failed' : 'refused';
  }

  private complete(atUs: number): DownloadProgress {
    this.on.figures.spend('download', atUs - this.startUs - this.writer.eraseUs);
    this.on.figures.spend('erase', this.writer.eraseUs);
    return 'complete';
  }

  private take(block: number, ciphertext: Uint8Array): void {
    const { window, manifest } = this;
    if (block >= window.blocks || window.has(block)) return;
    const plain = ciphertext.length === blockLength(manifest, block) ? this.verified(block, ciphertext) : undefined;
    if (!plain) {
      this.spoilt += 1;
      window.spoil(block);
    } else {
      this.spoilt = 0;
      this.writer.write(block, plain, (lost) => window.lose(lost));
      window.take(block, this.nowUs);
      this.silentSinceUs = this.nowUs;
      if (this.done >= this.nextProgress && window.missing > 0) this.progress();
    }
    if (window.missing > 0) this.ask();
  }

  /**
   * The plaintext of a block if it has its digest; undefined otherwise. Equal bytes that were verified before need no
   * new digest.
   */
  private verified(block: number, ciphertext: Uint8Array): Uint8Array | undefined {
    const { mcu } = this.on;
    const plain = this.cipher ? this.cipher.apply(block * this.manifest.blockSize, ciphertext) : ciphertext;
    mcu.clock.advanceCycles(plain.length * mcu.spec.sha256CyclesPerByte);
    const { verified } = this.known;
    let known = verified[block];
    if (!known || !mcu.pageStore.same(plain, known)) {
      if (!equalBytes(sha256(plain), this.manifest.blocks[block]!)) return undefined;
      known = plain;
    }
    if (!mcu.pageStore.isInterned(known)) verified[block] = known = mcu.pageStore.intern(known);
    return known;
  }

  private progress(): void {
    this.nextProgress = this.done + this.step;
    this.on.job.report('downloading', { done: this.done, total: this.total });
  }

  private wait(retryAfterMs: number): void {
    const waitUs = retryAfterMs * 1000 * (1 + JITTER * this.on.config.rng.unit());
    this.silentSinceUs = this.nowUs;
    this.window.putOff(this.nowUs + waitUs);
    this.arm();
  }

  private ask(): void {
    if (!this.on.connection.isUp) return;
    const want = this.window.ask(this.nowUs);
    if (!want) return;
    this.on.outbox.want(want);
    if (this.armedUs <= this.nowUs || this.armedUs === Infinity) this.arm();
  }

  private arm(): void {
    this.armedUs = this.window.timerUs();
  }

  private examine(): void {
    const { nowUs } = this;
    const { mcu } = this.on;
    for (let block = 0; block < this.window.blocks; block++) {
      const length = blockLength(this.manifest, block);
      const range = this.writer.rangeOf(block, length);
      if (!range || !blockInFlash(mcu, range, this.manifest.blocks[block]!)) continue;
      this.writer.keep(block, length);
      this.window.take(block, nowUs);
    }
  }
}

/** The stream cipher for a ticket's blocks; undefined if they come unencrypted. */
function openCipher(
  { mcu, config }: Pick<OfDownload, 'mcu' | 'config'>,
  manifest: Manifest,
  ticket: Ticket,
): AesStream | undefined {
  if (ticket.cipher === 'none') return undefined;
  const { deviceRoot, product } = config;
  const { version, streamDigest } = manifest;
  const { key, nonce } = deriveImageKey({
    deviceRoot,
    releaseSalt: ticket.releaseSalt,
    product,
    version,
    digest: streamDigest,
    cipher: ticket.cipher,
  });
  const iv = new Uint8Array(IV_BYTES);
  iv.set(nonce);
  return mcu.aes!.start({ cipher: ticket.cipher, key, iv });
}

/** The record of the bank that the code section of a manifest leads to. */
export function bankRecordOf(manifest: Manifest): {
  version: string;
  length: number;
  digest: Uint8Array;
  crc32: number;
  counter: number;
} {
  const { length, sha256: digest, crc32 } = codeSection(manifest);
  return { version: manifest.version, length, digest, crc32, counter: manifest.counter };
}
