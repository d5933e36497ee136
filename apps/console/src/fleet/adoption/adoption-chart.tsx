import { useMemo, type ReactNode } from 'react';

import { TimeChart } from '../../parts/charts/time-chart.js';
import { stacked, type Adoption } from './adoption.js';

const HEIGHT = 200;
const FILL_ALPHA = 'cc';

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
  const content = useMemo(
    () => ({
      times: adoption.times,
      values: stacked(adoption),
      series: adoption.series.map((_, index) => ({
        stroke: colours[index]!,
        fill: `${colours[index]}${FILL_ALPHA}`,
        width: 1,
      })),
      valueAxis: { size: 60, incrs: WHOLE },
      more: {
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        bands: adoption.series.slice(1).map((_, index) => ({ series: [index + 2, index + 1] as [number, number] })),
        hooks: {
          setCursor: [
            ({ cursor }: { readonly cursor: { readonly idx?: number | null | undefined } }) =>
              onPoint(cursor.idx ?? undefined),
          ],
        },
      },
    }),
    [adoption, colours, onPoint],
  );
  return <TimeChart content={content} height={HEIGHT} label={label} />;
}

/** Distances of the lines of the scale: devices are counted in whole ones. */
const WHOLE = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
