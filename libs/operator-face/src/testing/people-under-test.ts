import type { Grant } from '@twinbank/access';

import type { Answer, Sent, ServerUnderTest } from './server-under-test.js';

/** A password that no rule refuses. */
export const PASSWORD = 'four geese over Ulm';

/** A browser: it keeps the cookie that it was given, and sends it with the text that belongs to the session. */
export class BrowserUnderTest {
  cookie: string | undefined;
  csrfToken: string | undefined;

  constructor(
    readonly server: ServerUnderTest,
    readonly from = '127.0.0.1',
  ) {}

  async signIn(name: string, password = PASSWORD): Promise<Answer> {
    const answer = await this.send('POST', 'session', { body: { name, password } });
    if (answer.status === 201) this.csrfToken = answer.json.csrfToken as string;
    return answer;
  }

  /** The session of this browser, at another server. */
  at(server: ServerUnderTest): BrowserUnderTest {
    const other = new BrowserUnderTest(server, this.from);
    [other.cookie, other.csrfToken] = [this.cookie, this.csrfToken];
    return other;
  }

  async send(method: Parameters<ServerUnderTest['send']>[0], path: string, sent: Sent = {}): Promise<Answer> {
    const answer = await this.server.send(method, path, {
      scope: 'none',
      from: this.from,
      ...sent,
      headers: {
        ...(this.cookie !== undefined && { cookie: this.cookie }),
        ...(this.csrfToken !== undefined && { 'x-csrf-token': this.csrfToken }),
        ...sent.headers,
      },
    });
    this.keep(answer.headers['set-cookie']);
    return answer;
  }

  private keep(set: unknown): void {
    for (const line of [set].flat().filter((one) => typeof one === 'string')) {
      const [pair = ''] = line.split(';');
      this.cookie = /Max-Age=0(;|$)/.test(line) ? undefined : pair;
    }
  }
}

/** Makes a person with a password and the given roles. */
export const aPerson = (server: ServerUnderTest, name: string, grants: readonly Grant[]): Promise<Answer> =>
  server.send('POST', 'users', { body: { name, grants, password: PASSWORD } });
