import type { components } from '@twinbank/client';

/** Something that happened, as the server tells it. */
export type ToldEvent = components['schemas']['EventAnswer'];

/** The newest events, and whether there are older ones. */
export interface ToldEvents {
  readonly items: readonly ToldEvent[];
  readonly hasMore: boolean;
}

/** What is shown of a page of events. */
export const toldEvents = (page: { readonly items: readonly unknown[]; readonly next?: unknown }): ToldEvents => ({
  items: page.items as readonly ToldEvent[],
  hasMore: page.next !== undefined,
});
