import { Badge, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo, useCallback, useLayoutEffect, useRef, useState, type ReactNode } from 'react';

import { Freshness } from '../../shell/freshness.js';
import { shortMoment } from '../../shell/moment-text.js';
import { useDeviceRows, type ListedDevice } from './device-pages.js';
import { colourOfState, STATE_WORDS } from '../state-words.js';
import { rowKey, windowOf, type RowWindow } from './row-window.js';
import { Foreign } from '../../parts/texts/foreign.js';
import { isolated } from '../../parts/texts/foreign-text.js';

/** As the style sheet has it. */
const ROW_HEIGHT = 40;
/** What is looked at before anything was measured. */
const FIRST_ROWS: RowWindow = { first: 0, end: 30 };
const COLUMNS = [
  { name: 'Device', width: 330 },
  { name: 'Product', width: 130 },
  { name: 'Runs', width: 120 },
  { name: 'Bank', width: 60 },
  { name: 'Connection', width: 110 },
  { name: 'Last seen', width: 180 },
];

interface DeviceTableProps {
  readonly filter: string;
  /** Which devices are chosen; without it none can be. */
  readonly choice?: { has(id: string): boolean; toggle(id: string): void };
}

/** The devices of a selection, however many. Only rows near those that are seen are drawn, and only their pages are read. */
export function DeviceTable({ filter, choice }: DeviceTableProps): ReactNode {
  const [seen, setSeen] = useState(FIRST_ROWS);
  const devices = useDeviceRows(filter, seen);
  const region = useRef<HTMLDivElement>(null);
  const look = useCallback(() => {
    const { scrollTop: top, clientHeight: height } = region.current!;
    const next = windowOf({ top, height, rowHeight: ROW_HEIGHT }, devices.rows);
    setSeen((before) => (before.first === next.first && before.end === next.end ? before : next));
  }, [devices.rows]);
  useLayoutEffect(look, [look]);
  const rows = Array.from({ length: seen.end - seen.first }, (_, offset) => seen.first + offset);
  return (
    <>
      {devices.failed && <Freshness query={devices.failed} />}
      <div className="device-rows" ref={region} onScroll={look} role="region" aria-label="Rows of devices" tabIndex={0}>
        <Table
          highlightOnHover
          stickyHeader
          layout="fixed"
          miw={COLUMNS.reduce((sum, { width }) => sum + width, choice ? 44 : 0)}
          aria-label="Devices"
          aria-rowcount={devices.isEndKnown ? devices.rows + 1 : -1}
        >
          <Table.Thead>
            <Table.Tr aria-rowindex={1}>
              {choice && <Table.Th w={44} aria-label="Chosen" />}
              {COLUMNS.map(({ name, width }) => (
                <Table.Th key={name} w={width}>
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Gap rows={seen.first} />
            {rows.map((row) => {
              const device = devices.at(row);
              return (
                <DeviceRow
                  key={rowKey(row, device?.id)}
                  row={row}
                  device={device}
                  isChosen={device !== undefined && choice?.has(device.id)}
                  onToggle={choice?.toggle}
                />
              );
            })}
            <Gap rows={devices.rows - seen.end} />
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}

/** In the place of rows that are not drawn. */
function Gap({ rows }: { readonly rows: number }): ReactNode {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true" className="device-gap">
      <td style={{ height: rows * ROW_HEIGHT }} />
    </tr>
  );
}

interface DeviceRowProps {
  readonly row: number;
  readonly device: ListedDevice | undefined;
  readonly isChosen: boolean | undefined;
  readonly onToggle: ((id: string) => void) | undefined;
}

const DeviceRow = memo(function DeviceRow({ row, device, isChosen, onToggle }: DeviceRowProps): ReactNode {
  return (
    <tr className="device-row" aria-rowindex={row + 2} aria-busy={device === undefined}>
      {onToggle && (
        <td>
          {device && (
            <input
              type="checkbox"
              aria-label={`Choose ${device.id}`}
              checked={isChosen === true}
              onChange={() => onToggle(device.id)}
            />
          )}
        </td>
      )}
      {device ? <Cells device={device} /> : <td colSpan={COLUMNS.length}>…</td>}
    </tr>
  );
});

function Cells({ device }: { readonly device: ListedDevice }): ReactNode {
  const { id, name, product, hardware, running, online, state, lastSeen, tags } = device;
  return (
    <>
      <td
        title={[id, name, ...tags]
          .filter((text) => text !== undefined && text !== '')
          .map((text) => isolated(text!))
          .join(' · ')}
      >
        <Link className="text-link mono" to="/devices/$device" params={{ device: id }}>
          {id}
        </Link>{' '}
        {name !== undefined && <Foreign text={name} />}{' '}
        {tags.map((tag) => (
          <Badge key={tag} size="xs" variant="default" tt="none">
            <Foreign text={tag} />
          </Badge>
        ))}
      </td>
      <td>
        {product} <span className="dim">{hardware}</span>
      </td>
      <td>
        {running?.version ?? <span className="dim">not reported</span>}{' '}
        {running && !running.confirmed && <Badge color="yellow">on trial</Badge>}
      </td>
      <td>{running?.bank}</td>
      <td>
        {state !== 'active' ? (
          <Badge color={colourOfState(state)}>{STATE_WORDS[state] ?? state}</Badge>
        ) : (
          <Badge color={online ? 'teal' : 'gray'} variant="light" tt="none" miw="max-content">
            {online ? 'online' : 'offline'}
          </Badge>
        )}
      </td>
      <td>
        {lastSeen ? (
          <time dateTime={lastSeen} title={lastSeen}>
            {shortMoment(lastSeen)}
          </time>
        ) : (
          <span className="dim">never</span>
        )}
      </td>
    </>
  );
}
