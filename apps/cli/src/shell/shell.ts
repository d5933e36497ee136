import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';

import { createRestClient, type RestClient } from '@twinbank/client';

import type { PrintOptions, RemoteOptions } from '../command/cli-command.js';
import type { WatchGround } from '../campaigns/campaign-watch.js';
import { columnsFor, type ListOptions } from '../command/list-options.js';
import type { Column, Row } from '../output/column.js';
import { pagesOf, type Page, type PageQuery } from '../output/paging.js';
import { plainText } from '../output/plain-text.js';
import { writeList, writeRecord, type Look } from '../output/record-writer.js';
import { chooseProfile } from '../profiles/choose-profile.js';
import { configPath, readConfig, type Profile } from '../profiles/config-file.js';
import { isClearText } from '../profiles/server-address.js';
import { hasColours, isInteractive, type Io } from './io.js';
import { HONEST_ANSWERS } from './honest-answers.js';
import { CliProblem } from './problem.js';

/** Whether anything is in a record that belongs there. */
const isRecord = (record: unknown, columns: readonly Column[]): boolean =>
  typeof record === 'object' && record !== null && columns.some(({ value }) => !isNothing(value(record as Row)));
const isNothing = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const sleepFor = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });

/** What is said of a list without records. */
interface SaidOfNone {
  readonly nothing?: string;
}
const NOTHING = 'There is nothing to show.';

/** What commands do things with. */
export class Shell {
  constructor(readonly io: Io) {}

  /** A client of the server that the command is for. @throws CliProblem `not_signed_in`, `profile_unknown`, `config_unreadable` … */
  async connect(options: RemoteOptions): Promise<RestClient> {
    const config = await readConfig(configPath(this.io.env));
    const { who, isKept } = chooseProfile({ ...options, env: this.io.env }, config);
    // Of a profile it was said at the sign-in.
    if (!isKept) this.warnOfClearText(who.server);
    return this.client(who);
  }

  /** A client of this server, whose requests end with the program (or another signal), or when whoever sent one gives it up. */
  client(who: Profile, signal = this.io.signal): RestClient {
    const { fetch: send = fetch } = this.io;
    const client = createRestClient({
      ...who,
      fetch: (request) =>
        send(new Request(request, { redirect: 'manual', signal: AbortSignal.any([request.signal, signal]) })),
    });
    client.use(HONEST_ANSWERS);
    return client;
  }

  /** Says so where secrets go over a network in clear. */
  warnOfClearText(server: string): void {
    if (isClearText(server)) this.note(`warning: ${server} is not HTTPS: what you send can be read on the way.`);
  }

  /** Prints text, or bytes, on stdout, as fast as it is read. */
  readonly print = async (text: string | Uint8Array): Promise<void> => {
    this.io.signal.throwIfAborted();
    if (text.length === 0 || this.io.stdout.write(text)) return;
    await once(this.io.stdout, 'drain', { signal: this.io.signal });
  };

  /** Tells something that is no answer, on stderr. */
  note(text: string): void {
    this.io.stderr.write(`${text.split('\n').map(plainText).join('\n')}\n`);
  }

  /** Prints a list as its pages arrive, and says on stderr if there is more of it. */
  async list(
    fetchPage: (query: PageQuery) => Promise<Page>,
    columns: readonly Column[],
    options: PrintOptions & ListOptions,
  ): Promise<void> {
    const pages = pagesOf(fetchPage, options.all ? Infinity : options.limit);
    let hasMore = false;
    const read = async function* (): AsyncGenerator<readonly Row[]> {
      hasMore = (yield* pages).hasMore;
    };
    const nothing = options.filter === undefined ? NOTHING : 'There is nothing to show: --filter selects none.';
    await this.stream(read(), columnsFor(options, columns), { ...options, nothing });
    if (hasMore) this.note(`There are more than ${options.limit}: --limit or --all shows them.`);
  }

  /** Prints a list that came in one piece. */
  rows(rows: readonly object[], columns: readonly Column[], options: PrintOptions & SaidOfNone): Promise<void> {
    return this.stream([rows as readonly Row[]], columns, options);
  }

  /** Prints records as they arrive. Of an empty table, which is no text at all, it is said on stderr that it is one. */
  async stream(
    pages: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
    columns: readonly Column[],
    { nothing = NOTHING, ...options }: PrintOptions & SaidOfNone,
  ): Promise<void> {
    let isEmpty = true;
    const counted = async function* (): AsyncGenerator<readonly Row[]> {
      for await (const rows of pages) {
        isEmpty &&= rows.length === 0;
        yield rows;
      }
    };
    await writeList(counted(), this.look(columns, options), this.print);
    if (isEmpty && options.output === 'table') this.note(nothing);
  }

  /** What watches something for a while. */
  get watchGround(): WatchGround {
    const { signal, sleep: wait = sleepFor } = this.io;
    return { signal, sleep: wait, note: (text) => this.note(text) };
  }

  /** Prints one record. @throws CliProblem `answer_unreadable` if it is none, as where something else than a Twinbank server answers */
  async record(record: object, columns: readonly Column[], options: PrintOptions): Promise<void> {
    if (!isRecord(record, columns))
      throw new CliProblem('answer_unreadable', 'the answer has nothing of what was asked for');
    return writeRecord(record as Row, this.look(columns, options), this.print);
  }

  /** Asks whether to go on; without a terminal the command line has to say so. @throws CliProblem `cancelled`, `terminal_needed` */
  async agree(question: string, alreadySaid: boolean | undefined): Promise<void> {
    if (alreadySaid) return;
    if (!isInteractive(this.io)) throw new CliProblem('terminal_needed', `${question} Say --yes`);
    if ((await this.io.questions.confirm(plainText(question))) !== true)
      throw new CliProblem('cancelled', 'the answer was no');
  }

  /** A question that needs an answer. @throws CliProblem `cancelled`, `terminal_needed` */
  async ask(what: string, question: (ask: Io['questions']) => Promise<string | undefined>): Promise<string> {
    if (!isInteractive(this.io))
      throw new CliProblem('terminal_needed', `${what} cannot be asked for without a terminal`);
    const answer = await question(this.io.questions);
    if (answer === undefined) throw new CliProblem('cancelled', `${what} was not given`);
    return answer;
  }

  private look(columns: readonly Column[], { output }: PrintOptions): Look {
    const coloured = hasColours(this.io.stdout, this.io.env);
    return { output, columns, bold: (text) => (coloured ? styleText('bold', text, { validateStream: false }) : text) };
  }
}
