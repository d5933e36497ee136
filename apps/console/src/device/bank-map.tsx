import type { ReactNode } from 'react';

import { bankStanding, type BankReport } from './bank-state.js';
import type { Status } from './device.js';
import { cellsOf, type Filling } from './filling.js';

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
  filling: 'var(--mantine-color-cyan-8)',
  empty: 'var(--mantine-color-gray-6)',
  invalid: 'var(--mantine-color-red-7)',
};
type Word = keyof typeof COLOURS;
/** The ground of the word of a bank, and the word on it: dark or light enough for one another, at least 4.5 : 1, in every theme and in forced colours. */
const CHIPS: Readonly<Record<Word, readonly [ground: string, text: string]>> = {
  runs: ['teal-9', 'white'],
  'runs, invalid': ['red-9', 'white'],
  'on trial': ['yellow-7', 'black'],
  valid: ['cyan-9', 'white'],
  partial: ['gray-6', 'black'],
  filling: ['cyan-9', 'white'],
  empty: ['gray-6', 'black'],
  invalid: ['red-9', 'white'],
};
/** What no bank that could be started is in. */
const DASHED: ReadonlySet<string> = new Set(['empty', 'partial', 'filling']);
/** Characters of a digest that are shown; the whole one is in the title. */
const DIGEST_SHOWN = 12;

interface BankMapProps {
  readonly status: Status;
  /** A download that goes on: it goes into the bank that does not run. */
  readonly filling?: Filling | undefined;
}

/**
 * Both banks as the processor sees them: the one that runs is mapped to the lower addresses [RM0440 §3.3.5, FB_MODE], so it is
 * drawn below.
 */
export function BankMap({ status, filling }: BankMapProps): ReactNode {
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
      aria-label={told(status, filling)}
    >
      {rows.map((bank, index) => (
        <Bank
          key={bank.bank}
          bank={bank as BankReport}
          status={status}
          filling={bank.bank === status.active ? undefined : filling}
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
  readonly filling: Filling | undefined;
  readonly y: number;
  readonly isLower: boolean;
}

function Bank({ bank, status, filling, y, isLower }: BankProps): ReactNode {
  const { word, sentence } = filling ? fillingStanding(filling) : bankStanding(bank, status);
  const isActive = bank.bank === status.active;
  const colour = COLOURS[word];
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
        strokeDasharray={DASHED.has(word) ? '6 5' : undefined}
      />
      <text x={LEFT} y={y + 27} fontSize="14">
        <tspan fontWeight="600">{`Bank ${bank.bank}`}</tspan>
        <tspan opacity="0.75" dx="8">
          {isLower ? 'lower half' : 'upper half'}
        </tspan>
      </text>
      {filling ? <Cells filling={filling} y={y + 38} /> : <Content bank={bank} y={y} />}
      <text x={LEFT} y={y + 82} fontSize="13.5" opacity="0.85">
        {sentence}
      </text>
      <Chip word={word} y={y} />
    </g>
  );
}

/** How a bank stands, in a word. */
function Chip({ word, y }: { readonly word: Word; readonly y: number }): ReactNode {
  const [ground, text] = CHIPS[word];
  return (
    <>
      <rect x={WIDTH - 106} y={y + 11} width="88" height="24" rx="12" fill={`var(--mantine-color-${ground})`} />
      <text x={WIDTH - 62} y={y + 28} fontSize="13" textAnchor="middle" fill={text} fontWeight="600">
        {word}
      </text>
    </>
  );
}

/** What is in a bank that nothing is written to. */
const Content = ({ bank: { version, digest }, y }: Pick<BankProps, 'bank' | 'y'>): ReactNode => (
  <>
    <text x={LEFT} y={y + 56} fontSize="22" fontWeight="600">
      {version ?? '—'}
    </text>
    {digest && (
      <text x={WIDTH - LEFT} y={y + 55} fontSize="12" textAnchor="end" opacity="0.75" className="mono">
        {`sha256 ${digest.slice(0, DIGEST_SHOWN)}…`}
      </text>
    )}
  </>
);

/** Blocks that are there, as cells. The server counts them; which ones they are only the device knows, so they are drawn from the left. */
function Cells({ filling, y }: { readonly filling: Filling; readonly y: number }): ReactNode {
  const { cells, full } = cellsOf(filling);
  const step = (WIDTH - 2 * LEFT) / cells;
  return Array.from({ length: cells }, (_, cell) => (
    <rect
      key={cell}
      x={LEFT + cell * step}
      y={y}
      width={Math.max(1, step - 1.5)}
      height="20"
      fill={COLOURS.filling}
      fillOpacity={cell < full ? 1 : 0.18}
    />
  ));
}

const fillingStanding = ({ done, total }: Filling) =>
  ({ word: 'filling', sentence: `A download goes on: ${done} of ${total} blocks are there.` }) as const;

const told = (status: Status, filling: Filling | undefined): string =>
  status.banks
    .map((bank) =>
      filling && bank.bank !== status.active
        ? `Bank ${bank.bank}: filling, ${filling.done} of ${filling.total} blocks`
        : `Bank ${bank.bank}: ${bankStanding(bank as BankReport, status).word}, ${bank.version ?? 'no version'}`,
    )
    .join('. ');
