import { Alert, Button, Code, CopyButton, Group, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { many } from '../../parts/texts/many.js';
import type { Difference } from './difference.js';
import { stepText } from './difference-text.js';

/** What run-once code has to do, in its order, and as C. */
export function PlanSection({ difference }: { readonly difference: Difference }): ReactNode {
  const { plan, verdict, knows } = difference;
  const { steps, needsCode, savedBytes, unlisted, code } = plan;
  if (steps.length === 0 && code === undefined)
    return (
      <Section title="Run-once code">
        <Text size="sm" c="dimmed">
          {knows === 'nothing'
            ? 'What it would have to do is not known, because nothing is known of the variables.'
            : 'There is nothing that it would have to do to variables.'}
        </Text>
      </Section>
    );
  return (
    <Section
      title="Run-once code"
      about="What it has to do, in an order in which nothing is overwritten that is still needed. It works by addresses: compare again after a change that moves a variable."
    >
      <Stack gap="sm">
        {(verdict === 'reset' || verdict === 'refused') && (
          <Text size="sm">
            It does not help as things are: the verdict has other reasons. It would be needed once they are gone.
          </Text>
        )}
        {needsCode && (
          <Alert color="yellow" variant="light" title="A part of it only the team can write">
            <Text size="sm">
              Where that is, the code has an #error with all that is known. It does not compile before it is replaced.
            </Text>
          </Alert>
        )}
        <List type="ordered" size="sm" spacing={4} aria-label="Steps">
          {steps.map((step, index) => (
            <List.Item key={index} className="breaking">
              {stepText(step)}.
            </List.Item>
          ))}
        </List>
        {unlisted > 0 && (
          <Text size="sm" c="dimmed">
            {unlisted.toLocaleString('en')} further steps are not listed here.
          </Text>
        )}
        {savedBytes > 0 && (
          <Text size="sm" c="dimmed">
            {many(savedBytes, 'byte')} {savedBytes === 1 ? 'is' : 'are'} copied aside, on the stack: more than there is
            overwrites variables.
          </Text>
        )}
        <AsC code={code} />
      </Stack>
    </Section>
  );
}

const AsC = ({ code }: { readonly code: string | undefined }): ReactNode =>
  code === undefined ? (
    <Text size="sm" c="dimmed">
      As C it would be too long to show here.
    </Text>
  ) : (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          As C, to paste
        </Text>
        {window.isSecureContext && (
          <CopyButton value={code}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        )}
      </Group>
      <Code block mah={420} style={{ overflow: 'auto' }} tabIndex={0} aria-label="Run-once code in C">
        {code}
      </Code>
    </div>
  );
