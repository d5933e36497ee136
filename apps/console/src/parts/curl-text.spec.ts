import { execFileSync } from 'node:child_process';

import { describe, expect, it } from '@jest/globals';

import { curlOrderOf, curlText } from './curl-text.js';

const SERVER = 'http://127.0.0.1:8080';

describe('an order as a command line', () => {
  it('takes the token from the environment', () => {
    expect(curlText({ server: SERVER, method: 'POST', path: '/api/v1/products', json: '{"name":"pump"}' })).toBe(
      `curl --fail-with-body -X POST '${SERVER}/api/v1/products' \\\n  -H "Authorization: Bearer $TWINBANK_TOKEN" \\\n  --json '{"name":"pump"}'`,
    );
  });

  it('reaches the program as it was meant, whatever is in it', () => {
    const value = `it's "$HOME" \`id\` \\ ; rm *`;
    const text = curlText({
      ...{ server: SERVER, method: 'PATCH', path: '/x', json: JSON.stringify({ notes: value }) },
      ...{
        headers: { 'If-Match': '"a.1"' },
        form: [['version', value]] as const,
        files: [['image', 'my "best";1.bin']] as const,
      },
    });
    const shell = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }; TWINBANK_TOKEN=t; ${text}`;
    expect(execFileSync('bash', ['-c', shell], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual([
      ...['--fail-with-body', '-X', 'PATCH', `${SERVER}/x`, '-H', 'Authorization: Bearer t', '-H', 'If-Match: "a.1"'],
      ...['--json', JSON.stringify({ notes: value }), '--form-string', `version=${value}`],
      ...['-F', 'image=@"my \\"best\\";1.bin"'],
    ]);
  });

  it('shows no password', () => {
    const said = { method: 'POST', path: '/x', headers: {}, body: '{"name":"ann","password":"three banks"}' };
    expect(curlOrderOf(SERVER, said).json).toBe('{"name":"ann","password":"…"}');
  });

  it('carries the revision that was seen and the reason, once each, and nothing that belongs to the browser', () => {
    const headers = { 'if-match': '"a.1"', 'twinbank-reason': "UTF-8''a%20trial", 'x-csrf-token': 'secret' };
    const said = { method: 'POST', path: '/x/withdraw', headers: { ...headers, 'idempotency-key': 'k' }, body: '' };
    expect(curlText(curlOrderOf(SERVER, said)).split(' \\\n  ')).toEqual([
      `curl --fail-with-body -X POST '${SERVER}/x/withdraw'`,
      '-H "Authorization: Bearer $TWINBANK_TOKEN"',
      `-H 'If-Match: "a.1"'`,
      `-H 'Twinbank-Reason: UTF-8'\\'''\\''a%20trial'`,
    ]);
  });
});
