import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';

import {
  BATCH_MAX,
  breakOf,
  CHAIN_START,
  link,
  scarOf,
  signCheckpoint,
  type ChainHead,
  type ChainState,
} from '@twinbank/audit';
import { AuditLog, type SealedBatch, type UnsealedEntry } from '@twinbank/database';
import { JwsSigner, TrustedKeys, type KeyRing } from '@twinbank/keys';
import { CLOCK, KEY_RING, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

/** How often new entries are sealed: an entry normally waits no longer than this for its place in the chain. */
const EVERY_MS = 500;
/** Most batches sealed in one go, so that other work gets its turn. */
const BATCHES_MAX = 20;
/** A checkpoint is logged at most this often, for those who keep the log elsewhere. */
const TOLD_EVERY_MS = 60_000;

/**
 * Seals new entries of the audit log in small batches: gives them their places in the chain and signs a checkpoint for
 * each batch. Only one of several servers seals at a time, and sealing does not block those who write entries.
 */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly keys: TrustedKeys;
  private readonly signer: Promise<JwsSigner>;
  private known: ChainHead = CHAIN_START;
  private toldAtMs = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private busy = false;
  private brokenReason: string | undefined;

  constructor(
    private readonly log: AuditLog,
    @Inject(KEY_RING) keyRing: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.keys = new TrustedKeys([keyRing.auditKey.publicJwk]);
    this.signer = JwsSigner.of(keyRing.auditKey);
  }

  /** Why the chain was found to be broken since this server started; undefined if it was not. */
  get broken(): string | undefined {
    return this.brokenReason;
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      if (!this.busy) this.running = this.look();
    }, EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.look();
  }

  /** Seals the waiting entries, batch by batch. */
  async look(): Promise<void> {
    this.busy = true;
    try {
      for (let batch = 0; batch < BATCHES_MAX; batch++) if ((await this.sealBatch()) < BATCH_MAX) break;
    } catch (error) {
      this.logger.warn({ err: error }, 'entries of the audit log could not be sealed; will retry');
    } finally {
      this.busy = false;
    }
  }

  private async sealBatch(): Promise<number> {
    let sealed: { readonly batch: SealedBatch; readonly broken: string | undefined } | undefined;
    const count = await this.log.seal(async (state, entries) => {
      sealed = await this.decide(state, entries);
      return sealed.batch;
    });
    // Remember the new head only after the commit: otherwise a batch that was rolled back would later look like entries
    // that were cut off.
    if (sealed !== undefined && count > 0) this.learn(sealed.batch.checkpoint, sealed.broken);
    return count;
  }

  private async decide(
    state: ChainState,
    unsealed: readonly UnsealedEntry[],
  ): Promise<{ batch: SealedBatch; broken: string | undefined }> {
    const atMs = this.clock.nowMs();
    const broken = breakOf(state, this.known, this.keys);
    const scars = link(state.head, broken === undefined ? [] : [scarOf(broken, state, this.known, atMs)]);
    const { entries, head } = link(scars.head, unsealed);
    const jws = await signCheckpoint(await this.signer, { ...head, atMs });
    return { batch: { added: scars.entries, entries, checkpoint: { ...head, atMs, jws } }, broken };
  }

  private learn({ sequence, hash, jws }: SealedBatch['checkpoint'], broken: string | undefined): void {
    this.known = { sequence, hash };
    if (broken !== undefined) {
      this.brokenReason = broken;
      this.logger.error({ sequence, reason: broken }, 'the chain of the audit log is broken');
    }
    if (performance.now() - this.toldAtMs < TOLD_EVERY_MS) return;
    this.toldAtMs = performance.now();
    this.logger.info({ sequence, hash, jws }, 'audit checkpoint');
  }
}
