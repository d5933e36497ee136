import { writeFileSync } from 'node:fs';

import { Command, Option } from 'commander';

import { withScratch } from '../server/scratch.js';
import { ServerProcess } from '../server/server-process.js';
import { bytesText } from '../outcome/figures.js';
import { textTable } from '../outcome/table.js';
import { LINE_CASES, lineCaseName } from './line-cases.js';
import { prepareLine, runLine, type LineMeasurement, type PreparedLine } from './line-run.js';

const MISSED = 1;

const DEFINITION = `Every device has a line of its own, a TCP proxy that carries so many bytes a second each way and delivers them half a round trip later.
Lost blocks have used the line: they are dropped behind it. Sent: blocks, by those that were needed. In vain: neither needed nor in the place of a lost one.
Carried: all bytes on the wire to the devices, with tickets, manifests, MQTT and acknowledgements, by those of the image.`;

/** `npm run bench -- lines`: what updates over slow lines cost. */
export const linesCommand = (say: (text: string) => void): Command =>
  new Command('lines')
    .description('What updates over slow lines cost, all lines at once; two minutes.')
    .addOption(
      new Option('--only <line>', 'one of them: bytes/s, round trip, per cent lost').choices(
        LINE_CASES.map(lineCaseName),
      ),
    )
    .option('--json <file>', 'write the figures')
    .exitOverride()
    .action(({ only, json }: { only?: string; json?: string }) =>
      withScratch(async (scratch) => {
        say(`${DEFINITION}\n`);
        const server = await ServerProcess.start({ dataDir: scratch.folder('bench') });
        scratch.defer(() => server.stop());
        const prepared: PreparedLine[] = [];
        const lines = LINE_CASES.filter((line) => only === undefined || lineCaseName(line) === only);
        for (const line of lines) prepared.push(await prepareLine(scratch, server, line));
        const measured = await Promise.all(
          prepared.map(async (line) => {
            const end = await runLine(line);
            say(`${lineCaseName(end.line)}: updated after ${end.seconds.toFixed(1)} s`);
            return end;
          }),
        );
        say('');
        say(linesText(measured));
        if (json !== undefined) writeFileSync(json, `${JSON.stringify(measured, null, 2)}\n`);
        if (measured.some(isMissed)) process.exitCode = MISSED;
      }),
    );

/** Whether more was sent than the target allows, or a connection broke. */
export const isMissed = ({ sent, disconnects, line }: LineMeasurement): boolean =>
  sent > line.target || disconnects > 0;

/** The measurements for a person. */
export function linesText(measured: readonly LineMeasurement[]): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return textTable(
    [
      ...[
        'line',
        'round trip',
        'lost',
        'devices',
        'image',
        'sent',
        'of one, at most',
        'in vain',
        'carried',
        'time',
        'of the line',
        'target',
      ].map(right),
      { heading: '' },
    ],
    measured.map((each) => [
      `${bytesText(each.line.shape.bytesPerS)}/s`,
      `${each.line.shape.roundTripMs / 1000} s`,
      `${each.line.lose * 100} %`,
      String(each.line.devices),
      bytesText(each.imageBytes),
      `× ${each.sent.toFixed(3)}`,
      `× ${each.sentMost.toFixed(3)}`,
      percent(each.inVain),
      `× ${each.carried.toFixed(3)}`,
      `${each.seconds.toFixed(1)} s`,
      percent(each.share),
      `× ${each.line.target}`,
      isMissed(each) ? `missed${each.disconnects > 0 ? `, ${each.disconnects} connections broke` : ''}` : 'held',
    ]),
  );
}
