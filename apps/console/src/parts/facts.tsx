import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Foreign } from './texts/foreign.js';

/** Names with their values, beside one another where there is room. What is undefined is left out. */
export function Facts({ facts }: { readonly facts: Readonly<Record<string, ReactNode>> }): ReactNode {
  return (
    <SimpleGrid component="dl" m={0} cols={{ base: 1, xs: 2, lg: 4 }} spacing="md" verticalSpacing="sm">
      {Object.entries(facts).map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <Text component="dt" size="xs" c="dimmed">
              {name}
            </Text>
            <Text component="dd" m={0} size="sm" className="breaking">
              {typeof value === 'string' ? <Foreign text={value} /> : value}
            </Text>
          </div>
        ),
      )}
    </SimpleGrid>
  );
}
