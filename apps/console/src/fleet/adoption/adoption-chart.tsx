import 'uplot/dist/uPlot.min.css';

import { useComputedColorScheme, useMantineTheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, type ReactNode } from 'react';
import UPlot from 'uplot';

import { stacked, type Adoption } from './adoption.js';

const HEIGHT = 200;
const FILL_ALPHA = 'cc';
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
/** A place on the axis of time, in seconds: the day where one begins, else the time. */
const timeText = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  return date.getHours() === 0 && date.getMinutes() === 0 ? DAY.format(date) : TIME.format(date);
};

interface AdoptionChartProps {
  readonly adoption: Adoption;
  /** A colour for each version, as #rrggbb. */
  readonly colours: readonly string[];
  readonly label: string;
  /** Called with the step under the pointer; undefined where there is none. */
  readonly onPoint: (step: number | undefined) => void;
}

/** Versions over time as areas, each on top of the one before. */
export function AdoptionChart({ adoption, colours, label, onPoint }: AdoptionChartProps): ReactNode {
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
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: { y: { range: (_, __, most) => [0, Math.max(most * 1.05, 1)] } },
        axes: [
          { ...axis, values: (_, splits) => splits.map(timeText) },
          { ...axis, size: 60, incrs: WHOLE },
        ],
        series: [
          {},
          ...adoption.series.map((_, index) => ({
            stroke: colours[index]!,
            fill: `${colours[index]}${FILL_ALPHA}`,
            width: 1,
            points: { show: false },
            paths: UPlot.paths.stepped!({ align: 1 }),
          })),
        ],
        bands: adoption.series.slice(1).map((_, index) => ({ series: [index + 2, index + 1] as [number, number] })),
        hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
      },
      [adoption.times.map((ms) => ms / 1000), ...stacked(adoption)],
      place.current,
    );
    return () => chart.destroy();
  }, [adoption, colours, ink, line, onPoint, width]);
  return (
    <div ref={ref} role="img" aria-label={label}>
      <div ref={place} />
    </div>
  );
}

/** Distances of the lines of the scale: devices are counted in whole ones. */
const WHOLE = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
