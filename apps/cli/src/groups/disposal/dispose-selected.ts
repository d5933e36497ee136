import { answerOf, type RestClient } from '@twinbank/client';
import type { DisposalObstacle } from '@twinbank/protocol';

import type { PrintOptions } from '../../command/cli-command.js';
import { once } from '../../command/once.js';
import { column, type Row } from '../../output/column.js';
import { ExitWith } from '../../shell/exit-with.js';
import { CliProblem, EXIT } from '../../shell/problem.js';
import type { Shell } from '../../shell/shell.js';

const COLUMNS = ['id', 'standing', 'already', 'code', 'detail'].map((name) => column(name));

const SERVER_ERROR = 500;

/** A name would be of one slice, and the next command has others. */
const LATER =
  'give the command once more, with the number of devices that are left; those whose end is ordered are not among them';

const devicesText = (count: number): string => `${count} device${count === 1 ? '' : 's'}`;

/** Which devices are to be disposed of, and why. */
export interface SelectedDisposal {
  readonly filter: string;
  readonly reason: string;
  readonly also?: DisposalObstacle[] | undefined;
  /** How many there are, as whoever gave the order has seen; asked for without it. */
  readonly yes?: string | undefined;
}

/** Where an order goes on, and how many devices there are from there. */
interface Place {
  readonly confirm: number;
  readonly after?: string;
}

/**
 * Disposes of the devices of a selection, once somebody has confirmed how many there are; prints what became of each, as the answers come.
 *
 * @throws CliProblem `cancelled` if another number is confirmed than there is now
 * @throws ExitWith if a device was refused
 */
export async function disposeSelected(
  shell: Shell,
  client: RestClient,
  { filter, reason, also, yes }: SelectedDisposal,
  options: PrintOptions,
): Promise<void> {
  const found = await answerOf(client.POST('/api/v1/devices/bulk/dispose-preview', { body: { filter } }));
  const { devices, ready, neverSeen, inCampaign, cannotBeTold, ending } = found;
  if (devices === 0) {
    const nothing = `No device is selected whose end was not ordered (${ending} whose end was).`;
    return shell.rows([], COLUMNS, { ...options, nothing });
  }
  shell.note(
    `${devicesText(devices)}: ${ready} that can be told, without an open job; ${neverSeen} never connected; ${inCampaign} with an open job; ${cannotBeTold} that cannot be told. At their end already: ${ending}.`,
  );
  const question = `There is no way back. Type the number of devices, ${devices}`;
  const said = yes ?? (await shell.ask('the confirmation', (ask) => ask.text(question)));
  if (said.trim() !== String(devices))
    throw new CliProblem('cancelled', `the selection has ${devicesText(devices)}, and what was confirmed is ${said}`);

  const order = (at: Place) =>
    once(shell, { later: LATER }, (header) =>
      answerOf(
        client.POST('/api/v1/devices/bulk/dispose-selected', {
          body: { filter, reason, ...(also && { also }), ...at },
          params: { header },
        }),
      ),
    );
  let [done, refused, isWhole] = [0, 0, false];
  const slices = async function* (): AsyncGenerator<readonly Row[]> {
    for (let at: Place | undefined = { confirm: devices }; at !== undefined;) {
      const answer: Awaited<ReturnType<typeof order>> = await order(at);
      // What the database did not answer for was not tried, and is in the next slice.
      const tried = answer.items.filter(({ status }) => status < SERVER_ERROR);
      [done, refused] = [done + answer.done, refused + tried.length - answer.done];
      yield tried as unknown as readonly Row[];
      at = answer.next === undefined ? undefined : { confirm: answer.remaining, after: answer.next };
    }
    isWhole = true;
  };
  try {
    await shell.stream(slices(), COLUMNS, options);
  } finally {
    const asFar = isWhole ? '' : ', as far as was answered';
    shell.note(`The end of ${devicesText(done)} is ordered; ${refused} refused${asFar}.`);
  }
  if (refused > 0) throw new ExitWith(EXIT.failed);
}
