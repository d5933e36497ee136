/** An order about many devices. */
export type BulkOrder =
  { readonly kind: 'tag' | 'untag'; readonly tag: string } | { readonly kind: 'deactivate' | 'reactivate' };

/** What an order has to know of a device. */
export interface BulkDevice {
  readonly id: string;
  readonly tags: readonly string[];
  readonly revision: string;
}

/** A request that carries out a part of an order. */
export type BulkRequest = {
  /** Each at the revision at which it was seen. */
  readonly devices: readonly Pick<BulkDevice, 'id' | 'revision'>[];
} & ({ readonly to: 'change'; readonly tags: readonly string[] } | { readonly to: 'deactivate' | 'reactivate' });

/** What became of an order. */
export interface BulkResult {
  readonly done: number;
  /** Devices that were as the order would have them. */
  readonly already: number;
  readonly refused: number;
  /** The first of those that were refused. */
  readonly refusals: readonly Refusal[];
  /** Devices that were chosen, and are not there any more, or not to be seen. */
  readonly gone: readonly string[];
}

/** Why the server refused an order for one device. */
export interface Refusal {
  readonly id: string;
  readonly code: string;
  readonly detail: string;
}

/** Before anything was done. */
export const NOTHING_DONE: BulkResult = { done: 0, already: 0, refused: 0, refusals: [], gone: [] };
/** Most refusals that are shown one by one. */
export const REFUSALS_MAX = 200;

/** The devices for which an order would change something. Whether one is deactivated is left to the server. */
export const concerned = (order: BulkOrder, devices: readonly BulkDevice[]): BulkDevice[] =>
  devices.filter(({ tags }) => !('tag' in order) || tags.includes(order.tag) === (order.kind === 'untag'));

/**
 * The requests that carry out an order for a page of devices, each only at the revision at which it was seen: whoever changed it meanwhile is not
 * overruled. A device is given all its tags at once, so those with the same tags go together.
 */
export function requestsOf(order: BulkOrder, devices: readonly BulkDevice[]): BulkRequest[] {
  const those = concerned(order, devices);
  if (!('tag' in order)) return those.length === 0 ? [] : [{ to: order.kind, devices: those.map(seenOf) }];
  const byTags = new Map<string, BulkDevice[]>();
  for (const device of those) {
    const tags = JSON.stringify(tagsAfter(order, device.tags));
    byTags.set(tags, [...(byTags.get(tags) ?? []), device]);
  }
  return [...byTags].map(([tags, group]) => ({
    to: 'change',
    devices: group.map(seenOf),
    tags: JSON.parse(tags) as string[],
  }));
}

const seenOf = ({ id, revision }: BulkDevice) => ({ id, revision });

const tagsAfter = ({ kind, tag }: BulkOrder & { readonly tag: string }, tags: readonly string[]): string[] =>
  kind === 'tag' ? [...tags, tag].sort() : tags.filter((each) => each !== tag);

/** The answer of the server to a request. */
export interface BulkAnswer {
  readonly done: number;
  readonly refused: number;
  readonly items: readonly { readonly id: string; readonly code?: string; readonly detail?: string }[];
}

/** What became of an order after one more answer. */
export function withAnswer(before: BulkResult, { done, refused, items }: BulkAnswer): BulkResult {
  const refusals = items.flatMap(({ id, code, detail = '' }) => (code === undefined ? [] : [{ id, code, detail }]));
  return {
    ...before,
    done: before.done + done,
    refused: before.refused + refused,
    refusals: [...before.refusals, ...refusals].slice(0, REFUSALS_MAX),
  };
}

/** Where an order is carried out. */
export interface BulkWorld {
  /** The devices that were chosen one by one, if they were. */
  readonly chosen?: readonly string[] | undefined;
  /** The devices, page after page. */
  readonly pages: AsyncIterable<readonly BulkDevice[]>;
  send(request: BulkRequest): Promise<BulkAnswer>;
  /** Called after each answer. */
  told(result: BulkResult): void;
  /** Whether to go on. */
  goesOn(): boolean;
}

/** Carries out an order, page after page. Throws what the server, or the way to it, refused; what was told by then was done. */
export async function carryOut(order: BulkOrder, world: BulkWorld): Promise<void> {
  let result = NOTHING_DONE;
  const missing = new Set(world.chosen);
  for await (const devices of world.pages) {
    for (const { id } of devices) missing.delete(id);
    result = { ...result, already: result.already + devices.length - concerned(order, devices).length };
    world.told(result);
    for (const request of requestsOf(order, devices)) {
      if (!world.goesOn()) return;
      world.told((result = withAnswer(result, await world.send(request))));
    }
  }
  world.told({ ...result, gone: [...missing] });
}
