import type { components } from '@twinbank/client';

import { NOTHING_DONE, withAnswer, type BulkDevice, type BulkResult, type BulkWorld } from '../bulk-orders.js';

/** What may stand in the way of a device's disposal, and is disposed of all the same where somebody says so. */
export type Obstacle = NonNullable<components['schemas']['BulkDisposalRequest']['also']>[number];

/** A part of the order, as the server answers it. */
export type DisposalAnswer = Pick<components['schemas']['SelectedDisposalAnswer'], 'done' | 'refused' | 'next'> & {
  /** Devices that are still to come. */
  readonly remaining?: number;
  readonly items: readonly {
    readonly id: string;
    readonly status: number;
    readonly code?: string;
    readonly detail?: string;
    readonly already?: boolean;
  }[];
};

/** A device that was chosen, at the revision at which it was seen. */
export type SeenDevice = Pick<BulkDevice, 'id' | 'revision'>;

/** Devices that were chosen one by one. */
export interface Chosen {
  readonly devices: readonly SeenDevice[];
  /** Those that are not there any more, or not to be seen. */
  readonly gone: readonly string[];
}

/** What is there of the chosen devices, by pages on which they are. */
export async function chosenOf(ids: readonly string[], pages: AsyncIterable<readonly SeenDevice[]>): Promise<Chosen> {
  const devices: SeenDevice[] = [];
  for await (const page of pages) devices.push(...page.map(({ id, revision }) => ({ id, revision })));
  const there = new Set(devices.map(({ id }) => id));
  return { devices, gone: ids.filter((id) => !there.has(id)) };
}

/** Where an order to dispose of many devices is carried out. */
export interface DisposalWorld extends Pick<BulkWorld, 'told' | 'goesOn'> {
  /** Sends the part after a device, which confirms how many devices are still to come. */
  send(part: { readonly confirm: number; readonly after: string | undefined }): Promise<DisposalAnswer>;
}

/**
 * Carries out a disposal by selection, part after part, each confirmed by the number of devices that are still to come by the part before: where
 * somebody changes the selection meanwhile, the server refuses the next part, and orders nothing of it.
 *
 * @param count devices that it is about, as they were confirmed
 */
export async function disposeSelected(count: number, { send, told, goesOn }: DisposalWorld): Promise<void> {
  let result = NOTHING_DONE;
  let place: { readonly confirm: number; readonly after: string | undefined } = { confirm: count, after: undefined };
  for (;;) {
    const answer = await send(place);
    told((result = withDisposals(result, triedOf(answer))));
    if (answer.next === undefined || !goesOn()) return;
    place = { confirm: answer.remaining ?? 0, after: answer.next };
  }
}

/**
 * Carries out a disposal of devices that were chosen one by one, each at the revision at which it was seen, in parts of which each confirms its own
 * number.
 */
export async function disposeChosen(
  { devices, gone }: Chosen,
  {
    send,
    told,
    goesOn,
    most,
  }: Pick<BulkWorld, 'told' | 'goesOn'> & {
    readonly send: (devices: readonly SeenDevice[]) => Promise<DisposalAnswer>;
    /** Most devices of a part. */
    readonly most: number;
  },
): Promise<void> {
  let result: BulkResult = { ...NOTHING_DONE, gone };
  for (let from = 0; from < devices.length && goesOn(); from += most)
    told((result = withDisposals(result, await send(devices.slice(from, from + most)))));
}

/** The first status that says that it was not decided upon. */
const SERVER_ERROR = 500;

/** A part without the devices that the database did not answer for, where it goes on: they were not tried, and are in the next part again. */
function triedOf(answer: DisposalAnswer): DisposalAnswer {
  if (answer.next === undefined) return answer;
  const items = answer.items.filter(({ status }) => status < SERVER_ERROR);
  return { ...answer, items, refused: answer.refused - (answer.items.length - items.length) };
}

/** Those whose end was ordered before are told apart: nothing was done for them now. */
function withDisposals(before: BulkResult, answer: DisposalAnswer): BulkResult {
  const already = answer.items.filter((item) => item.already === true).length;
  const after = withAnswer(before, { ...answer, done: answer.done - already });
  return { ...after, already: before.already + already };
}
