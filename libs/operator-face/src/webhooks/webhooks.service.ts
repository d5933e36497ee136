import { randomBytes, randomUUID } from 'node:crypto';
import { isIP } from 'node:net';

import { Inject, Injectable } from '@nestjs/common';

import { reaches, type Actor, type Command, type Reach } from '@twinbank/access';
import type { BoundedDatabase, Webhook, WebhookChange, WebhookDelivery } from '@twinbank/database';
import {
  SEALED_SALT_BYTES,
  sealWebhookSecret,
  WEBHOOK_SECRET_BYTES,
  webhookSecretText,
  type KeyRing,
} from '@twinbank/keys';
import { CLOCK, EventBus, KEY_RING } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { OperatorData } from '../auth/operator-data.js';
import type { Revisions } from '../http/only-at.js';
import { OPERATOR_SETTINGS, type OperatorSettings } from '../operator-settings.js';
import { PUBLIC_NETWORK, refused, WebhookNetworks } from './webhook-networks.js';

/** What a webhook is to be. */
export interface WebhookOrder {
  readonly name: string;
  readonly url: string;
  readonly project?: string | undefined;
  readonly events: readonly string[];
  readonly enabled: boolean;
}

/** A webhook and its secret, which is known only now. */
export interface WebhookWithSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

/** Makes and changes webhooks for operators. */
@Injectable()
export class WebhooksService {
  private readonly networks: WebhookNetworks;

  constructor(
    private readonly operatorData: OperatorData,
    private readonly bus: EventBus,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    @Inject(OPERATOR_SETTINGS) { webhooks = {} }: OperatorSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.networks = new WebhookNetworks(webhooks.networks ?? [PUBLIC_NETWORK]);
  }

  /** What the request that is being answered may see. */
  get data(): BoundedDatabase['webhooks'] {
    return this.operatorData.webhooks;
  }

  /** @throws Fault `project_unknown`, `request_invalid`, `quota_exceeded`, `webhook_address_refused` */
  async create({ events, enabled, ...order }: WebhookOrder, reach: Reach, by: Actor): Promise<WebhookWithSecret> {
    const project = projectFor(order.project, reach);
    this.requirePermitted(order.url);
    const id = randomUUID();
    const { sealed, secret } = this.newSecret(id);
    const disabled = enabled ? undefined : ('operator' as const);
    const draft = { ...order, id, project, kinds: events, disabled, secret: sealed };
    return { webhook: await this.told(this.data.add(draft, this.command(by))), secret };
  }

  /** @throws Fault `webhook_unknown`, `webhook_address_refused`, `precondition_failed` */
  async change(
    id: string,
    { events, ...change }: Omit<WebhookChange, 'kinds'> & { readonly events?: readonly string[] },
    by: Actor,
    onlyAt: Revisions,
  ): Promise<Webhook> {
    if (change.url !== undefined) this.requirePermitted(change.url);
    return this.told(this.data.change(id, { ...change, kinds: events }, this.command(by, onlyAt)));
  }

  /** @throws Fault `webhook_unknown`, `precondition_failed` */
  remove(id: string, by: Actor, onlyAt: Revisions): Promise<Webhook> {
    return this.told(this.data.remove(id, this.command(by, onlyAt)));
  }

  /** @throws Fault `webhook_unknown`, `precondition_failed` */
  async rotate(id: string, overlapSeconds: number, by: Actor, onlyAt: Revisions): Promise<WebhookWithSecret> {
    const { sealed, secret } = this.newSecret(id);
    const rotated = this.data.rotate(id, { secret: sealed, overlapSeconds }, this.command(by, onlyAt));
    return { webhook: await this.told(rotated), secret };
  }

  /** @throws Fault `webhook_unknown`, `webhook_disabled`, `precondition_failed` */
  try(id: string, by: Actor, onlyAt: Revisions): Promise<WebhookDelivery> {
    return this.told(this.data.try(id, this.command(by, onlyAt)));
  }

  /** @throws Fault `webhook_unknown`, `webhook_disabled`, `precondition_failed` */
  replay(
    id: string,
    delivery: number | undefined,
    { by, onlyAt }: { readonly by: Actor; readonly onlyAt: Revisions },
  ): Promise<number> {
    return this.told(this.data.replay(id, delivery, this.command(by, onlyAt)));
  }

  private command(by: Actor, onlyAt?: Revisions): Command {
    return { by, nowMs: this.clock.nowMs(), onlyAt };
  }

  /** Says that events were written, so that they are shown and sent soon. */
  private async told<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    this.bus.recorded();
    return result;
  }

  private newSecret(webhookId: string): { readonly sealed: Uint8Array; readonly secret: string } {
    const secret = new Uint8Array(randomBytes(WEBHOOK_SECRET_BYTES));
    const salt = new Uint8Array(randomBytes(SEALED_SALT_BYTES));
    const sealed = sealWebhookSecret(secret, { key: this.keyRing.webhookKey, webhookId, salt });
    return { sealed, secret: webhookSecretText(secret) };
  }

  /** An address is told at once; what a name means is known only when something is sent. */
  private requirePermitted(url: string): void {
    const { hostname, protocol } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !this.networks.permits(host, protocol === 'https:')) throw refused(host);
  }
}

function projectFor(wanted: string | undefined, reach: Reach): string | undefined {
  if (reach === 'everywhere') return wanted;
  if (wanted === undefined && reach.length === 1) return reach[0];
  if (wanted === undefined)
    throw faultOf('request_invalid', 'say whose events: name the project', { field: 'project' });
  if (!reaches(reach, wanted)) throw faultOf('project_unknown');
  return wanted;
}
