import 'uplot/dist/uPlot.min.css';

import { useComputedColorScheme, useMantineTheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, type ReactNode } from 'react';
import UPlot from 'uplot';

const HEIGHT = 160;
const SCALE_WIDTH = 96;
const FILL_ALPHA = '33';
/** Distances of the lines of time, in seconds: none is shorter than a step. */
const STEPS_SECONDS = [1, 2, 5, 10, 30, 60, 180, 360, 720, 1440]
  .map((minutes) => minutes * 60)
  .concat([2, 7, 14].map((days) => days * 86_400));
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
/** A place on the axis of time, in seconds: the day where one begins, else the time. */
const timeText = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  return date.getHours() === 0 && date.getMinutes() === 0 ? DAY.format(date) : TIME.format(date);
};

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
  const { ref, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const { colors } = useMantineTheme();
  const [ink, line] = scheme === 'dark' ? [colors.dark[1], colors.dark[4]] : [colors.gray[7], colors.gray[3]];
  useEffect(() => {
    if (width === 0 || !place.current) return undefined;
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const chart = new UPlot(
      {
        width,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_, __, most) => [0, Math.max(most * 1.05, 1)] } },
        axes: [
          { ...axis, space: 64, incrs: STEPS_SECONDS, values: (_, splits) => splits.map(timeText) },
          { ...axis, size: SCALE_WIDTH, values: (_, splits) => splits.map(text) },
        ],
        series: [
          {},
          ...curves.map(({ colour }) => ({
            ...{ stroke: colour, fill: `${colour}${FILL_ALPHA}`, width: 2 },
            points: { show: false },
            paths: UPlot.paths.stepped!({ align: 1 }),
          })),
        ],
      },
      [times.map((ms) => ms / 1000), ...curves.map(({ values }) => [...values])],
      place.current,
    );
    return () => chart.destroy();
  }, [times, curves, text, ink, line, width]);
  return (
    <div ref={ref} role="img" aria-label={label}>
      <div ref={place} />
    </div>
  );
}
