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

/** How often it is looked for new entries: so long, at most, has an entry no place in the chain yet. */
const EVERY_MS = 500;
/** Batches in one look: other work has its turn in between. */
const BATCHES_MAX = 20;
/** A checkpoint is told in the log so often, at most, for whoever keeps the log elsewhere. */
const TOLD_EVERY_MS = 60_000;

/**
 * Gives new entries of the audit log their places in the chain, in small batches, and signs for each batch. Of several servers one at a time does it; none holds up those who
 * write.
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

  /** Why the chain was found broken since this server started; undefined where it was not. */
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

  /** Seals what there is, batch by batch. */
  async look(): Promise<void> {
    this.busy = true;
    try {
      for (let batch = 0; batch < BATCHES_MAX; batch++) if ((await this.sealBatch()) < BATCH_MAX) break;
    } catch (error) {
      this.logger.warn({ err: error }, 'entries of the audit log could not be linked; it is tried again');
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
    // Learned only once it is committed: a batch that is undone must not look as if it had been cut off.
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
