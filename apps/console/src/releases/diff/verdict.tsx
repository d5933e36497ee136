import { Alert, Anchor, Paper, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Facts } from '../../parts/facts.js';
import type { Difference } from './difference.js';
import { KNOWLEDGE, parted, SEVERITIES, verdictOf } from './difference-text.js';
import { FindingList } from './finding-list.js';

interface VerdictProps {
  readonly product: string;
  readonly difference: Difference;
}

/** Whether it can be replaced live, why, and how much that is based on. */
export function Verdict({ product, difference }: VerdictProps): ReactNode {
  const { from, to, severity, knows, variables, unchanged, unlisted } = difference;
  const { title, meaning, colour } = verdictOf(difference);
  const { reasons } = parted(difference);
  const isKnown = knows !== 'nothing';
  return (
    <Paper
      withBorder
      p="md"
      component="section"
      aria-label="Verdict"
      style={{ borderLeft: `6px solid var(--mantine-color-${colour}-filled)` }}
    >
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text size="sm" maw={720}>
        {meaning}
      </Text>
      {knows !== 'types' && (
        <Alert color="yellow" variant="light" mt="md" title="Less is known than could be" role="status">
          <Text size="sm">{KNOWLEDGE[knows]}</Text>
        </Alert>
      )}
      <Text size="sm" fw={600} mt="md" mb="xs">
        Why
      </Text>
      {reasons.length > 0 ? (
        <FindingList label="Reasons" findings={reasons} />
      ) : (
        <Text size="sm">
          {isKnown
            ? 'Nothing was found that needs run-once code or a reset.'
            : 'Nothing was found that needs run-once code or a reset; but of the variables nothing is known, so none could be found there.'}
        </Text>
      )}
      <div style={{ marginTop: 'var(--mantine-spacing-md)' }}>
        <Facts
          facts={{
            'Known of both': knows,
            'Highest severity': severity === undefined ? 'not known' : `${severity}: ${SEVERITIES[severity]!.toDo}`,
            'Variables that differ': isKnown ? (variables.length + unlisted).toLocaleString('en') : 'not known',
            'Variables that do not': isKnown ? unchanged.toLocaleString('en') : 'not known',
          }}
        />
      </div>
      <Text size="sm" mt="md">
        {[from, to].map((version, index) => (
          <span key={version}>
            {index > 0 && ' · '}
            <Anchor component={Link} to={`/products/${product}/releases/${version}`} size="sm">
              Release {version}
            </Anchor>
          </span>
        ))}
      </Text>
    </Paper>
  );
}
