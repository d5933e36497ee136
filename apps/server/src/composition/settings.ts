/** Log levels of pino that make sense for a server, the most detailed last. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What becomes of operators' tokens that earlier servers signed. */
export const SIGNED_TOKENS = ['accept', 'refuse'] as const;
export type SignedTokens = (typeof SIGNED_TOKENS)[number];

interface Setting {
  readonly meaning: string;
  /** Default value; without it the setting is optional. */
  readonly fallback?: string;
  /** Its value is never shown. */
  readonly secret?: true;
}

const TABLE = {
  DATA_DIR: {
    meaning: 'folder of key ring, embedded database, images and the first operator token',
    fallback: '.twinbank',
  },
  HOST: { meaning: 'address that HTTP listens on', fallback: '127.0.0.1' },
  PORT: { meaning: 'TCP port of HTTP; 0 takes any free one', fallback: '3000' },
  HTTP_TLS_CERT: { meaning: 'PEM file of the certificate chain: HTTP becomes HTTPS' },
  HTTP_TLS_KEY: { meaning: 'PEM file of its private key' },
  DATABASE_URL: {
    meaning: 'postgresql://… of a PostgreSQL server; without it an embedded PGlite in DATA_DIR',
    secret: true,
  },
  DATABASE_POOL: { meaning: 'connections to PostgreSQL', fallback: '10' },
  BLOBS_DIR: { meaning: 'folder of the encrypted images; without it DATA_DIR/blobs' },
  MQTT_HOST: { meaning: 'address that the embedded broker listens on', fallback: '127.0.0.1' },
  MQTT_PORT: { meaning: 'TCP port of the embedded broker; 0 takes any free one', fallback: '1883' },
  MQTT_TLS_CERT: { meaning: 'PEM file of the certificate chain: the embedded broker speaks TLS' },
  MQTT_TLS_KEY: { meaning: 'PEM file of its private key' },
  MQTT_URL: { meaning: 'mqtt(s)://… of a broker outside, used instead of the embedded one', secret: true },
  MQTT_USERNAME: { meaning: 'user name of the server at the broker outside' },
  MQTT_PASSWORD: { meaning: 'password of the server at the broker outside', secret: true },
  MQTT_CA: { meaning: 'PEM file of the authority that signed the outside broker’s certificate' },
  MQTT_DEVICE_URL: {
    meaning:
      'mqtt(s)://… under which devices reach the broker, as told to factories; without it the server’s own address of it',
  },
  MQTT_SHARE_GROUP: { meaning: 'name under which several servers share the work ($share)', fallback: 'twinbank' },
  KEY_RING: { meaning: 'text of the key ring, where a secret store hands it over', secret: true },
  KEY_RING_FILE: {
    meaning: 'file of the key ring, made at first start with mode 0600; without it DATA_DIR/key-ring.json',
  },
  KEY_RING_REPLACES: {
    meaning: 'name of the key ring that this one takes the place of on purpose, as the refused start says it',
  },
  KEY_TOKEN_MODULE: {
    meaning: 'PKCS #11 module (a shared library) of the token that seals the key ring; needs KEY_TOKEN_PIN_FILE',
  },
  KEY_TOKEN_PIN_FILE: { meaning: 'file of mode 0600 with the PIN of that token' },
  KEEP_EVENTS_DAYS: { meaning: 'days that events are kept; 0 is for ever', fallback: '0' },
  KEEP_AUDIT_DAYS: { meaning: 'days that entries of the audit log are kept; 0 is for ever', fallback: '0' },
  KEEP_JOBS_DAYS: {
    meaning: 'days that jobs are kept after the end of their campaign, with attempts and receipts; 0 is for ever',
    fallback: '0',
  },
  KEEP_DELIVERIES_DAYS: { meaning: 'days that ended deliveries to webhooks are kept; 0 is for ever', fallback: '30' },
  WEBHOOK_NETWORKS: {
    meaning:
      'where webhooks may be sent to, separated by commas: `public` is every public address, by https; a network such as 10.1.0.0/16 also by http',
    fallback: 'public',
  },
  WEBHOOK_CA: {
    meaning: 'PEM file of an authority that signed certificates of webhooks, in addition to those of Node',
  },
  SIGNED_TOKENS: {
    meaning: 'accept or refuse: what becomes of operators’ tokens that earlier servers signed; they end by their date',
    fallback: 'accept',
  },
  PUBLIC_URL: {
    meaning:
      'http(s)://… under which browsers find this server, if it is not its own address: behind a proxy that speaks TLS',
  },
  TRUSTED_PROXIES: {
    meaning:
      'addresses and networks, with commas, of proxies that are believed about clients’ addresses; without it X-Forwarded-For is ignored',
  },
  CORS_ORIGINS: {
    meaning: 'exact origins, with commas, whose pages may read answers (CORS); without it none but the server’s own',
  },
  SESSION_IDLE_MINUTES: { meaning: 'minutes without use after which the session of a browser ends', fallback: '60' },
  SESSION_HOURS: {
    meaning: 'hours after which the session of a browser ends, however much it is used',
    fallback: '12',
  },
  OIDC_ISSUER: {
    meaning: 'https://… of an identity provider (OpenID Connect) at which people may sign in; needs PUBLIC_URL',
  },
  OIDC_CLIENT_ID: { meaning: 'name by which the identity provider knows this server' },
  OIDC_CLIENT_SECRET_FILE: {
    meaning: 'file of the secret that the identity provider gave this server; without it a public client',
  },
  OIDC_SCOPES: { meaning: 'what the identity provider is asked for', fallback: 'openid profile email' },
  OIDC_GROUPS_CLAIM: { meaning: 'claim that names the groups of a person', fallback: 'groups' },
  OIDC_GROUP_ROLES_FILE: {
    meaning:
      'JSON file that says which roles groups give; without it groups give none, and everybody whom the identity provider lets in becomes a user without roles',
  },
  OIDC_LABEL: { meaning: 'what people read where they choose how to sign in', fallback: 'Single sign-on' },
  LOG_LEVEL: { meaning: `one of ${LOG_LEVELS.join(', ')}`, fallback: 'info' },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof TABLE;

/** Every environment variable that the server reads, in the order in which `--help` prints them. */
export const SETTINGS: Readonly<Record<SettingName, Setting>> = TABLE;

/** What `--help` prints. */
export function describeSettings(): string {
  const width = Math.max(...Object.keys(SETTINGS).map((name) => name.length));
  const lines = Object.entries(SETTINGS).map(([name, { meaning, fallback }]) => {
    return `  ${name.padEnd(width)}  ${meaning}${fallback === undefined ? '' : ` [${fallback}]`}`;
  });
  return [
    'Usage: node dist/main.js [--help]',
    '',
    'Starts the Twinbank server. It is configured by environment variables:',
    '',
    ...lines,
    '',
  ].join('\n');
}
