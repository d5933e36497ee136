import { describe, expect, it } from '@jest/globals';

import { refusedPage } from './refused-sign-in.js';

describe('the page of a sign-in that was refused', () => {
  const problem = { type: 'about:blank', title: 'it is over', status: 401, code: 'oidc_state_expired' as const };

  it('says what happened, its code, and the way back', () => {
    const page = refusedPage({ ...problem, detail: 'begin again', instance: 'r-7' });
    for (const part of ['it is over', 'begin again', 'oidc_state_expired', 'r-7', '<a href="/">'])
      expect(page).toContain(part);
    expect(refusedPage({ ...problem, detail: 'it is over', instance: 'r' }).match(/it is over/g)).toHaveLength(1);
  });

  it('shows nothing as markup, and has no script', () => {
    const page = refusedPage({ ...problem, detail: `<script>&"'`, instance: '<img>' });
    expect(page).toContain('&lt;script&gt;&amp;&quot;&#39;');
    expect(page).not.toMatch(/<script|<img/);
  });
});
