import { useComputedColorScheme, useMantineTheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, type ReactNode } from 'react';
import UPlot from 'uplot';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
/** A place on the axis of time, in seconds: the day where one begins, else the time. */
const timeText = (seconds: number): string => {
  const date = new Date(seconds * 1000);
  return date.getHours() === 0 && date.getMinutes() === 0 ? DAY.format(date) : TIME.format(date);
};

/** What a chart shows beside its axis of time. */
export interface TimeChartContent {
  /** Beginnings of steps, in milliseconds; the last one is the end of the last step. */
  readonly times: readonly number[];
  /** Null where nothing is known. */
  readonly values: readonly (readonly (number | null)[])[];
  /** How each row of values is drawn, from its step on. */
  readonly series: readonly UPlot.Series[];
  readonly timeAxis?: UPlot.Axis;
  readonly valueAxis: UPlot.Axis;
  readonly more?: Pick<UPlot.Options, 'cursor' | 'bands' | 'hooks'>;
}

interface TimeChartProps {
  /** Drawn anew when it is another one. */
  readonly content: TimeChartContent;
  readonly height: number;
  readonly label: string;
}

/** Values over time, each from its step on, all from the same ground, as wide as there is room. */
export function TimeChart({ content, height, label }: TimeChartProps): ReactNode {
  const { ref, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const { colors } = useMantineTheme();
  const [ink, line] = scheme === 'dark' ? [colors.dark[1], colors.dark[4]] : [colors.gray[7], colors.gray[3]];
  useEffect(() => {
    if (width === 0 || !place.current) return undefined;
    const { times, values, series, timeAxis, valueAxis, more } = content;
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const stepped = { points: { show: false }, paths: UPlot.paths.stepped!({ align: 1 }) };
    const chart = new UPlot(
      {
        ...{ width, height, legend: { show: false }, cursor: { show: false }, ...more },
        scales: { y: { range: (_, __, most) => [0, Math.max(most * 1.05, 1)] } },
        axes: [
          { ...axis, values: (_, splits) => splits.map(timeText), ...timeAxis },
          { ...axis, ...valueAxis },
        ],
        series: [{}, ...series.map((one) => ({ ...stepped, ...one }))],
      },
      [times.map((ms) => ms / 1000), ...values.map((row) => [...row])],
      place.current,
    );
    return () => chart.destroy();
  }, [content, height, ink, line, width]);
  return (
    <div ref={ref} role="img" aria-label={label}>
      <div ref={place} />
    </div>
  );
}
