import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { FindingsReport } from '../findings-report.js';
import type { Uploaded } from './exchange.js';
import { LinkButton } from '../../parts/link-button.js';

interface UploadResultProps {
  readonly uploaded: Uploaded;
  readonly onAgain: () => void;
}

/** What became of an upload: the release, and what was found in it. */
export function UploadResult({ uploaded: { release, isRepeat }, onAgain }: UploadResultProps): ReactNode {
  const { product, version, findings } = release;
  return (
    <Stack>
      <Alert
        color={isRepeat ? 'blue' : 'teal'}
        variant="light"
        role="status"
        title={isRepeat ? 'The same upload came before' : `Release ${version} is there`}
      >
        <Text size="sm">
          {isRepeat
            ? `Release ${version} is there already, with this image. Nothing was changed.`
            : 'Devices get it when a campaign brings it.'}
        </Text>
      </Alert>
      <Section title="What the inspection found">
        <FindingsReport findings={findings} />
      </Section>
      <Group>
        <LinkButton to="/products/$product/releases/$version" params={{ product, version }}>
          Open the release
        </LinkButton>
        <Button variant="default" onClick={onAgain}>
          Upload another
        </Button>
      </Group>
    </Stack>
  );
}
