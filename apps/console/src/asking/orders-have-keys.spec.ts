import { readdirSync, readFileSync } from 'node:fs';

import { expect, it } from '@jest/globals';

const SRC = new URL('../', import.meta.url);
/**
 * What asks, or has no answer that could be lost: signing in and out, and setting a password by a secret. An upload needs no key: its pieces are
 * told apart by their offset, the same file again gives the release that is there, and one whose first answer was lost is swept. The same SBOM
 * again changes nothing.
 */
const WITHOUT =
  /^'\/api\/v1\/(selections\/preview|campaigns\/preview|devices\/bulk\/dispose-preview|session|session\/password|passwords|products\/\{product\}\/(releases|releases\/\{version\}\/sbom|uploads\/\{upload\}))'/;

const SOURCES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts'))
  .map((path) => ({ path, text: readFileSync(new URL(path, SRC), 'utf8') }));

it('an order is given from a dialog or a form: its lost key goes with that, and does not answer a later order', () => {
  const ways = ['asking/giving.ts', 'drafts/use-draft.ts'];
  const givers = SOURCES.filter(({ path, text }) => /\buse(?:Draft)?Giving\(/.test(text) && !ways.includes(path));
  expect(givers.length).toBeGreaterThan(10);
  expect(givers.filter(({ text }) => !/<Dialog\b|onSubmit=/.test(text)).map(({ path }) => path)).toEqual([]);
});

it('every order has a key, by which it is carried out once, and looked at without being sent', () => {
  const calls = SOURCES.flatMap(({ text }) =>
    [...text.matchAll(/\brest\s*\.(?:POST|PUT|PATCH|DELETE)\(\s*([^)]*)/g)].map(([, call]) => ({ call: call!, text })),
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
