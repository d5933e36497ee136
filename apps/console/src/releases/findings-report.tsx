import { Badge, Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { reportOf, type Finding, type Weight } from './findings.js';

const BADGES: Readonly<Record<Weight, { readonly text: string; readonly colour: string }>> = {
  look: { text: 'look at it', colour: 'yellow' },
  note: { text: 'note', colour: 'gray' },
};

/** What the inspection said, as a report: how much it asks, the code, what it is, what to do, and where more is said. */
export function FindingsReport({ findings }: { readonly findings: readonly Finding[] | undefined }): ReactNode {
  if (findings === undefined)
    return (
      <Text size="sm" c="dimmed">
        Not kept: the release is older than these reports.
      </Text>
    );
  if (findings.length === 0)
    return (
      <Text size="sm" c="dimmed">
        The inspection found nothing to say.
      </Text>
    );
  return (
    <Stack gap="md" component="ul" m={0} p={0} className="plain-list" aria-label="Findings">
      {reportOf(findings).map(({ code, detail, weight, advice, section }, index) => (
        <li key={index}>
          <Group gap="xs">
            <Badge color={BADGES[weight].colour} variant="light" tt="none" miw="max-content">
              {BADGES[weight].text}
            </Badge>
            <Code>{code}</Code>
          </Group>
          <Text size="sm" mt={4} className="breaking">
            {detail}
          </Text>
          <Text size="sm" c="dimmed" mt={4}>
            {advice} More: “{section.heading}” in docs/{section.page}.
          </Text>
        </li>
      ))}
    </Stack>
  );
}
