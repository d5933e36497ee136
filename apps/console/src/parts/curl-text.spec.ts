import { execFileSync } from 'node:child_process';

import { describe, expect, it } from '@jest/globals';

import { curlText } from './curl-text.js';

const SERVER = 'http://127.0.0.1:8080';

describe('an order as a command line', () => {
  it('takes the token from the environment', () => {
    expect(curlText({ server: SERVER, method: 'POST', path: '/api/v1/products', body: { name: 'pump' } })).toBe(
      `curl --fail-with-body -X POST '${SERVER}/api/v1/products' \\\n  -H "Authorization: Bearer $TWINBANK_TOKEN" \\\n  --json '{"name":"pump"}'`,
    );
  });

  it('reaches the program as it was meant, whatever is in it', () => {
    const value = `it's "$HOME" \`id\` \\ ; rm *`;
    const text = curlText({
      ...{ server: SERVER, method: 'PATCH', path: '/x', body: { notes: value } },
      ...{ headers: { 'If-Match': '"a.1"' }, form: [['version', value]] as const },
    });
    const shell = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }; TWINBANK_TOKEN=t; ${text}`;
    expect(execFileSync('bash', ['-c', shell], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual([
      ...['--fail-with-body', '-X', 'PATCH', `${SERVER}/x`, '-H', 'Authorization: Bearer t', '-H', 'If-Match: "a.1"'],
      ...['--json', JSON.stringify({ notes: value }), '-F', `version=${value}`],
    ]);
  });
});
