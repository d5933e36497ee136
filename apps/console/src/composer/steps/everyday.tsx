import { SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { Field } from '../form/field.js';

/** What most campaigns say. */
export function Everyday(): ReactNode {
  return (
    <>
      <Section title="When to stop" about="A campaign pauses by itself when one of these is broken.">
        <SimpleGrid cols={{ base: 1, sm: 3 }} style={{ alignItems: 'end' }}>
          <Field path={['thresholds', 'successPercent']} label="Succeeded for the next wave" />
          <Field path={['thresholds', 'errorPercent']} label="Failed, to pause" />
          <Field path={['thresholds', 'errorMinimum']} label="Ended before that counts" />
        </SimpleGrid>
      </Section>
      <Section title="Pace">
        <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: 'end' }}>
          <Field path={['concurrency']} label="At once" />
          <Field path={['rate', 'perMinute']} label="Tickets a minute" />
        </SimpleGrid>
      </Section>
    </>
  );
}
