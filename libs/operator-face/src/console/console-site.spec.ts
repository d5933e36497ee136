import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { ConsoleSite, NOT_BUILT, withVary, type ConsoleAnswer } from './console-site.js';

const PAGE =
  '<script type="module" src="/assets/index-abc.js" nonce="CONSOLE_NONCE"></script><p nonce="CONSOLE_NONCE">';
const SCRIPT = 'export const x = 1;\n'.repeat(100);

describe('the console', () => {
  let folder: string;
  let site: ConsoleSite;
  const ask = (path: string, accept = 'text/html,*/*', acceptEncoding = ''): ConsoleAnswer | undefined =>
    site.answer({ path, accept, acceptEncoding, nonce: 'bm9uY2U=' });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'console-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), PAGE);
    writeFileSync(join(folder, 'assets/index-abc.js'), SCRIPT);
    writeFileSync(join(folder, 'manifest.json'), '{}');
    site = ConsoleSite.read(folder)!;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['/', '/fleet', '/devices/pump-7', '/devices/pump.7', '/devices/pump.js', '/campaigns/7'])(
    'shows its page at %s',
    (path) => {
      const { headers, body } = ask(path)!;
      expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      expect(body.toString()).toBe(PAGE.replaceAll('CONSOLE_NONCE', 'bm9uY2U='));
    },
  );

  it('lets its page load its own scripts, styles with the nonce of this answer, and nothing of another host', () => {
    const policy = ask('/fleet')!.headers['content-security-policy']!;
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-bm9uY2U=';/);
    expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
  });

  it.each(['/api/v1/nothing', '/api', '/docs/nothing', '/docs-json/x', '/health/nothing'])(
    'leaves %s to those who answer there, also where they have nothing',
    (path) => expect(ask(path)).toBeUndefined(),
  );

  it.each(['/assets/index-old.js', '/assets/old', '/favicon.ico', '/robots.txt'])(
    'has no page in the place of the file %s, which is missing',
    (path) => expect(ask(path)).toBeUndefined(),
  );

  it.each([
    '/../package.json',
    '/assets/../../secret',
    '/assets',
    '/assets/',
    '/manifest.json',
    '//assets/index-abc.js',
  ])('gives away no file but its own: %s', (path) => expect(ask(path, 'application/json')).toBeUndefined());

  it('shows its page to browsers only, but for the root: programs are told that there is nothing', () => {
    expect(ask('/fleet', 'application/json')).toBeUndefined();
    expect(ask('/fleet', '')).toBeUndefined();
    expect(ask('/', '')).toBeDefined();
  });

  it('lets browsers keep for ever what is named by its content, and sends it shorter to who can read that', () => {
    const plain = ask('/assets/index-abc.js')!;
    expect(plain.headers).toEqual({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    expect(plain.body.toString()).toBe(SCRIPT);
    const zipped = ask('/assets/index-abc.js', '*/*', 'br, gzip')!;
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.body.length).toBeLessThan(SCRIPT.length);
    expect(gunzipSync(zipped.body).toString()).toBe(SCRIPT);
  });

  it('is not there where it was not built', () => {
    expect(ConsoleSite.read(join(folder, 'nowhere'))).toBeUndefined();
  });

  it('says in its place, at the root alone, that it was not built and what to do', () => {
    const question = { accept: 'text/html', acceptEncoding: '', nonce: '' };
    const { status, body } = NOT_BUILT.answer({ ...question, path: '/' })!;
    expect([status, body.toString()]).toEqual([404, expect.stringContaining('npm run setup')]);
    expect(NOT_BUILT.answer({ ...question, path: '/fleet' })).toBeUndefined();
  });

  it('varies by what others said, too', () => {
    const headers = ask('/assets/index-abc.js')!.headers;
    expect(withVary(headers, 'Origin')['vary']).toBe('Origin, Accept-Encoding');
    expect(withVary(headers, ['Origin', 'accept-encoding'])['vary']).toBe('Origin, Accept-Encoding');
    expect(withVary(headers, undefined)['vary']).toBe('Accept-Encoding');
    expect(withVary({}, undefined)).toEqual({});
  });
});
