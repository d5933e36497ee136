import { countText, percentile } from '../../outcome/figures.js';
import { textTable } from '../../outcome/table.js';

/** One measured value beside what is aimed at. Both are milliseconds, or bytes where there is no aim. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'bytes' | '×';
  /** At most this much; undefined if nothing is aimed at. */
  readonly aim?: number;
}

/** The 99th percentile. @throws RangeError without values */
export function p99(values: readonly number[]): number {
  const value = percentile(values, 0.99);
  if (value === undefined) throw new RangeError('nothing was measured');
  return value;
}

/** Whether a figure keeps its aim; true where there is none. */
export const isKept = ({ value, aim }: Figure): boolean => aim === undefined || value <= aim;

/** A value with its unit: `3.2 s`, `41 ms`, `0.4 ms`, `412 MB`, `1.1 ×`. */
export function valueText({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  if (unit === 'bytes') return `${countText(value / 1e6)} MB`;
  if (unit === 'ms') return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
  return `${value.toFixed(1)} ${unit}`;
}

/** One row for each figure, with its aim and whether it is kept. */
export function figuresText(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    valueText(figure),
    figure.aim === undefined ? '' : `≤ ${valueText({ value: figure.aim, unit: figure.unit })}`,
    figure.aim === undefined ? '' : isKept(figure) ? 'kept' : 'MISSED',
  ]);
  const columns = [
    { heading: 'what' },
    { heading: 'measured', align: 'right' as const },
    { heading: 'aim', align: 'right' as const },
    { heading: '' },
  ];
  return textTable(columns, rows);
}
