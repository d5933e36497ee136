import { useCallback, useMemo, useState, type ReactNode } from 'react';

import { BulkBar } from '../bulk/bulk-bar.js';
import { DeviceTable } from './device-table.js';

/** The devices of a selection, and what can be done with many of them. */
export function DeviceList({ filter }: { readonly filter: string }): ReactNode {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (id: string) =>
      setChosen((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
    [],
  );
  const choice = useMemo(() => ({ has: (id: string) => chosen.has(id), toggle }), [chosen, toggle]);
  return (
    <>
      <BulkBar filter={filter} chosen={[...chosen]} onClear={() => setChosen(new Set())} />
      <DeviceTable filter={filter} choice={choice} />
    </>
  );
}
