import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { Uploading } from './use-upload.js';

const GOES: Readonly<Record<Uploading['sent']['state'], string>> = {
  sending: 'Sending',
  waiting: 'The connection was lost. It goes on by itself',
  paused: 'Paused. The server keeps what it has for a day',
};

/** How far an upload is, and what can be done with it meanwhile. */
export function Sending({ upload: { sent, cancel, pause, resume } }: { readonly upload: Uploading }): ReactNode {
  const { percent, state } = sent;
  const isSent = percent === 100 && state === 'sending';
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {isSent ? 'Sent. The server looks into it.' : `${GOES[state]}${percent === undefined ? '' : `: ${percent} %`}`}
      </Text>
      <Progress value={percent ?? 100} animated={isSent || percent === undefined} aria-label="Sent" />
      <Group>
        {state === 'paused'
          ? resume && <Button onClick={resume}>Resume</Button>
          : pause && (
              <Button variant="default" onClick={pause}>
                Pause
              </Button>
            )}
        <Button variant="default" onClick={cancel}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}
