import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { Job } from './device.js';
import { SwapDrawing } from './swap-drawing.js';
import { usText } from './swap-scale.js';

const PARTS = [
  { key: 'eraseMs', name: 'erase', colour: 'gray-6' },
  { key: 'downloadMs', name: 'download', colour: 'cyan-7' },
  { key: 'checkMs', name: 'check', colour: 'indigo-5' },
  { key: 'waitMs', name: 'wait for the slot', colour: 'yellow-6' },
  { key: 'mirrorMs', name: 'mirror', colour: 'teal-6' },
] as const;

/** The last update that swapped, as the device measured it: the swap in its slot, and where the time went. */
export function LastUpdate({ job }: { readonly job: Job }): ReactNode {
  const { swap, timings } = job;
  const parts = PARTS.flatMap(({ key, name, colour }) => {
    const ms = timings?.[key];
    return ms === undefined || ms === 0 ? [] : [{ name, ms, colour: `var(--mantine-color-${colour})` }];
  });
  return (
    <>
      {swap && <SwapDrawing swap={swap} />}
      {swap && (
        <Text size="sm" c={swap.deadlinesMissed > 0 ? 'red' : 'dimmed'}>
          Deadlines missed: {swap.deadlinesMissed}. Interrupts stayed pending while they were off; none was delayed by
          more than the added latency.
        </Text>
      )}
      {parts.length > 0 && (
        <>
          <Text size="sm" fw={600} mt="md" mb={6}>
            Where the time went{timings?.totalMs !== undefined && `: ${usText(timings.totalMs * 1000)} in all`}
          </Text>
          <div
            className="bar"
            role="img"
            aria-label={parts.map(({ name, ms }) => `${name}: ${usText(ms * 1000)}`).join(', ')}
          >
            {parts.map(({ name, ms, colour }) => (
              <span key={name} style={{ flexGrow: ms, background: colour }} />
            ))}
          </div>
          <Group gap="md" mt={6}>
            {parts.map(({ name, ms, colour }) => (
              <Group key={name} gap={6}>
                <svg width="10" height="10" aria-hidden="true">
                  <rect width="10" height="10" rx="3" fill={colour} />
                </svg>
                <Text size="sm">{name}</Text>
                <Text size="sm" c="dimmed">
                  {usText(ms * 1000)}
                </Text>
              </Group>
            ))}
          </Group>
        </>
      )}
    </>
  );
}
