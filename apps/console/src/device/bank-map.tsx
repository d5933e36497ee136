import type { ReactNode } from 'react';

import { bankStanding, type BankReport } from './bank-state.js';
import type { Status } from './device.js';

const WIDTH = 420;
const ROW = 98;
const GAP = 14;
const LEFT = 18;
const COLOURS = {
  runs: 'var(--mantine-color-teal-7)',
  'runs, invalid': 'var(--mantine-color-red-7)',
  'on trial': 'var(--mantine-color-yellow-7)',
  valid: 'var(--mantine-color-cyan-7)',
  partial: 'var(--mantine-color-gray-6)',
  empty: 'var(--mantine-color-gray-6)',
  invalid: 'var(--mantine-color-red-7)',
};
/** Characters of a digest that are shown; the whole one is in the title. */
const DIGEST_SHOWN = 12;

/**
 * Both banks as the processor sees them: the one that runs is mapped to the lower addresses [RM0440 §3.3.5, FB_MODE], so it is
 * drawn below.
 */
export function BankMap({ status }: { readonly status: Status }): ReactNode {
  const rows = [...status.banks].sort(
    (one, other) => Number(one.bank === status.active) - Number(other.bank === status.active),
  );
  const height = rows.length * (ROW + GAP);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${height}`}
      width="100%"
      style={{ maxWidth: WIDTH * 1.3 }}
      role="img"
      aria-label={told(status)}
    >
      {rows.map((bank, index) => (
        <Bank
          key={bank.bank}
          bank={bank as BankReport}
          status={status}
          y={index * (ROW + GAP) + 2}
          isLower={index === rows.length - 1}
        />
      ))}
    </svg>
  );
}

interface BankProps {
  readonly bank: BankReport;
  readonly status: Status;
  readonly y: number;
  readonly isLower: boolean;
}

function Bank({ bank, status, y, isLower }: BankProps): ReactNode {
  const { word, sentence } = bankStanding(bank, status);
  const isActive = bank.bank === status.active;
  const colour = COLOURS[word];
  const isDashed = word === 'empty' || word === 'partial';
  return (
    <g fill="currentColor">
      <title>{`Bank ${bank.bank}: ${sentence} ${bank.digest ?? ''}`}</title>
      <rect
        x={2}
        y={y}
        width={WIDTH - 4}
        height={ROW}
        rx="8"
        fill={colour}
        fillOpacity={isActive ? 0.18 : 0.07}
        stroke={colour}
        strokeWidth={isActive ? 2.5 : 1.5}
        strokeDasharray={isDashed ? '6 5' : undefined}
      />
      <text x={LEFT} y={y + 27} fontSize="14">
        <tspan fontWeight="600">{`Bank ${bank.bank}`}</tspan>
        <tspan opacity="0.75" dx="8">
          {isLower ? 'lower half' : 'upper half'}
        </tspan>
      </text>
      <text x={LEFT} y={y + 56} fontSize="22" fontWeight="600">
        {bank.version ?? '—'}
      </text>
      {bank.digest && (
        <text x={WIDTH - 18} y={y + 55} fontSize="12" textAnchor="end" opacity="0.75" className="mono">
          {`sha256 ${bank.digest.slice(0, DIGEST_SHOWN)}…`}
        </text>
      )}
      <text x={LEFT} y={y + 82} fontSize="13.5" opacity="0.85">
        {sentence}
      </text>
      <rect x={WIDTH - 106} y={y + 11} width="88" height="24" rx="12" fill={colour} />
      <text x={WIDTH - 62} y={y + 28} fontSize="13" textAnchor="middle" fill="white" fontWeight="600">
        {word}
      </text>
    </g>
  );
}

const told = (status: Status): string =>
  status.banks
    .map(
      (bank) => `Bank ${bank.bank}: ${bankStanding(bank as BankReport, status).word}, ${bank.version ?? 'no version'}`,
    )
    .join('. ');
