/** A page of a list by keyset: stable while rows are added, and as fast on the last page as on the first. */
export interface Page<Item, Key> {
  readonly items: readonly Item[];
  /** The `after` of the next page; undefined on the last one. */
  readonly next?: Key;
}

/** Where a page begins and how long it may be. */
export interface PageRequest<Key> {
  readonly after?: Key | undefined;
  readonly limit: number;
}
