import { readdirSync, readFileSync } from 'node:fs';

import { expect, it } from '@jest/globals';

const SRC = new URL('../', import.meta.url);
/** What asks, or has no answer that could be lost: signing in and out, and setting a password by a secret. */
const WITHOUT = /^'\/api\/v1\/(selections\/preview|campaigns\/preview|session|session\/password|passwords)'/;

it('every order has a key, by which it is carried out once, and looked at without being sent', () => {
  const calls = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts'))
    .map((path) => readFileSync(new URL(path, SRC), 'utf8'))
    .flatMap((text) =>
      [...text.matchAll(/\brest\s*\.(?:POST|PUT|PATCH|DELETE)\(\s*([^)]*)/g)].map(([, call]) => ({
        call: call!,
        text,
      })),
    );
  expect(calls.length).toBeGreaterThan(30);
  const keyless = calls.filter(
    ({ call, text }) =>
      !WITHOUT.test(call) &&
      // The key is in the call, or in what the file makes for all of its calls.
      !/headersOf|newKey|about\b/.test(call) &&
      !(/\bparams\b/.test(call) && /params = .*(headersOf|newKey)/.test(text)),
  );
  expect(keyless.map(({ call }) => call)).toEqual([]);
});
