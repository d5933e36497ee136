import { Module, type DynamicModule } from '@nestjs/common';

import type { OidcSettings } from './oidc/oidc-settings.js';

/** The part of the server's configuration that the operator face needs. */
export interface OperatorSettings {
  /** Absolute paths of the folders whose free space is watched. */
  readonly dataDir: string;
  readonly blobsDir: string;
  /**
   * For how many days events, entries of the audit log, jobs after the end of their campaign, and ended deliveries to webhooks are
   * kept; with 0, or without a number, for ever.
   */
  readonly keep?: {
    readonly eventsDays?: number;
    readonly auditDays?: number;
    readonly jobsDays?: number;
    readonly deliveriesDays?: number;
  };
  /** Where webhooks may be sent to (by default to public addresses), and which further certificates are trusted there. */
  readonly webhooks?: { readonly networks?: readonly string[]; readonly ca?: string; readonly timeoutMs?: number };
  /** The address at which devices reach the broker, if it is not the one that the server uses. */
  readonly deviceMqttUrl?: string;
  /** Minutes without use after which the session of a browser ends, and hours after which it ends anyway. */
  readonly sessions?: { readonly idleMinutes: number; readonly hours: number };
  /** The address under which browsers find this server, if it is not the one that it listens on. */
  readonly publicUrl?: string;
  readonly http?: { readonly tls?: object };
  /** Networks of proxies that are believed about the addresses of clients. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Origins of other pages that may read answers, also under a session. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** The identity provider at which people may sign in; it needs `publicUrl`. */
  readonly oidc?: OidcSettings | undefined;
  /** Whether tokens that earlier servers signed are valid until they expire; by default they are. */
  readonly signedTokens?: 'accept' | 'refuse';
}

/** Injection token of the {@link OperatorSettings}. */
export const OPERATOR_SETTINGS = Symbol('OperatorSettings');

/** Makes the settings injectable in every module of the operator face. */
@Module({})
export class OperatorSettingsModule {
  static of(settings: OperatorSettings): DynamicModule {
    const provider = { provide: OPERATOR_SETTINGS, useValue: settings };
    return { module: OperatorSettingsModule, global: true, providers: [provider], exports: [provider] };
  }
}
