/** The devices of one product whose root keys a provisioning request shows: how many, and which. */
export interface Shown {
  readonly data: { readonly product: string; readonly created: number; readonly repeated?: number };
  readonly ids: { readonly ids: readonly string[]; readonly repeatedIds?: readonly string[] };
}

/** The devices whose root keys are shown, grouped by product, because each product may belong to another project. */
export function shownOf(
  rows: readonly { readonly id: string; readonly product: string }[],
  created: ReadonlySet<string>,
  again: ReadonlyMap<string, number>,
): Shown[] {
  const products = [...new Set(rows.map(({ product }) => product))].sort();
  return products.flatMap((product) => {
    const all = rows.filter((row) => row.product === product).map(({ id }) => id);
    const ids = all.filter((id) => created.has(id));
    const repeatedIds = all.filter((id) => again.has(id));
    if (ids.length + repeatedIds.length === 0) return [];
    const repeated = repeatedIds.length > 0;
    return [
      {
        data: { product, created: ids.length, ...(repeated && { repeated: repeatedIds.length }) },
        ids: { ids, ...(repeated && { repeatedIds }) },
      },
    ];
  });
}
