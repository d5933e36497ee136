import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { seededRng, utf8 } from '@twinbank/primitives';

import { secretFindings } from './secret-findings.js';

/** An image: code, the texts as C has them, each with its zero byte and aligned to a word, and code again. */
function imageOf(...texts: readonly string[]): Uint8Array {
  const code = Uint8Array.from({ length: 64 }, (_, at) => (at * 37) & 0x8f);
  const aligned = texts.map((text) => utf8(text + '\0'.repeat(4 - (text.length % 4))));
  return Uint8Array.from([...code, ...aligned.flatMap((one) => [...one]), ...code]);
}
const told = (...texts: readonly string[]): string => secretFindings(imageOf(...texts))[0]?.detail ?? '';

const BASE64 = 'MIIEpAIBAAKCAQEA7bq0w3vJmXk2Zf9yQhT1uPsLrD5cWn8gVeKx4iMoBjRaSdYz';
const HEX = '9f3c07d1e8a4b65205fcd7193be86a40';
const DRAWN = 'q7Zr2KfX9mBv4LtPw8sYd3NhJc6GeA5u';

describe('a text in an image', () => {
  it.each<[string, string[], string]>([
    [
      'a key in PEM',
      [`-----BEGIN RSA PRIVATE KEY-----\n${BASE64}\n-----END RSA PRIVATE KEY-----\n`],
      'a rsa private key in PEM',
    ],
    ['a key in PEM with CRLF', [`-----BEGIN PRIVATE KEY-----\r\n${BASE64}`], 'a private key in PEM'],
    [
      'an encrypted key in PEM',
      ['-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n'],
      'a ec private key in PEM',
    ],
    [
      'a JSON Web Key',
      [`{ "kty": "OKP",\n  "crv": "Ed25519",\n  "d": "${DRAWN}" }`],
      'the private member "d" of a JSON Web Key',
    ],
    ['a key of AWS', ['AKIAJ5QZ7XW3MVT2RYKD'], 'an access key of AWS'],
    ['a token of GitHub', [`ghp_${DRAWN}abcd`], 'a token of GitHub'],
    ['a token of GitLab', ['glpat-x7Kq2ZbVn94TwLmRs8Yd'], 'a token of GitLab'],
    ['a key of Google', [`AIza${DRAWN}abc`], 'a key of Google'],
    ['a key of Stripe', ['sk_live_4eC39HqLyjWDarjtT1zdp7dc'], 'a key of Stripe'],
    ['a token of Slack', ['xoxb-123456789012-abcdefABCDEF'], 'a token of Slack'],
    ['a signed token', [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${DRAWN}`], 'a signed token (JWT)'],
    ['a password', ['wifi_password=correcthorse'], 'password and its value (12 characters)'],
    ['a password in JSON', ['{"password":"letmein!now"}'], 'password and its value (11 characters)'],
    ['a password behind a blank', ['psk: hunter2hunter'], 'psk and its value (13 characters)'],
    ['a password in an address', ['mqtt://pump:s3cr3tly@broker.example'], 'a password in an address (8 characters)'],
    ['a token by its name', [`token=${DRAWN}`], 'token and its value (32 characters)'],
    ['digits behind a telling text', ['device.api_key', HEX], 'a value beside the name device.api_key (32 characters)'],
    ['Base64 behind a telling text', ['aes_key', DRAWN], 'a value beside the name aes_key (32 characters)'],
  ])('that is %s is found, and told without the secret', (_, texts, detail) => {
    const finding = told(...texts);
    expect(finding).toContain(detail);
    for (const secret of [BASE64, HEX, DRAWN, 'hunter2', 'correcthorse', 'letmein', 's3cr3tly', 'J5QZ7XW3'])
      expect(finding).not.toContain(secret);
  });

  it.each<[string, string[]]>([
    // mbed TLS, pkparse.c
    [
      'the headers that a reader of PEM looks for',
      ['-----BEGIN RSA PRIVATE KEY-----', '-----END RSA PRIVATE KEY-----'],
    ],
    ['a public key', [`-----BEGIN PUBLIC KEY-----\n${BASE64}`]],
    ['a JSON Web Key that is public', [`{"kty":"OKP","crv":"Ed25519","x":"${DRAWN}"}`]],
    ['formats', ['password=%s', 'token=%08lx%08lx', 'user=%s&passwd=%s', 'mqtt://%s:%s@%s', '{"secret":"%s"}']],
    ['templates', ['password=<password>', 'api_key=${API_KEY}', 'passwd=********', 'psk=xxxxxxxx']],
    [
      'messages',
      [
        'Password: required',
        'password=invalid',
        'PK - Private key password cannot be empty',
        'SSL - Private key or pre-shared key is not set, but needed',
        'unexpected token: expected',
        'token: identifier',
      ],
    ],
    // newlib and HAL: digits for printing, alphabets, names of assertions and of settings
    [
      'tables of digits',
      ['secret', '0123456789abcdef0123456789abcdef', 'token', '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef'],
    ],
    ['alphabets', ['auth_key', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/']],
    [
      'assertions',
      ['assertion "%s" failed: file "%s", line %d%s%s', '../Drivers/STM32G4xx_HAL_Driver/Src/stm32g4xx_hal.c'],
    ],
    ['a digest that nothing names', [HEX, 'sha256', HEX]],
    ['a build id beside its name', ['build-id', HEX]],
    ['the example of the documentation of AWS', ['AKIAIOSFODNN7EXAMPLE']],
    ['an address without a password', ['mqtt://broker.example:1883', 'https://example.com/a:b@c']],
  ])('that is %s is none', (_, texts) => {
    expect(told(...texts)).toBe('');
  });

  it('says where it is, and counts what it does not name', () => {
    expect(told('password=one2three')).toBe(
      'The image has password and its value (9 characters) at 0x40 of the image.',
    );
    expect(told(...Array.from({ length: 11 }, (_, at) => `password=number${at}x`))).toMatch(/; and 3 more\.$/);
  });

  it('is found where pieces of a long text meet', () => {
    for (const before of [7680, 8180, 8192, 15_360, 16_000])
      expect(told(`${'.'.repeat(before)} password=one2three`)).toContain('(9 characters)');
  });
});

describe('an image', () => {
  it('of the reference firmware has no secrets, nor do random bytes', () => {
    for (const name of ['g4/twinbank-g4-1.1.0.bin', 'l0/twinbank-l0-1.0.0.bin', 'l4/twinbank-l4-1.0.0.bin'])
      expect(
        secretFindings(readFileSync(new URL(`../../../../simulators/firmware/build/${name}`, import.meta.url))),
      ).toEqual([]);
    expect(secretFindings(seededRng('no secrets').bytes(524_288))).toEqual([]);
  });

  it.each<[string, number]>([
    ['eyJ', 0],
    ['eyJabcdefghij.', 0],
    ['-----BEGIN ', 0],
    ['password=', 1],
    ['a://a:', 0],
    ['"kty":"EC""d":"', 0],
    ['A', 0],
  ])('that is nothing but %s is searched to its end in the time of a test', (text, findings) => {
    expect(secretFindings(utf8(text.repeat(Math.ceil(524_288 / text.length))))).toHaveLength(findings);
  });
});
