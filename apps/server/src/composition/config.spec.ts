import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { ConfigError, readConfig } from './config.js';
import { describeSettings, SETTINGS } from './settings.js';

const folder = mkdtempSync(join(tmpdir(), 'twinbank-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => {
  const path = join(folder, name);
  writeFileSync(path, `content of ${name}`);
  return path;
};
const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('the configuration', () => {
  it('needs no setting: loopback, embedded database and broker, everything below one folder', () => {
    expect(readConfig({})).toEqual({
      dataDir: resolve('.twinbank'),
      http: { host: '127.0.0.1', port: 3000 },
      databasePool: 10,
      blobsDir: resolve('.twinbank/blobs'),
      broker: { kind: 'embedded', host: '127.0.0.1', port: 1883 },
      keyRingFile: resolve('.twinbank/key-ring.json'),
      keep: { eventsDays: 0, auditDays: 0, jobsDays: 0, deliveriesDays: 30 },
      webhooks: { networks: ['public'] },
      signedTokens: 'accept',
      sessions: { idleMinutes: 60, hours: 12 },
      logLevel: 'info',
    });
  });

  it('takes a token for the keys whole or not at all, and lets its module find its own settings', () => {
    const environment = {
      KEY_TOKEN_MODULE: '/lib/token.so',
      KEY_TOKEN_PIN_FILE: 'pin',
      SOFTHSM2_CONF: '/etc/softhsm2.conf',
    };
    expect(readConfig(environment).keyToken).toEqual({
      module: '/lib/token.so',
      pinFile: resolve('pin'),
      env: environment,
    });
    expect(problemsOf({ KEY_TOKEN_MODULE: '/lib/token.so' })).toEqual([
      'KEY_TOKEN_PIN_FILE is needed with KEY_TOKEN_MODULE',
    ]);
    expect(problemsOf({ KEY_TOKEN_PIN_FILE: 'pin' })).toEqual(['KEY_TOKEN_MODULE is needed with KEY_TOKEN_PIN_FILE']);
  });

  it('takes networks of webhooks as they are written, and nothing that is none', () => {
    const { webhooks } = readConfig({ WEBHOOK_NETWORKS: 'public, 10.1.0.0/16,fd00::/8' });
    expect(webhooks.networks).toEqual(['public', '10.1.0.0/16', 'fd00::/8']);
    for (const wrong of ['all', '10.1.0.0', '10.1.0.0/33', '::/129', 'x/8', '10.0.0.0/8;public'])
      expect(problemsOf({ WEBHOOK_NETWORKS: wrong })[0]).toMatch(/^WEBHOOK_NETWORKS must be/);
  });

  it('accepts a PostgreSQL, an external broker and certificates', () => {
    const config = readConfig({
      DATABASE_URL: 'postgresql://u:p@h/d',
      MQTT_URL: 'mqtts://broker:8883',
      MQTT_DEVICE_URL: 'mqtt://devices.example',
      MQTT_USERNAME: 'server',
      MQTT_PASSWORD: 'secret',
      MQTT_CA: file('ca.pem'),
      HTTP_TLS_CERT: file('cert.pem'),
      HTTP_TLS_KEY: file('key.pem'),
      KEY_RING: '{}',
    });
    expect(config).toMatchObject({
      databaseUrl: 'postgresql://u:p@h/d',
      broker: {
        kind: 'external',
        url: 'mqtts://broker:8883',
        username: 'server',
        password: 'secret',
        ca: 'content of ca.pem',
        shareGroup: 'twinbank',
      },
      deviceMqttUrl: 'mqtt://devices.example',
      http: { tls: { cert: 'content of cert.pem', key: 'content of key.pem' } },
      keyRingText: '{}',
    });
  });

  it('takes lists with commas, and spaces around them', () => {
    expect(readConfig({ TRUSTED_PROXIES: '10.0.0.1, ::1 ,', CORS_ORIGINS: 'https://a.example' })).toMatchObject({
      trustedProxies: ['10.0.0.1', '::1'],
      corsOrigins: ['https://a.example'],
    });
  });

  it('takes an identity provider, with its secret and the roles of groups from files', () => {
    const groups = file('groups.json');
    writeFileSync(groups, '{"ops": ["operator@motors"]}');
    const environment = {
      ...{ OIDC_ISSUER: 'https://idp.example', OIDC_CLIENT_ID: 'twinbank', PUBLIC_URL: 'https://twinbank.example' },
      ...{ OIDC_CLIENT_SECRET_FILE: file('client-secret'), OIDC_GROUP_ROLES_FILE: groups },
    };
    expect(readConfig(environment).oidc).toEqual({
      ...{ issuer: 'https://idp.example', clientId: 'twinbank', clientSecret: 'content of client-secret' },
      ...{ scopes: 'openid profile email', groupsClaim: 'groups', label: 'Single sign-on' },
      groupGrants: new Map([['ops', [{ role: 'operator', project: 'motors' }]]]),
    });
    const { clientSecret, groupGrants } = readConfig({
      ...{ OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'x', PUBLIC_URL: 'http://h' },
    }).oidc!;
    expect([clientSecret, groupGrants]).toEqual([undefined, undefined]);
  });

  it('says what is wrong with an identity provider, and no secret', () => {
    const groups = file('bad-groups.json');
    writeFileSync(groups, '{"ops": ["root"]}');
    const empty = file('empty');
    writeFileSync(empty, ' \n');
    expect(
      problemsOf({
        ...{ OIDC_ISSUER: 'http://idp.example', OIDC_SCOPES: 'profile', OIDC_LABEL: 'x'.repeat(61) },
        ...{ OIDC_CLIENT_SECRET_FILE: empty, OIDC_GROUP_ROLES_FILE: groups },
      }).map((problem) => problem.replace(/ \(it is .*/, '')),
    ).toEqual([
      'OIDC_ISSUER must be a URL that starts with https://, or with http:// on this machine',
      'OIDC_CLIENT_ID is needed with OIDC_ISSUER',
      'PUBLIC_URL is needed with OIDC_ISSUER: the identity provider sends browsers back there',
      'OIDC_SCOPES must contain openid',
      'OIDC_LABEL must have at most 60 characters',
      'OIDC_CLIENT_SECRET_FILE names a file that is empty',
      expect.stringMatching(/^OIDC_GROUP_ROLES_FILE names a file that must name roles of .*, not root, for ops$/),
    ]);
    for (const OIDC_ISSUER of [
      'idp.example',
      'https://user:pw@idp.example',
      'https://idp.example/?x=1',
      'http://127.0.0.1.evil.example',
    ])
      expect([OIDC_ISSUER, problemsOf({ OIDC_ISSUER, OIDC_CLIENT_ID: 'x', PUBLIC_URL: 'https://h' }).length]).toEqual([
        OIDC_ISSUER,
        1,
      ]);
    expect(problemsOf({ OIDC_LABEL: 'x' })).toEqual([expect.stringMatching(/^OIDC_LABEL has a meaning only together/)]);
    expect(
      problemsOf({
        OIDC_ISSUER: 'https://h',
        OIDC_CLIENT_ID: 'x',
        PUBLIC_URL: 'https://h',
        OIDC_CLIENT_SECRET_FILE: '/nowhere',
      }),
    ).toHaveLength(1);
  });

  it('treats an empty setting as not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toEqual(readConfig({}));
  });

  it('reports all problems at once, each with its setting', () => {
    const problems = problemsOf({
      PORT: '70000',
      MQTT_PORT: 'x',
      LOG_LEVEL: 'loud',
      SIGNED_TOKENS: 'maybe',
      PUBLIC_URL: 'ftp://h',
      TRUSTED_PROXIES: '10.0.0.0/8, 1',
      CORS_ORIGINS: 'https://a.example, *',
      SESSION_IDLE_MINUTES: '1',
      SESSION_HOURS: '9999',
      DATABASE_URL: 'mysql://h',
      MQTT_DEVICE_URL: 'devices',
      HTTP_TLS_CERT: '/nowhere',
      MQTT_USERNAME: 'u',
    });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'PORT',
      'HTTP_TLS_KEY',
      'DATABASE_URL',
      'MQTT_USERNAME',
      'MQTT_PORT',
      'MQTT_DEVICE_URL',
      'SIGNED_TOKENS',
      'PUBLIC_URL',
      'TRUSTED_PROXIES',
      'CORS_ORIGINS',
      'SESSION_IDLE_MINUTES',
      'SESSION_HOURS',
      'LOG_LEVEL',
    ]);
  });

  it('says which file it cannot read', () => {
    expect(problemsOf({ HTTP_TLS_CERT: '/nowhere', HTTP_TLS_KEY: '/nowhere' })).toHaveLength(2);
    expect(problemsOf({ MQTT_URL: 'mqtt://h', MQTT_CA: '/nowhere' })[0]).toMatch(
      /^MQTT_CA names a file that cannot be read \(ENOENT\)/,
    );
  });

  it('shows no secret in a problem', () => {
    const refusal = problemsOf({
      DATABASE_URL: 'mysql://user:hunter2@h',
      MQTT_URL: 'http://user:hunter2@h',
      MQTT_PASSWORD: 'hunter2',
    }).join('\n');
    expect(refusal).toContain('***');
    expect(refusal).not.toContain('hunter2');
  });

  it('is described setting by setting', () => {
    const help = describeSettings();
    for (const [name, { meaning }] of Object.entries(SETTINGS))
      expect(help).toMatch(
        new RegExp(`^  ${name} +${meaning.slice(0, 20).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm'),
      );
  });
});
