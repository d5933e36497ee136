import { useMemo, type ReactNode } from 'react';

import { TimeChart } from '../../parts/charts/time-chart.js';

const HEIGHT = 160;
const SCALE_WIDTH = 96;
const FILL_ALPHA = '33';
/** Distances of the lines of time, in seconds: none is shorter than a step. */
const STEPS_SECONDS = [1, 2, 5, 10, 30, 60, 180, 360, 720, 1440]
  .map((minutes) => minutes * 60)
  .concat([2, 7, 14].map((days) => days * 86_400));
/** Distances of the lines of values. None is below 1: values are named in whole numbers where they are that small. */
const STEPS_OF_VALUES = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((one) => one * 10 ** power)).flat();

/** A value over time. */
export interface Curve {
  readonly name: string;
  /** As #rrggbb. */
  readonly colour: string;
  readonly values: readonly number[];
}

interface CurveChartProps {
  /** Beginnings of steps, in milliseconds; the last one is the end of the last step. */
  readonly times: readonly number[];
  readonly curves: readonly Curve[];
  /** A value as the scale names it. */
  readonly text: (value: number) => string;
  readonly label: string;
}

/** Values over time, each from its step on; of several, all from the same ground. */
export function CurveChart({ times, curves, text, label }: CurveChartProps): ReactNode {
  const content = useMemo(
    () => ({
      times,
      values: curves.map(({ values }) => values),
      series: curves.map(({ colour }) => ({ stroke: colour, fill: `${colour}${FILL_ALPHA}`, width: 2 })),
      timeAxis: { space: 64, incrs: STEPS_SECONDS },
      valueAxis: {
        size: SCALE_WIDTH,
        incrs: STEPS_OF_VALUES,
        values: (_: unknown, splits: number[]) => splits.map(text),
      },
    }),
    [times, curves, text],
  );
  return <TimeChart content={content} height={HEIGHT} label={label} />;
}
