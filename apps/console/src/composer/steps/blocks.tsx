import { Accordion, Badge, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { blockAbout, BlockFields } from '../form/field.js';
import { useForm } from '../form/form-context.js';
import { bodyOf } from '../form/form.js';
import { BLOCKS } from '../form/words.js';

/** Everything else that a campaign may say. */
export function More(): ReactNode {
  const { form, problems } = useForm();
  const body = bodyOf(form);
  const wrong = (block: string): boolean => [...problems.keys()].some((field) => field.split('.')[0] === block);
  return (
    <Section title="More" about="Nothing here has to be said.">
      <Accordion multiple variant="separated">
        {BLOCKS.map(([block, title]) => (
          <Accordion.Item key={block} value={block}>
            <Accordion.Control>
              <Group gap="xs">
                <Text size="sm" fw={500}>
                  {title}
                </Text>
                {wrong(block) ? (
                  <Badge color="red" variant="light">
                    look here
                  </Badge>
                ) : (
                  body[block] !== undefined && <Badge variant="light">said</Badge>
                )}
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Text size="sm" c="dimmed" mb="sm">
                {blockAbout(block)}
              </Text>
              <BlockFields path={[block]} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Section>
  );
}
