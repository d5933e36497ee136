import { PassThrough, Readable } from 'node:stream';

import { runTwinbank } from '../run.js';
import type { Io, Output, Questions } from '../shell/io.js';
import { undocumented } from './documented-requests.js';

/** How a run ended, and what it wrote. */
export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The world of a run in a test: no network, no terminal, and no config unless the test gives one. */
export interface World {
  readonly env?: Io['env'];
  readonly stdin?: string;
  readonly terminal?: boolean;
  readonly questions?: Partial<Questions>;
  /** What answers a request, if the document of the REST interface has it; what it does not have is refused as a server does. */
  readonly fetch?: Io['fetch'];
  readonly signal?: AbortSignal;
  /** By default no time passes. */
  readonly sleep?: Io['sleep'];
}

/** A person who answers nothing. */
const NOBODY: Questions = {
  text: async () => undefined,
  secret: async () => undefined,
  confirm: async () => undefined,
};

/** Who is signed in, by the environment. */
export const SIGNED_IN = { TWINBANK_URL: 'https://twinbank.example', TWINBANK_TOKEN: 'tbk_secret' };

/** Runs a command line with streams in memory. */
export async function runInMemory(words: readonly string[], world: World = {}): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const heard = [stdout, stderr].map((stream) => stream.setEncoding('utf8').toArray() as Promise<string[]>);
  const ends = world.terminal === true ? { isTTY: true, columns: 80 } : {};
  const exit = await runTwinbank(words, {
    env: { XDG_CONFIG_HOME: '/nowhere', ...world.env },
    stdin: Object.assign(Readable.from([world.stdin ?? '']), ends),
    stdout: Object.assign(stdout, ends) as Output,
    stderr: Object.assign(stderr, ends) as Output,
    signal: world.signal ?? new AbortController().signal,
    questions: { ...NOBODY, ...world.questions },
    sleep: world.sleep ?? (() => Promise.resolve()),
    fetch: documentedOnly(world.fetch ?? (() => Promise.reject(new Error('no network')))),
  });
  stdout.end();
  stderr.end();
  const [out, err] = await Promise.all(heard);
  return { exit, stdout: out!.join(''), stderr: err!.join('') };
}

const REST = '/api/v1/';

/** Refuses what the document of the REST interface does not have, as a server does, whatever a test would answer. */
export function documentedOnly(fetch: NonNullable<Io['fetch']>): NonNullable<Io['fetch']> {
  return async (request) => {
    if (!new URL(request.url).pathname.startsWith(REST)) return fetch(request);
    const fault = await undocumented(request);
    return fault === undefined
      ? fetch(request)
      : Response.json({ code: 'request_invalid', detail: fault }, { status: 400 });
  };
}

/** A server that gives the same answer of JSON to a request of this method and path; everything else is a 404. */
export function answering(
  answers: Readonly<Record<string, unknown>>,
  seen: { request: Request; body: string }[] = [],
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const body = await request.clone().text();
    seen.push({ request, body });
    const key = `${request.method} ${pathname.replace('/api/v1', '')}`;
    if (!Object.hasOwn(answers, key))
      return Response.json({ code: 'not_found', detail: `there is no ${key}` }, { status: 404 });
    const answer = answers[key];
    return answer instanceof Response ? answer.clone() : Response.json(answer);
  };
}
