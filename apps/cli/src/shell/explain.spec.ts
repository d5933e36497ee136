import { describe, expect, it } from '@jest/globals';

import { restErrorOf } from '@twinbank/client';
import { Fault } from '@twinbank/primitives';

import { explain } from './explain.js';
import { CliProblem, PROBLEMS, type ProblemCode } from './problem.js';

const answer = (status: number, code: string, detail: string, facts = {}) =>
  explain(restErrorOf(status, { code, detail, facts }));

describe('an error', () => {
  it('is one line with its code and a way out', () => {
    expect(answer(404, 'product_unknown', 'there is no ghost.')).toEqual({
      line: 'product_unknown: there is no ghost. See twinbank products list.',
      exit: 1,
    });
    const line = answer(409, 'release_in_use', 'campaign 3 brings it')?.line;
    expect(line).toMatch(/^release_in_use: campaign 3 brings it\. \w/);
  });

  it('of a right says which one is missing', () => {
    expect(answer(403, 'forbidden', 'not allowed', { action: 'release.upload' })?.line).toBe(
      'forbidden: not allowed. You need the right release.upload: see docs/roles.md.',
    );
  });

  it('of a name that there is not says which ones there are', () => {
    expect(answer(400, 'request_invalid', '"x" is no field', { field: 'fields', known: 'id, running' })?.line).toBe(
      'request_invalid: "x" is no field. There are: id, running.',
    );
  });

  it('of a sign-in that is over has an exit code of its own', () => {
    for (const code of ['unauthorized', 'session_expired', 'token_revoked', 'token_invalid'])
      expect(answer(401, code, 'over')).toMatchObject({ exit: 4, line: expect.stringMatching(/twinbank login/) });
  });

  it('of a signature that lacks names the command that adds it', () => {
    for (const code of ['signatures_missing', 'key_set_unsigned', 'signing_policy_outdated', 'release_unsigned'])
      expect(answer(409, code, 'no')?.line).toMatch(/: twinbank \w/);
  });

  it('that a proxy answers is told by its status', () => {
    expect(explain(restErrorOf(502, '<html>\n<b>bad</b>\u001b[2J'))?.line).toBe(
      'http_502: <html> <b>bad</b>\\u001b[2J. The answer is none of a Twinbank server.',
    );
  });

  it('of a file is told like one of the server', () => {
    expect(explain(new Fault('image_empty', 'the image is empty'))).toMatchObject({ exit: 1 });
  });

  it('of the program itself says its way out once', () => {
    for (const code of Object.keys(PROBLEMS) as ProblemCode[]) {
      const { line, exit } = explain(new CliProblem(code, 'this is wrong.'))!;
      expect([line, exit]).toEqual([`${code}: this is wrong. ${PROBLEMS[code].remedy}`, PROBLEMS[code].exit]);
    }
  });

  it('that nobody expected is a bug', () => {
    expect(explain(new TypeError('x is not a function'))).toBeUndefined();
  });
});
