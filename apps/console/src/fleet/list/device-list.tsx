import { useCallback, useMemo, useState, type ReactNode } from 'react';

import { BulkBar, type AskedOrder } from '../bulk/bulk-bar.js';
import { DeviceTable } from './device-table.js';

interface DeviceListProps {
  readonly filter: string;
  /** Called where an order about many devices is asked for. */
  readonly onOrder: (asked: AskedOrder) => void;
}

/** The devices of a selection, and what can be done with many of them. */
export function DeviceList({ filter, onOrder }: DeviceListProps): ReactNode {
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
      <BulkBar filter={filter} chosen={[...chosen]} onClear={() => setChosen(new Set())} onOrder={onOrder} />
      <DeviceTable filter={filter} choice={choice} />
    </>
  );
}
