import { Badge, Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { DiffFinding } from './difference.js';
import { WEIGHTS } from './difference-text.js';

interface FindingListProps {
  readonly label: string;
  readonly findings: readonly DiffFinding[];
}

/** Findings between two releases: how much each weighs, what was found, and where its explanation is. */
export const FindingList = ({ label, findings }: FindingListProps): ReactNode => (
  <Stack gap="md" component="ul" m={0} p={0} className="plain-list" aria-label={label}>
    {findings.map(({ code, weight, detail }, index) => (
      <li key={index}>
        <Group gap="xs">
          <Badge color={WEIGHTS[weight].colour} variant="light" tt="none" miw="max-content">
            {WEIGHTS[weight].text}
          </Badge>
          <Code>{code}</Code>
        </Group>
        <Text size="sm" mt={4} className="breaking">
          {sentence(detail)}
        </Text>
        <Text size="xs" c="dimmed" mt={2}>
          What to do: “{code}” in docs/inspection.md.
        </Text>
      </li>
    ))}
  </Stack>
);

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
