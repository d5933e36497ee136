import { SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { Field } from '../form/field.js';
import { EVERYDAY } from '../form/words.js';

/** What most campaigns say. */
export function Everyday(): ReactNode {
  return (
    <>
      <Section title="When to stop" about="A campaign pauses by itself when one of these is broken.">
        <SimpleGrid cols={{ base: 1, sm: 3 }} style={{ alignItems: 'end' }}>
          <Field path={['thresholds', 'successPercent']} label={EVERYDAY['thresholds.successPercent']} />
          <Field path={['thresholds', 'errorPercent']} label={EVERYDAY['thresholds.errorPercent']} />
          <Field path={['thresholds', 'errorMinimum']} label={EVERYDAY['thresholds.errorMinimum']} />
        </SimpleGrid>
      </Section>
      <Section title="Pace">
        <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: 'end' }}>
          <Field path={['concurrency']} label={EVERYDAY.concurrency} />
          <Field path={['rate', 'perMinute']} label={EVERYDAY['rate.perMinute']} />
        </SimpleGrid>
      </Section>
    </>
  );
}
