import type { ReactNode } from 'react';

import { betweenText, swapScale, taskText, usText, type Swap } from './swap-scale.js';

const WIDTH = 560;
const HEIGHT = 178;
/** Width of what is left and right of the slot. */
const SIDE = 76;
const INNER = WIDTH - 2 * SIDE;
const TEAL = 'var(--mantine-color-teal-7)';
const ORANGE = 'var(--mantine-color-orange-8)';

/**
 * The swap on the timeline of the device: the slot, in which no task above the lowest priority was due, the swap at its beginning, and below
 * both enlarged, the swap beside the latency that it added. The tasks around the slot have names where the device reported them.
 */
export function SwapDrawing({ swap }: { readonly swap: Swap }): ReactNode {
  const { swapEnd, enlarged, zoom } = swapScale(swap, INNER);
  const swapWidth = Math.max(2, swapEnd);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width="100%"
      style={{ maxWidth: WIDTH * 1.25 }}
      role="img"
      aria-label={told(swap)}
    >
      <defs>
        <pattern id="tasks" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="4" height="8" fill="currentColor" opacity="0.28" />
        </pattern>
      </defs>
      <g fill="currentColor" fontSize="13">
        <text x={SIDE} y="16">
          <tspan fontWeight="600">Slot</tspan>
          <tspan dx="6" opacity="0.8">
            {usText(swap.slotLengthUs)} without a task above the lowest priority
          </tspan>
        </text>
        <TaskSide x={0} name={swap.taskBefore} />
        <TaskSide x={WIDTH - SIDE} name={swap.taskAfter} />
        <rect x={SIDE} y="26" width={INNER} height="44" fill={TEAL} fillOpacity="0.14" stroke={TEAL} />
        <rect x={SIDE} y="26" width={swapWidth} height="44" fill={TEAL} />
        <path
          d={`M${SIDE} 70 L${SIDE} 96 M${SIDE + swapWidth} 70 L${SIDE + INNER * 0.8} 96`}
          stroke={TEAL}
          strokeDasharray="3 3"
          fill="none"
        />
        <Bar y={98} width={enlarged.swapEnd} colour={TEAL} name="Swap" text={usText(swap.swapUs)} />
        <Bar y={128} width={enlarged.latencyEnd} colour={ORANGE} name="Latency" text={usText(swap.addedLatencyUs)} />
        {zoom > 1 && (
          <text x={SIDE} y={HEIGHT - 6} fontSize="12" opacity="0.8">
            The swap enlarged {Number(zoom.toPrecision(2)).toLocaleString('en')} times
          </text>
        )}
      </g>
    </svg>
  );
}

const TaskSide = ({ x, name }: { readonly x: number; readonly name: string | undefined }): ReactNode => (
  <g>
    {name !== undefined && <title>{name}</title>}
    <rect x={x} y="26" width={SIDE} height="44" fill="url(#tasks)" />
    <text x={x + SIDE / 2} y="88" textAnchor="middle" fontSize="12" opacity="0.8">
      {taskText(name)}
    </text>
  </g>
);

interface BarProps {
  readonly y: number;
  readonly width: number;
  readonly colour: string;
  readonly name: string;
  readonly text: string;
}

/** A bar with its name before and its length after it. */
const Bar = ({ y, width, colour, name, text }: BarProps): ReactNode => (
  <g>
    <text x={SIDE - 8} y={y + 15} textAnchor="end" fontSize="12">
      {name}
    </text>
    <rect x={SIDE} y={y} width={Math.max(2, width)} height="20" rx="3" fill={colour} />
    <text x={SIDE + Math.max(2, width) + 8} y={y + 15} fontWeight="600">
      {text}
    </text>
  </g>
);

const told = ({ slotLengthUs, swapUs, addedLatencyUs, deadlinesMissed, taskBefore, taskAfter }: Swap): string =>
  `A slot of ${usText(slotLengthUs)}${betweenText(taskBefore, taskAfter)}; in it a swap of ${usText(swapUs)}, which added at most ${usText(addedLatencyUs)} of latency. Missed deadlines: ${deadlinesMissed}.`;
