import { Option } from 'commander';

import { standings } from '../../campaigns/campaign-watch.js';
import { drawnOver, pictureOf } from '../../campaigns/standing-picture.js';
import { countsText, exitOf, type Standing } from '../../campaigns/standing.js';
import { campaignId } from '../../command/arguments.js';
import type { CliCommand, RemoteOptions } from '../../command/cli-command.js';
import { column, type Column, type Row } from '../../output/column.js';
import { OUTPUT_FORMATS, type OutputFormat } from '../../output/output-format.js';
import { ExitWith } from '../../shell/exit-with.js';
import { isDrawable } from '../../shell/io.js';
import { EXIT } from '../../shell/problem.js';
import type { Shell } from '../../shell/shell.js';

const COLUMNS: readonly Column[] = [
  ...['campaign', 'state', 'pauseReason', 'wave', 'total'].map((name) => column(name)),
  { title: 'jobs', value: ({ jobs }) => countsText(jobs as Record<string, number>) },
];

/** `campaigns watch`: what happens to a campaign, as it happens. */
export function addCampaignWatch(campaigns: CliCommand, shell: Shell): void {
  campaigns
    .command('watch')
    .argument('<campaign>', 'its number', campaignId)
    .option('--until-paused', 'end, with exit code 3, when it is paused, too')
    .summary('show live how it goes, until it is over')
    .description(
      'Shows live how a campaign goes, until it is over: on a terminal as a picture that is drawn anew, elsewhere as a line of JSON for each change. The exit code is 0 if it finished without a failure, and 3 if it was stopped or a device failed.',
    )
    .remote()
    .addOption(
      new Option('-o, --output <format>', 'how each change is printed, instead of that').choices(OUTPUT_FORMATS),
    )
    .example('twinbank campaigns watch 17')
    .example('twinbank campaigns start 17 && twinbank campaigns watch 17 --output ndjson > spring.log')
    .action(async (id: number, options: RemoteOptions & { output?: OutputFormat; untilPaused?: boolean }) => {
      const client = await shell.connect(options);
      shell.io.heedReader?.();
      let last: Standing | undefined;
      const until = async function* (): AsyncGenerator<Standing> {
        for await (last of standings(client, id, shell.watchGround)) {
          yield last;
          if (last.state === 'paused' && options.untilPaused) return;
        }
      };
      if (options.output === undefined && isDrawable(shell.io.stdout, shell.io.env)) await draw(shell, until());
      else await shell.stream(rowsOf(until()), COLUMNS, { output: options.output ?? 'ndjson' });
      const exit = last === undefined ? EXIT.failed : exitOf(last);
      if (exit !== EXIT.ok) throw new ExitWith(exit);
    });
}

async function* rowsOf(changes: AsyncIterable<Standing>): AsyncGenerator<readonly Row[]> {
  for await (const change of changes) yield [change as unknown as Row];
}

async function draw(shell: Shell, changes: AsyncIterable<Standing>): Promise<void> {
  let before = 0;
  for await (const change of changes) {
    const lines = pictureOf(change, shell.io.stdout.columns ?? 80);
    await shell.print(drawnOver(before, lines));
    before = lines.length;
  }
}
