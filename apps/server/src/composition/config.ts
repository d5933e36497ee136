import { join, resolve } from 'node:path';

import type { TokenPlace } from '@twinbank/custody';
import type { OidcSettings } from '@twinbank/operator-face';

import { EnvironmentReader, type Environment } from './environment.js';
import { networkProblem, originProblem, webhookNetworkProblem } from './network-lists.js';
import { oidcOf } from './oidc-config.js';
import { LOG_LEVELS, SIGNED_TOKENS, type LogLevel, type SettingName, type SignedTokens } from './settings.js';

/** A certificate and its private key, both PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * How devices reach the server: through the embedded broker, or through an external one to which both sides
 * connect.
 */
export type BrokerConfig =
  | { readonly kind: 'embedded'; readonly host: string; readonly port: number; readonly tls?: TlsFiles }
  | {
      readonly kind: 'external';
      readonly url: string;
      readonly username?: string;
      readonly password?: string;
      readonly ca?: string;
      readonly shareGroup: string;
    };

/** Everything that the environment decides, validated. No other file reads the environment. */
export interface Config {
  /** Absolute path; contains the key ring, the embedded database, blobs and the first operator token. */
  readonly dataDir: string;
  readonly http: { readonly host: string; readonly port: number; readonly tls?: TlsFiles };
  /** URL of a PostgreSQL server; without it, PGlite in `dataDir`. */
  readonly databaseUrl?: string;
  readonly databasePool: number;
  /** Folder of the encrypted images. */
  readonly blobsDir: string;
  readonly broker: BrokerConfig;
  /** Where devices reach the broker, if different from where the server reaches it. */
  readonly deviceMqttUrl?: string;
  /**
   * Text of the key ring if the environment contains it; otherwise it is in `keyRingFile`, created at the first
   * start.
   */
  readonly keyRingText?: string;
  readonly keyRingFile: string;
  /** The token that seals the key ring; without it the ring lies in its file as it is. */
  readonly keyToken?: TokenPlace;
  /** Name, in the database's records, of the key ring that this one replaces. */
  readonly keyRingReplaces?: string;
  /** For how many days events, entries of the audit log, jobs of campaigns that are over, and ended deliveries to webhooks are kept; 0 is for ever. */
  readonly keep: {
    readonly eventsDays: number;
    readonly auditDays: number;
    readonly jobsDays: number;
    readonly deliveriesDays: number;
  };
  /** Where webhooks may be sent to, and which further certificates are trusted there. */
  readonly webhooks: { readonly networks: readonly string[]; readonly ca?: string };
  readonly signedTokens: SignedTokens;
  /** Where browsers find this server, if not at the address that it listens on. */
  readonly publicUrl?: string;
  /** The identity provider at which people may sign in. */
  readonly oidc?: OidcSettings;
  /** Networks of proxies that are believed about the addresses of clients. */
  readonly trustedProxies?: readonly string[];
  /** Origins of other pages that may read answers. */
  readonly corsOrigins?: readonly string[];
  /** How long sessions of browsers last: without use, and at most. */
  readonly sessions: { readonly idleMinutes: number; readonly hours: number };
  readonly logLevel: LogLevel;
}

/** All problems of the environment in one error: one sentence for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(
      `the configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
}

/** A century. */
const KEEP_DAYS_MAX = 36_525;
/** The use of a session is stored once a minute: a shorter time without use could not be told. */
const SESSION_IDLE_MINUTES_MIN = 5;
const MONTH_HOURS = 31 * 24;

/**
 * Reads the configuration.
 *
 * @throws ConfigError that names every problem at once
 */
export function readConfig(environment: Environment): Config {
  const reader = new EnvironmentReader(environment);
  const dataDir = resolve(reader.text('DATA_DIR'));
  const oidc = oidcOf(reader);
  const config: Config = {
    dataDir,
    http: {
      host: reader.text('HOST'),
      port: reader.whole('PORT', 0, 65535),
      ...tlsOf(reader, 'HTTP_TLS_CERT', 'HTTP_TLS_KEY'),
    },
    ...reader.optional('DATABASE_URL', 'databaseUrl', (value) =>
      reader.url('DATABASE_URL', value, ['postgres:', 'postgresql:']),
    ),
    databasePool: reader.whole('DATABASE_POOL', 1, 100),
    blobsDir: resolve(reader.given('BLOBS_DIR') ?? join(dataDir, 'blobs')),
    broker: brokerOf(reader),
    ...reader.optional('MQTT_DEVICE_URL', 'deviceMqttUrl', (value) =>
      reader.url('MQTT_DEVICE_URL', value, ['mqtt:', 'mqtts:']),
    ),
    ...reader.optional('KEY_RING', 'keyRingText', (value) => value),
    keyRingFile: resolve(reader.given('KEY_RING_FILE') ?? join(dataDir, 'key-ring.json')),
    ...keyTokenOf(reader, environment),
    ...reader.optional('KEY_RING_REPLACES', 'keyRingReplaces', (value) => value),
    keep: {
      eventsDays: reader.whole('KEEP_EVENTS_DAYS', 0, KEEP_DAYS_MAX),
      auditDays: reader.whole('KEEP_AUDIT_DAYS', 0, KEEP_DAYS_MAX),
      jobsDays: reader.whole('KEEP_JOBS_DAYS', 0, KEEP_DAYS_MAX),
      deliveriesDays: reader.whole('KEEP_DELIVERIES_DAYS', 0, KEEP_DAYS_MAX),
    },
    webhooks: {
      networks: reader.list('WEBHOOK_NETWORKS', 'networks', webhookNetworkProblem).networks ?? [],
      ...reader.optional('WEBHOOK_CA', 'ca', (path) => reader.file('WEBHOOK_CA', path)),
    },
    signedTokens: reader.oneOf('SIGNED_TOKENS', SIGNED_TOKENS),
    ...reader.optional('PUBLIC_URL', 'publicUrl', (value) => reader.url('PUBLIC_URL', value, ['http:', 'https:'])),
    ...reader.list('TRUSTED_PROXIES', 'trustedProxies', networkProblem),
    ...reader.list('CORS_ORIGINS', 'corsOrigins', originProblem),
    sessions: {
      idleMinutes: reader.whole('SESSION_IDLE_MINUTES', SESSION_IDLE_MINUTES_MIN, MONTH_HOURS * 60),
      hours: reader.whole('SESSION_HOURS', 1, MONTH_HOURS),
    },
    ...(oidc !== undefined && { oidc }),
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS),
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

function keyTokenOf(reader: EnvironmentReader, env: Environment): { keyToken?: TokenPlace } {
  const [module, pinFile] = [reader.given('KEY_TOKEN_MODULE'), reader.given('KEY_TOKEN_PIN_FILE')];
  if (module === undefined && pinFile === undefined) return {};
  if (module === undefined) return (reader.problem('KEY_TOKEN_MODULE', 'is needed with KEY_TOKEN_PIN_FILE'), {});
  if (pinFile === undefined) return (reader.problem('KEY_TOKEN_PIN_FILE', 'is needed with KEY_TOKEN_MODULE'), {});
  return { keyToken: { module, pinFile: resolve(pinFile), env } };
}

function brokerOf(reader: EnvironmentReader): BrokerConfig {
  const url = reader.given('MQTT_URL');
  if (url === undefined) {
    for (const name of ['MQTT_USERNAME', 'MQTT_PASSWORD', 'MQTT_CA'] as const) {
      if (reader.given(name) !== undefined) reader.problem(name, 'has a meaning only together with MQTT_URL');
    }
    return {
      kind: 'embedded',
      host: reader.text('MQTT_HOST'),
      port: reader.whole('MQTT_PORT', 0, 65535),
      ...tlsOf(reader, 'MQTT_TLS_CERT', 'MQTT_TLS_KEY'),
    };
  }
  return {
    kind: 'external',
    url: reader.url('MQTT_URL', url, ['mqtt:', 'mqtts:', 'ws:', 'wss:']),
    ...reader.optional('MQTT_USERNAME', 'username', (value) => value),
    ...reader.optional('MQTT_PASSWORD', 'password', (value) => value),
    ...reader.optional('MQTT_CA', 'ca', (path) => reader.file('MQTT_CA', path)),
    shareGroup: reader.text('MQTT_SHARE_GROUP'),
  };
}

function tlsOf(reader: EnvironmentReader, certName: SettingName, keyName: SettingName): { tls?: TlsFiles } {
  const [cert, key] = [reader.given(certName), reader.given(keyName)];
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined) return (reader.problem(certName, `is needed with ${keyName}`), {});
  if (key === undefined) return (reader.problem(keyName, `is needed with ${certName}`), {});
  return { tls: { cert: reader.file(certName, cert), key: reader.file(keyName, key) } };
}
