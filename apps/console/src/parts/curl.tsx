import { Button, Code, CopyButton, Group, Stack } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { curlText, type CurlOrder } from './curl-text.js';

/** The order of a form or dialog as a command, to see and to copy. It is shown when it is asked for. */
export function Curl(order: Omit<CurlOrder, 'server'>): ReactNode {
  const [isShown, setShown] = useState(false);
  const text = curlText({ server: window.location.origin, ...order });
  return (
    <Stack gap={6} align="start">
      <Group gap="xs">
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-expanded={isShown}
          onClick={() => setShown((before) => !before)}
        >
          {isShown ? 'Hide the command' : 'As a command (curl)'}
        </Button>
        {isShown && window.isSecureContext && (
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        )}
      </Group>
      {isShown && (
        <Code block w="100%" mah={200}>
          {text}
        </Code>
      )}
    </Stack>
  );
}
