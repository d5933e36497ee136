import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { LOG_LEVELS, SETTINGS, SIGNED_TOKENS, type LogLevel, type SettingName, type SignedTokens } from './settings.js';

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

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration.
 *
 * @throws ConfigError that names every problem at once
 */
export function readConfig(environment: Environment): Config {
  const reader = new EnvironmentReader(environment);
  const dataDir = resolve(reader.text('DATA_DIR'));
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
    ...reader.optional('KEY_RING_REPLACES', 'keyRingReplaces', (value) => value),
    keep: {
      eventsDays: reader.whole('KEEP_EVENTS_DAYS', 0, KEEP_DAYS_MAX),
      auditDays: reader.whole('KEEP_AUDIT_DAYS', 0, KEEP_DAYS_MAX),
      jobsDays: reader.whole('KEEP_JOBS_DAYS', 0, KEEP_DAYS_MAX),
      deliveriesDays: reader.whole('KEEP_DELIVERIES_DAYS', 0, KEEP_DAYS_MAX),
    },
    webhooks: {
      networks: networksOf(reader),
      ...reader.optional('WEBHOOK_CA', 'ca', (path) => reader.file('WEBHOOK_CA', path)),
    },
    signedTokens: reader.oneOf('SIGNED_TOKENS', SIGNED_TOKENS),
    ...reader.optional('PUBLIC_URL', 'publicUrl', (value) => reader.url('PUBLIC_URL', value, ['http:', 'https:'])),
    sessions: {
      idleMinutes: reader.whole('SESSION_IDLE_MINUTES', SESSION_IDLE_MINUTES_MIN, MONTH_HOURS * 60),
      hours: reader.whole('SESSION_HOURS', 1, MONTH_HOURS),
    },
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS),
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

/** Networks to which webhooks may be sent. */
function networksOf(reader: EnvironmentReader): readonly string[] {
  const networks = reader
    .text('WEBHOOK_NETWORKS')
    .split(',')
    .map((network) => network.trim());
  const isNetwork = (text: string): boolean => {
    const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
    return isIP(address) !== 0 && Number(bits) <= (isIP(address) === 6 ? 128 : 32);
  };
  if (networks.some((network) => network !== 'public' && !isNetwork(network)))
    reader.problem('WEBHOOK_NETWORKS', 'must be `public` and networks such as 10.1.0.0/16, separated by commas');
  return networks;
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

/** Reads single settings and collects problems, which never contain the value of a secret. */
class EnvironmentReader {
  readonly problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  given(name: SettingName): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  text(name: SettingName): string {
    return this.given(name) ?? SETTINGS[name].fallback ?? '';
  }

  optional<K extends string>(name: SettingName, key: K, read: (value: string) => string): { [key in K]?: string } {
    const value = this.given(name);
    return (value === undefined ? {} : { [key]: read(value) }) as { [key in K]?: string };
  }

  whole(name: SettingName, min: number, max: number): number {
    const value = Number(this.text(name));
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    this.problem(name, `must be a whole number from ${min} to ${max}`);
    return min;
  }

  oneOf<T extends string>(name: SettingName, choices: readonly T[]): T {
    const value = this.text(name);
    if (choices.includes(value as T)) return value as T;
    this.problem(name, `must be one of ${choices.join(', ')}`);
    return choices[0]!;
  }

  url(name: SettingName, value: string, schemes: readonly string[]): string {
    if (!URL.canParse(value) || !schemes.includes(new URL(value).protocol)) {
      this.problem(name, `must be a URL that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
    }
    return value;
  }

  file(name: SettingName, path: string): string {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      this.problem(name, `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
      return '';
    }
  }

  problem(name: SettingName, rule: string): void {
    const value = this.given(name);
    const shown = value === undefined ? '' : ` (it is ${SETTINGS[name].secret ? '***' : JSON.stringify(value)})`;
    this.problems.push(`${name} ${rule}${shown}`);
  }
}
