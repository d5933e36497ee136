import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';

import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';

import type { Database, DueDelivery, WebhookTurn } from '@twinbank/database';
import { afterTurn, type Attempt } from '@twinbank/events';
import type { KeyRing } from '@twinbank/keys';
import { DATABASE, EventBus, KEY_RING, LOGGER } from '@twinbank/ports';

import { OPERATOR_SETTINGS, type OperatorSettings } from '../operator-settings.js';
import { messageOf, secretsOf } from './webhook-messages.js';
import { POST_MS_MAX, PUBLIC_NETWORK, WebhookNetworks } from './webhook-networks.js';
import { postWebhook, type PostLimits } from './webhook-post.js';
import { takeTurn } from './webhook-turn.js';

/** How often to look for what is due, and how soon after something happened. */
const EVERY_MS = 5000;
const SOON_MS = 200;
/** How often to look for what nobody will send any more, and how many of those at a time. */
const TIDY_EVERY_MS = 60_000;
const TIDY_MAX = 500;
/** Webhooks that one server sends to at the same time, of all projects and of one, and messages to each. */
const WEBHOOKS_MAX = 32;
const OF_PROJECT_MAX = 8;
const PARALLEL = 4;
/** Messages of one turn: even if each takes nearly the longest time, the turn ends before its lease. */
const TURN_MAX = 16;
const LEASE_MS = (TURN_MAX / PARALLEL) * POST_MS_MAX + 30_000;

/**
 * Sends what is due to webhooks, each apart from the others: one that hangs gives its place away after one time limit, and
 * those of one project never have all places.
 */
@Injectable()
export class WebhookDispatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly limits: PostLimits & { readonly signal: AbortSignal };
  private readonly stopping = new AbortController();
  /** What is being sent, with the project that it is for. */
  private readonly turns = new Map<Promise<void>, string | undefined>();
  private readonly timers: NodeJS.Timeout[] = [];
  private soon: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private tidying: Promise<void> = Promise.resolve();
  private unsubscribe = (): void => undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    @Inject(OPERATOR_SETTINGS) { webhooks = {} }: OperatorSettings,
    private readonly bus: EventBus,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    // Each request listens to it while it lasts.
    setMaxListeners(WEBHOOKS_MAX * PARALLEL, this.stopping.signal);
    const networks = new WebhookNetworks(webhooks.networks ?? [PUBLIC_NETWORK]);
    this.limits = {
      networks,
      ca: webhooks.ca,
      signal: this.stopping.signal,
      ...(webhooks.timeoutMs !== undefined && { timeoutMs: webhooks.timeoutMs }),
    };
  }

  onApplicationBootstrap(): void {
    this.unsubscribe = this.bus.onRecorded(() => (this.soon ??= this.later()));
    this.timers.push(
      setInterval(() => this.look(), EVERY_MS).unref(),
      setInterval(() => void this.tidy(), TIDY_EVERY_MS).unref(),
    );
  }

  /** Breaks off what is being sent: it is sent once more by another server, or by this one when it is back. */
  async onApplicationShutdown(): Promise<void> {
    this.unsubscribe();
    this.stopping.abort();
    clearTimeout(this.soon);
    for (const timer of this.timers) clearInterval(timer);
    await this.tidying;
    await this.looking;
    await Promise.all(this.turns.keys());
  }

  /** Gives up what was due for too long, and removes what belongs to webhooks that were deleted; one run after the other. */
  tidy(): Promise<void> {
    return (this.tidying = this.tidying.then(() => this.putAway()));
  }

  /** Begins to send what is due, as far as there is room. */
  look(): void {
    if (this.stopping.signal.aborted) return;
    this.looking ??= this.begin()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'webhooks could not be looked at; it is tried again'))
      .finally(() => (this.looking = undefined));
  }

  private async putAway(): Promise<void> {
    const { webhookTurns } = this.database;
    try {
      for (const step of [() => webhookTurns.giveUp(TIDY_MAX), () => webhookTurns.forget(TIDY_MAX)])
        while (!this.stopping.signal.aborted && (await step()) === TIDY_MAX);
    } catch (error) {
      this.logger.warn({ err: error }, 'deliveries that nobody will send could not be put away; it is tried again');
    }
  }

  private later(): NodeJS.Timeout {
    return setTimeout(() => {
      this.soon = undefined;
      this.look();
    }, SOON_MS).unref();
  }

  private async begin(): Promise<void> {
    const webhooks = WEBHOOKS_MAX - this.turns.size;
    if (webhooks <= 0) return;
    const lease = randomUUID();
    const turns = await this.database.webhookTurns.begin({
      ...{ lease, leaseMs: LEASE_MS, webhooks, deliveries: TURN_MAX },
      ...{ ofProject: OF_PROJECT_MAX, busy: [...this.turns.values()] },
    });
    for (const turn of turns) {
      const running = this.take(turn)
        .catch((error: unknown) =>
          this.logger.warn(
            { err: error, webhook: turn.id },
            'what was sent could not be written down; it may be sent again',
          ),
        )
        .finally(() => {
          this.turns.delete(running);
          this.soon ??= this.later();
        });
      this.turns.set(running, turn.project);
    }
  }

  private async take(turn: WebhookTurn): Promise<void> {
    const secrets = secretsOf(turn, this.keyRing.webhookKey);
    if (secrets === undefined)
      this.logger.error({ webhook: turn.id }, 'the secret of a webhook cannot be opened: rotate it');
    const send = (due: DueDelivery): Promise<Attempt> =>
      secrets === undefined
        ? Promise.resolve(UNREADABLE)
        : postWebhook(turn.url, messageOf(due, secrets, Date.now()), { ...this.limits, project: turn.project });
    const { attempts, tried } = await takeTurn(turn.deliveries, send, {
      ...{ parallel: PARALLEL, signal: this.stopping.signal, random: Math.random },
    });
    const outcome = afterTurn(turn, attempts);
    await this.database.webhookTurns.end(turn, { ...outcome, tried }, Date.now());
    if (outcome.disable !== undefined) {
      this.logger.warn({ webhook: turn.id, reason: outcome.disable }, 'a webhook was disabled');
      this.bus.recorded();
    }
  }
}

const UNREADABLE: Attempt = { taken: false, fault: 'webhook_secret_unreadable' };
