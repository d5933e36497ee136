import { answerOf, type RestClient } from '@twinbank/client';

import type { Row } from '../output/column.js';
import { CliProblem } from '../shell/problem.js';

/** Longest line of a report, in characters. */
const LINE_MAX = 1024 * 1024;

/**
 * The report of a campaign, job by job, as it arrives; where it ends with a cursor, the next part follows.
 *
 * @throws CliProblem `answer_incomplete` if it ends without saying that it is whole, or with other rows than it counts
 */
export async function* reportPages(
  client: RestClient,
  id: number,
  filter: string | undefined,
): AsyncGenerator<readonly Row[]> {
  let after: string | undefined;
  do {
    const query = {
      format: 'ndjson' as const,
      ...(filter !== undefined && { filter }),
      ...(after !== undefined && { after }),
    };
    const call = client.GET('/api/v1/campaigns/{id}/report', { params: { path: { id }, query }, parseAs: 'stream' });
    let [rows, end]: [number, Row | undefined] = [0, undefined];
    for await (const lines of linesOf((await answerOf(call)) as ReadableStream<Uint8Array>)) {
      if (end) throw new CliProblem('answer_incomplete', 'something follows the end of the report');
      const values = lines.map(rowIn);
      end = values.at(-1)?.['type'] === 'job' ? undefined : values.pop();
      rows += values.length;
      yield values.map(({ type: _type, row: _row, ...job }) => job);
    }
    if (end?.['rows'] !== rows) throw new CliProblem('answer_incomplete', `the report broke off after ${rows} rows`);
    after = end['type'] === 'more' ? String(end['after']) : undefined;
  } while (after !== undefined);
}

function rowIn(line: string): Row {
  try {
    return JSON.parse(line) as Row;
  } catch {
    throw new CliProblem('answer_incomplete', 'a line of the report is no JSON');
  }
}

/** The whole lines in each piece of a stream. */
async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<readonly string[]> {
  let rest = '';
  try {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      if (rest.length > LINE_MAX) throw new CliProblem('answer_incomplete', 'a line of the report is too long');
      if (lines.length > 0) yield lines.filter((line) => line !== '');
    }
  } catch (error) {
    throw error instanceof CliProblem ? error : new CliProblem('answer_incomplete', (error as Error).message);
  }
  if (rest !== '') throw new CliProblem('answer_incomplete', 'the report broke off within a line');
}
