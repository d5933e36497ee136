import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { Selected } from './fleet.js';

const COLOURS = ['cyan-7', 'teal-6', 'indigo-5', 'violet-5', 'lime-7', 'orange-5', 'pink-5', 'gray-6'];
/** So many are named; the rest is one part. */
const SHOWN_MAX = 7;

/** Which versions run, by product, as parts of a bar. */
export function Versions({ versions }: Pick<Selected, 'versions'>): ReactNode {
  const shown = versions
    .slice(0, SHOWN_MAX)
    .map(({ product, version, devices: count }) => ({ name: `${product} ${version ?? 'not reported'}`, count }));
  const rest = versions.slice(SHOWN_MAX).reduce((sum, { devices }) => sum + devices, 0);
  const parts = rest > 0 ? [...shown, { name: 'others', count: rest }] : shown;
  const colour = (index: number): string => `var(--mantine-color-${COLOURS[index]})`;
  return (
    <div>
      <div className="bar" role="img" aria-label={parts.map(({ name, count }) => `${name}: ${count}`).join(', ')}>
        {parts.map(({ name, count }, index) => (
          <span key={name} title={`${name}: ${count}`} style={{ flexGrow: count, background: colour(index) }} />
        ))}
      </div>
      <Group gap="md" mt={6}>
        {parts.map(({ name, count }, index) => (
          <Group key={name} gap={6}>
            <svg width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" rx="3" fill={colour(index)} />
            </svg>
            <Text size="sm">{name}</Text>
            <Text size="sm" c="dimmed">
              {count.toLocaleString('en')}
            </Text>
          </Group>
        ))}
      </Group>
    </div>
  );
}
