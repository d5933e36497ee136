import { readdirSync, readFileSync } from 'node:fs';

import { expect, it } from '@jest/globals';

const SRC = new URL('../', import.meta.url);
/** What a person fills in. */
const FIELD = /<(?:TextInput|Textarea|NumberInput|TagsInput|MultiSelect|PasswordInput|ReasonField|DropZone)\b/;
/** Forms of which nothing is kept, and why. */
const NOT_KEPT: Readonly<Record<string, string>> = {
  'admin/audit/filter-form.tsx': 'a filter, which stands in the address',
  'fleet/bulk/bulk-dialog.tsx': 'one tag, and a number that confirms how many devices are meant now',
  'profile/password-form.tsx': 'passwords',
  'profile/set-password.tsx': 'a password and a secret',
  'releases/sbom/keep-sbom.tsx': 'one file',
  'search/search-box.tsx': 'a selection, which stands in the address',
  'search/views-bar.tsx': 'the name of a view',
  'session/first-person.tsx': 'a token and a password, before anybody is signed in',
  'session/sign-in.tsx': 'a password',
  'releases/components/components-page.tsx': 'a filter, which stands in the address',
  'admin/webhooks/webhook-dialogs.tsx': 'one number',
  'device/disposal/dispose-device.tsx': 'an order that is final, whose confirmation is typed for what is there now',
  'fleet/bulk/disposal/dispose-many.tsx': 'an order that is final, whose confirmation is typed for what is there now',
};

const FORMS = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.tsx'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(new URL(path, SRC), 'utf8') }))
  .filter(({ text }) => /onSubmit=|<Dialog\b/.test(text) && (FIELD.test(text) || /<(?:Fields|Steps)\b/.test(text)));

it('what is typed into a form outlives the session: each form keeps it, or says why it does not', () => {
  expect(FORMS.length).toBeGreaterThan(20);
  const bare = FORMS.filter(({ text }) => !/\buseKept\b/.test(text)).map(({ path }) => path);
  expect(bare.sort()).toEqual(Object.keys(NOT_KEPT).sort());
});

it('what a dialog keeps goes when it was given or left: the dialog and the order know the draft', () => {
  for (const { path, text } of FORMS.filter(({ text }) => /\buseDraft\(/.test(text) && /<Dialog\b/.test(text))) {
    const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
    expect([path, count(/\bdraft=\{draft\}/g), count(/\buseDraftGiving\(draft/g)]).toEqual([
      path,
      count(/\buseDraft\(/g),
      count(/\buseDraft\(/g),
    ]);
  }
});

it('no form that keeps what is typed has a password in it', () => {
  const kept = FORMS.flatMap(({ text }) => [...text.matchAll(/useKept[^;]*;/g)].map(([call]) => call));
  expect(kept.length).toBeGreaterThan(30);
  expect(kept.filter((call) => /password|secret(?!_)/i.test(call.replaceAll('SECRET', '')))).toEqual([]);
});
