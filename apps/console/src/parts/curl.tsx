import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';

import type { SaidRequest } from '../server/rehearsal.js';
import { curlOrderOf, curlText, type CurlOrder } from './curl-text.js';

/** An order that is known, or how to find out what it would send. */
type CurlProps = (
  { readonly order: Omit<CurlOrder, 'server'> } | { readonly look: () => Promise<SaidRequest | undefined> }
) & {
  /** What is to be known of the command. */
  readonly note?: string;
};

/** The order of a form or dialog as a command, to see and to copy. It is shown when it is asked for. */
export function Curl(props: CurlProps): ReactNode {
  const [isShown, setShown] = useState(false);
  return (
    <Stack gap={6} align="start">
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        aria-expanded={isShown}
        onClick={() => setShown((before) => !before)}
      >
        {isShown ? 'Hide the command' : 'As a command (curl)'}
      </Button>
      {isShown && ('order' in props ? <Command text={known(props.order)} /> : <Looked look={props.look} />)}
      {isShown && props.note !== undefined && (
        <Text size="sm" c="dimmed">
          {props.note}
        </Text>
      )}
    </Stack>
  );
}

const known = (order: Omit<CurlOrder, 'server'>): string => curlText({ server: window.location.origin, ...order });

/** The command of an order as its fields are now. */
function Looked({ look }: { readonly look: () => Promise<SaidRequest | undefined> }): ReactNode {
  const [text, setText] = useState<string>();
  // After each drawing: a field may have changed.
  useEffect(() => {
    let isLast = true;
    void look().then((said) => {
      if (isLast) setText(said && curlText(curlOrderOf(window.location.origin, said)));
    });
    return () => {
      isLast = false;
    };
  });
  return text === undefined ? (
    <Text size="sm" c="dimmed">
      Fill in what is missing; then the command stands here.
    </Text>
  ) : (
    <Command text={text} />
  );
}

function Command({ text }: { readonly text: string }): ReactNode {
  return (
    <>
      <Code block w="100%" mah={200} aria-label="Command" tabIndex={0}>
        {text}
      </Code>
      {window.isSecureContext && (
        <Group>
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
    </>
  );
}
